"""The centre's own words: every version of every phrase and script, with its reasons. Nothing is overwritten."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearten.people.models import Person


class Sort(models.TextChoices):
    """What a wording is."""

    PHRASE = "phrase", _("Phrase")
    SCRIPT = "script", _("Script")
    WAY = "way", _("Way out")
    STEPS = "steps", _("Steps where somebody is in danger")
    NOTICE = "notice", _("Notice to a caller")


class State(models.TextChoices):
    """Where a version stands. The newest one that was decided on prevails."""

    PROPOSED = "proposed", _("Proposed")
    STANDING = "standing", _("In use")
    RETIRED = "retired", _("Retired")
    DECLINED = "declined", _("Declined")


class Wording(models.Model):
    """One version of something the house says, in one language. ``item`` is its id for ever.

    A phrase says ``text``, and so does a way out: its item is the step's id and the channel, its ``title`` the button's
    label. A script holds one step per line in ``text`` and, in ``endings``, polite ways to end a call that has turned,
    one per line; ``queue`` says whose contacts it is offered for. Steps for danger hold one step per line. A notice to
    a caller has its subject as ``title`` and the way to appeal in ``endings``. ``why`` is for whoever says it,
    ``because`` is about this change. A proposal has no ``version`` yet.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # the browser's: a retry changes once
    sort = models.CharField(max_length=6, choices=Sort)
    item = models.CharField(max_length=80)
    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=8, choices=State)
    title = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=24, blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    channel = models.CharField(max_length=8)
    purpose = models.CharField(max_length=16, blank=True)
    queue = models.CharField(max_length=120, blank=True)
    text = models.TextField()
    endings = models.TextField(blank=True)
    why = models.CharField(max_length=300, blank=True)
    because = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_because = models.CharField(max_length=300, blank=True)
    lifetime: ClassVar[None] = None  # the history of what people were asked to say is kept; names go with the person

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["language", "item", "version"], name="wording_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.item} v{self.version}"


class Vote(models.Model):
    """That somebody finds a phrase useful. ``mark`` names nobody: see :mod:`hearten.words.votes`."""

    mark = models.CharField(max_length=64, unique=True)
    item = models.CharField(max_length=80)
    language = models.CharField(max_length=8)
    lifetime: ClassVar[None] = None  # until it is taken back; it leads to nobody but through the voter's own key

    def __str__(self) -> str:
        return self.item


class VoteTally(models.Model):
    """What is shown of the votes for a phrase: the lower end of a band, counted once a day."""

    item = models.CharField(max_length=80)
    language = models.CharField(max_length=8)
    at_least = models.PositiveSmallIntegerField()
    lifetime: ClassVar[None] = None  # counted anew every day

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["language", "item"], name="tally_of_phrase_once")]

    def __str__(self) -> str:
        return self.item
