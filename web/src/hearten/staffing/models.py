"""Shifts, who is here, and who is in a contact at this moment."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearten.people.models import Person, Team


class Presence(models.Model):
    """One row per person, overwritten: how many contacts they have now, and how hard the last one was.

    ``after_level`` is forgotten half an hour after the contact; it makes a moment longer and is shown to nobody.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="presence")
    contacts_now = models.PositiveSmallIntegerField(default=0)
    after_level = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField()
    lifetime: ClassVar[timedelta] = timedelta(hours=12)

    def __str__(self) -> str:
        return f"{self.person_id}: {self.contacts_now}"


class Whereabouts(models.Model):
    """What a person says of themselves on the dock: here, or away. Overwritten; has no reason, and gets none."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="whereabouts")
    is_here = models.BooleanField()
    changed_at = models.DateTimeField()
    lifetime: ClassVar[timedelta] = timedelta(hours=12)

    def __str__(self) -> str:
        return f"{self.person_id}: {'here' if self.is_here else 'away'}"


class Prompted(models.Model):
    """When a person last answered the one unasked question of a shift, or put it away. Overwritten."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField()
    lifetime: ClassVar[timedelta] = timedelta(hours=24)

    def __str__(self) -> str:
        return str(self.person_id)


class ShiftRole(models.TextChoices):
    """What somebody is on a shift. A shift's lead need not be the team's."""

    AGENT = "agent", _("Agent")
    LEAD = "lead", _("Lead")
    DEPUTY = "deputy", _("Deputy")


class Shift(models.Model):
    """A stretch of time in which somebody is on. Both times are aware; a shift made by hand gets an id of its own."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="shifts")
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="shifts")
    role = models.CharField(max_length=8, choices=ShiftRole)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    external_id = models.CharField(max_length=100, unique=True)  # of the planning system: the same file twice is once
    lifetime: ClassVar[timedelta] = timedelta(days=35)  # five weeks after its end: the last month can be looked up

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=models.Q(ends_at__gt=models.F("starts_at")), name="shift_ends_after_start")
        ]
        indexes: ClassVar = [
            models.Index(fields=["ends_at", "starts_at"], name="shift_by_time"),
            models.Index(fields=["person", "starts_at"], name="shift_of_person"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.starts_at:%Y-%m-%d %H:%M}"


class SavedColumns(models.Model):
    """Which column holds what, kept for the next file with the same header."""

    header_digest = models.CharField(max_length=64, unique=True)
    columns = models.JSONField()
    zone = models.CharField(max_length=64)
    order = models.CharField(max_length=3)
    used_at = models.DateTimeField()
    lifetime: ClassVar[None] = None  # a setting of the centre, and nobody's

    def __str__(self) -> str:
        return self.header_digest[:12]


class ShiftFile(models.Model):
    """A file between its upload and the word "import it". Then, or after an hour, its bytes are gone."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    uploaded_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    columns = models.JSONField(default=dict)
    zone = models.CharField(max_length=64)
    order = models.CharField(max_length=3)
    uploaded_at = models.DateTimeField()
    lifetime: ClassVar[timedelta] = timedelta(hours=1)

    def __str__(self) -> str:
        return self.name
