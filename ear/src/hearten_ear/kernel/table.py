"""Phrases, compiled: what an automaton reads by, as plain numbers that a file can hold.

Positions are those of the patterns, one per word; places are positions merged by
:func:`hearten_ear.kernel.merge.reached_together`. Symbols number the words that the same positions accept: 0 is every
word that no pattern names, 1 the edge of a sentence.
"""

import sys
from array import array
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from hearten_ear.kernel.merge import reached_together
from hearten_ear.kernel.pattern import EDGE, Positions, Reader

OTHER, EDGE_SYMBOL = 0, 1
#: In ``alike``: a place that takes any word but an edge.
GAP = 0xFFFF
#: Places, symbols and rules are numbers of 16 bits.
MOST = 0xFFFF


class Table(msgspec.Struct, frozen=True, gc=False):
    """One automaton. All arrays are little-endian bytes.

    ``symbols``: the symbol of each word that a pattern names. ``set_items`` (uint16) cut at ``set_at`` (uint32, one
    more than sets) are sorted sets; the fields below give numbers of sets (uint32): for each place what words may
    ``follow`` and which ``gaps`` it leads to; for each symbol the places it is ``accepted`` at and those it is
    ``starting``; for each rule its last places, ``lasts``. ``first`` are the places a rule begins with. ``alike``
    (uint16) numbers the places by the words they accept, :data:`GAP` for any word.
    """

    symbols: dict[str, int]
    set_at: bytes
    set_items: bytes
    follow: bytes
    gaps: bytes
    accepted: bytes
    starting: bytes
    lasts: bytes
    first: int
    alike: bytes


class _Sets:
    """Sorted sets of numbers, each kept once."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[int, ...], int] = {}

    def add(self, items: Iterable[int]) -> int:
        return self._numbers.setdefault(tuple(sorted(set(items))), len(self._numbers))

    def arrays(self) -> tuple[bytes, bytes]:
        at, items = array("I", [0]), array("H")
        for each in self._numbers:
            items.extend(each)
            at.append(len(items))
        return packed(at), packed(items)


def compiled(patterns: Sequence[str], classes: Mapping[str, tuple[str, ...]]) -> Table:
    """Compile patterns, each a rule. Raises :class:`hearten_ear.kernel.pattern.PatternError`."""
    positions = Positions()
    first: set[int] = set()
    lasts: list[set[int]] = []
    for pattern in patterns:
        piece = Reader(pattern, classes, positions).read()
        first |= piece.first
        lasts.append(piece.last)
    symbols, accepting = _number_words(positions.words)
    place_of, count = reached_together(positions.words, first, _reversed(positions.follow))
    if max(count, len(accepting), len(patterns)) >= MOST:
        raise ValueError(f"{count} places, {len(accepting)} symbols and {len(patterns)} rules: more than 65,534")
    return _table(positions, symbols, accepting, first, lasts, place_of, count)


def _table(
    positions: Positions,
    symbols: dict[str, int],
    accepting: Sequence[frozenset[int]],
    first: set[int],
    lasts: Sequence[set[int]],
    place_of: Sequence[int],
    count: int,
) -> Table:
    follow: list[set[int]] = [set() for _ in range(count)]
    for position, after in enumerate(positions.follow):
        follow[place_of[position]].update(place_of[later] for later in after)
    gaps = {place_of[p] for p, accepted in enumerate(positions.words) if accepted is None}
    begin = {place_of[p] for p in first}
    places = [frozenset(place_of[p] for p in each) for each in accepting]
    sets = _Sets()
    alike, kinds = array("H", [GAP] * count), dict[object, int]()
    for position, words in enumerate(positions.words):
        if words is not None:
            alike[place_of[position]] = kinds.setdefault(words, len(kinds))
    # Words and gaps apart: a place leads to many words, of which one is read, and to few gaps, all of them reached.
    parts = {
        "follow": [sets.add(after - gaps) for after in follow],
        "gaps": [sets.add(after & gaps) for after in follow],
        "accepted": [sets.add(each) for each in places],
        "starting": [
            sets.add((each & begin) | (set() if symbol == EDGE_SYMBOL else gaps & begin))
            for symbol, each in enumerate(places)
        ],
        "lasts": [sets.add(place_of[p] for p in last) for last in lasts],
    }
    beginning = sets.add(begin)
    at, items = sets.arrays()
    numbers = {name: packed(array("I", part)) for name, part in parts.items()}
    return Table(symbols, at, items, first=beginning, alike=packed(alike), **numbers)


def _number_words(words: Sequence[frozenset[str] | None]) -> tuple[dict[str, int], list[frozenset[int]]]:
    """Give each word a symbol, and each symbol the positions that name it; symbol 0 is every other word."""
    by_word: dict[str, set[int]] = {EDGE: set()}
    for position, accepted in enumerate(words):
        for word in sorted(accepted or ()):
            by_word.setdefault(word, set()).add(position)
    # The edge has a symbol of its own even where no pattern names it: gaps must not run across it.
    accepting = [frozenset[int](), frozenset(by_word.pop(EDGE))]
    symbols = {EDGE: EDGE_SYMBOL}
    numbers: dict[frozenset[int], int] = {}
    for word, named in by_word.items():
        key = frozenset(named)
        if key not in numbers:
            numbers[key] = len(accepting)
            accepting.append(key)
        symbols[word] = numbers[key]
    return symbols, accepting


def _reversed(follow: Sequence[set[int]]) -> list[set[int]]:
    before: list[set[int]] = [set() for _ in follow]
    for position, after in enumerate(follow):
        for later in after:
            before[later].add(position)
    return before


def packed(values: "array[int]") -> bytes:
    """Give the little-endian bytes of an array."""
    if sys.byteorder == "big":
        values.byteswap()
    return values.tobytes()


def unpacked(kind: str, data: bytes) -> "array[int]":
    """Give an array of its little-endian bytes."""
    values = array(kind)
    values.frombytes(data)
    if sys.byteorder == "big":
        values.byteswap()
    return values
