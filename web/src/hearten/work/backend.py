"""Django's tasks, kept in the database: enqueued in the caller's transaction, so never lost and never too early."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.tasks import Task, TaskResult, TaskResultStatus
from django.tasks.backends.base import BaseTaskBackend
from django.tasks.base import TaskError
from django.tasks.exceptions import TaskResultDoesNotExist
from django.tasks.signals import task_enqueued
from django.utils import timezone
from django.utils.json import normalize_json
from django.utils.module_loading import import_string

from hearten.work import bell
from hearten.work.models import QueuedTask

if TYPE_CHECKING:  # generic in the stubs only
    type AnyTask = Task[Any, Any]
    type AnyResult = TaskResult[Any, Any]


class DatabaseBackend(BaseTaskBackend):
    """Keeps tasks in a table. A worker takes them by lease: ``hearten serve`` has one inside."""

    supports_defer = True
    supports_async_task = True
    supports_get_result = True
    supports_priority = True

    def enqueue(self, task: "AnyTask", args: list[Any], kwargs: dict[str, Any]) -> "AnyResult":
        """Write the task down; it runs after the commit of the transaction around it, and not without one."""
        self.validate_task(task)
        now = timezone.now()
        row = QueuedTask.objects.create(
            path=task.module_path,
            args=normalize_json(list(args)),
            kwargs=normalize_json(kwargs),
            priority=task.priority,
            queue=task.queue_name,
            enqueued_at=now,
            due_at=task.run_after or now,
        )
        transaction.on_commit(bell.ring)
        result = result_of(row, task=task, alias=self.alias, now=now)
        task_enqueued.send(type(self), task_result=result)
        return result

    def get_result(self, result_id: str) -> "AnyResult":
        """Give what is known of a task. Rows go 24 hours after they are done."""
        try:
            row = QueuedTask.objects.get(key=UUID(result_id))
        except (ValueError, QueuedTask.DoesNotExist):
            raise TaskResultDoesNotExist(result_id) from None
        return result_of(row, task=task_of(row), alias=self.alias, now=timezone.now())


def task_of(row: QueuedTask) -> "AnyTask":
    """Find the task a row calls. Raises ImportError where this version of Hearten has no such task."""
    task = import_string(row.path)
    if not isinstance(task, Task):
        raise ImportError(f"{row.path} is no task")  # noqa: TRY004 - to whoever calls, it is not there
    return task.using(priority=row.priority, queue_name=row.queue)


def result_of(row: QueuedTask, *, task: "AnyTask", alias: str, now: datetime) -> "AnyResult":
    """Tell a row in Django's words. Errors have their kind and no traceback: a traceback quotes values."""
    result: AnyResult = TaskResult(
        task=task,
        id=row.key.hex,
        status=status_of(row, now),
        enqueued_at=row.enqueued_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        last_attempted_at=row.last_attempted_at,
        args=row.args,
        kwargs=row.kwargs,
        backend=alias,
        errors=[TaskError(exception_class_path=row.error, traceback="")] if row.error else [],
        worker_ids=[f"attempt {number}" for number in range(1, row.attempts + 1)],
    )
    object.__setattr__(result, "_return_value", row.value)
    return result


def status_of(row: QueuedTask, now: datetime) -> TaskResultStatus:
    """Say how a task stands. One whose worker died waits again as soon as the lease is over."""
    if row.lease_until is not None and row.lease_until >= now:
        return TaskResultStatus.RUNNING
    return TaskResultStatus(row.status)
