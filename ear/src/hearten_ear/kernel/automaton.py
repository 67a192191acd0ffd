"""All phrases at once: one pass over the words of a text, one dictionary step per word.

The position automaton of :mod:`hearten_ear.kernel.pattern`, compiled by :mod:`hearten_ear.kernel.table`, is made
deterministic while it reads (as RE2 does): a state is the set of places reached, made when first met and kept. Work per
word is constant once warm and bounded when not; nothing ever backtracks. ``ear/native/phrases.h`` does the same in C
and finds the same; where it was built, :meth:`Automaton.find` is that.
"""

from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from hearten_ear.kernel.table import EDGE_SYMBOL, GAP, OTHER, Table, unpacked

try:
    from hearten_ear.kernel import _kernel
except ImportError:  # not built: no compiler, or Python's headers were not there
    _kernel = None  # type: ignore[assignment]

#: Kept states before all are dropped and made anew: bounds memory on text written to exhaust it.
MOST_STATES = 40_000
#: How often one phrase is reported per text. More of the same adds nothing and costs time.
MOST_PER_RULE = 24


class Match(NamedTuple):
    """Rule number and half-open word offsets."""

    rule: int
    start: int
    end: int


class State(dict[int, "State"]):
    """Where reading stands after some words; maps the next symbol to the next state, made when missing."""

    __slots__ = ("automaton", "ends", "places")

    def __init__(self, automaton: "Automaton", places: frozenset[int]) -> None:
        super().__init__()
        self.automaton = automaton
        self.places = places
        ending = automaton.ending
        ended = [] if ending.keys().isdisjoint(places) else [ending[place] for place in places if place in ending]
        self.ends = tuple(sorted(set().union(*ended)))

    def __missing__(self, symbol: int) -> "State":
        return self.automaton.step(self, symbol)


class Automaton:
    """Compiled phrases, ready to read. Safe from several threads: a race at worst makes a state twice."""

    def __init__(self, table: Table, *, native: bool = True) -> None:
        self.symbols = table.symbols
        self.edge = EDGE_SYMBOL
        self._table = table
        self._states: dict[frozenset[int], State] = {}
        #: The reader in C, or ``None`` where there is none.
        self.native = _reader(table) if native and _kernel is not None else None

    # What the reader in Python needs is unpacked when it first reads: beside the one in C it would be memory for
    # nothing.

    @cached_property
    def _sets(self) -> list[frozenset[int]]:
        items, at = unpacked("H", self._table.set_items), unpacked("I", self._table.set_at)
        return [frozenset(items[start:end]) for start, end in pairwise(at)]

    def _numbered(self, numbers: bytes) -> list[frozenset[int]]:
        return [self._sets[number] for number in unpacked("I", numbers)]

    @cached_property
    def _follow(self) -> list[frozenset[int]]:
        return self._numbered(self._table.follow)

    @cached_property
    def _gaps_after(self) -> list[frozenset[int]]:
        return self._numbered(self._table.gaps)

    @cached_property
    def _accepted(self) -> list[frozenset[int]]:
        return self._numbered(self._table.accepted)

    @cached_property
    def _starting(self) -> list[frozenset[int]]:
        return self._numbered(self._table.starting)

    @cached_property
    def _lasts(self) -> list[frozenset[int]]:
        return self._numbered(self._table.lasts)

    @cached_property
    def _gaps(self) -> frozenset[int]:
        return frozenset(place for place, kind in enumerate(unpacked("H", self._table.alike)) if kind == GAP)

    @cached_property
    def _before(self) -> list[set[int]]:
        before: list[set[int]] = [set() for _ in self._follow]
        for place, (words, gaps) in enumerate(zip(self._follow, self._gaps_after, strict=True)):
            for later in words | gaps:
                before[later].add(place)
        return before

    @cached_property
    def ending(self) -> dict[int, set[int]]:
        """The rules that may end at a place."""
        ending: dict[int, set[int]] = {}
        for rule, lasts in enumerate(self._lasts):
            for place in lasts:
                ending.setdefault(place, set()).add(rule)
        return ending

    @cached_property
    def root(self) -> State:
        """Where reading stands before the first word."""
        return self._state(frozenset())

    def _state(self, places: frozenset[int]) -> State:
        state = self._states.get(places)
        if state is None:
            state = self._states[places] = State(self, places)
        return state

    def step(self, state: State, symbol: int) -> State:
        """Make the state that follows ``state`` after ``symbol``, and keep it."""
        if len(self._states) >= MOST_STATES:
            self._forget()
        read = set(self._starting[symbol])
        accepting = self._accepted[symbol]
        if accepting:
            for place in state.places:
                read |= accepting & self._follow[place]
        if symbol != self.edge:
            read.update(*[self._gaps_after[place] for place in state.places])
        after = self._state(frozenset(read))
        state[symbol] = after
        return after

    def _forget(self) -> None:
        for kept in self._states.values():
            kept.clear()
        self._states = {self.root.places: self.root}

    def find(self, symbols: Sequence[int]) -> list[Match]:
        """Find all phrases in a row of symbols, in order of their ends; of each the longest match at each end."""
        if self.native is not None:
            return [Match(*found) for found in self.native.find(list(symbols))]
        state = self.root
        ends: list[tuple[int, tuple[int, ...]]] = []
        for index, symbol in enumerate(symbols):
            state = state[symbol]
            if state.ends:
                ends.append((index, state.ends))
        return self._located(symbols, ends) if ends else []

    def _located(self, symbols: Sequence[int], ends: Iterable[tuple[int, tuple[int, ...]]]) -> list[Match]:
        seen: dict[int, int] = {}
        found = []
        for index, rules in ends:
            for rule in rules:
                count = seen.get(rule, 0)
                if count < MOST_PER_RULE:
                    seen[rule] = count + 1
                    found.append(Match(rule, self._start(rule, symbols, index), index + 1))
        return found

    def _start(self, rule: int, symbols: Sequence[int], end: int) -> int:
        """Read backwards from the end of a match to its earliest beginning; bounded by the pattern's length."""
        first = self._sets[self._table.first]
        here = self._taking(self._lasts[rule], symbols[end])
        start = index = end
        while here:
            if not first.isdisjoint(here):
                start = index
            index -= 1
            if index < 0:
                break
            reach: frozenset[int] = frozenset().union(*[self._before[place] for place in here])
            here = self._taking(reach, symbols[index])
        return start

    def _taking(self, places: frozenset[int], symbol: int) -> frozenset[int]:
        words = self._accepted[symbol] & places
        return words if symbol == self.edge else words | (self._gaps & places)


def _reader(table: Table) -> "_kernel.Phrases":
    sets = (table.set_at, table.set_items)
    numbers = (table.follow, table.gaps, table.accepted, table.starting, table.lasts)
    return _kernel.Phrases(*sets, *numbers, table.first, table.alike, MOST_PER_RULE)


__all__ = ["MOST_PER_RULE", "MOST_STATES", "OTHER", "Automaton", "Match", "State"]
