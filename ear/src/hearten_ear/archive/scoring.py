"""The one place where the archive meets the engine: a column of texts in, a column for each head out.

Nearly all turns of an archive are calm, and the kernel tells so from its probabilities alone. Those turns never become
objects: their columns are made from the kernel's table as it is. Every other turn is read by the engine, word for
word as it is read anywhere else. So the columns say exactly what :meth:`hearten_ear.engine.Engine.score` says of each
row; a test compares them.
"""

from functools import cache
from typing import NamedTuple, Protocol

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from hearten_ear.engine import Engine, load_engine, model_bytes
from hearten_ear.kernel import batch
from hearten_ear.kernel.trained import BY_RULE
from hearten_ear.reading import CALM, HEADS, Reading
from hearten_ear.signals import REGISTRY

#: The columns of scores in their order, each 0 to 1.
CERTAINTIES = ("hostility", *HEADS)

#: Turns that are read as objects at one time: each takes a kilobyte.
AT_A_TIME = 2_048
_WHOLE = np.float32(10_000)
type _Certainties = NDArray[np.float32]


class Scores(NamedTuple):
    """Scores of a column of texts. ``certainties`` has one float32 array per name in :data:`CERTAINTIES`."""

    certainties: tuple[pa.Array, ...]
    levels: pa.Array


class ColumnScorer(Protocol):
    """Scores a column of texts without nulls; ``contexts`` has as many entries, or is ``None``."""

    @property
    def model(self) -> str:
        """Name and version of what scores."""
        ...

    def score(self, texts: pa.Array, contexts: pa.Array | None) -> Scores:
        """Score a column of plain ``string``."""
        ...


class ByEngine:
    """Scores every row by the engine: where an installation has no weights."""

    def __init__(self, engine: Engine) -> None:
        self.model = engine.model
        self._engine = engine

    def score(self, texts: pa.Array, contexts: pa.Array | None) -> Scores:
        """Score a column of plain ``string``."""
        readings = self._engine.score(texts.to_pylist(), None if contexts is None else contexts.to_pylist())
        certainties, levels = _as_columns(readings)
        return Scores(tuple(map(_array, certainties)), _array(levels))


class ByColumn:
    """Scores calm turns by the kernel, on Arrow's own buffers and without the GIL, and the others by the engine."""

    def __init__(self, engine: Engine, learned: batch.Model, most_words: int) -> None:
        self.model = engine.model
        self._engine = engine
        self._learned = learned
        self._most_words = most_words
        self._gates = learned.definition.calm[:, np.newaxis]
        shown = [head for head in learned.heads if head in HEADS and head not in BY_RULE]
        # Where each column comes from in the kernel's table, and which columns have no part in it.
        self._from = [(CERTAINTIES.index(head), learned.heads.index(head)) for head in shown]
        self._from.append((0, learned.heads.index("hostile")))

    def score(self, texts: pa.Array, contexts: pa.Array | None) -> Scores:
        """Score a column of plain ``string``."""
        words = np.zeros(len(texts), np.int64)
        data, offsets = batch.text_buffers(texts)
        table = self._learned.chances(self._learned.score_buffer(data, offsets, words=words))
        chances = np.ascontiguousarray(table.T)  # a row for each head from here on
        is_calm = (chances < self._gates).all(axis=0) & (words <= self._most_words)
        certainties = np.zeros((len(CERTAINTIES), len(texts)), np.float32)
        for column, head in self._from:
            # The same as dividing in double and rounding, for each of the 10,001 numbers there are.
            np.divide(chances[head], _WHOLE, out=certainties[column], dtype=np.float32)
        levels = np.full(len(texts), CALM, np.int8)
        others = np.flatnonzero(~is_calm)
        for start in range(0, len(others), AT_A_TIME):
            some = others[start : start + AT_A_TIME]
            certainties[:, some], levels[some] = self._read(texts, contexts, some)
        return Scores(tuple(map(_array, certainties)), _array(levels))

    def _read(
        self, texts: pa.Array, contexts: pa.Array | None, places: NDArray[np.intp]
    ) -> tuple[_Certainties, NDArray[np.int8]]:
        """Read the turns at these places one by one."""
        chosen = pa.array(places)
        said = texts.take(chosen).to_pylist()
        before = None if contexts is None else contexts.take(chosen).to_pylist()
        return _as_columns(self._engine.score(said, before))


def _as_columns(readings: list[Reading]) -> tuple[_Certainties, NDArray[np.int8]]:
    if not readings:
        return np.zeros((len(CERTAINTIES), 0), np.float32), np.zeros(0, np.int8)
    rows = [(reading.hostility, *map(reading.heads.__getitem__, HEADS)) for reading in readings]
    return np.array(rows, np.float32).T, np.array([reading.level for reading in readings], np.int8)


def _array(numbers: NDArray[np.float32] | NDArray[np.int8]) -> pa.Array:
    """Give numbers as an Arrow array on the same memory; ``pa.array`` looks for pandas first, at 0.1 ms a time."""
    kind = pa.from_numpy_dtype(numbers.dtype)
    return pa.Array.from_buffers(kind, len(numbers), [None, pa.py_buffer(np.ascontiguousarray(numbers))])


@cache
def column_scorer(language: str = "en") -> ColumnScorer:
    """Give what scores columns of a language, built once per process."""
    engine = load_engine(language)
    try:
        learned = batch.load(model_bytes(engine.language))
    except FileNotFoundError:
        return ByEngine(engine)
    return ByColumn(engine, learned, int(REGISTRY["rambling"].settings["from_words"]))
