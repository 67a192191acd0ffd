"""The duty that goes on: a hand that nobody answered within 60 seconds asks the next one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from hearten.support import actions
from hearten.support.models import HandUp
from hearten.work import lease as leases
from hearten.work.worker import Piece


@dataclass(slots=True)
class HandsUp:
    """Takes the hands that are due. The lease is short: a worker killed here delays a call for help by two seconds.

    ``clock`` is for tests to replace.
    """

    clock: Callable[[], datetime] = timezone.now
    name: str = "hand up"
    width: int = 4
    own_lease: timedelta = timedelta(seconds=2)

    def take(self, limit: int, *, now: datetime, lease: timedelta) -> list[Piece]:
        """Take hands that wait. To ask the next one is one short transaction: the worker's minute is not needed."""
        rows = leases.claim(HandUp, now=now, lease=min(lease, self.own_lease), limit=limit)
        return [Piece(row, partial(self._go_on, row)) for row in rows]

    def _go_on(self, row: HandUp) -> None:
        actions.go_on(row, now=self.clock())
