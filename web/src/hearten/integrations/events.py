"""What integrations announce. ``config/reactions.py`` alone listens."""

from dataclasses import dataclass

from django.dispatch import Signal


@dataclass(frozen=True, slots=True)
class PhoneStateHeard:
    """The phone system said that an agent is ``ready`` or ``not_ready``."""

    agent_id: int
    state: str


@dataclass(frozen=True, slots=True)
class ExitConfirmed:
    """The phone system said that a contact was ended or passed on."""

    source: str
    contact: str


@dataclass(frozen=True, slots=True)
class CoverDelivered:
    """Everybody who is told of covers by event has taken this one."""

    source: str
    contact: str


exit_confirmed = Signal()  # sent with event=ExitConfirmed(...), inside the transaction
cover_delivered = Signal()  # sent with event=CoverDelivered(...), inside the transaction
phone_state_heard = Signal()  # sent with event=PhoneStateHeard(...)
