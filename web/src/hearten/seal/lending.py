"""Showing a note to one person, and stopping: a copy is sealed for that person too, so that only they can open it.

The copy goes when its writer takes it back, erases their notes, or leaves; and when its reader does. It is in no
export: what was shown to somebody is not theirs to take along. What a person has read already, nobody can take back.
"""

from datetime import date
from uuid import UUID

from django.db import transaction

from hearten.people.models import Person
from hearten.seal.actions import seal_for
from hearten.seal.models import LentNote
from hearten.seal.rules import size_class


def lend(lender: Person, reader: Person, *, kind: str, key: UUID, text: str, on: date) -> LentNote:
    """Show one's note of this ``key`` to a reader, who replaces whoever it was shown to before.

    Raises :class:`hearten.seal.actions.NotSetUp` where the reader has nothing to seal for.
    """
    blob = seal_for(reader, text)
    values = {"person": reader, "kind": kind, "blob": blob, "size_class": size_class(text), "written_on": on}
    with transaction.atomic():
        LentNote.objects.filter(lender=lender, lent=key).exclude(person=reader).delete()
        made: LentNote = LentNote.objects.update_or_create(lender=lender, lent=key, defaults=values)[0]
    return made


def lend_anew(lender: Person, key: UUID, *, text: str) -> None:
    """Seal the copy again after its note was written anew. Without a copy it changes nothing."""
    copy = LentNote.objects.select_related("person").filter(lender=lender, lent=key).first()
    if copy is not None:
        lend(lender, copy.person, kind=copy.kind, key=key, text=text, on=copy.written_on)


def take_back(lender: Person, key: UUID) -> Person | None:
    """Stop showing a note; give who could read it until now, or None where nobody could."""
    with transaction.atomic():
        copy = LentNote.objects.select_related("person").filter(lender=lender, lent=key).first()
        if copy is None:
            return None
        reader: Person = copy.person
        copy.delete()
    return reader
