"""Who was erased, who asks to be, and which backups were made."""

from datetime import timedelta
from typing import ClassVar

from django.db import models

from hearten.people.models import Person


class Erasure(models.Model):
    """That the person with this random key was erased. Also in a file beside the database: a backup has older rows."""

    person = models.UUIDField(primary_key=True)
    at = models.DateTimeField()
    shredded_at = models.DateTimeField(null=True)  # until then, freed pages of the file may still hold what was deleted
    lifetime: ClassVar[timedelta | None] = None  # a restored backup is erased again by it

    def __str__(self) -> str:
        return str(self.person)


class ErasureRequest(models.Model):
    """That a person wants to be erased. They can take it back until ``due_at``."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    way_back = timedelta(minutes=30)
    lifetime = timedelta(hours=1)

    def __str__(self) -> str:
        return str(self.due_at)


class Backup(models.Model):
    """A note about a backup that was made, or that failed: ``error`` is its kind. What it holds says its manifest."""

    at = models.DateTimeField()
    seconds = models.FloatField(default=0)
    bytes = models.BigIntegerField(default=0)
    encrypted = models.BooleanField(default=False)
    error = models.CharField(max_length=80, blank=True)
    lifetime = timedelta(days=90)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="backup_at")]

    def __str__(self) -> str:
        return str(self.at)
