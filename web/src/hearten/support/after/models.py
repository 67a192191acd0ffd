"""The versions of the pathways page, and which of them a person last said to have read."""

import uuid
from typing import ClassVar

from django.db import models

from hearten.people.models import Person


class PathwayVersion(models.Model):
    """One version of the pathways page, as somebody of this centre wrote it. The page that ships is number 1."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # the browser's: a retry saves once
    number = models.PositiveIntegerField(unique=True)
    text = models.TextField()
    because = models.CharField(max_length=300)
    by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    lifetime: ClassVar[None] = None  # what people were promised, and when, is kept; names go with the person

    def __str__(self) -> str:
        return f"Pathways, version {self.number}"


class Acknowledgement(models.Model):
    """The words of the pathways page that a person last said to have read, by their digest. Overwritten.

    For that person alone: nobody is told who has read, and nothing counts it.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")
    of = models.CharField(max_length=64)
    on = models.DateField()
    lifetime: ClassVar[None] = None  # until the next version

    def __str__(self) -> str:
        return f"{self.person_id}: {self.of[:8]}"
