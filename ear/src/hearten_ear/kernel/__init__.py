"""From texts to readings: the seam (:class:`Scorer`) and what stands behind it.

Today: words, patterns and one automaton in pure Python. Later: hashed n-grams and all heads at once, native.
"""

from hearten_ear.kernel.rules import Rules
from hearten_ear.kernel.scorer import Scorer

__all__ = ["Rules", "Scorer"]
