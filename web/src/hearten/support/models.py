"""A moment away."""

from datetime import timedelta
from typing import ClassVar

from django.db import models

from hearten.people.models import Person


class Moment(models.Model):
    """Time away that an agent asked for. It has no reason column, and gets none.

    Asked for during a contact it has no ``began_at`` until that contact ends. The row goes 24 hours after the return.
    """

    agent = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="moments")
    key = models.UUIDField()  # made by the browser, so that a retry asks only once
    asked_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    covered_until = models.DateTimeField(null=True)
    waits_for = models.PositiveSmallIntegerField(default=0)  # contacts under way when it was asked for, less those over
    ended_at = models.DateTimeField(null=True)
    phone_confirmed_at = models.DateTimeField(null=True)
    lifetime = timedelta(hours=24)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["agent", "key"], name="moment_asked_once")]
        indexes: ClassVar = [models.Index(fields=["agent", "ended_at"], name="moment_of_agent")]

    def __str__(self) -> str:
        return str(self.key)
