"""The notices a person's browsers have yet to hear, and the number of the last one."""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models


class NoticeCounter(models.Model):
    """The number of a person's last notice.

    A sequence of the database is taken before the commit, so a reader may skip a lower number that commits later. This
    row is locked by whoever raises it until the commit: a person's notices become visible in order and without gaps.
    """

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    seq = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"notices of person {self.person_id}: {self.seq}"


class Notice(models.Model):
    """Something of this person's changed: its kind and id, never its content."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(db_index=True)
    lifetime = timedelta(hours=1)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "seq"], name="notice_numbered_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.seq}"
