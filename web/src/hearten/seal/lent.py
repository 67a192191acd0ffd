"""Reading notes that were shown: for whoever shows one, to whom; for whoever is shown one, its words, unlocked."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import FETCH_RAISE

from hearten.people.models import Person
from hearten.seal.actions import open_with
from hearten.seal.models import LentNote
from hearten.seal.sessions import Unlocked


@dataclass(frozen=True, slots=True)
class Shown:
    """A note that somebody shows the viewer. Without the words while the viewer's notes are locked."""

    key: UUID
    by: Person
    written_on: date
    text: str = ""


def readers_of(viewer: Person, *, kind: str) -> dict[UUID, Person]:
    """Give, for each of the viewer's notes that is shown, who can read it."""
    lent = LentNote.objects.filter(lender=viewer, kind=kind).select_related("person").fetch_mode(FETCH_RAISE)
    return {each.lent: each.person for each in lent}


def shown_to(viewer: Person, *, kind: str) -> list[Shown]:
    """Give what others show the viewer, newest first, without its words."""
    found = LentNote.objects.filter(person=viewer, kind=kind).select_related("lender").fetch_mode(FETCH_RAISE)
    return [Shown(each.key, each.lender, each.written_on) for each in found.order_by("-written_on", "-pk")]


def shown_note_for(viewer: Person, unlocked: Unlocked | None, key: UUID, *, kind: str) -> Shown | None:
    """Give one note that somebody shows the viewer, opened; None where it is not theirs, not there, or locked."""
    if unlocked is None or unlocked.person_id != viewer.pk:
        return None
    found = LentNote.objects.filter(person=viewer, key=key, kind=kind).select_related("lender").first()
    return Shown(found.key, found.lender, found.written_on, open_with(unlocked, found.blob)) if found else None


def is_shown_to(viewer: Person, key: UUID, *, kind: str) -> bool:
    """Say whether somebody shows the viewer a note of this key. Needs no key of theirs."""
    return LentNote.objects.filter(person=viewer, key=key, kind=kind).exists()
