"""What the customer wants beyond the usual: demands out of proportion, and somebody higher up."""

from hearten_ear.signals.base import from_phrases

SIGNALS = (from_phrases("demand"), from_phrases("escalation"))
