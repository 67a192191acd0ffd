"""What support announces. ``config/reactions.py`` alone listens."""

from dataclasses import dataclass
from datetime import datetime

from django.dispatch import Signal


@dataclass(frozen=True, slots=True)
class MomentGranted:
    """A moment was asked for and is granted. ``pressed_at`` is when the button was pressed, where that is known."""

    agent_id: int
    pressed_at: datetime | None


@dataclass(frozen=True, slots=True)
class MomentMissed:
    """A moment that was granted never began: the contacts it waited for outlasted it."""

    agent_id: int


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
    """An agent is back. ``covered`` is from when until when the time counts as worked, or None where none began."""

    agent_id: int
    covered: tuple[datetime, datetime] | None = None


@dataclass(frozen=True, slots=True)
class HandAsks:
    """Somebody is asked to come. Says nothing of whose hand it is: this goes out by mail and chat."""

    person_id: int


@dataclass(frozen=True, slots=True)
class HandClosed:
    """A hand is down. ``in_time`` says whether somebody came in time; None where it was taken back before that."""

    agent_id: int
    in_time: bool | None


moment_granted = Signal()  # sent with event=MomentGranted(...), inside the transaction
moment_missed = Signal()  # sent with event=MomentMissed(...), inside the transaction
moment_began = Signal()  # sent with event=MomentBegan(...), inside the transaction
moment_waits = Signal()  # sent with event=MomentWaits(...), inside the transaction
moment_over = Signal()  # sent with event=MomentOver(...), inside the transaction
hand_asks = Signal()  # sent with event=HandAsks(...), inside the transaction
hand_closed = Signal()  # sent with event=HandClosed(...), inside the transaction
