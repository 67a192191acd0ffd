"""Finds patterns in a row of words: the phrase language of :mod:`hearten_ear.kernel.pattern`, read word by word.

Nothing is compiled to a regular expression, repetition is bounded, and reading is linear in the length of the text.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from hearten_ear.kernel.pattern import EDGE, Positions, Reader

# Bounded: an edge without end that is followed by a letter would cost the square of its length.
_PIECES = re.compile(
    r"(?P<mark>!+)|(?P<edge>[.?;\n]{1,3}(?=\s|[\"”’)]|$)|[?;\n]+)"
    "|(?P<cheer>[\U0001f600-\U0001f606\U0001f60a\U0001f60e\U0001f389\U0001f38a\U0001f4aa\U0001f64c\U0001f31f\u2728"
    "\U0001f525\U0001f680\U0001f973\U0001f4af\U0001f44f\U0001f3c6\u2764\u263a\U0001f308\u2600])"
    r"|(?P<number>\d[\d.,:]*%?)|(?P<word>\w+(?:['’]\w+)*)"
)

#: What stands in the row for any number, for one exclamation mark, for several, and for a cheering picture.
NUMBER, MARK, MARKS, CHEER = "#", "!", "!!", "~"


@dataclass(frozen=True, slots=True)
class Word:
    """A word as patterns see it, with its place in the text as code point offsets."""

    form: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """A pattern that matched words ``first`` to ``last``, both included; ``name`` is what it was added under."""

    name: int
    first: int
    last: int

    def overlaps(self, other: "Match") -> bool:
        """Say whether the two share a word."""
        return self.first <= other.last and other.first <= self.last


def split(text: str) -> list[Word]:
    """Give the words of a text in order, an edge before, between and after its sentences."""
    row = [Word(EDGE, 0, 0)]
    for piece in _PIECES.finditer(text):
        start, end = piece.span()
        if piece.lastgroup == "word":
            row.append(Word(piece[0].replace("’", "'").casefold(), start, end))
        elif piece.lastgroup == "number":
            row.append(Word(NUMBER, start, end))
        elif piece.lastgroup == "cheer":
            row.append(Word(CHEER, start, end))
        elif piece.lastgroup == "mark":
            row += [Word(MARKS if end - start > 1 else MARK, start, end), Word(EDGE, end, end)]
        else:
            row.append(Word(EDGE, start, start))
    row.append(Word(EDGE, len(text), len(text)))
    return row


class Matcher:
    """Many patterns, each under a number of the caller's. Raises ``PatternError`` for one that cannot be read."""

    def __init__(self, patterns: Iterable[tuple[int, str]], classes: Mapping[str, tuple[str, ...]]) -> None:
        self._positions = Positions()
        self._begin: dict[str, list[int]] = defaultdict(list)
        self._begin_any: list[int] = []
        self._ends: dict[int, int] = {}
        for name, pattern in patterns:
            piece = Reader(pattern, classes, self._positions).read()
            self._ends.update(dict.fromkeys(piece.last, name))
            for position in sorted(piece.first):
                words = self._positions.words[position]
                if words is None:
                    self._begin_any.append(position)
                for word in words or ():
                    self._begin[word].append(position)

    def find(self, row: list[Word]) -> list[Match]:
        """Give every match, for each end the longest; edges at its rims are not part of it."""
        found: list[Match] = []
        active: dict[int, int] = {}
        for at, word in enumerate(row):
            active = self._step(active, word.form, at)
            found += [
                Match(self._ends[position], *_without_edges(row, start, at))
                for position, start in active.items()
                if position in self._ends
            ]
        return found

    def _step(self, active: Mapping[int, int], form: str, at: int) -> dict[int, int]:
        after: dict[int, int] = {}
        for position, start in active.items():
            for following in self._positions.follow[position]:
                if self._accepts(following, form):
                    after[following] = min(start, after.get(following, start))
        for position in self._beginning(form):
            after.setdefault(position, at)
        return after

    def _beginning(self, form: str) -> Iterator[int]:
        yield from self._begin.get(form, ())
        if form != EDGE:
            yield from self._begin_any

    def _accepts(self, position: int, form: str) -> bool:
        words = self._positions.words[position]
        return form != EDGE if words is None else form in words


def _without_edges(row: list[Word], first: int, last: int) -> tuple[int, int]:
    while first < last and row[first].form == EDGE:
        first += 1
    while last > first and row[last].form == EDGE:
        last -= 1
    return first, last
