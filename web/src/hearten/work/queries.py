"""How the work stands, for the page about the system's health: numbers and times, nobody's arguments."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min
from django.tasks import TaskResultStatus

from hearten.work.models import PeriodicRun, QueuedTask


@dataclass(frozen=True, slots=True)
class Backlog:
    """Tasks that wait and since when, tasks given up within a day, entries that failed when last done."""

    waiting: int
    oldest_due_at: datetime | None
    given_up: int
    failing: tuple[str, ...]
    last_round_at: datetime | None


def backlog(now: datetime) -> Backlog:
    """Give how the work stands now. A worker is alive where ``last_round_at`` is younger than the shortest period."""
    waiting = QueuedTask.objects.filter(due_at__lte=now)
    runs = list(PeriodicRun.objects.order_by("name"))
    failing = [run.name for run in runs if run.failed_at and (run.done_at is None or run.failed_at > run.done_at)]
    return Backlog(
        waiting=waiting.count(),
        oldest_due_at=waiting.aggregate(oldest=Min("due_at"))["oldest"],
        given_up=QueuedTask.objects.filter(status=TaskResultStatus.FAILED).count(),
        failing=tuple(failing),
        last_round_at=max((run.done_at for run in runs if run.done_at), default=None),
    )
