"""The pathways page and who has read it; check-ins, open doors, and what a team wrote down about its process."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearten.people.models import Person, Team


class PathwayVersion(models.Model):
    """One version of the pathways page, as somebody of this centre wrote it. The page that ships is number 1."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # the browser's: a retry saves once
    number = models.PositiveIntegerField(unique=True)
    text = models.TextField()
    because = models.CharField(max_length=300)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    lifetime: ClassVar[None] = None  # what people were promised, and when, is kept; names go with the person

    def __str__(self) -> str:
        return f"Pathways, version {self.number}"


class Acknowledgement(models.Model):
    """The words of the pathways page that a person last said to have read, by their digest. Overwritten.

    For that person alone: nobody is told who has read, and nothing counts it.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")
    of = models.CharField(max_length=64)
    on = models.DateField()
    lifetime: ClassVar[None] = None  # until the next version

    def __str__(self) -> str:
        return f"{self.person_id}: {self.of[:8]}"


class CheckInState(models.TextChoices):
    """Where a check-in stands."""

    ASKED = "asked", _("Asked")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    CANCELLED = "cancelled", _("Cancelled")


class CheckIn(models.Model):
    """A talk with a person of one's choice, some days or a month later. It has no reason and no topic, and gets none.

    ``key`` names it in calendars for ever, ``sequence`` rises with every change (RFC 5545). The row goes a day after.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agent = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    companion = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    which = models.CharField(max_length=5, choices=[("days", _("After some days")), ("month", _("After a month"))])
    starts_at = models.DateTimeField()
    zone = models.CharField(max_length=64)
    state = models.CharField(max_length=9, choices=CheckInState, default=CheckInState.ASKED)
    sequence = models.PositiveIntegerField(default=0)
    changed_at = models.DateTimeField()
    lifetime = timedelta(days=1)  # after it was to be

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["agent", "starts_at"], name="check_in_of_agent"),
            models.Index(fields=["companion", "starts_at"], name="check_in_of_companion"),
        ]

    def __str__(self) -> str:
        return str(self.key)


class CheckInOffer(models.Model):
    """After a hard contact a check-in is offered on the desk, for a day or until it is put away. One row a person."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")
    at = models.DateTimeField()
    lifetime = timedelta(days=1)

    def __str__(self) -> str:
        return str(self.person_id)


class DoorSlot(models.Model):
    """A time at which a lead's door is open. Whoever comes has no topic to name; who came is gone the day after."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    lead = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    booked_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    withdrawn = models.BooleanField(default=False)  # kept for the day, so that whoever had booked it is told
    lifetime = timedelta(hours=12)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["lead", "starts_at"], name="door_open_once")]

    def __str__(self) -> str:
        return str(self.key)


class Debrief(models.Model):
    """A quarter of an hour in which a team looks at a part of the process. It knows a team and no person.

    Nobody is invited by name, nobody is noted as having come, and who called it is not kept.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")
    part = models.CharField(max_length=16)
    starts_at = models.DateTimeField()
    meant = models.TextField(blank=True)
    happened = models.TextField(blank=True)
    keep = models.TextField(blank=True)
    change = models.TextField(blank=True)
    lifetime = timedelta(days=365)

    def __str__(self) -> str:
        return str(self.key)
