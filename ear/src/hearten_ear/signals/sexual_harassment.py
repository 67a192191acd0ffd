"""Sexual remarks, questions and demands made to the person who is being spoken to."""

from hearten_ear.signals.base import from_phrases

SIGNALS = (from_phrases("sexual_harassment"),)
