"""Tasks that wait or have been done, and when each periodic work is due."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.tasks import TaskResultStatus

from hearten.work.lease import Leased


class QueuedTask(Leased):
    """One call of a task. Its arguments are ids, never words. The row goes 24 hours after it is done."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    path = models.CharField(max_length=200)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    priority = models.SmallIntegerField(default=0)
    queue = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=TaskResultStatus, default=TaskResultStatus.READY)
    enqueued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    last_attempted_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    value = models.JSONField(null=True)
    error = models.CharField(max_length=200, blank=True)  # the kind of error: its text could quote somebody's words
    lifetime = timedelta(hours=24)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["finished_at"], name="task_finished")]

    def __str__(self) -> str:
        return self.path


class PeriodicRun(Leased):
    """When a periodic work is due next and who is at it, for all processes together."""

    name = models.CharField(max_length=100, primary_key=True)
    done_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    lifetime: ClassVar[timedelta | None] = None  # one row for each entry of the schedule; it names nobody

    def __str__(self) -> str:
        return self.name
