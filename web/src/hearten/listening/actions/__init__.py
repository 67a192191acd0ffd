"""The verbs of listening, and the only writers of its tables."""

from hearten.listening.actions.desk import (
    cues_back_on,
    cues_off_for_today,
    dismiss_cue,
    set_desk,
    snooze_cues,
)
from hearten.listening.actions.hear import Outcome, hear, score
from hearten.listening.actions.keeping import assign_contacts, close_silent_contacts, forget_old, let_go

__all__ = [
    "Outcome",
    "assign_contacts",
    "close_silent_contacts",
    "cues_back_on",
    "cues_off_for_today",
    "dismiss_cue",
    "forget_old",
    "hear",
    "let_go",
    "score",
    "set_desk",
    "snooze_cues",
]
