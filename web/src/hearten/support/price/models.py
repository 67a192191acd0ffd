"""Interval plans: what is expected of a queue. Nothing here is about a person, and nothing comes from a moment."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.db import models

from hearten.people.models import Person, Team


class QueuePlan(models.Model):
    """A queue that is planned, with what its plan takes for granted. Moments are a rate that the planner types."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="+")
    minutes = models.PositiveSmallIntegerField(default=15)
    within = models.PositiveSmallIntegerField(default=20)
    target = models.PositiveSmallIntegerField(default=80)  # per cent
    patience = models.PositiveIntegerField(null=True)  # seconds; none: nobody leaves
    moments_per_100_hours = models.FloatField(default=10)
    moment_minutes = models.PositiveSmallIntegerField(default=5)
    lifetime: ClassVar[None] = None  # a setting of the centre, and nobody's

    def __str__(self) -> str:
        return self.name


class ExpectedInterval(models.Model):
    """What one interval is expected to bring. ``staff`` is empty where the shifts of the plan's team say it."""

    plan = models.ForeignKey(QueuePlan, on_delete=models.CASCADE, related_name="intervals")
    starts_at = models.DateTimeField()
    contacts = models.FloatField()
    handling = models.FloatField()
    staff = models.FloatField(null=True)
    lifetime: ClassVar[timedelta] = timedelta(days=35)  # as long as shifts: the last month can be looked up

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "starts_at"], name="interval_expected_once")]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class ForecastFile(models.Model):
    """A file between its upload and the word "import it". Then, or after an hour, its bytes are gone."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(QueuePlan, on_delete=models.CASCADE, related_name="+")
    uploaded_by = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    content = models.BinaryField()
    columns = models.JSONField(default=dict)
    zone = models.CharField(max_length=64)
    order = models.CharField(max_length=3)
    uploaded_at = models.DateTimeField()
    lifetime: ClassVar[timedelta] = timedelta(hours=1)

    def __str__(self) -> str:
        return self.name
