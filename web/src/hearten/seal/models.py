"""What is stored of sealed words: a public key, boxes, and nothing that opens them.

The bases are for areas that need columns of their own; most need none, and use ``SealedNote`` and ``DeskCard`` with a
kind of theirs. All of them are found by ``registry.private_models``.
"""

import uuid
from typing import Any, ClassVar

from django.db import models

from hearten.people.models import Person


class Private(models.Model):
    """Belongs to one person and is kept from admin sites, dumps, searches, webhooks and everybody else's exports."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    blob = models.BinaryField()
    written_on = models.DateField()  # a day, no time: a note cannot be laid beside a call

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.key)


class SealedModel(Private):
    """Sealed: only the person can open it, unlocked. ``size_class`` counts steps of 1 KiB."""

    size_class = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True


class CardModel(Private):
    """A desk card: under the person's key in the key store, so that it may appear while their notes are locked."""

    class Meta:
        abstract = True


class LentModel(Private):
    """A copy of somebody's note, sealed for one reader: ``person`` reads, ``lender`` wrote. In nobody's export."""

    lender = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    lent = models.UUIDField()  # the key of the lender's note
    size_class = models.PositiveSmallIntegerField()

    class Meta:
        abstract = True


class Seal(models.Model):
    """The public half of a person's pair: with it anybody can seal for them, and nobody open."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="+")
    public_key = models.BinaryField(max_length=32)
    set_up_on = models.DateField()
    lifetime = None  # as long as the person keeps notes; erasing takes it away

    def __str__(self) -> str:
        return f"Seal of {self.person_id}"


class SealedNote(SealedModel):
    """A note of any kind that needs no columns of its own."""

    lifetime = None  # one's own notes stay until one erases them

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "kind"], name="sealed_note_of_person")]


class DeskCard(CardModel):
    """A card of any kind that needs no columns of its own."""

    lifetime = None  # like the plan it belongs to

    class Meta:
        indexes: ClassVar = [models.Index(fields=["person", "kind"], name="desk_card_of_person")]


class LentNote(LentModel):
    """A note shown to one person, of any kind."""

    lifetime = None  # until its writer takes it back, or either of the two leaves

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["lender", "lent"], name="note_lent_to_one")]
