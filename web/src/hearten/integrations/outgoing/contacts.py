"""What is told about one contact: that it should be ended or passed on, and that it is covered. No agent, no reason."""

from datetime import datetime, timedelta

from hearten.integrations.events import CoverDelivered, ExitConfirmed, cover_delivered, exit_confirmed
from hearten.integrations.models import Source
from hearten.integrations.outgoing.actions import forget_delivered, tell
from hearten.integrations.outgoing.catalogue import ABOUT_CONTACTS, COVERED, COVERED_CODE, EXIT_ASKED
from hearten.integrations.outgoing.client import Answer
from hearten.integrations.outgoing.models import OutgoingEvent
from hearten_ear.formats.json_door import BadJson, parse_json

#: The agent has been told to do it by hand; a phone system that comes back later would end what is ended.
EXIT_IS_OF_USE_FOR = timedelta(minutes=10)
DONE = frozenset({"ended", "forwarded"})


def ask_exit(source: str, contact: str, *, action: str, to: str, now: datetime) -> None:
    """Ask the phone system of a source to end a contact or pass it on. In the caller's transaction.

    The contact is the lane: a newer wish for the same contact replaces one that still waits.
    """
    found = Source.objects.filter(slug=source).first()
    if found is not None:
        tell(
            EXIT_ASKED,
            source=found,
            lane=contact,
            now=now,
            expires_at=now + EXIT_IS_OF_USE_FOR,
            contact=contact,
            action=action,
            to=to,
        )


def tell_covered(source: str, contact: str, *, now: datetime) -> bool:
    """Tell whoever wants to know that a contact is covered. Gives whether anybody does. In the caller's transaction."""
    found = Source.objects.filter(slug=source).first()
    if found is None:
        return False
    return tell(COVERED, source=found, now=now, contact=contact, code=COVERED_CODE) is not None


def delivered(event: OutgoingEvent, answer: Answer) -> None:
    """Take note that an event about a contact has arrived: pass on what the answer says, and keep nothing of it."""
    if event.type not in ABOUT_CONTACTS:
        return
    contact = str(event.data["contact"])
    if event.type == EXIT_ASKED.name and _says_done(answer.body):
        exit_confirmed.send(OutgoingEvent, event=ExitConfirmed(event.source, contact))
    if forget_delivered(event) and event.type == COVERED.name:
        cover_delivered.send(OutgoingEvent, event=CoverDelivered(event.source, contact))


def _says_done(body: bytes) -> bool:
    try:
        return parse_json(body, limit=20_000).get("state") in DONE
    except BadJson:
        return False
