"""The verbs of the seal. Private keys come in opened; what is written is boxes, wraps and days."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Q

from hearten.people.models import Person
from hearten.seal import boxes, keystore
from hearten.seal.boxes import CannotOpen, Wraps
from hearten.seal.models import CardModel, DeskCard, Private, Seal, SealedModel, SealedNote
from hearten.seal.registry import card_models, lent_models, own_words
from hearten.seal.rules import size_class
from hearten.seal.sessions import Unlocked


class NotYours(Exception):  # noqa: N818 - named for what is wrong
    """This key names a note that is not of this person."""


class NotSetUp(Exception):  # noqa: N818 - named as the page speaks of it
    """This person has not set up sealed notes yet: there is nothing to seal for."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened seal: the private key, and the recovery code where a new one was made. Shown once, kept nowhere."""

    private: bytes = field(repr=False)
    code: str = field(default="", repr=False)


# --- setting up, opening, changing


def set_up(person: Person, *, passphrase: str, now: datetime) -> Opened | None:
    """Make a person's pair and wrap it twice. None, and nothing changed, where they have one already.

    The wraps are durable before the public key is: without it nothing can be sealed that nobody could open.
    """
    pair, code = boxes.make_pair(), boxes.make_code()
    wraps = Wraps(boxes.wrap_by_passphrase(pair.private, passphrase), boxes.wrap_by_code(pair.private, code))
    with transaction.atomic():
        Person.objects.select_for_update().get(
            pk=person.pk
        )  # two browsers that set up at once: the second finds the first
        if Seal.objects.filter(person=person).exists():
            return None
        # Wraps without a public half are from an attempt that died between the two files: nothing was sealed with it.
        keystore.keep_seal(str(person.key), wraps)
        Seal.objects.create(person=person, public_key=pair.public, set_up_on=now.date())
    return Opened(pair.private, code)


def open_by_passphrase(person: Person, passphrase: str) -> Opened:
    """Open a person's seal; raise :class:`CannotOpen` for a wrong passphrase, :class:`NotSetUp` without a seal."""
    return _checked(person, boxes.unwrap_by_passphrase(_wraps(person).by_passphrase, passphrase))


def recover(person: Person, *, code: str, passphrase: str) -> Opened:
    """Open by the printed code, take a new passphrase, and make a new code: the old one has been out of its drawer."""
    private = boxes.unwrap_by_code(_wraps(person).by_code, code)
    opened = _checked(person, private)
    return _wrap_anew(person, opened.private, passphrase)


def change_passphrase(person: Person, *, old: str, new: str) -> Opened:
    """Take a new passphrase for the old one, and make a new recovery code."""
    return _wrap_anew(person, open_by_passphrase(person, old).private, new)


def make_new_code(person: Person, *, passphrase: str) -> Opened:
    """Make a new recovery code; the old one then opens nothing."""
    return _wrap_anew(person, open_by_passphrase(person, passphrase).private, passphrase)


def _wraps(person: Person) -> Wraps:
    wraps = keystore.seal_of(str(person.key))
    if wraps is None:
        raise NotSetUp
    return wraps


def _checked(person: Person, private: bytes) -> Opened:
    """Compare with the public key that notes are sealed with: two files restored from different days may differ."""
    if boxes.public_of(private) != public_key_of(person):
        raise CannotOpen
    return Opened(private)


def _wrap_anew(person: Person, private: bytes, passphrase: str) -> Opened:
    code = boxes.make_code()
    wraps = Wraps(boxes.wrap_by_passphrase(private, passphrase), boxes.wrap_by_code(private, code))
    keystore.keep_seal(str(person.key), wraps)
    return Opened(private, code)


# --- sealing and writing


def public_key_of(person: Person) -> bytes:
    """Give the public half; raise :class:`NotSetUp` where the person has none."""
    found = Seal.objects.filter(person=person).values_list("public_key", flat=True).first()
    if found is None:
        raise NotSetUp
    return bytes(found)


def seal_for(person: Person, text: str) -> bytes:
    """Seal a text for a person. Works while their notes are locked."""
    return boxes.seal(public_key_of(person), text)


def open_with(unlocked: Unlocked, blob: bytes) -> str:
    """Open what was sealed for the person whose notes are unlocked; raise :class:`CannotOpen`."""
    return boxes.open_sealed(unlocked.private, bytes(blob))


def write_note(
    person: Person, *, kind: str, text: str, on: date, key: UUID | None = None, model: type[SealedModel] = SealedNote
) -> SealedModel:
    """Seal and keep a note; with a ``key`` of the person's own notes, write that one anew. Works while locked."""
    sealed = {"kind": kind, "blob": seal_for(person, text), "size_class": size_class(text), "written_on": on}
    return _keep(model, person, key or uuid4(), sealed)


def write_card(
    person: Person, *, kind: str, text: str, on: date, key: UUID | None = None, model: type[CardModel] = DeskCard
) -> CardModel:
    """Keep a desk card under the person's server key, made on first use."""
    key = key or uuid4()
    blob = boxes.seal_card(keystore.make_card_key(str(person.key)), text, about(person, key))
    return _keep(model, person, key, {"kind": kind, "blob": blob, "written_on": on})


def _keep[Kept: Private](model: type[Kept], person: Person, key: UUID, values: dict[str, Any]) -> Kept:
    """Write one row. Somebody else's key meets the unique column: nobody writes over another's note."""
    try:
        with transaction.atomic():
            kept: Kept = model.objects.update_or_create(person=person, key=key, defaults=values)[0]
    except IntegrityError:
        raise NotYours from None
    return kept


def about(person: Person, key: UUID) -> bytes:
    """Give what a card is bound to: its person and itself, so that no box can be put in another's place."""
    return f"{person.key}/{key}".encode()


def forget(person: Person, key: UUID) -> bool:
    """Delete one of a person's own notes or cards; say whether there was one."""
    with transaction.atomic():
        gone = [model.objects.filter(person=person, key=key).delete()[0] for model in own_words()]
        for lent in lent_models():
            lent.objects.filter(lender=person, lent=key).delete()
    return any(gone)


def forget_card(person: Person, key: UUID) -> bool:
    """Delete a desk card and leave the note of the same key; say whether there was one."""
    with transaction.atomic():
        gone = [model.objects.filter(person=person, key=key).delete()[0] for model in card_models()]
    return any(gone)


def forget_kinds(person: Person, kinds: Collection[str]) -> int:
    """Delete a person's own notes and cards of these kinds; give how many there were."""
    gone = 0
    with transaction.atomic():
        for model in own_words():
            found = model.objects.filter(person=person, kind__in=kinds)
            keys = list(found.values_list("key", flat=True))
            for lent in lent_models():
                lent.objects.filter(lender=person, lent__in=keys).delete()
            gone += found.delete()[0]
    return gone


def erase(person: Person) -> None:
    """Make everything a person wrote for themselves unreadable, backups included, and delete it here.

    The keys go first: should the machine stop between the two steps, what is left is noise. Harmless when run again,
    which is what a restore does with its list of erasures.
    """
    keystore.erase(str(person.key))
    with transaction.atomic():
        for model in own_words():
            model.objects.filter(person=person).delete()
        for lent in lent_models():
            lent.objects.filter(Q(person=person) | Q(lender=person)).delete()
        Seal.objects.filter(person=person).delete()


def back_up_keys(now: datetime) -> None:
    """Back the key store up, and drop backups older than seven days."""
    keystore.back_up(now)
