"""Thanks and praise for the agent."""

from hearten_ear.signals.base import from_phrases

SIGNALS = (from_phrases("thanks"),)
