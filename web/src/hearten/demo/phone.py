"""What the demo's phone system looks up: who should be Not Ready, what to end, what an earlier run left open."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from hearten.demo.cast import SOURCE
from hearten.demo.replayer import PhoneRequest
from hearten.integrations.models import PhoneRequest as AskedOfPhone
from hearten.listening.models import Contact, ContactState
from hearten.support.exits.models import Exit

#: A moment nobody came back from: some time after its end the demo goes on, so that a visitor is not left waiting.
GOES_ON_AFTER = timedelta(minutes=1)


def waiting_phone_requests() -> tuple[PhoneRequest, ...]:
    """Give the agents whom Hearten wants Not Ready now. Called from the replayer's own thread."""
    try:
        rows = AskedOfPhone.objects.filter(
            until__gt=timezone.now() - GOES_ON_AFTER, person__identities__source__slug=SOURCE
        ).values_list("person__identities__external_id", "asked_at")
        return tuple(PhoneRequest(agent, asked_at.isoformat()) for agent, asked_at in rows)
    finally:
        connection.close()


#: The demo's phone system takes its time, so that a visitor sees what the desk says until it has answered.
ENDS_AFTER = timedelta(seconds=4)


def waiting_exits() -> frozenset[str]:
    """Name the contacts that agents have left and that go on. Called from the replayer's own thread."""
    try:
        asked = Exit.objects.filter(source=SOURCE, confirmed_at=None, taken_at__lt=timezone.now() - ENDS_AFTER)
        return frozenset(asked.values_list("external_id", flat=True))
    finally:
        connection.close()


def unfinished_contacts() -> tuple[str, ...]:
    """Name the demo's contacts that nobody has ended."""
    open_ones = Contact.objects.filter(source=SOURCE).exclude(state=ContactState.ENDED)
    return tuple(open_ones.values_list("external_id", flat=True))
