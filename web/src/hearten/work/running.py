"""The duty that runs Django's tasks."""

import logging
import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.tasks import DEFAULT_TASK_BACKEND_ALIAS, TaskContext, TaskResultStatus
from django.tasks.signals import task_finished, task_started
from django.utils import timezone
from django.utils.json import normalize_json

from hearten.work import lease as leases
from hearten.work.backend import DatabaseBackend, result_of, task_of
from hearten.work.models import QueuedTask
from hearten.work.rules import MOST_ATTEMPTS, pause_after
from hearten.work.worker import Piece

log = logging.getLogger(__name__)
LOST = "hearten.work.LostWorker"


@dataclass(slots=True)
class Tasks:
    """Runs tasks, the most urgent first. A task that raises is tried again later, for about an hour."""

    name: str = "task"
    width: int = 4

    def take(self, limit: int, *, now: datetime, lease: timedelta) -> list[Piece]:
        """Take tasks that are due."""
        rows = leases.claim(QueuedTask, now=now, lease=lease, limit=limit, order="t.priority DESC, t.due_at")
        return [Piece(row, partial(perform, row)) for row in rows]


def perform(row: QueuedTask) -> None:
    """Run a task that was taken, and write down what came of it."""
    now = timezone.now()
    if row.attempts > MOST_ATTEMPTS:
        _give_up(row, LOST)  # every worker that took it died: one of them would be the last otherwise
        return
    row.started_at, row.last_attempted_at = row.started_at or now, now
    try:
        value = _call(row)
    except Exception as error:  # noqa: BLE001 - a task may raise anything
        _try_again(row, error)
    else:
        _finish(row, status=TaskResultStatus.SUCCESSFUL, value=value, error="")


def _call(row: QueuedTask) -> Any:
    task = task_of(row)
    result = result_of(row, task=task, alias=DEFAULT_TASK_BACKEND_ALIAS, now=row.last_attempted_at or timezone.now())
    task_started.send(DatabaseBackend, task_result=result)
    context: list[Any] = [TaskContext(task_result=result)] if task.takes_context else []
    return normalize_json(task.call(*context, *result.args, **result.kwargs))


def _try_again(row: QueuedTask, error: Exception) -> None:
    kind = f"{type(error).__module__}.{type(error).__qualname__}"
    pause = pause_after(row.attempts, jitter=random.random())  # noqa: S311 - spreads load, guards nothing
    if pause is None:
        _give_up(row, kind)
        return
    log.warning("Task %s failed (%s); it is tried again in %.0f s.", row.path, kind, pause.total_seconds())
    leases.finish(row, due_at=timezone.now() + pause, error=kind, **_times(row))


def _give_up(row: QueuedTask, kind: str) -> None:
    log.error("Task %s failed (%s) and is given up after %d attempts.", row.path, kind, row.attempts)
    _finish(row, status=TaskResultStatus.FAILED, error=kind)


def _finish(row: QueuedTask, **fields: Any) -> None:
    """Mark it done, unless another worker has taken it over in the meantime."""
    if not leases.finish(row, due_at=None, finished_at=timezone.now(), **_times(row), **fields):
        log.warning("Task %s took longer than its lease and was taken over.", row.path)
        return
    try:
        row.refresh_from_db()
        result = result_of(row, task=task_of(row), alias=DEFAULT_TASK_BACKEND_ALIAS, now=timezone.now())
    except ImportError:
        return  # a task of another version: nobody here can know what it meant
    task_finished.send(DatabaseBackend, task_result=result)


def _times(row: QueuedTask) -> dict[str, datetime | None]:
    return {"started_at": row.started_at, "last_attempted_at": row.last_attempted_at}
