"""Verbs: switch a channel on or off, and tell a person by all they have."""

from datetime import datetime

from django.db import transaction

from hearten.integrations.channels.models import Channel, Kind
from hearten.integrations.channels.tasks import send
from hearten.people.models import Person


def add_channel(person: Person, *, kind: str, address: str = "") -> Channel:
    """Switch a channel on. Twice is once; mail goes to the person's own address, whatever was given."""
    channel, _ = Channel.objects.get_or_create(person=person, kind=kind, address="" if kind == Kind.MAIL else address)
    return channel


def remove_channel(person: Person, key: str) -> bool:
    """Switch a channel off. False where the person has no such one."""
    return bool(Channel.objects.filter(person=person, key=key).delete()[0])


def tell(person_id: int, *, now: datetime) -> None:
    """Say by every channel of a person that a hand is up. In the caller's transaction; sent by the worker after it.

    Whose hand it is stays here: a mailbox keeps what Hearten forgets within a day.
    """
    with transaction.atomic(savepoint=False):
        for channel_id in Channel.objects.filter(person_id=person_id).order_by("pk").values_list("pk", flat=True):
            send.enqueue(channel_id, int(now.timestamp()))
