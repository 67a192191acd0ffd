"""The duty that does things again and again: once per period over all processes, whoever of them is alive."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from django.utils import timezone

from hearten.work import lease as leases
from hearten.work.models import PeriodicRun
from hearten.work.worker import Piece

log = logging.getLogger(__name__)
CLOCKS_APART = timedelta(minutes=1)  # what the clocks of two machines may differ by


@dataclass(frozen=True, slots=True)
class Periodic:
    """Something to do every so often. ``run`` is given the time."""

    name: str
    every: timedelta
    run: Callable[[datetime], object]


@dataclass(slots=True)
class Rounds:
    """Does periodic work. Nothing begins in the ``first_after`` seconds: a server's first moments are for people."""

    entries: Sequence[Periodic]
    first_after: float = 5.0
    name: str = "periodic"
    width: int = 4
    _begins: float = field(init=False)

    def __post_init__(self) -> None:
        self._begins = time.monotonic() + self.first_after

    def take(self, limit: int, *, now: datetime, lease: timedelta) -> list[Piece]:
        """Take the entries that are due and that no process is at."""
        if time.monotonic() < self._begins:
            return []
        pieces: list[Piece] = []
        for entry in self._due(now)[:limit]:
            rows = leases.claim(PeriodicRun, now=now, lease=lease, limit=1, also="t.name = %s", values=[entry.name])
            pieces += [Piece(row, partial(go_round, entry, row)) for row in rows]
        return pieces

    def _due(self, now: datetime) -> list[Periodic]:
        rows = {row.name: row for row in PeriodicRun.objects.filter(name__in=[entry.name for entry in self.entries])}
        new = [entry for entry in self.entries if entry.name not in rows]
        if new:
            PeriodicRun.objects.bulk_create(
                [PeriodicRun(name=entry.name, due_at=now) for entry in new], ignore_conflicts=True
            )
        due = list(new)
        for entry in self.entries:
            row = rows.get(entry.name)
            if row is None or (row.lease_until is not None and row.lease_until >= now):
                continue
            if row.due_at is None or row.due_at > now + 1.5 * entry.every + CLOCKS_APART:
                # The clock was put back, or the period made shorter: waiting it out could take hours.
                PeriodicRun.objects.filter(pk=row.pk, due_at=row.due_at).update(due_at=now)
                due.append(entry)
            elif row.due_at <= now:
                due.append(entry)
        return due


def go_round(entry: Periodic, row: PeriodicRun) -> bool:
    """Do an entry that was taken; say whether it went well. It is due again a period later either way."""
    went_well = do(entry)
    now = timezone.now()
    leases.finish(row, due_at=now + entry.every, **{"done_at" if went_well else "failed_at": now})
    return went_well


def do(entry: Periodic) -> bool:
    """Do one entry now, in this thread; say whether it went well."""
    try:
        entry.run(timezone.now())
    except Exception as error:  # noqa: BLE001 - whatever it was, the other entries must go on
        # A database error can quote values: its kind is logged, its words are not.
        log.error("Could not %s (%s); it is tried again in %s.", entry.name, type(error).__name__, entry.every)  # noqa: TRY400
        return False
    return True
