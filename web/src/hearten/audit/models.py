"""The chain and its anchors. Triggers of the database refuse to change or delete an entry."""

from datetime import timedelta
from typing import ClassVar

from django.db import models


class Entry(models.Model):
    """One deed of somebody in charge. ``by`` is a person's key, or null where a command or the schedule acted.

    It holds keys and codes and no name, so it stays when a person is erased: the key then leads to nobody.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    deed = models.CharField(max_length=40)
    about = models.UUIDField(null=True)
    facts = models.TextField()
    mac = models.BinaryField(max_length=32)
    lifetime: ClassVar[timedelta | None] = None  # a chain that loses its beginning proves nothing

    class Meta:
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"{self.seq} {self.deed}"


class Anchor(models.Model):
    """Where the chain ended at a time, as a sealed line. The same line is in a file, in backups and on paper."""

    seq = models.BigIntegerField()
    at = models.DateTimeField(unique=True)
    line = models.CharField(max_length=250)
    lifetime: ClassVar[timedelta | None] = None  # with the chain

    def __str__(self) -> str:
        return f"anchor {self.seq}"
