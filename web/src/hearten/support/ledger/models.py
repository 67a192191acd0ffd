"""What is counted in a month, and which months were published. No row names a person, and none has a time."""

from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What was promised."""

    MOMENT = "moment", _("A moment, granted at once")
    HELP = "help", _("A raised hand, answered in time")
    EXIT = "exit", _("A way out, covered")
    CHECK_IN = "check_in", _("A check-in, offered afterwards")


class Month(models.Model):
    """A month of promises. ``teams`` is the roster as it was when the month began, as numbers.

    Each entry has a team's ``key`` and ``name``, its ``seats``, and how many of these are ``readers``: those who lead.
    """

    first_day = models.DateField(unique=True)
    teams = models.JSONField()
    published_on = models.DateField(null=True)
    lifetime = timedelta(days=5 * 366)

    def __str__(self) -> str:
        return f"{self.first_day:%Y-%m}"


class State(models.IntegerChoices):
    """What became of one person's promises of one kind in one month."""

    NOT_ASKED = 0
    KEPT = 1
    BROKEN = 2  # once is enough: a promise is kept when it is kept every time


class Mark(models.Model):
    """One row for each person on the roster and each kind, made when the month begins, whether they ask or not.

    ``digest`` is an HMAC of person and kind under the month's key, which is not in this database. So the number of rows
    and their order say nothing, and once the key is destroyed neither do the rows; they go with it.
    """

    month = models.ForeignKey(Month, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=8, choices=Kind)
    digest = models.CharField(max_length=64)
    team = models.CharField(max_length=36)
    state = models.PositiveSmallIntegerField(choices=State, default=State.NOT_ASKED)
    lifetime = timedelta(days=40)  # of a month's first day: the month, and some days to publish it

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["month", "kind", "digest"], name="one_mark_each")]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"
