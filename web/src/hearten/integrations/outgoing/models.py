"""Receivers, the events they are told, and how each delivery stands. Part of the app ``integrations``."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearten.people.models import Person
from hearten.work.lease import Leased


class SwitchedOff(models.TextChoices):
    """Why a receiver is told nothing."""

    BY_HAND = "by_hand", _("Switched off here")
    GONE = "gone", _("It answered 410: it wants nothing any more")


class Receiver(models.Model):
    """A system that Hearten tells something. Two secrets sign side by side while one is being replaced.

    ``source`` is the one whose agent ids it knows. ``allow_inside`` lets this one receiver be on a private network.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    url = models.CharField(max_length=500)
    source = models.ForeignKey("integrations.Source", on_delete=models.CASCADE, related_name="receivers")
    secret = models.CharField(max_length=200)
    next_secret = models.CharField(max_length=200, blank=True)
    event_types = models.JSONField(default=list)
    allow_inside = models.BooleanField(default=False)
    switched_off = models.CharField(max_length=10, choices=SwitchedOff, blank=True)
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)  # of tests only: of a moment it would say when somebody went away
    failed_at = models.DateTimeField(null=True)
    lifetime: ClassVar[timedelta | None] = None  # a setting, until an administrator removes it; it names no person

    def __str__(self) -> str:
        return self.name

    @property
    def secrets(self) -> tuple[str, ...]:
        """The secrets that sign now, the old one first."""
        return tuple(filter(None, (self.secret, self.next_secret)))


class OutgoingEvent(models.Model):
    """Something to be told, written with the change it tells of. Goes 24 hours after its last delivery is over."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    type = models.CharField(max_length=100)
    source = models.CharField(max_length=60)  # slug of the source whose ids are used
    subject = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")
    at = models.DateTimeField(db_index=True)
    expires_at = models.DateTimeField(null=True)  # after this it would do harm
    lifetime = timedelta(hours=24)

    def __str__(self) -> str:
        return self.type


class OutgoingDelivery(Leased):
    """One event to one receiver: the row is the queue and the log. It holds no body, neither sent nor received.

    ``lane`` is what the event is about, for one receiver: a newer event replaces an older one that still waits, and
    nothing is sent while another of the lane is under way. So "over" never overtakes "started".
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DELIVERED = "delivered", _("Delivered")
        GIVEN_UP = "given_up", _("Given up")
        EXPIRED = "expired", _("Too late to be of use: not sent")
        REPLACED = "replaced", _("Replaced by a newer one")
        STOPPED = "stopped", _("Not sent: the receiver is switched off")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(OutgoingEvent, on_delete=models.CASCADE, related_name="deliveries")
    receiver = models.ForeignKey(Receiver, on_delete=models.CASCADE, related_name="deliveries")
    lane = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    give_up_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, db_index=True)
    lifetime = timedelta(hours=24)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "receiver"], name="told_each_receiver_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["lane"], name="delivery_lane")]

    def __str__(self) -> str:
        return str(self.key)


class OutgoingAttempt(models.Model):
    """That a delivery was tried, when, and what came back: a status or a code, no body. Goes with its delivery."""

    delivery = models.ForeignKey(OutgoingDelivery, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    problem = models.CharField(max_length=20, blank=True)
    lifetime = timedelta(hours=24)

    def __str__(self) -> str:
        return str(self.status or self.problem)
