"""Reviews as their writer reads them, and those that somebody shows the viewer. Nothing is read while locked."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hearten.people.models import Person
from hearten.seal import lent
from hearten.seal import queries as seal
from hearten.seal.lent import Shown
from hearten.seal.sessions import Unlocked
from hearten.support.after.actions.reviews import KIND
from hearten.support.after.rules.review import read_review


@dataclass(frozen=True, slots=True)
class Review:
    """One's own review, opened. ``reader`` is whom it is shown to."""

    key: UUID
    written_on: date
    answers: dict[str, str]
    text: str
    reader: Person | None

    @property
    def title(self) -> str:
        """Give what it is recognised by in a list: how the first answer begins."""
        first = next((answer for answer in self.answers.values() if answer), "")
        return first.split("\n", 1)[0][:80]


def reviews_for(viewer: Person, unlocked: Unlocked | None) -> list[Review]:
    """Give the viewer's own reviews, newest first; none while they are locked."""
    readers = lent.readers_of(viewer, kind=KIND)
    return [
        Review(note.key, note.written_on, read_review(note.text), note.text, readers.get(note.key))
        for note in seal.notes_for(viewer, unlocked, kind=KIND)
    ]


def has_review(viewer: Person, key: UUID) -> bool:
    """Say whether the viewer has a review of this key, locked or open."""
    return seal.has_note(viewer, key, kind=KIND)


def is_shown_review(viewer: Person, key: UUID) -> bool:
    """Say whether somebody shows the viewer a review of this key, locked or open."""
    return lent.is_shown_to(viewer, key, kind=KIND)


def review_for(viewer: Person, unlocked: Unlocked | None, key: UUID) -> Review | None:
    """Give one of the viewer's own reviews, or None."""
    note = seal.note_for(viewer, unlocked, key)
    if note is None or note.kind != KIND:
        return None
    reader = lent.readers_of(viewer, kind=KIND).get(key)
    return Review(note.key, note.written_on, read_review(note.text), note.text, reader)


def shown_to(viewer: Person) -> list[Shown]:
    """Give the reviews that others show the viewer, without their words."""
    return lent.shown_to(viewer, kind=KIND)


def shown_review_for(viewer: Person, unlocked: Unlocked | None, key: UUID) -> tuple[Shown, dict[str, str]] | None:
    """Give one review that somebody shows the viewer, with its answers, or None."""
    found = lent.shown_note_for(viewer, unlocked, key, kind=KIND)
    return (found, read_review(found.text)) if found else None
