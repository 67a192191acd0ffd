"""Contacts as they are heard, the cues they raised, and how each agent wants to be told.

No customer's words are kept: of a turn there is a keyed digest (to tell a repeat from a conflict), what each head said
(so that a late or corrected turn can be folded in its place) and the short spans that fired. Spans are seen by the
agent of the contact alone and go after 30 days.
"""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearten.people.models import Person


class ContactState(models.TextChoices):
    """Where a contact is, as the phone or chat system tells it."""

    LIVE = "live", _("Live")
    HELD = "held", _("On hold")
    WRAP_UP = "wrap_up", _("Wrap-up")
    ENDED = "ended", _("Ended")


class Contact(models.Model):
    """One conversation with a customer. ``following`` is the running fold over its turns, as JSON."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=200)
    channel = models.CharField(max_length=10, blank=True)
    queue = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=35, blank=True)
    agent_ref = models.CharField(max_length=200, blank=True)
    customer = models.CharField(max_length=32, blank=True)  # a keyed hash; the id itself is never kept
    agent = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="contacts")
    agent_order = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=ContactState, default=ContactState.LIVE)
    state_order = models.BigIntegerField(null=True)
    began_at = models.DateTimeField()
    heard_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    following = models.TextField(default="")
    level = models.PositiveSmallIntegerField(default=0)
    not_heard = models.CharField(max_length=60, blank=True)
    lifetime = timedelta(days=30)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "external_id"], name="contact_known_once")]
        indexes: ClassVar = [
            models.Index(fields=["agent", "state"], name="contact_of_agent"),
            models.Index(fields=["source", "agent_ref"], name="contact_by_agent_ref"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.external_id}"


class HeardSegment(models.Model):
    """That a segment was heard, and what each head said of it. Never its text.

    ``position`` orders the turns of a contact: the source's sequence, else its milliseconds, else arrival. ``heads`` is
    one byte per head of ``hearten_ear.reading.HEADS``, or null where the turn was not scored. ``heard`` is a JSON list
    of spans that fired.
    """

    pk = models.CompositePrimaryKey("contact_id", "segment_id", "revision")
    # The key begins with the contact: an index of its own would be written for every turn and read by nobody.
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="heard", db_index=False)
    segment_id = models.CharField(max_length=250)
    revision = models.BigIntegerField()
    digest = models.BinaryField(max_length=12)
    final = models.BooleanField()
    position = models.BigIntegerField()
    channel_index = models.SmallIntegerField(default=0)
    at_ms = models.BigIntegerField(null=True)
    heads = models.BinaryField(max_length=16, null=True)
    heard = models.TextField(blank=True)
    lifetime = timedelta(days=30)

    def __str__(self) -> str:
        return f"{self.segment_id}.{self.revision}"


class HeardEvent(models.Model):
    """That a source's event was applied, so that a second delivery changes nothing."""

    pk = models.CompositePrimaryKey("source", "event_id")
    source = models.CharField(max_length=60)
    event_id = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=12)
    at = models.DateTimeField(db_index=True)
    lifetime = timedelta(days=30)

    def __str__(self) -> str:
        return self.event_id


class Cue(models.Model):
    """What was heard and is worth an agent's eyes. Belongs to the agent who had the contact at that turn."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="cues")
    agent = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="cues")
    segment_id = models.CharField(max_length=250)
    kind = models.CharField(max_length=20)
    level = models.PositiveSmallIntegerField()
    heard = models.JSONField(default=list)
    raised_at = models.DateTimeField()
    handled_at = models.DateTimeField(null=True)
    withdrawn = models.BooleanField(default=False)
    lifetime = timedelta(days=30)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["contact", "segment_id"], name="one_cue_for_a_turn")]
        indexes: ClassVar = [models.Index(fields=["agent", "raised_at"], name="cue_of_agent")]

    def __str__(self) -> str:
        return f"{self.kind} {self.level}"


class Announce(models.TextChoices):
    """How a cue makes itself known beyond appearing. A screen reader shares the headset with the call."""

    SILENT = "silent", _("Silently: it appears, nothing is read out")
    POLITE = "polite", _("Read out by a screen reader when it is free")
    SOUND = "sound", _("One short, soft sound")


class DeskSettings(models.Model):
    """How one agent wants the desk to behave. Nobody else reads it."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="desk_settings")
    announce = models.CharField(max_length=10, choices=Announce, default=Announce.SILENT)
    shortcuts = models.BooleanField(default=True)
    snoozed_until = models.DateTimeField(null=True)
    off_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.announce
