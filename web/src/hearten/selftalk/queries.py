"""Reading for a viewer, who gets their own words and nobody else's. Notes are read only while they are open."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from hearten.people.models import Person
from hearten.seal import queries as seal
from hearten.seal.sessions import Unlocked
from hearten.selftalk import kinds
from hearten.selftalk.actions import REFLECTION
from hearten.selftalk.rules.again import Again, Written, same_words_again
from hearten.selftalk.rules.notes import Note, read_note
from hearten.selftalk.rules.pictures import Picture, read_picture
from hearten.selftalk.rules.reminders import Line, read_line
from hearten.selftalk.rules.sheets import read_sheet


@dataclass(frozen=True, slots=True)
class OwnNote:
    """A note as its writer reads it."""

    key: UUID
    on: date
    note: Note


@dataclass(frozen=True, slots=True)
class OwnLine:
    """A line one is to be reminded of."""

    key: UUID
    line: Line


@dataclass(frozen=True, slots=True)
class Reflection:
    """A reflection on a core attitude."""

    key: UUID
    on: date
    module: str
    text: str


def notes_for(viewer: Person, unlocked: Unlocked | None) -> list[OwnNote]:
    """Give the viewer's own notes, newest first; none while they are locked."""
    found = seal.notes_for(viewer, unlocked, kind=kinds.NOTE)
    return [OwnNote(each.key, each.written_on, read_note(each.text)) for each in found]


def has_note(viewer: Person, key: UUID) -> bool:
    """Say whether the viewer has a note of self-talk of this key, locked or open."""
    return seal.has_note(viewer, key, kind=kinds.NOTE)


def note_for(viewer: Person, unlocked: Unlocked | None, key: UUID) -> OwnNote | None:
    """Give one of the viewer's own notes, or None."""
    found = seal.note_for(viewer, unlocked, key)
    if found is None or found.kind != kinds.NOTE:
        return None
    return OwnNote(found.key, found.written_on, read_note(found.text))


def again_in(notes: list[OwnNote]) -> tuple[Again, ...]:
    """Give the lines that come again in opened notes."""
    return same_words_again([Written(each.key, each.on, each.note.words, each.note.reframe) for each in notes])


def pictures_for(viewer: Person, unlocked: Unlocked | None) -> list[tuple[UUID, date, Picture]]:
    """Give the viewer's pictures, newest first; none while they are locked."""
    found = seal.notes_for(viewer, unlocked, kind=kinds.PICTURE)
    return [(each.key, each.written_on, read_picture(each.text)) for each in found]


def reflections_for(viewer: Person, unlocked: Unlocked | None) -> list[Reflection]:
    """Give the viewer's reflections, newest first; none while they are locked."""
    made = []
    for each in seal.notes_for(viewer, unlocked, kind=kinds.REFLECTION):
        parts = read_sheet(each.text, REFLECTION)
        made.append(Reflection(each.key, each.written_on, parts["module"].strip(), parts["reflection"]))
    return made


def lines_for(viewer: Person) -> list[OwnLine]:
    """Give the lines the viewer is to be reminded of, the next one first; also while notes are locked."""
    found = [
        OwnLine(card.key, read_line(card.text, otherwise=card.written_on))
        for card in seal.cards_for(viewer, kind=kinds.LINE)
    ]
    return sorted(found, key=lambda each: (each.line.since, str(each.key)))


def has_line(viewer: Person, key: UUID) -> bool:
    """Say whether the viewer has a line of this key."""
    return any(each.key == key for each in lines_for(viewer))


def due_line(viewer: Person, *, now: datetime) -> OwnLine | None:
    """Give the line whose day has come, the oldest first, or None."""
    today = timezone.localtime(now).date()
    return next((each for each in lines_for(viewer) if each.line.since <= today), None)
