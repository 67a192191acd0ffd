"""The seam behind the engine: whatever turns texts into readings.

Today it is :class:`Rules`; a trained model with native heads is another class with the same two members, and no caller
of :class:`hearten_ear.engine.Engine` notices.
"""

from collections.abc import Sequence
from typing import Protocol

from hearten_ear.reading import Reading


class Scorer(Protocol):
    """Scores texts. Must never raise on any ``str``, and give the same reading alone or in a batch."""

    @property
    def model(self) -> str:
        """Name and version, as it stands in every reading."""
        ...

    def score(self, texts: Sequence[str], contexts: Sequence[str | None] | None = None) -> list[Reading]:
        """Give one reading per text, in the same order. ``contexts`` are what was said just before, or ``None``."""
        ...
