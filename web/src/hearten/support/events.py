"""What support announces. ``config/reactions.py`` alone listens."""

from dataclasses import dataclass
from datetime import datetime

from django.dispatch import Signal


@dataclass(frozen=True, slots=True)
class MomentBegan:
    """A moment began. Names the agent, for the phone system alone: it must know whose state to change."""

    agent_id: int
    covered_until: datetime


@dataclass(frozen=True, slots=True)
class MomentWaits:
    """A moment was granted that begins when the contacts of now are over: no further one should reach the agent."""

    agent_id: int


@dataclass(frozen=True, slots=True)
class MomentOver:
    """An agent is back."""

    agent_id: int


moment_began = Signal()  # sent with event=MomentBegan(...), inside the transaction
moment_waits = Signal()  # sent with event=MomentWaits(...), inside the transaction
moment_over = Signal()  # sent with event=MomentOver(...), inside the transaction
