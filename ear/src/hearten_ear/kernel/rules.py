"""The first scorer: phrases and guards of a language, read by one automaton, weighed by the signals."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from math import log
from operator import eq

import msgspec

from hearten_ear.kernel.automaton import Automaton, Match
from hearten_ear.kernel.phrasebook import Phrasebook, phrasebook_of
from hearten_ear.languages import Language
from hearten_ear.normal import (
    BREAK,
    EDGES,
    LONGEST_READ,
    TAIL_CHARS,
    Folder,
    Word,
    both_ends,
    chunk_places,
    chunks,
    fold,
    fold_with_offsets,
    hide_masks,
    spelled_out,
    without_stammer,
)
from hearten_ear.reading import CALM, HEADS, Reading, Span
from hearten_ear.signals import Heard, Hit, Settings, level_of, with_settings
from hearten_ear.signals.hostile import HEARD

#: Chunks remembered by hash with their symbols: at most so many, then all are dropped; only up to a length, and none
#: with a digit.
MOST_KEPT = 30_000
LONGEST_KEPT = 24
_DIGIT = re.compile(r"\d")
#: A reading names at most this many spans: more of the same helps nobody and could fill a disk.
MOST_SPANS = 64
#: Letters that hardly ever stand alone, bare or with a mark: a text with one is checked for letters standing apart.
_LETTERS = frozenset(letter + mark for letter in "bcdefghjklmnopqstvwxyz" for mark in ("", ".", "-", ",", "*", "_"))


class _Meanings(dict[str, tuple[int, ...]]):
    """The symbols of each chunk.

    Under their own name stand the words of the language's files alone. All others are people's words, names included:
    they are kept by a keyed hash (Python's own, with a key of this process) beside the numbers of what they mean, so
    that no word can be read back, printed or stored from here.
    """

    def __init__(self, folder: Folder, symbols: Mapping[str, int]) -> None:
        super().__init__()
        self._folder = folder
        self._symbols = symbols
        self._heard: dict[int, tuple[int, ...]] = {}

    def __missing__(self, piece: str) -> tuple[int, ...]:
        if piece in self._folder.known:
            means = self[piece] = self._worked_out(piece)
            return means
        key = hash(piece)
        heard = self._heard.get(key)
        if heard is not None:
            return heard
        means = self._worked_out(piece)
        if may_be_kept(piece):
            if len(self._heard) >= MOST_KEPT:
                self._heard.clear()
            self._heard[key] = means
        return means

    def _worked_out(self, piece: str) -> tuple[int, ...]:
        return tuple([self._symbols.get(word.word, 0) for word in self._folder.words(fold(piece))])

    def row(self, pieces: Iterable[str], edge: int) -> list[int]:
        """Give the symbols of all pieces in a row, between two edges."""
        symbols = [edge]
        for piece in pieces:
            symbols += self[piece]
        symbols.append(edge)
        return symbols


def may_be_kept(piece: str) -> bool:
    """Say whether what a piece of people's words means may be remembered. Card numbers and the like never are."""
    return len(piece) <= LONGEST_KEPT and _DIGIT.search(piece) is None


class Rules:
    """Scores by the phrases of one language. Pure: the same text gives the same reading, whatever came before."""

    def __init__(self, language: Language | Phrasebook, settings: Mapping[str, Settings] | None = None) -> None:
        book = language if isinstance(language, Phrasebook) else phrasebook_of(language)
        self.model = f"rules-{book.code}-2"
        self.book = book
        #: Whether all signals are as they are by default.
        self.plain = settings is None
        self._guards = [frozenset(clears) for clears in book.guards]
        self._asked = [frozenset(clears) for clears in book.asked]
        self._automaton = Automaton(book.text)
        self._context = Automaton(book.context)
        vocabulary = (book.text.symbols.keys() | book.context.symbols.keys()) - {BREAK}
        self._folder = Folder(book.spelling, book.suffixes, vocabulary, book.hot)
        self._meanings = _Meanings(self._folder, self._automaton.symbols)
        self._context_meanings = _Meanings(self._folder, self._context.symbols)
        self._doubled = frozenset(book.doubled)
        self._signals = with_settings(settings)
        self._long = int(dict(self._signals_by_name())["rambling"]["from_words"])
        self._calm = dict.fromkeys(HEADS, 0.0)

    @property
    def phrases(self) -> Automaton:
        """The phrases and, behind them, the guards."""
        return self._automaton

    @property
    def questions(self) -> Automaton:
        """The guards that are looked for in what was said before."""
        return self._context

    @property
    def folder(self) -> Folder:
        """What turns pieces of text into words."""
        return self._folder

    def _signals_by_name(self) -> list[tuple[str, Settings]]:
        return [(signal.name, settings) for signal, settings in self._signals]

    def score(self, texts: Sequence[str], contexts: Sequence[str | None] | None = None) -> list[Reading]:
        """Give one reading per text; ``contexts``, where given, has as many entries."""
        if contexts is None:
            return [self._read(text, None) for text in texts]
        return [self._read(text, context) for text, context in zip(texts, contexts, strict=True)]

    def _read(self, text: str, context: str | None) -> Reading:
        if len(text) > LONGEST_READ:
            return self._read_ends(text, context)
        masked = hide_masks(text)
        plain = masked.isascii()
        pieces = chunks(masked.lower() if plain else masked)
        row = self._row(masked, pieces, plain=plain)
        symbols = self._meanings.row([piece for piece, _, _ in row] if row else pieces, self._automaton.edge)
        matches = self._automaton.find(symbols)
        if not matches and len(pieces) <= self._long:
            return Reading(0.0, self._calm.copy(), CALM, (), self.model)
        hits = self._unguarded(matches, context)
        heads = self._heads(Heard(len(pieces), hits))
        # Only words behind a signal that is heard are named: what is not heard is nobody's business to keep.
        fired = {signal: group for signal, group in hits.items() if heads[signal] >= HEARD}
        spans = self._spans(masked, row, len(pieces), fired) if fired else ()
        return Reading(heads["hostile"], heads, level_of(heads), spans, self.model)

    def _read_ends(self, text: str, context: str | None) -> Reading:
        ends = both_ends(text)
        reading = self._read(ends.text, context)
        spans = (span if span.start < ends.cut else _moved(span, ends.shift) for span in reading.spans)
        return msgspec.structs.replace(reading, spans=tuple(spans))

    def _row(self, text: str, pieces: list[str], *, plain: bool) -> list[tuple[str, int, int]] | None:
        """Join letters that stand apart and leave out stammers, in the texts that have any; ``None`` for all others.

        Gives (chunk, first, last) with indexes of ``pieces``.
        """
        row = None
        if not plain or not _LETTERS.isdisjoint(pieces):
            row = spelled_out([fold(piece) for piece in pieces], self._folder.disguises)
        if row:
            row = [(pieces[first] if first == last else piece, first, last) for piece, first, last in row]
        if _says_twice(text, pieces, self._folder.fillers):
            row = row or [(piece, index, index) for index, piece in enumerate(pieces)]
            said = [piece for piece, _, _ in row]
            kept = without_stammer(said, self._folder.fillers, self._doubled)
            return row if kept is None else [row[index] for index in kept]
        return row

    def _unguarded(self, matches: Sequence[Match], context: str | None) -> dict[str, list[Hit]]:
        first_guard = len(self.book.phrases)
        guards = [(self._guards[m.rule - first_guard], m) for m in matches if m.rule >= first_guard]
        asked = self.asked_for(context) if context else frozenset()
        hits: dict[str, list[Hit]] = {}
        for match in matches:
            if match.rule < first_guard:
                signal, weight = self.book.phrases[match.rule]
                if signal not in asked and not _taken_back(match, signal, guards):
                    hits.setdefault(signal, []).append(Hit(match.start, match.end, weight))
        return hits

    def asked_for(self, context: str) -> frozenset[str]:
        """Name the signals that the words before asked for: "what did he call you?" makes the answer a report."""
        # What was asked stands at the end.
        pieces = chunks(hide_masks(context[-TAIL_CHARS:]).lower())
        symbols = self._context_meanings.row(pieces, self._context.edge)
        return frozenset().union(*[self._asked[match.rule] for match in self._context.find(symbols)])

    def _heads(self, heard: Heard) -> dict[str, float]:
        for signal, settings in self._signals:
            heard.heads[signal.emits] = round(signal.hear(heard, settings), 4)
        return {head: heard.heads[head] for head in HEADS}

    def _spans(
        self, text: str, row: list[tuple[str, int, int]] | None, count: int, hits: Mapping[str, Sequence[Hit]]
    ) -> tuple[Span, ...]:
        places = _Places(self._folder, text, row, count)
        found = sorted({(*places.of(hit), signal, hit.weight) for signal, group in hits.items() for hit in group})
        merged: list[Span] = []
        ends: dict[str, int] = {}  # where the last span of each signal ends, by its index in merged
        for start, end, signal, sure in found:
            last, weight = ends.get(signal), log_odds(sure)
            if last is not None and start < merged[last].end:
                before = merged[last]
                merged[last] = Span(before.start, max(before.end, end), signal, max(before.weight, weight))
                continue
            ends[signal] = len(merged)
            merged.append(Span(start, end, signal, weight))
        return tuple(sorted(merged, key=lambda span: (span.start, span.end, span.signal))[:MOST_SPANS])


def _says_twice(text: str, pieces: list[str], fillers: frozenset[str]) -> bool:
    """Say whether up to three words come twice in a row: at C speed, before :func:`without_stammer` looks closer."""
    bare = text.replace(",", "").split() if "," in text else pieces
    if len(set(bare)) == len(bare):
        return False
    if not fillers.isdisjoint(bare):
        bare = [piece for piece in bare if piece not in fillers]
    twos = list(pairwise(bare))
    threes = list(pairwise(twos))
    return True in map(eq, bare, bare[1:]) or True in map(eq, twos, twos[2:]) or True in map(eq, threes, threes[3:])


def log_odds(sure: float) -> float:
    """Give the log-odds of a certainty, to two places, held within ±9."""
    held = min(max(sure, 1e-4), 1 - 1e-4)
    return round(log(held / (1 - held)), 2)


def _moved(span: Span, shift: int) -> Span:
    return Span(span.start + shift, span.end + shift, span.signal, span.weight)


def _taken_back(match: Match, signal: str, guards: Sequence[tuple[frozenset[str], Match]]) -> bool:
    return any(signal in clears and at.start < match.end and match.start < at.end for clears, at in guards)


def _edge(text: str) -> int:
    """Count the characters at the start that are no part of a word."""
    return len(text) - len(text.lstrip(EDGES))


def places_in(folder: Folder, piece: str) -> list[Word]:
    """Give the words of a piece of text with their half-open offsets in it; a sentence's end lies at its end."""
    folded, offsets = fold_with_offsets(piece)
    offsets.append(len(piece))
    found = []
    for word, start, end in folder.words(folded):
        if word == BREAK:
            found.append(Word(word, len(piece), len(piece)))
        else:
            # One character may fold to several letters, and marks that fold to nothing belong to their letter.
            found.append(Word(word, offsets[start], max(offsets[end - 1] + 1, offsets[end])))
    return found


class _Places:
    """Leads from word offsets back to the original text; only the chunks of a hit are looked at closely."""

    def __init__(self, folder: Folder, text: str, row: list[tuple[str, int, int]] | None, count: int) -> None:
        self._folder = folder
        self._text = text
        self._chunks = chunk_places(text)
        self._row = row or [("", index, index) for index in range(count)]
        self._joined = row is not None
        self._words: list[tuple[int, int]] = []
        self._next = 0

    def of(self, hit: Hit) -> tuple[int, int]:
        """Give the half-open character offsets of a hit. Word 0 is the edge before the text."""
        while len(self._words) < hit.end and self._next < len(self._row):
            self._read_on()
        words = [place for place in self._words[max(0, hit.start - 1) : hit.end - 1] if place[0] < place[1]]
        return min(start for start, _ in words), max(end for _, end in words)

    def _read_on(self) -> None:
        piece, first, last = self._row[self._next]
        self._next += 1
        start, end = self._chunks[first][0], self._chunks[last][1]
        if first < last:
            start, end = start + _edge(self._text[start:end]), end - _edge(self._text[start:end][::-1])
            self._words += [(start, end) for _ in self._folder.words(piece)]
            return
        self._words += [
            (start + begins, start + ends) for _, begins, ends in places_in(self._folder, self._text[start:end])
        ]
