"""Sources of contacts, the ids they call agents by, and what is asked of the phone system."""

import uuid
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from hearten.integrations.outgoing.models import OutgoingAttempt, OutgoingDelivery, OutgoingEvent, Receiver
from hearten.people.models import Person

__all__ = [
    "AgentIdentity",
    "Delivery",
    "OutgoingAttempt",
    "OutgoingDelivery",
    "OutgoingEvent",
    "PhoneRequest",
    "Receiver",
    "Source",
    "SourceKind",
]


class SourceKind(models.TextChoices):
    """How a source speaks."""

    HEARTEN = "hearten", _("Hearten segments, or whole files")
    CHATWOOT = "chatwoot", _("Chatwoot webhook")
    GENERIC = "generic", _("Any signed webhook, by a mapping of fields")


class Source(models.Model):
    """A system that sends contacts. Two secrets live side by side while one is being replaced.

    ``token_hash`` is SHA-256 of a random token of 256 bits; the secrets are needed in clear to check signatures.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=SourceKind, default=SourceKind.HEARTEN)
    secret = models.CharField(max_length=200)
    next_secret = models.CharField(max_length=200, blank=True)
    token_hash = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=35, blank=True)
    channel = models.CharField(max_length=10, blank=True)
    mapping = models.JSONField(default=dict, blank=True)
    signature = models.JSONField(default=dict, blank=True)
    roles = models.JSONField(default=dict, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    heard_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.slug


class AgentIdentity(models.Model):
    """The id a source calls an agent by. Without a person it waits in the administrator's list; nothing is lost."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="agents")
    external_id = models.CharField(max_length=200)
    person = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="identities")
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "external_id"], name="agent_id_known_once"),
        ]

    def __str__(self) -> str:
        return self.external_id


class Delivery(models.Model):
    """A webhook id that was used, and a digest of its body: the same id with another body is a conflict."""

    pk = models.CompositePrimaryKey("source_id", "delivery_id")
    source = models.ForeignKey(Source, on_delete=models.CASCADE)
    delivery_id = models.CharField(max_length=200)
    digest = models.BinaryField(max_length=12)
    at = models.DateTimeField(db_index=True)
    lifetime = timedelta(hours=24)

    def __str__(self) -> str:
        return self.delivery_id


class PhoneRequest(models.Model):
    """That the phone system should make an agent Not Ready until a time. One row per person; gone with the moment."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, primary_key=True, related_name="phone_request")
    until = models.DateTimeField()
    asked_at = models.DateTimeField()
    lifetime = timedelta(hours=24)

    def __str__(self) -> str:
        return str(self.person_id)
