"""What comes afterwards announces. ``config/reactions.py`` alone listens."""

from dataclasses import dataclass
from datetime import datetime

from django.dispatch import Signal


@dataclass(frozen=True, slots=True)
class CheckInOffered:
    """After a hard contact an agent was offered a check-in, for the ledger of promises.

    ``in_time`` is false where the offer came long after the contact, because nobody said that it had ended.
    """

    agent_id: int
    at: datetime
    in_time: bool


check_in_offered = Signal()  # sent with event=CheckInOffered(...), inside the transaction
