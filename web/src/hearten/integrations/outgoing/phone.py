"""The phone system, told when a moment begins and ends: it must know whose state to change, until when, and no more."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from hearten.integrations.actions import hear_phone_state
from hearten.integrations.models import AgentIdentity
from hearten.integrations.outgoing.actions import NAMES_GO_AFTER, tell
from hearten.integrations.outgoing.catalogue import MOMENT_OVER, MOMENT_STARTED, TIME_COVERED
from hearten.integrations.outgoing.client import Answer
from hearten.integrations.outgoing.models import OutgoingEvent, Receiver
from hearten_ear.formats.json_door import BadJson, parse_json

#: A phone system that was down for longer has lost its states anyway; an "over" of yesterday could only disturb.
OVER_IS_OF_USE_FOR = timedelta(hours=1)
NOT_READY = "not_ready"


def tell_moment_started(agent_id: int, *, until: datetime, now: datetime) -> None:
    """Ask for Not Ready until a time, at every source that knows the agent. In the caller's transaction."""
    with transaction.atomic(savepoint=False):
        for identity in _identities(agent_id):
            tell(
                MOMENT_STARTED,
                source=identity.source,
                person=agent_id,
                agent_ref=identity.external_id,
                now=now,
                expires_at=until,
                agent=identity.external_id,
                until=until,
            )


def tell_moment_over(agent_id: int, *, now: datetime) -> None:
    """Say that nothing is asked for any more; a "started" that still waits is not sent. In the caller's transaction."""
    with transaction.atomic(savepoint=False):
        for identity in _identities(agent_id):
            tell(
                MOMENT_OVER,
                source=identity.source,
                person=agent_id,
                agent_ref=identity.external_id,
                now=now,
                expires_at=now + OVER_IS_OF_USE_FOR,
                agent=identity.external_id,
            )


def tell_time_covered(agent_id: int, *, since: datetime, until: datetime, now: datetime) -> None:
    """Tell workforce management that a time counts as worked. In the caller's transaction.

    One does not replace another: the time of each moment counts. What has not arrived when the agent's name goes here
    is not sent any more.
    """
    with transaction.atomic(savepoint=False):
        for identity in _identities(agent_id):
            tell(
                TIME_COVERED,
                source=identity.source,
                person=agent_id,
                now=now,
                expires_at=now + NAMES_GO_AFTER,
                agent=identity.external_id,
                since=since,
                until=until,
            )


def _identities(agent_id: int) -> list[AgentIdentity]:
    listening = Receiver.objects.filter(source=OuterRef("source"), switched_off="")
    known = AgentIdentity.objects.filter(Exists(listening), person_id=agent_id).select_related("source")
    # Locked, so that of two events about one agent one is the newer: it replaces the other.
    return list(known.select_for_update(of=("self",)).order_by("pk"))


def hear_answer(event: OutgoingEvent, answer: Answer) -> None:
    """Take a receiver's word, in its answer to "started", that the agent is Not Ready."""
    if event.type == MOMENT_STARTED.name and event.person_id is not None and _says_not_ready(answer.body):
        hear_phone_state(event.person_id, NOT_READY)


def _says_not_ready(body: bytes) -> bool:
    try:
        return bool(parse_json(body, limit=20_000).get("state") == NOT_READY)
    except BadJson:
        return False
