"""Who is in a contact at this moment."""

from datetime import timedelta
from typing import ClassVar

from django.db import models

from hearten.people.models import Person


class Presence(models.Model):
    """One row per person, overwritten: how many contacts they have now, and how hard the last one was.

    ``after_level`` is forgotten half an hour after the contact; it makes a moment longer and is shown to nobody.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="presence")
    contacts_now = models.PositiveSmallIntegerField(default=0)
    after_level = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField()
    lifetime: ClassVar[timedelta] = timedelta(hours=12)

    def __str__(self) -> str:
        return f"{self.person_id}: {self.contacts_now}"
