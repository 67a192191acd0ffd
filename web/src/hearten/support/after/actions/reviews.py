"""Learning reviews: sealed for whoever writes one, shown to one person at most, and let go."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.live import actions as live
from hearten.people.models import Person
from hearten.seal import actions as seal
from hearten.seal import lending
from hearten.support.after.rules.review import write_review

KIND = "support.review"
NOTICE = "review"


def keep_review(writer: Person, answers: Mapping[str, str], *, key: UUID, now: datetime) -> None:
    """Seal a review, or write one of the writer's own anew; whoever it is shown to then reads the new words.

    Works while the writer's notes are locked. Raises ``seal.actions.NotSetUp``, and ``NotYours`` for a foreign key.
    """
    text = write_review(answers)
    with transaction.atomic():
        seal.write_note(writer, kind=KIND, text=text, on=now.date(), key=key)
        lending.lend_anew(writer, key, text=text)


def show_review(writer: Person, reader: Person, *, key: UUID, text: str, now: datetime) -> None:
    """Seal a copy for one reader, in place of whoever it was shown to. Raises ``seal.actions.NotSetUp``."""
    with transaction.atomic():
        lending.lend(writer, reader, kind=KIND, key=key, text=text, on=now.date())
        live.tell(reader.pk, NOTICE)


def stop_showing(writer: Person, *, key: UUID) -> Person | None:
    """Take the copy back; give who could read it. What they have read they have read, and the page says so."""
    with transaction.atomic():
        reader = lending.take_back(writer, key)
        if reader is not None:
            live.tell(reader.pk, NOTICE)
    return reader


def forget_review(writer: Person, *, key: UUID) -> bool:
    """Delete a review, and the copy of it. False where the writer has no such review."""
    with transaction.atomic():
        stop_showing(writer, key=key)
        return seal.forget(writer, key)
