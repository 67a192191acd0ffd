"""Scoring many texts at once, with the native kernel if it was built and else with NumPy.

    model = load(data)                       # bytes of a model file; says in one line if the kernel is missing
    scores = score_texts(model, ["…", "…"])  # int32, n × heads
    scores = score_arrow(model, column)      # a string array of pyarrow, or anything with the Arrow C data interface
    chances = model.chances(scores)          # uint16, 1/10,000

pyarrow is not imported here: what is given brings its own buffers.
"""

import logging
from collections.abc import Callable, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from hearten_ear.kernel import fallback, features
from hearten_ear.kernel.calm import CalmReadings
from hearten_ear.kernel.explaining import Contribution
from hearten_ear.kernel.hashing import Hashes
from hearten_ear.reading import Reading

try:
    from hearten_ear.kernel.native import Model as _Native
except ImportError as problem:  # not built: no compiler, or Python's headers were not there
    MISSING = str(problem)
    Best: "Callable[[bytes | features.Model], Model]" = fallback.Model
else:
    MISSING = ""
    Best = _Native

_LOG = logging.getLogger("hearten_ear")


class Model(Protocol):
    """What :class:`native.Model` and :class:`fallback.Model` both are."""

    kind: str
    definition: features.Model
    heads: tuple[str, ...]
    #: The native kernel behind it, ``None`` in the fallback.
    core: Any

    def score_str(self, text: str, context: str | None = None, /) -> tuple[int, ...]:
        """Score one str: an int for each head."""
        ...

    def score_texts(
        self,
        texts: Sequence[str],
        contexts: Sequence[str | None] | None = None,
        *,
        words: NDArray[np.int64] | None = None,
    ) -> NDArray[np.int32]:
        """Score texts: n × heads. ``words`` takes the number of words of each."""
        ...

    def score_buffer(
        self, data: Any, offsets: Any, *, context: tuple[Any, Any] | None = None, words: NDArray[np.int64] | None = None
    ) -> NDArray[np.int32]:
        """Score texts of a UTF-8 buffer with n + 1 int32 or int64 offsets: n × heads."""
        ...

    def chances(self, scores: NDArray[np.int32]) -> NDArray[np.uint16]:
        """Calibrate scores: probabilities in 1/10,000."""
        ...

    def make_readings(self, made: CalmReadings) -> None:
        """Say how the readings of calm turns are made, once, before the two below are called."""
        ...

    @property
    def calm_reading(self) -> Callable[..., Reading | None]:
        """``calm_reading(text, context=None)``: the reading of a turn with all heads below ``calm``, else ``None``."""
        ...

    @property
    def calm_readings(self) -> Callable[[list[str], list[str | None] | None], list[Reading | None]]:
        """``calm_readings(texts, contexts)``: the same for lists."""
        ...

    def explain(self, text: str, head: str) -> list[Contribution]:
        """Give ``(start, end, weight)`` of the words and runs of words that moved a head, the largest first."""
        ...

    def hashes_buffer(self, data: Any, offsets: Any, *, context: tuple[Any, Any] | None = None) -> Hashes:
        """Give the hashes of all features of each text, stretch by stretch: for training."""
        ...


def load(data: bytes | features.Model) -> Model:
    """Make a model ready to score, natively where that is possible. Raises ``BadModelError``."""
    if MISSING:
        _LOG.warning(
            "The native kernel is not there (no C compiler at install?): scoring with NumPy, 100 times slower."
        )
    return Best(data)


def score_texts(model: Model, texts: Sequence[str], contexts: Sequence[str | None] | None = None) -> NDArray[np.int32]:
    """Score texts, each with what was said before it where ``contexts`` are given: n × heads."""
    return model.score_texts(texts, contexts)


def score_arrow(model: Model, column: Any, context: Any = None) -> NDArray[np.int32]:
    """Score a column of strings as it lies in memory: n × heads; a null scores like an empty text.

    ``column``: a pyarrow ``StringArray``, ``LargeStringArray`` or ``BinaryArray`` (sliced or not), or a
    ``ChunkedArray``; ``context`` another of the same length. Raises ``TypeError`` on any other kind of column.
    """
    if hasattr(column, "chunks"):
        whole = column.combine_chunks()
        return score_arrow(model, whole, context.combine_chunks() if hasattr(context, "chunks") else context)
    before = None if context is None else text_buffers(context)
    return model.score_buffer(*text_buffers(column), context=before)


def text_buffers(column: Any) -> tuple[Any, Any]:
    """Give the data and the n + 1 offsets of a pyarrow array of strings, without copying."""
    kinds = {"string": np.int32, "binary": np.int32, "large_string": np.int64, "large_binary": np.int64}
    kind = kinds.get(str(column.type))
    if kind is None:
        raise TypeError(f"a column of strings is wanted, not of {column.type}")
    _, offsets, data = column.buffers()
    if len(column) == 0 or offsets is None:
        return b"", np.zeros(len(column) + 1, kind)
    places = np.frombuffer(offsets, kind)[column.offset : column.offset + len(column) + 1]
    return (b"" if data is None else data), places
