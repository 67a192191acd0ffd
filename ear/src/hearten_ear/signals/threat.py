"""Threats to the person, their family, home, property or working life, and wishes of death."""

from hearten_ear.signals.base import from_phrases

SIGNALS = (from_phrases("threat"),)
