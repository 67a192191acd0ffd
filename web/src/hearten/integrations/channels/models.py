"""The channels a lead has switched on for themselves."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearten.people.models import Person


class Kind(models.TextChoices):
    """What takes the line. The chats differ in the name of the one field they read."""

    MAIL = "mail", _("Mail to your own address")
    TEXT = "text", _("Slack, Mattermost, Rocket.Chat, Google Chat or Teams")
    CONTENT = "content", _("Discord")


class Channel(models.Model):
    """One way to reach one person. ``address`` is a chat's incoming webhook: whoever has it may write there."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="channels")
    kind = models.CharField(max_length=10, choices=Kind)
    address = models.CharField(max_length=500, blank=True)
    problem = models.CharField(max_length=20, blank=True)  # why the last line did not arrive, by a code
    lifetime: ClassVar[timedelta | None] = None  # a setting of the person's own, until they remove it

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "kind", "address"], name="channel_once"),
        ]

    def __str__(self) -> str:
        return self.kind
