"""The verbs of self-talk. Everything is sealed as it is written, which works while one's notes are locked.

All raise ``seal.actions.NotSetUp`` where the person has no seal, and ``NotYours`` for somebody else's key.
"""

from datetime import date, timedelta
from uuid import UUID

from hearten.people.models import Person
from hearten.seal import actions as seal
from hearten.seal.actions import NotSetUp, NotYours
from hearten.selftalk import kinds
from hearten.selftalk.rules.notes import Note, write_note
from hearten.selftalk.rules.pictures import Picture, write_picture
from hearten.selftalk.rules.reminders import Line, write_line
from hearten.selftalk.rules.sheets import write_sheet

__all__ = ["NotSetUp", "NotYours"]
REFLECTION = ("module", "reflection")


def keep_note(person: Person, note: Note, *, key: UUID, on: date) -> None:
    """Seal a note, or write one of the person's own anew."""
    seal.write_note(person, kind=kinds.NOTE, text=write_note(note), on=on, key=key)


def keep_picture(person: Person, picture: Picture, *, key: UUID, on: date) -> None:
    """Seal how the person sees the three this month."""
    seal.write_note(person, kind=kinds.PICTURE, text=write_picture(picture), on=on, key=key)


def keep_reflection(person: Person, text: str, *, module: str, key: UUID, on: date) -> None:
    """Seal a reflection on a core attitude. Nobody counts it."""
    sheet = write_sheet({"module": module, "reflection": text}, REFLECTION)
    seal.write_note(person, kind=kinds.REFLECTION, text=sheet, on=on, key=key)


def keep_line(person: Person, words: str, *, after_days: int, key: UUID, on: date) -> None:
    """Keep a line as a desk card, to be shown on the desk once, from that day on."""
    seal.public_key_of(person)  # one place for all of it: without a seal nothing is kept here either
    line = Line(words.strip(), on + timedelta(days=after_days))
    seal.write_card(person, kind=kinds.LINE, text=write_line(line), on=on, key=key)


def forget(person: Person, key: UUID) -> bool:
    """Delete one of the person's own notes or lines; say whether there was one."""
    return seal.forget(person, key)
