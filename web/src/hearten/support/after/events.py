"""What comes afterwards announces. ``config/reactions.py`` alone listens."""

from dataclasses import dataclass
from datetime import datetime

from django.dispatch import Signal


@dataclass(frozen=True, slots=True)
class CheckInOffered:
    """After a hard contact an agent was offered a check-in, for the ledger of promises."""

    agent_id: int
    at: datetime


check_in_offered = Signal()  # sent with event=CheckInOffered(...), inside the transaction
