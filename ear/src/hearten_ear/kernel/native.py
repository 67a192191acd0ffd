"""The trained scorer in C. Bit-identical with :mod:`hearten_ear.kernel.fallback`, which has the same members.

``Model(data)`` takes the bytes of a model file (or a :class:`features.Model`). All scores are int32, one column for
each of ``heads``; :meth:`Model.chances` calibrates them. Nothing raises on any text: lone surrogates, NUL and bytes
that are no UTF-8 are white space. One model may be used by several threads; :meth:`Model.score_buffer` lets them run
at once.
"""

import os
import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hearten_ear.kernel import _kernel, features
from hearten_ear.kernel.calm import CalmReadings
from hearten_ear.kernel.explaining import Contribution, joined
from hearten_ear.kernel.folding import table
from hearten_ear.kernel.hashing import Hashes
from hearten_ear.kernel.modelfile import check, from_bytes
from hearten_ear.reading import Reading

#: Anything with the buffer protocol: bytes, memoryview, NumPy, an Arrow buffer.
Buffer = Any
#: What was said before each text, as ``(data, offsets)``.
Context = tuple[Buffer, Buffer] | None

_SWITCHES = ("variants", "spelled", "marks", "breaks", "pairs", "skips", "triples", "conditioned_pairs")


class Model:
    """A model ready to score."""

    kind = "native"

    def __init__(self, data: bytes | features.Model) -> None:
        model = from_bytes(data) if isinstance(data, bytes) else data
        check(model)
        self.definition = model
        self.heads = model.heads
        self._core = _core(model)
        #: The kernel itself, for :mod:`hearten_ear.kernel.hearing`.
        self.core = self._core
        self.score_str = self._core.score_str
        #: ``calm_reading(text, context=None)``: the reading of a turn all of whose probabilities are below ``calm``,
        #: and ``None`` for any other. ``calm_readings(texts, contexts)``: the same for lists.
        self.calm_reading = self._core.calm_reading
        self.calm_readings = self._core.calm_readings

    def score_buffer(
        self, data: Buffer, offsets: Buffer, *, context: Context = None, words: NDArray[np.int64] | None = None
    ) -> NDArray[np.int32]:
        """Score texts that lie one after the other in a UTF-8 buffer: n × heads.

        ``offsets``: int32 or int64, n + 1 of them, as in Arrow. ``words``, where given, takes the number of words of
        each text. Raises ``ValueError`` where offsets lead out of the buffer.
        """
        scores = np.empty((_count(offsets), len(self.heads)), np.int32)
        self._core.score_into(data, offsets, scores, words, *(context or (None, None)))
        return scores

    def score_texts(
        self,
        texts: Sequence[str],
        contexts: Sequence[str | None] | None = None,
        *,
        words: NDArray[np.int64] | None = None,
    ) -> NDArray[np.int32]:
        """Score texts: n × heads."""
        scores = np.empty((len(texts), len(self.heads)), np.int32)
        self._core.score_list(list(texts), scores, words, None if contexts is None else list(contexts))
        return scores

    def chances(self, scores: NDArray[np.int32]) -> NDArray[np.uint16]:
        """Calibrate scores: probabilities in 1/10,000, n × heads."""
        chances = np.empty(scores.shape, np.uint16)
        self._core.calibrate(np.ascontiguousarray(scores, np.int32), chances)
        return chances

    def make_readings(self, made: CalmReadings) -> None:
        """Say how the readings of calm turns are made, once, before :attr:`calm_reading` is called."""
        # Interned, as the keys of ``made.heads`` are: then they are found without comparing letters.
        shown = (made.names.get(head) for head in self.heads)
        names = tuple(None if name is None else sys.intern(name) for name in shown)
        place = self.heads.index(made.hostility)
        self._core.set_reading(Reading, dict(made.heads), names, place, (), made.model, made.most_words)

    def explain(self, text: str, head: str) -> list[Contribution]:
        """Say which words and runs of words moved a head, as ``(start, end, weight)``; the strongest upwards first.

        Half-open character offsets into the text as it is, of the stretch where the head is highest; weights are before
        ``norm``, and of one text without context.
        """
        return joined(self._core.features(text, self.heads.index(head)))

    def hashes_buffer(self, data: Buffer, offsets: Buffer, *, context: Context = None) -> Hashes:
        """Give the hashes of all features of each text, stretch by stretch: for training."""
        starts = np.zeros(_count(offsets) + 1, np.int64)
        hashes, ends, words = self._core.hashes(data, offsets, starts[1:], *(context or (None, None)))
        at = np.concatenate(([0], np.frombuffer(ends, np.int64)))
        return Hashes(np.frombuffer(hashes, np.uint64), at, starts, np.frombuffer(words, np.int64))


def _count(offsets: Buffer) -> int:
    view = memoryview(offsets)
    return max(0, view.nbytes // view.itemsize - 1)


def _core(model: features.Model) -> Any:
    spec = model.spec
    hashes = sorted(model.lexicon)
    return _kernel.Core(
        bits=spec.bits,
        heads=len(model.heads),
        flags=sum(1 << place for place, name in enumerate(_SWITCHES) if getattr(spec, name)),
        conditions=spec.conditions,
        context=spec.context,
        least=spec.stretch[0],
        most=spec.stretch[1],
        shift=model.shift,
        # Words that are remembered cannot be looked up from outside without this number of the process.
        key=int.from_bytes(os.urandom(8), "little"),
        grams=bytes(spec.grams),
        weights=np.ascontiguousarray(model.weights),
        moves=np.ascontiguousarray(model.machine.moves),
        sees=np.ascontiguousarray(model.machine.sees),
        lexicon_hash=np.array(hashes, np.uint64),
        lexicon_identity=np.array([model.lexicon[each][0] for each in hashes], np.uint64),
        lexicon_kind=np.array([model.lexicon[each][1] for each in hashes], np.uint8),
        bias=np.ascontiguousarray(model.bias),
        norm=np.ascontiguousarray(model.norm),
        chances=np.ascontiguousarray(model.chances),
        calm=np.ascontiguousarray(model.calm),
        folding=table(),
    )
