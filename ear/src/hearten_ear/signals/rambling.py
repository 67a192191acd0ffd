"""A turn that goes on and on: its length, and the phrases of somebody who has lost the thread."""

from hearten_ear.signals.base import Heard, Settings, Signal, certainty


def hear_rambling(heard: Heard, settings: Settings) -> float:
    """Rise with length from 0 at ``from_words`` to 0.7 at ``full_words``; lost threads count in long turns only."""
    beyond = heard.words - settings["from_words"]
    if beyond <= 0:
        return 0.0
    by_length = min(1.0, beyond / (settings["full_words"] - settings["from_words"])) * 0.7
    by_phrases = certainty(heard.hits.get("rambling", ()))
    return 1.0 - (1.0 - by_length) * (1.0 - by_phrases)


#: Speech runs at about 150 words a minute: 60 words are 25 seconds, 220 a minute and a half without a pause.
SIGNALS = (
    Signal(
        "rambling",
        needs=("words", "phrases"),
        emits="rambling",
        settings={"from_words": 60, "full_words": 220},
        hear=hear_rambling,
    ),
)
