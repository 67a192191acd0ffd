"""Anger that need not be at the person: swearing, frustration, rudeness."""

from hearten_ear.signals.base import from_phrases

SIGNALS = (from_phrases("profanity"), from_phrases("frustration"), from_phrases("rudeness"))
