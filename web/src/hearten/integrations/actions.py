"""Verbs for sources, agent ids and the phone system."""

import secrets
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from uuid import UUID

from django.db import transaction

from hearten.integrations.events import PhoneStateHeard, phone_state_heard
from hearten.integrations.models import AgentIdentity, Delivery, PhoneRequest, Source, SourceKind
from hearten.integrations.rules import PREFIX, token_hash
from hearten.listening import actions as listening
from hearten.people.events import announce
from hearten.people.models import Person


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source just made. The token is shown this once and kept nowhere."""

    source: Source
    token: str


def new_secret() -> str:
    """Make a signing secret: ``whsec_`` and base64 of 32 random bytes."""
    return PREFIX + b64encode(secrets.token_bytes(32)).decode()


def make_source(
    *,
    slug: str,
    name: str,
    now: datetime,
    kind: str = SourceKind.HEARTEN,
    secret: str = "",
    **fields: object,
) -> NewSource:
    """Make a source with a secret, ours or the vendor's, and a token. Made twice it is one source, without a token."""
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        source, is_new = Source.objects.get_or_create(
            slug=slug,
            defaults={
                "name": name,
                "kind": kind,
                "secret": secret or new_secret(),
                "token_hash": token_hash(token),
                "created_at": now,
                **fields,
            },
        )
        if is_new:
            announce("source.added", source.key, source=source.slug, kind=str(kind))
    return NewSource(source, token if is_new else "")


def change_source(source: Source, **fields: object) -> None:
    """Change what a source is called and how its bodies are read."""
    changed = [name for name, value in fields.items() if getattr(source, name) != value]
    for name, value in fields.items():
        setattr(source, name, value)
    with transaction.atomic():
        source.save(update_fields=list(fields))
        if changed:
            announce("source.changed", source.key, source=source.slug, fields=sorted(changed))


def replace_secret(source: Source, *, secret: str = "") -> str:
    """Begin a rotation: the new secret works beside the old one until :func:`finish_rotation`. Gives the new one."""
    source.next_secret = secret or new_secret()
    with transaction.atomic():
        source.save(update_fields=["next_secret"])
        announce("source.secret_replaced", source.key, source=source.slug)
    return source.next_secret


def finish_rotation(source: Source) -> None:
    """End a rotation: from now on only the new secret counts."""
    if source.next_secret:
        source.secret, source.next_secret = source.next_secret, ""
        with transaction.atomic():
            source.save(update_fields=["secret", "next_secret"])
            announce("source.rotation_finished", source.key, source=source.slug)


def replace_token(source: Source) -> str:
    """Give the source a new token; the old one stops working at once. The token is shown this once."""
    token = secrets.token_urlsafe(32)
    source.token_hash = token_hash(token)
    with transaction.atomic():
        source.save(update_fields=["token_hash"])
        announce("source.token_replaced", source.key, source=source.slug)
    return token


def set_active(source: Source, *, is_active: bool) -> None:
    """Let a source in, or shut it out."""
    with transaction.atomic():
        changed = Source.objects.filter(pk=source.pk, is_active=not is_active).update(is_active=is_active)
        if changed:
            announce("source.let_in" if is_active else "source.shut_out", source.key, source=source.slug)
    source.is_active = is_active


def link_agent(source: Source, external_id: str, person: Person | None, *, now: datetime) -> AgentIdentity:
    """Match a source's agent id with a person, or with nobody; what was heard in the meantime goes to their desk."""
    with transaction.atomic():
        identity, _ = AgentIdentity.objects.update_or_create(
            source=source, external_id=external_id, defaults={"person": person}
        )
        listening.assign_contacts(source.slug, external_id, person.pk if person else None, now=now)
        deed = "source.agent_matched" if person else "source.agent_unmatched"
        announce(deed, person.key if person else None, source=source.slug)
    return identity


def note_agents(source_id: int, external_ids: Iterable[str], *, now: datetime) -> None:
    """List agent ids a source used that nobody is matched with yet."""
    AgentIdentity.objects.bulk_create(
        [AgentIdentity(source_id=source_id, external_id=external_id, seen_at=now) for external_id in external_ids],
        ignore_conflicts=True,
    )


def take_delivery(source_id: int, delivery_id: str, body: bytes, *, now: datetime) -> bool:
    """Note a webhook id with its body. Gives False where the id was used before for another body."""
    digest = blake2b(body, digest_size=12).digest()
    made, is_new = Delivery.objects.get_or_create(
        source_id=source_id, delivery_id=delivery_id[:200], defaults={"digest": digest, "at": now}
    )
    return is_new or bytes(made.digest) == digest


def hear_phone_state(agent_id: int, state: str) -> None:
    """Pass on what the phone system says of an agent's state."""
    phone_state_heard.send(AgentIdentity, event=PhoneStateHeard(agent_id, state))


def ask_phone_state(agent_id: int, *, until: datetime, now: datetime) -> None:
    """Write down that the phone system should make an agent Not Ready, in the caller's transaction."""
    PhoneRequest.objects.update_or_create(person_id=agent_id, defaults={"until": until, "asked_at": now})


def release_phone_state(agent_id: int) -> None:
    """Drop the request: the agent is back."""
    PhoneRequest.objects.filter(person_id=agent_id).delete()


def find_source(key: UUID) -> Source | None:
    """Give the source with this key."""
    return Source.objects.filter(key=key).first()


def forget_old(now: datetime) -> int:
    """Delete webhook ids and phone requests that have had their time. Gives how many."""
    deliveries, _ = Delivery.objects.filter(at__lt=now - Delivery.lifetime).delete()
    requests, _ = PhoneRequest.objects.filter(until__lt=now - PhoneRequest.lifetime).delete()
    return deliveries + requests
