"""One's own phrases, and what one said instead of the house's: written for oneself, kept through the seal.

A phrase of one's own is a *desk card*: it can be found and copied while one's notes are locked. What one said instead
is *sealed*: it can be written while locked and read only unlocked. Both are text with one line of facts at the end, so
that an export can be read by people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from hearten.people.models import Person
from hearten.seal import actions as seal
from hearten.seal import queries as sealed
from hearten.seal.queries import OpenNote
from hearten.seal.sessions import Unlocked
from hearten.words.shapes import ANY, CHANNELS, KINDS, PURPOSES, Phrase

PHRASE = "words.phrase"
INSTEAD = "words.instead"
_LEVELS = frozenset("0123")


@dataclass(frozen=True, slots=True)
class Mine:
    """A phrase of one's own."""

    key: UUID
    phrase: Phrase


@dataclass(frozen=True, slots=True)
class Instead:
    """What one said instead of a house phrase."""

    key: UUID
    written_on: date
    text: str


# --- phrases of one's own


def keep(person: Person, phrase: Phrase, *, key: UUID, now: datetime) -> None:
    """Keep a phrase as a desk card, or write the one of this key anew. Raises :class:`NotYours` for another's key."""
    facts = f"{phrase.kind} {phrase.level} {phrase.channel} {phrase.purpose}"
    seal.write_card(person, kind=PHRASE, text=f"{phrase.text.strip()}\n\n{facts}", on=now.date(), key=key)


def forget(person: Person, key: UUID) -> bool:
    """Delete a phrase of one's own; say whether there was one."""
    return has(person, key) and seal.forget(person, key)


def has(viewer: Person, key: UUID) -> bool:
    """Say whether the viewer has a phrase of this key."""
    return sealed.has_card(viewer, key, kind=PHRASE)


def of(viewer: Person) -> list[Mine]:
    """Give the viewer's own phrases, newest first; also while their notes are locked."""
    return [Mine(card.key, read(card)) for card in sealed.cards_for(viewer, kind=PHRASE)]


def one_of(viewer: Person, key: UUID) -> Mine | None:
    """Give one of the viewer's own phrases, or None."""
    return next((each for each in of(viewer) if each.key == key), None)


def read(card: OpenNote) -> Phrase:
    """Read a card back. One brought along from elsewhere may lack the last line: then it is for anything."""
    text, _gap, last = card.text.rpartition("\n\n")
    facts = last.split()
    if len(facts) != 4 or not _are_known(facts):
        text, facts = card.text, [ANY, "0", "voice", "acknowledge"]
    return Phrase(f"mine-{card.key}", text.strip(), facts[0], int(facts[1]), facts[2], facts[3], "")


def _are_known(facts: Sequence[str]) -> bool:
    kind, level, channel, purpose = facts
    return kind in (*KINDS, ANY) and level in _LEVELS and channel in CHANNELS and purpose in PURPOSES


# --- what one said instead


def keep_instead(person: Person, item: str, text: str, *, key: UUID, now: datetime) -> None:
    """Seal what one said instead of a phrase. Works while one's notes are locked."""
    seal.write_note(person, kind=INSTEAD, text=f"{text.strip()}\n\n{item}", on=now.date(), key=key)


def insteads_of(viewer: Person, unlocked: Unlocked | None, item: str) -> list[Instead]:
    """Give what the viewer said instead of a phrase, newest first; nothing while their notes are locked."""
    found = []
    for note in sealed.notes_for(viewer, unlocked, kind=INSTEAD):
        text, _gap, said_for = note.text.rpartition("\n\n")
        if said_for == item:
            found.append(Instead(note.key, note.written_on, text))
    return found
