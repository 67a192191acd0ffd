"""What is stored here in the open: what a person wants to be asked. Everything they write is in the seal's tables."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearten.people.models import Person


class Asks(models.TextChoices):
    """The one question of a shift that this area may bring up by itself."""

    FIRED = "fired", _("After a contact: did my plan fire?")
    INTENTION = "intention", _("At the start: what do I intend today?")
    GOOD = "good", _("Once: something I did well")
    NONE = "none", _("Nothing. I come by myself")


class GameplanSettings(models.Model):
    """What one agent wants to be asked. Nobody else reads it."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="+")
    asks = models.CharField(max_length=9, choices=Asks, default=Asks.FIRED)
    lifetime: ClassVar[None] = None  # a setting of the person's own

    def __str__(self) -> str:
        return self.asks
