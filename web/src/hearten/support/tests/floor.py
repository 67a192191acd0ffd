"""People on shift, and a clock that a test turns."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from hearten.people.models import Person, Team
from hearten.staffing import actions as staffing
from hearten.staffing.models import Shift
from hearten.support import actions
from hearten.support.duty import HandsUp
from hearten.support.models import HandUp

NOW = datetime(2026, 11, 24, 14, 5, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def on_shift(person: Person, team: Team | None, role: str = "lead", *, now: datetime = NOW) -> Shift:
    """Put somebody on shift around a time."""
    return staffing.save_shift(
        key=uuid4(),
        person=person,
        team=team,
        role=role,
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=6),
    )


def up(agent: Person, *, now: datetime = NOW) -> HandUp:
    """Raise a hand."""
    return actions.raise_hand(agent, key=uuid4(), now=now)


class Clock:
    """A clock that stands until it is turned, and a worker's duty that goes by it."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now
        self.duty = HandsUp(clock=lambda: self.now)

    def turn(self, seconds: float) -> int:
        """Let time pass second by second, the worker looking each second. Gives how many hands went on."""
        gone_on = 0
        for _ in range(int(seconds)):
            self.now += SECOND
            for piece in self.duty.take(10, now=self.now, lease=timedelta(seconds=60)):
                piece.run()
                gone_on += 1
        return gone_on
