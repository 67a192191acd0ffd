"""What integrations announce. ``config/reactions.py`` alone listens."""

from dataclasses import dataclass

from django.dispatch import Signal


@dataclass(frozen=True, slots=True)
class PhoneStateHeard:
    """The phone system said that an agent is ``ready`` or ``not_ready``."""

    agent_id: int
    state: str


phone_state_heard = Signal()  # sent with event=PhoneStateHeard(...)
