"""The customer, or somebody with them, may be in danger."""

from hearten_ear.signals.base import from_phrases

SIGNALS = (from_phrases("distress"),)
