"""The trained scorer in NumPy, for where the native kernel could not be built: the same members, the same scores.

Texts are cut by a regular expression and the machine walks in Python; all that is hashing and adding up is done for
many texts at once. About 100 times slower than C, and still twice as fast as VADER.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hearten_ear.kernel import features
from hearten_ear.kernel.calm import CalmReadings
from hearten_ear.kernel.explaining import Contribution, contributions, joined
from hearten_ear.kernel.features import BEGIN, CONTEXT, END, LONGEST_WORD, NORMS, PAIR, SHORTEST_SPELLED, SKIP, TRIPLE
from hearten_ear.kernel.folding import fold
from hearten_ear.kernel.hashing import Hashes
from hearten_ear.kernel.modelfile import check, from_bytes
from hearten_ear.reading import CALM, Reading

#: So many texts are added up at once, and so many words remembered, as in C: bounded memory.
AT_ONCE, MOST_KNOWN = 2_000, 16_384
_NEVER = 1 << 60

_P = rb"a-z0-9*@$#\x80-\xff"
_WORD = rb"[" + _P + rb"](?:[" + _P + rb"]|['!](?=[" + _P + rb"]))*"
_MARK = rb"(?<![" + _P + rb"])[.,!]|[.,!](?![" + _P + rb"])|[?;\n\"]"
_TOKEN = re.compile(_WORD + rb"|" + _MARK)
_MARKS = {b".": END, b"!": END, b"?": END, b";": END, b"\n": END, b",": features.COMMA, b'"': features.QUOTE}
_LETTER = re.compile(rb"[a-z\x80-\xff]")
_DIGIT = re.compile(rb"[0-9]")

Numbers = NDArray[np.uint64]


class _Words:
    """Words that were met, each with a number: its identity, its class and the sum of its own weights."""

    def __init__(self, model: features.Model) -> None:
        self._model = model
        self.clear()

    def clear(self) -> None:
        self._numbers: dict[bytes, int] = {}
        self.kinds: list[int] = []
        self._identities = np.empty(1024, np.uint64)
        self._sums = np.empty((1024, len(self._model.heads)), np.int64)

    def number(self, raw: bytes) -> int:
        found = self._numbers.get(raw)
        if found is None:
            found = self._numbers[raw] = len(self.kinds)
            self._add(features.word_of(raw, self._model.spec, self._model.lexicon))
        return found

    def _add(self, word: features.Word) -> None:
        place = len(self.kinds)
        if place == len(self._identities):
            self._identities = np.concatenate([self._identities, np.empty_like(self._identities)])
            self._sums = np.concatenate([self._sums, np.empty_like(self._sums)])
        self.kinds.append(word.kind)
        self._identities[place] = word.identity
        self._sums[place] = _weights(self._model, np.array(word.hashes, np.uint64)).sum(axis=0)

    def identities(self, numbers: list[int]) -> Numbers:
        return self._identities[np.array(numbers, np.intp)]

    def sums(self, numbers: list[int]) -> NDArray[np.int64]:
        return self._sums[np.array(numbers, np.intp)]

    def tidy(self) -> None:
        """Forget words with digits (a card's number must not stay in memory), and all if there are too many."""
        if len(self.kinds) > MOST_KNOWN:
            self.clear()
        for raw in [raw for raw in self._numbers if _DIGIT.search(raw)]:
            del self._numbers[raw]


class _Batch:
    """The words of many texts in one row, with what the machine knew before each and where pairs are cut."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.states: list[int] = []
        self.fresh: list[bool] = []
        #: Where each stretch ends in the row of words, and where each text ends in the row of stretches.
        self.ends: list[int] = []
        self.texts: list[int] = []
        #: Marks and words of what was said before: the stretch they belong to and the hash they add.
        self.others: list[tuple[int, int]] = []

    def end_stretch(self) -> None:
        self.ends.append(len(self.numbers))

    def end_text(self) -> None:
        """End the last stretch; one without a word counts only if it is the only one."""
        first, begun = self.texts[-1] if self.texts else 0, self.ends[-1] if self.ends else 0
        if len(self.numbers) > begun or len(self.ends) == first:
            self.end_stretch()
        else:
            while self.others and self.others[-1][0] == len(self.ends):
                self.others.pop()
        self.texts.append(len(self.ends))


class Model:
    """A model ready to score."""

    kind = "fallback"
    #: There is no native kernel behind it.
    core = None

    def __init__(self, data: bytes | features.Model) -> None:
        model = from_bytes(data) if isinstance(data, bytes) else data
        check(model)
        self.definition = model
        self.heads = model.heads
        self._words = _Words(model)
        self._made: CalmReadings | None = None
        self._moves = model.machine.moves.tolist()
        salts = [[features.condition_salt(channel, seen) for seen in range(256)] for channel in range(3)]
        self._salts = np.array(salts, np.uint64)

    def score_str(self, text: str, context: str | None = None, /) -> tuple[int, ...]:
        """Score one str: an int for each head."""
        return tuple(self.score_texts([text], [context])[0].tolist())

    def score_buffer(
        self, data: Any, offsets: Any, *, context: tuple[Any, Any] | None = None, words: NDArray[np.int64] | None = None
    ) -> NDArray[np.int32]:
        """Score texts that lie one after the other in a UTF-8 buffer: see :meth:`native.Model.score_buffer`."""
        contexts = None if context is None else list(_texts(*context))
        return self.score_texts(list(_texts(data, offsets)), contexts, words=words)

    def score_texts(
        self,
        texts: Sequence[str],
        contexts: Sequence[str | None] | None = None,
        *,
        words: NDArray[np.int64] | None = None,
    ) -> NDArray[np.int32]:
        """Score texts: n × heads."""
        scores = np.empty((len(texts), len(self.heads)), np.int32)
        if contexts is not None and len(contexts) != len(texts):
            raise ValueError("as many contexts as texts")
        for first in range(0, len(texts), AT_ONCE):
            some = slice(first, first + AT_ONCE)
            before = None if contexts is None else contexts[some]
            scores[some], counts = self._score(texts[some], before)
            if words is not None:
                words[some] = counts
        return scores

    def chances(self, scores: NDArray[np.int32]) -> NDArray[np.uint16]:
        """Calibrate scores: probabilities in 1/10,000, n × heads."""
        return features.chances(self.definition, scores)

    def make_readings(self, made: CalmReadings) -> None:
        """Say how the readings of calm turns are made: see :meth:`native.Model.make_readings`."""
        self._made = made

    def calm_reading(self, text: str, context: str | None = None, /) -> Reading | None:
        """Give the reading of a calm turn, and ``None`` for any other."""
        return self.calm_readings([text], [context])[0]

    def calm_readings(self, texts: list[str], contexts: list[str | None] | None, /) -> list[Reading | None]:
        """Do the same for a list."""
        made = self._made
        if made is None:
            raise RuntimeError("make_readings comes first")
        words = np.zeros(len(texts), np.int64)
        chances = self.chances(self.score_texts(texts, contexts, words=words))
        calm = (chances < self.definition.calm).all(axis=1) & (words <= made.most_words)
        rows = (chances / 10_000).tolist()
        return [self._calm(row, made) if is_calm else None for row, is_calm in zip(rows, calm.tolist(), strict=True)]

    def _calm(self, row: list[float], made: CalmReadings) -> Reading:
        by_head = dict(zip(self.heads, row, strict=True))
        shown = {made.names[head]: chance for head, chance in by_head.items() if head in made.names}
        return Reading(by_head[made.hostility], {**made.heads, **shown}, CALM, (), made.model)

    def explain(self, text: str, head: str) -> list[Contribution]:
        """Say which words and runs of words moved a head: see :meth:`native.Model.explain`."""
        return joined(contributions(self.definition, text, head))

    def hashes_buffer(self, data: Any, offsets: Any, *, context: tuple[Any, Any] | None = None) -> Hashes:
        """Give the hashes of all features of each text, stretch by stretch: for training."""
        texts = list(_texts(data, offsets))
        before = [None] * len(texts) if context is None else list(_texts(*context))
        cut = [features.stretches(self.definition, *pair) for pair in zip(texts, before, strict=True)]
        row = [stretch for found in cut for stretch in found]
        return Hashes(
            np.array([each for stretch in row for each in stretch.hashes], np.uint64),
            np.cumsum([0, *[len(stretch.hashes) for stretch in row]], dtype=np.int64),
            np.cumsum([0, *map(len, cut)], dtype=np.int64),
            np.array([stretch.words for stretch in row], np.int64),
        )

    def _score(
        self, texts: Sequence[str], contexts: Sequence[str | None] | None
    ) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        batch = _Batch()
        for number, text in enumerate(texts):
            first = len(batch.ends)
            self._cut(fold(text).encode(), batch)
            if contexts is not None and contexts[number] and self.definition.spec.context:
                self._cut_before(fold(contexts[number] or "").encode(), range(first, len(batch.ends)), batch)
        ends, after = np.array(batch.ends, np.int64), np.array(batch.texts, np.intp)
        counts = np.diff(ends, prepend=0)
        sums = self._sums(batch, ends)
        for stretch, hash_ in batch.others:
            sums[stretch] += features.weights_of(self.definition, hash_)
        self._words.tidy()
        starts = np.concatenate(([0], after[:-1]))
        return np.maximum.reduceat(self._finished(sums, counts), starts, axis=0), np.add.reduceat(counts, starts)

    def _finished(self, sums: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int32]:
        model = self.definition
        norm = model.norm[np.minimum(counts, NORMS - 1)].astype(np.int64)
        held = np.clip(sums, -features.MOST_SUM, features.MOST_SUM)
        scores = (held * norm[:, None] >> 12) + model.bias
        finished: NDArray[np.int32] = np.clip(scores, -(2**31), 2**31 - 1).astype(np.int32)
        return finished

    def _cut(self, folded: bytes, batch: _Batch) -> None:
        spec, words, state, fresh, last_mark = self.definition.spec, self._words, 0, True, b""
        least, most = spec.stretch[0] or _NEVER, spec.stretch[1] or _NEVER
        held = 0
        for raw in _spelled(_TOKEN.findall(folded), spelled=spec.spelled):
            mark = _MARKS.get(raw)
            if mark is not None:
                if raw != last_mark:
                    if spec.marks:
                        batch.others.append((len(batch.ends), features.hash_bytes(raw)))
                    fresh = fresh or (mark == END and spec.breaks)
                    state = self._moves[state][mark]
                    if mark == END and held >= least:
                        batch.end_stretch()
                        held = 0
                last_mark = raw
                continue
            if held >= most:
                batch.end_stretch()
                held = 0
            held += 1
            word = words.number(raw[:LONGEST_WORD])
            batch.numbers.append(word)
            batch.states.append(state)
            batch.fresh.append(fresh)
            state, fresh, last_mark = self._moves[state][words.kinds[word]], False, b""
        batch.end_text()

    def _cut_before(self, folded: bytes, stretches: Iterable[int], batch: _Batch) -> None:
        spec = self.definition.spec
        raws = [raw for raw in _spelled(_TOKEN.findall(folded), spelled=spec.spelled) if raw not in _MARKS]
        words = [self._words.number(raw[:LONGEST_WORD]) for raw in raws[-spec.context :]]
        hashes = [int(identity) ^ CONTEXT for identity in self._words.identities(words)]
        batch.others += [(stretch, each) for stretch in stretches for each in hashes]

    def _sums(self, batch: _Batch, ends: NDArray[np.int64]) -> NDArray[np.int64]:
        columns = len(self.heads)
        if not batch.numbers:
            return np.zeros((len(ends), columns), np.int64)
        values = self._words.sums(batch.numbers)
        for hashes, where in self._between(batch):
            values[where] += _weights(self.definition, hashes)
        running = np.zeros((len(values) + 1, columns), np.int64)
        np.cumsum(values, axis=0, out=running[1:])
        starts = np.concatenate(([0], ends[:-1]))
        totals: NDArray[np.int64] = running[ends] - running[starts]
        return totals

    def _between(self, batch: _Batch) -> Iterable[tuple[Numbers, Any]]:
        """Give the hashes of what stands between words, each with the places in the row of words they are added at."""
        spec, everywhere = self.definition.spec, slice(None)
        identity = self._words.identities(batch.numbers)
        begin, fresh = np.uint64(BEGIN), np.array(batch.fresh)
        one = np.where(fresh, begin, np.roll(identity, 1))
        two = np.where(fresh | np.roll(fresh, 1), begin, np.roll(identity, 2))
        pair = _couple(one, identity)
        if spec.pairs:
            yield pair ^ np.uint64(PAIR), everywhere
        if spec.skips:
            yield _couple(two, identity) ^ np.uint64(SKIP), everywhere
        if spec.triples:
            yield _couple(_couple(two, one), identity) ^ np.uint64(TRIPLE), everywhere
        states = np.array(batch.states)
        for channel in range(spec.conditions):
            seen = self.definition.machine.sees[channel][states]
            where = np.flatnonzero(seen)
            salts = self._salts[channel][seen[where]]
            yield identity[where] ^ salts, where
            if spec.conditioned_pairs and channel == 0:
                yield pair[where] ^ salts, where


def _weights(model: features.Model, hashes: Numbers) -> NDArray[np.int64]:
    """Give the weights of features, n × heads: zeros where the row is not theirs."""
    bits = model.spec.bits
    mixed = hashes * np.uint64(features.M1)
    rows = model.weights[(mixed >> np.uint64(64 - bits)).astype(np.intp)]
    own = rows[:, features.CHECK] == (mixed >> np.uint64(64 - bits - 8)).astype(np.uint8).view(np.int8)
    weights: NDArray[np.int64] = rows[:, : len(model.heads)].astype(np.int64) * own[:, None]
    return weights


def _couple(a: Numbers, b: Numbers) -> Numbers:
    joined_: Numbers = (a << np.uint64(23) | a >> np.uint64(41)) + b
    return joined_


def _spelled(raws: list[bytes], *, spelled: bool) -> Iterable[bytes]:
    """Put the word that letters standing apart spell behind the last of them."""
    letters: list[bytes] = []
    for raw in raws:
        if raw not in _MARKS:
            if len(raw) == 1 and _LETTER.match(raw):
                letters.append(raw)
            else:
                if spelled and len(letters) >= SHORTEST_SPELLED:
                    yield b"".join(letters)
                letters = []
        yield raw
    if spelled and len(letters) >= SHORTEST_SPELLED:
        yield b"".join(letters)


def _texts(data: Any, offsets: Any) -> Iterable[str]:
    whole, places = bytes(data), np.frombuffer(offsets, _kind(offsets)).tolist()
    for start, end in pairwise(places):
        if not 0 <= start <= end <= len(whole):
            raise ValueError("the kernel was given a wrong column of offsets: they lead out of the data")
        yield whole[start:end].decode("utf-8", "replace")


def _kind(offsets: Any) -> type[np.int32 | np.int64]:
    size = memoryview(offsets).itemsize
    if size not in {4, 8}:
        raise ValueError("offsets are int32 or int64")
    return np.int32 if size == 4 else np.int64
