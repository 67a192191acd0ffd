"""Same words again: the lines that somebody says to themselves in more than one note. For that person alone.

Small differences are looked through: "I'm so stupid" and "I am really stupid" are the same words. Time grows with the
length of the notes, as a line is at most eight words long.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hearten_ear.kernel.pattern import EDGE
from hearten_ear.wording.matching import split

LONGEST, FEWEST_NOTES, SHOWN = 8, 2, 6
_SPELT_OUT = {
    "i'm": ("i", "am"),
    "im": ("i", "am"),
    "i've": ("i", "have"),
    "i'll": ("i", "will"),
    "i'd": ("i", "would"),
    "it's": ("it", "is"),
    "that's": ("that", "is"),
    "should've": ("should", "have"),
    "can't": ("can", "not"),
    "cannot": ("can", "not"),
    "don't": ("do", "not"),
    "won't": ("will", "not"),
    "shouldn't": ("should", "not"),
    "didn't": ("did", "not"),
    "you're": ("you", "are"),
    "they're": ("they", "are"),
}
_FILLERS = frozenset(
    re.findall(
        r"\w+",
        "a an the so very really just such totally completely absolutely bloody damn again too quite simply ",
    )
)
_SAYS_LITTLE = frozenset(
    re.findall(
        r"\w+",
        "i am is was be been it that this to of my me you your he she they them him her we our us and but or if "
        "then on in at for with as have has had do did does will would can could are were not no all what when who "
        "said says call calls caller customer customers today yesterday there here from by up out about because "
        "one got get ",
    )
)


@dataclass(frozen=True, slots=True)
class Written:
    """What of a note is read here: its key, its day, the words, and what they were turned into."""

    key: UUID
    on: date
    words: str
    reframe: str = ""


@dataclass(frozen=True, slots=True)
class Again:
    """A line that comes again: as it stands in the newest note, which notes it is in, the last words instead of it."""

    words: str
    notes: tuple[UUID, ...]
    first: date
    last: date
    reframe: str


@dataclass(frozen=True, slots=True)
class _Word:
    form: str
    start: int
    end: int


def same_words_again(notes: Sequence[Written], *, shown: int = SHOWN) -> tuple[Again, ...]:
    """Give the lines that stand in two notes or more, the most frequent first; of lines that overlap the longest."""
    where: dict[tuple[str, ...], dict[UUID, str]] = defaultdict(dict)
    for note in notes:
        for line in _lines(note.words):
            for forms, start, end in _stretches(line):
                where[forms].setdefault(note.key, note.words[start:end])
    by_key = {note.key: note for note in notes}
    found = [(forms, places) for forms, places in where.items() if len(places) >= FEWEST_NOTES]
    found.sort(key=lambda each: (-len(each[1]), -len(each[0]), each[0]))
    kept: list[tuple[tuple[str, ...], dict[UUID, str]]] = []
    for forms, places in found:
        if not any(_says_the_same(forms, other) for other, _places in kept):
            kept.append((forms, places))
    return tuple(_again(places, by_key) for _forms, places in kept[:shown])


def _again(places: dict[UUID, str], notes: dict[UUID, Written]) -> Again:
    own = sorted((notes[key] for key in places), key=lambda note: note.on, reverse=True)
    reframe = next((note.reframe for note in own if note.reframe.strip()), "")
    return Again(places[own[0].key], tuple(note.key for note in own), own[-1].on, own[0].on, reframe)


def _lines(text: str) -> Iterator[list[_Word]]:
    line: list[_Word] = []
    for word in split(text):
        if word.form == EDGE:
            if line:
                yield line
            line = []
        elif word.form not in _FILLERS:
            line += [_Word(form, word.start, word.end) for form in _SPELT_OUT.get(word.form, (word.form,))]
    if line:
        yield line


def _stretches(line: list[_Word]) -> Iterator[tuple[tuple[str, ...], int, int]]:
    for first in range(len(line)):
        for last in range(first + 1, min(first + LONGEST, len(line))):
            forms = tuple(word.form for word in line[first : last + 1])
            if _says_something(forms):
                yield forms, line[first].start, line[last].end


def _says_something(forms: tuple[str, ...]) -> bool:
    """Two words that say something, or one with enough around it to be a sentence: "I am stupid"."""
    telling = sum(form not in _SAYS_LITTLE for form in forms)
    return telling > 1 or (telling == 1 and len(forms) > 2 and forms[-1] not in _SAYS_LITTLE)


def _says_the_same(forms: tuple[str, ...], other: tuple[str, ...]) -> bool:
    telling = {form for form in forms if form not in _SAYS_LITTLE}
    return bool(telling & set(other)) or _within(forms, other)


def _within(part: tuple[str, ...], whole: tuple[str, ...]) -> bool:
    size = len(part)
    return any(whole[at : at + size] == part for at in range(len(whole) - size + 1))
