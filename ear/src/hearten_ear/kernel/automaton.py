"""All phrases at once: one pass over the words of a text, one dictionary step per word.

The position automaton of :mod:`hearten_ear.kernel.pattern` is made deterministic while it reads (as RE2 does): a state
is the set of positions reached, made when first met and kept. Work per word is constant once warm and bounded when
not; nothing ever backtracks. Symbols: words that the same positions accept share a number, words that no pattern names
are :data:`OTHER`.
"""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from hearten_ear.kernel.merge import reached_together
from hearten_ear.kernel.pattern import EDGE, Positions, Reader

OTHER = 0
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
    """Compiled phrases. Reading is safe from several threads: a race at worst makes a state twice.

    Positions are those of the patterns, one per word, and serve to read a match backwards; places are positions merged
    by :func:`hearten_ear.kernel.merge.reached_together`, and serve to read forwards.
    """

    def __init__(self, patterns: Sequence[str], classes: Mapping[str, tuple[str, ...]]) -> None:
        positions = Positions()
        self._first: set[int] = set()
        self._lasts: list[frozenset[int]] = []
        for pattern in patterns:
            piece = Reader(pattern, classes, positions).read()
            self._first |= piece.first
            self._lasts.append(frozenset(piece.last))
        self._before = _reversed(positions.follow)
        self.symbols, self._accepting = _number_words(positions.words)
        self.edge = self.symbols[EDGE]
        # Kept apart from the symbols: thousands of symbols with all gaps in each would take 100 MB.
        self._gaps = frozenset(p for p, accepted in enumerate(positions.words) if accepted is None)
        self._merge(positions)
        self._states: dict[frozenset[int], State] = {}
        self.root = self._state(frozenset())

    def _merge(self, positions: Positions) -> None:
        place_of, count = reached_together(positions.words, self._first, self._before)
        follow: list[set[int]] = [set() for _ in range(count)]
        for position, after in enumerate(positions.follow):
            follow[place_of[position]].update(place_of[later] for later in after)
        gap_places = {place_of[p] for p in self._gaps}
        # Words and gaps apart: a place leads to many words, of which one is read, and to few gaps, all of them reached.
        alike: dict[frozenset[int], frozenset[int]] = {}
        self._follow = [_shared(alike, after - gap_places) for after in follow]
        self._gaps_after = [_shared(alike, after & gap_places) for after in follow]
        self._places = [frozenset(place_of[p] for p in accepting) for accepting in self._accepting]
        begin = {place_of[p] for p in self._first}
        self._starting = [
            (places & begin) | (frozenset() if symbol == self.edge else gap_places & begin)
            for symbol, places in enumerate(self._places)
        ]
        self.ending: dict[int, set[int]] = {}
        for rule, lasts in enumerate(self._lasts):
            for position in lasts:
                self.ending.setdefault(place_of[position], set()).add(rule)

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
        accepting = self._places[symbol]
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
        here = self._accepted(self._lasts[rule], symbols[end])
        start = index = end
        while here:
            if not self._first.isdisjoint(here):
                start = index
            index -= 1
            if index < 0:
                break
            reach: set[int] = set().union(*[self._before[p] for p in here])
            here = self._accepted(reach, symbols[index])
        return start

    def _accepted(self, positions: AbstractSet[int], symbol: int) -> AbstractSet[int]:
        words = self._accepting[symbol] & positions
        return words if symbol == self.edge else words | (self._gaps & positions)


def _shared(alike: dict[frozenset[int], frozenset[int]], places: set[int]) -> frozenset[int]:
    """Keep equal sets once: many places lead to the same."""
    key = frozenset(places)
    return alike.setdefault(key, key)


def _reversed(follow: Sequence[set[int]]) -> list[frozenset[int]]:
    before: list[set[int]] = [set() for _ in follow]
    for position, after in enumerate(follow):
        for later in after:
            before[later].add(position)
    alike: dict[frozenset[int], frozenset[int]] = {}
    return [_shared(alike, positions) for positions in before]


def _number_words(words: Sequence[frozenset[str] | None]) -> tuple[dict[str, int], list[frozenset[int]]]:
    """Give each word a symbol, and each symbol the positions that name it; symbol 0 is every other word."""
    by_word: dict[str, set[int]] = {EDGE: set()}
    for position, accepted in enumerate(words):
        for word in accepted or ():
            by_word.setdefault(word, set()).add(position)
    # The edge has a symbol of its own even where no pattern names it: gaps must not run across it.
    accepting = [frozenset(), frozenset(by_word.pop(EDGE))]
    symbols = {EDGE: 1}
    numbers: dict[frozenset[int], int] = {}
    for word, positions in by_word.items():
        key = frozenset(positions)
        if key not in numbers:
            numbers[key] = len(accepting)
            accepting.append(key)
        symbols[word] = numbers[key]
    return symbols, accepting
