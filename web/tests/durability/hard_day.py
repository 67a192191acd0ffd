"""A program that prepares a hard day for the third agent, so that all that follows a bad contact can be asked for.

hard_day.py COUNT   COUNT contacts of theirs that have turned, and COUNT open doors of their lead. Prints JSON: the key
and the source's id of each contact, the keys of the doors, and the keys of the agent and of the lead as a companion.
"""

import json
import os
import sys
from datetime import datetime, timedelta
from typing import Any

import django

ENOUGH = 500  # contacts of one batch


def noon_is_near(now: datetime) -> str:
    """Give a zone in which it is about noon: a door is booked for the same day, and that must not end meanwhile."""
    return f"Etc/GMT{now.hour - 12:+d}"


def prepare(count: int) -> dict[str, Any]:
    from django.utils import timezone

    from hearten.integrations.ingest.writer import Job, write
    from hearten.integrations.models import Source
    from hearten.listening.models import Contact
    from hearten.people.models import Person
    from hearten.support.after.models import DoorSlot
    from hearten_ear.conversation import Party, Role, RoleBasis
    from hearten_ear.segment import Segment

    now = timezone.now()
    source, agent = Source.objects.get(), Person.objects.get(email="agent2@hearten.test")
    lead = Person.objects.get(email="lead@hearten.test")
    Person.objects.filter(pk=agent.pk).update(zone=noon_is_near(now))
    party = Party(0, Role.CUSTOMER, RoleBasis.DECLARED)
    turns = [
        Segment(source.slug, f"turned-{n}", "1", party, "you are a useless idiot", start_ms=1000, agent_ref="agent-2")
        for n in range(count)
    ]
    for begin in range(0, count, ENOUGH):
        write([Job(source.pk, turns[begin : begin + ENOUGH])], now=now)
    begins = [now + timedelta(hours=3, milliseconds=number) for number in range(count)]
    doors = DoorSlot.objects.bulk_create(
        DoorSlot(lead=lead, starts_at=at, ends_at=at + timedelta(minutes=15)) for at in begins
    )
    contacts = Contact.objects.filter(agent=agent).order_by("pk").values_list("key", "external_id")
    return {
        "contacts": [[str(key), name] for key, name in contacts],
        "doors": [str(door.key) for door in doors],
        "agent": str(agent.key),
        "companion": str(lead.key),
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
    django.setup()
    sys.stdout.write(json.dumps(prepare(int(sys.argv[1]))))
