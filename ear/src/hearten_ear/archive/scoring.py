"""The one place where the archive meets the engine: a column of texts in, a column for each head out."""

from functools import cache
from typing import NamedTuple, Protocol

import pyarrow as pa

from hearten_ear.engine import Engine, load_engine
from hearten_ear.reading import HEADS

#: The columns of scores in their order, each 0 to 1.
CERTAINTIES = ("hostility", *HEADS)


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
        """Score a column."""
        ...


class ByEngine:
    """Scores through :meth:`hearten_ear.engine.Engine.score`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.model = engine.model

    def score(self, texts: pa.Array, contexts: pa.Array | None) -> Scores:
        """Score a column."""
        readings = self._engine.score(texts.to_pylist(), None if contexts is None else contexts.to_pylist())
        heads = [reading.heads for reading in readings]
        return Scores(
            (
                pa.array([reading.hostility for reading in readings], pa.float32()),
                *[pa.array([head[name] for head in heads], pa.float32()) for name in HEADS],
            ),
            pa.array([reading.level for reading in readings], pa.int8()),
        )


@cache
def column_scorer(language: str = "en") -> ColumnScorer:
    """Give what scores columns of a language, built once per process."""
    return ByEngine(load_engine(language))
