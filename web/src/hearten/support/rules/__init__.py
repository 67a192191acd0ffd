"""Judgements of the promise: how long a moment is, and who is asked next when a hand goes up. No Django here."""

from hearten.support.rules.hands import ANSWER_WITHIN, Ask, choose_next, was_in_time
from hearten.support.rules.moments import (
    ABUSIVE,
    LONGEST,
    NEVER,
    SHORTEST,
    SHORTEST_AFTER_ABUSE,
    Cover,
    MomentPolicy,
    covered_time,
    decide_cover,
    should_offer,
    was_at_once,
)

__all__ = [
    "ABUSIVE",
    "ANSWER_WITHIN",
    "LONGEST",
    "NEVER",
    "SHORTEST",
    "SHORTEST_AFTER_ABUSE",
    "Ask",
    "Cover",
    "MomentPolicy",
    "choose_next",
    "covered_time",
    "decide_cover",
    "should_offer",
    "was_at_once",
    "was_in_time",
]
