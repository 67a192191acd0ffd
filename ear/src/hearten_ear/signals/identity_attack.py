"""Attacks on who somebody is: origin, colour, religion, sex, sexuality, gender, disability."""

from hearten_ear.signals.base import from_phrases

SIGNALS = (from_phrases("identity_attack"),)
