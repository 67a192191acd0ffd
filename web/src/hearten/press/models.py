"""The brand that cards are printed in, and whether somebody wants a card in the corner of their desk."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearten.people.models import Person
from hearten.press.palette import ACCENT, INK, PAPER, WARM


class Brand(models.Model):
    """The centre's colours, mark and typeface: one row, and the house's own where there is none."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    paper = models.CharField(max_length=7, default=PAPER)
    ink = models.CharField(max_length=7, default=INK)
    accent = models.CharField(max_length=7, default=ACCENT)
    warm = models.CharField(max_length=7, default=WARM)
    mark = models.BinaryField(default=bytes)
    mark_type = models.CharField(max_length=20, blank=True)
    mark_ratio = models.FloatField(default=1.0)
    face = models.BinaryField(default=bytes)
    lifetime: ClassVar[None] = None  # a setting of the centre

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_brand")]

    def __str__(self) -> str:
        return "Brand"


class Sort(models.TextChoices):
    """Which cards are in the corner."""

    HOUSE = "house", _("The house's cards")
    QUOTATIONS = "quotations", _("Quotations")
    MINE = "mine", _("My own, as far as they may be seen while locked")
    ALL = "all", _("All of these, in turn")
    NONE = "none", _("No card")


class Corner(models.Model):
    """What somebody wants in the corner of their desk. Without a row: the house's cards."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    sort = models.CharField(max_length=10, choices=Sort, default=Sort.HOUSE)
    lifetime: ClassVar[None] = None  # as long as the person is here

    def __str__(self) -> str:
        return f"Corner of {self.person_id}"
