"""Insults and swearing at the person who is being spoken to."""

from hearten_ear.signals.base import from_phrases

SIGNALS = (from_phrases("insult"),)
