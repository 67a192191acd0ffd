"""A note of self-talk: what happened, the words, the patterns its writer sees, the words instead, how it sits."""

from collections.abc import Iterable
from dataclasses import dataclass

from hearten.selftalk.rules.sheets import read_sheet, write_sheet
from hearten_ear.wording.patterns import PATTERNS

NAMES = ("situation", "words", "patterns", "reframe", "sits")
#: How it sits now. Words and no scale: nothing here is ever added up.
SITS = ("as_before", "lighter", "put_down")


@dataclass(frozen=True, slots=True)
class Note:
    """One note. ``patterns`` are ids of ``hearten_ear.wording.patterns``; ``sits`` is one of ``SITS`` or empty."""

    situation: str = ""
    words: str = ""
    patterns: tuple[str, ...] = ()
    reframe: str = ""
    sits: str = ""

    @property
    def title(self) -> str:
        """Give what it is recognised by in a list: how the words begin."""
        return (self.words or self.situation).strip().split("\n", 1)[0][:90]


def write_note(note: Note) -> str:
    """Write a note as text."""
    parts = {
        "situation": note.situation,
        "words": note.words,
        "patterns": ", ".join(in_order(note.patterns)),
        "reframe": note.reframe,
        "sits": note.sits if note.sits in SITS else "",
    }
    return write_sheet(parts, NAMES)


def read_note(text: str) -> Note:
    """Read a written note. Patterns that this version does not know are left out."""
    parts = read_sheet(text, NAMES)
    named = (each.strip() for each in parts["patterns"].replace("\n", ",").split(","))
    sits = parts["sits"].strip()
    return Note(parts["situation"], parts["words"], in_order(named), parts["reframe"], sits if sits in SITS else "")


def in_order(named: Iterable[str]) -> tuple[str, ...]:
    """Give the known patterns among these, in the order of pages, each once."""
    chosen = set(named)
    return tuple(each for each in PATTERNS if each in chosen)
