"""The duty that delivers: take a row, send it, then mark it. A crash in between sends it again under the same id."""

import logging
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import msgspec
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from hearten.integrations.outgoing import actions, client, contacts, phone, rules
from hearten.integrations.outgoing.catalogue import TEST, rfc3339
from hearten.integrations.outgoing.client import Answer, NotSentError, Post
from hearten.integrations.outgoing.models import (
    OutgoingAttempt,
    OutgoingDelivery,
    OutgoingEvent,
    Receiver,
    SwitchedOff,
)
from hearten.integrations.rules import sign
from hearten.work import lease as leases
from hearten.work.worker import Piece

log = logging.getLogger(__name__)
State = OutgoingDelivery.State
BODY_MAX = 20_000
#: Of one receiver at once: one that hangs for fifteen seconds must leave room for the others.
AT_ONCE_EACH = 2
# Not while another of the lane is under way, and not more than a few of one receiver at once.
FREE = """
    (t.lane = '' OR NOT EXISTS (
        SELECT 1 FROM integrations_outgoingdelivery AS o
        WHERE o.lane = t.lane AND o.id <> t.id AND o.lease_until >= %s))
    AND (SELECT count(*) FROM integrations_outgoingdelivery AS o
         WHERE o.receiver_id = t.receiver_id AND o.lease_until >= %s) < %s
"""


@dataclass(slots=True)
class Deliveries:
    """Delivers what is due. ``post``, ``clock`` and ``jitter`` are for tests to replace."""

    post: Post = client.post
    clock: Callable[[], datetime] = timezone.now
    jitter: Callable[[], float] = random.random
    name: str = "delivery"
    width: int = 8

    def take(self, limit: int, *, now: datetime, lease: timedelta) -> list[Piece]:
        """Take deliveries one by one, since what is taken decides what else may be."""
        pieces: list[Piece] = []
        at = connection.ops.adapt_datetimefield_value(now)
        while len(pieces) < limit:
            rows = leases.claim(
                OutgoingDelivery, now=now, lease=lease, limit=1, also=FREE, values=[at, at, AT_ONCE_EACH]
            )
            if not rows:
                break
            pieces += [Piece(row, partial(self.deliver, row)) for row in rows]
        return pieces

    def deliver(self, row: OutgoingDelivery) -> None:
        """Send a delivery that was taken, and write down what came of it."""
        delivery = OutgoingDelivery.objects.select_related("event", "receiver").get(pk=row.pk)
        if not self._is_wanted(delivery, row):
            return
        answer, problem = self._send(delivery)
        self._settle(row, delivery, answer, problem)

    def _is_wanted(self, delivery: OutgoingDelivery, row: OutgoingDelivery) -> bool:
        now, until = self.clock(), delivery.event.expires_at
        if delivery.state != State.WAITING:
            leases.finish(row)
        elif delivery.receiver.switched_off:
            leases.finish(row, state=State.STOPPED, due_at=None, done_at=now)
        elif until is not None and until <= now:
            leases.finish(row, state=State.EXPIRED, due_at=None, done_at=now)
        else:
            return True
        return False

    def _send(self, delivery: OutgoingDelivery) -> tuple[Answer | None, str]:
        body = body_of(delivery.event)
        headers = headers_of(delivery.event, delivery.receiver, body, at=self.clock())
        receiver = delivery.receiver
        try:
            answer = self.post(
                receiver.url, body, headers, ports=settings.OUTGOING_PORTS, allow_inside=receiver.allow_inside
            )
        except NotSentError as error:
            return None, error.code
        return answer, ""

    def _settle(self, row: OutgoingDelivery, delivery: OutgoingDelivery, answer: Answer | None, problem: str) -> None:
        """Write the attempt, what follows from it, and what the answer said: all or nothing."""
        now = self.clock()
        step = rules.after_attempt(
            status=answer.status if answer else None,
            retry_after=answer.retry_after if answer else "",
            attempts=row.attempts,
            now=now,
            give_up_at=delivery.give_up_at,
            jitter=self.jitter(),
        )
        with transaction.atomic():
            held = OutgoingDelivery.objects.select_for_update().filter(pk=row.pk, lease_by=row.lease_by).first()
            if held is None:
                return  # another worker has taken it over, and writes down what comes of it
            OutgoingAttempt.objects.create(
                delivery=held, at=now, status=answer.status if answer else None, problem=problem
            )
            if held.state != State.WAITING:
                leases.finish(row)  # replaced or stopped while it was under way
                return
            done_at = None if step.state == "waiting" else now
            leases.finish(row, state=step.state, due_at=step.due_at, done_at=done_at)
            self._note(delivery, step, answer, now)

    def _note(self, delivery: OutgoingDelivery, step: rules.Step, answer: Answer | None, now: datetime) -> None:
        if delivery.event.type == TEST.name:  # the time of another one would say when somebody went away
            when = "delivered_at" if step.state == "delivered" else "failed_at"
            Receiver.objects.filter(pk=delivery.receiver_id).update(**{when: now})
        if step.state == "delivered" and answer is not None:
            phone.hear_answer(delivery.event, answer)
            contacts.delivered(delivery.event, answer)
        if step.switch_off:
            actions.switch_off(delivery.receiver, why=SwitchedOff.GONE, now=now)
        if step.state == "given_up":
            log.error("A delivery to %s is given up after three days.", delivery.receiver.key)


def body_of(event: OutgoingEvent) -> bytes:
    """Write an event as CloudEvents 1.0, structured JSON: the same bytes at each attempt."""
    body = {
        "specversion": "1.0",
        "id": event_id(event),
        "source": f"/sources/{event.source}/",
        "type": event.type,
        "time": rfc3339(event.at),
        "datacontenttype": "application/json",
        "data": event.data,
    }
    if event.subject:
        body["subject"] = event.subject
    written = msgspec.json.encode(body)
    if len(written) > BODY_MAX:
        raise ValueError("an event is thin: under 20 kB")
    return written


def event_id(event: OutgoingEvent) -> str:
    """Give the id that stays the same over all attempts, resent ones too."""
    return f"evt_{event.key.hex}"


def headers_of(event: OutgoingEvent, receiver: Receiver, body: bytes, *, at: datetime) -> Mapping[str, str]:
    """Sign as Standard Webhooks asks, by every live secret, at the time of the attempt."""
    timestamp = int(at.timestamp())
    signatures = [
        sign(secret, delivery_id=event_id(event), timestamp=timestamp, body=body) for secret in receiver.secrets
    ]
    return {
        "content-type": "application/cloudevents+json; charset=utf-8",
        "user-agent": "Hearten",
        "webhook-id": event_id(event),
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(signatures),
    }
