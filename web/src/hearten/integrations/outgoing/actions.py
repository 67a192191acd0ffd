"""Verbs: who is told, what is told, and telling again."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from hearten.integrations.actions import new_secret
from hearten.integrations.models import Source
from hearten.integrations.outgoing.catalogue import TEST, EventType, data_of
from hearten.integrations.outgoing.models import OutgoingAttempt, OutgoingDelivery, OutgoingEvent, Receiver, SwitchedOff
from hearten.integrations.outgoing.rules import TRIED_FOR
from hearten.people.events import announce
from hearten.people.models import Person
from hearten.work import bell

State = OutgoingDelivery.State
#: An agent's name is gone within 24 hours of their return, and the sweeper comes each hour.
NAMES_GO_AFTER = timedelta(hours=22, minutes=30)


# -- receivers


def make_receiver(*, name: str, url: str, source: Source, now: datetime, **fields: Any) -> Receiver:
    """Make a receiver with a secret of ours."""
    with transaction.atomic():
        receiver = Receiver.objects.create(
            name=name, url=url, source=source, secret=new_secret(), created_at=now, **fields
        )
        _record(receiver, "added")
    return receiver


def change_receiver(receiver: Receiver, **fields: Any) -> None:
    """Change a receiver's name, address, source, events, or whether it may be inside."""
    changed = [name for name, value in fields.items() if getattr(receiver, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(receiver, name, fields[name])
    with transaction.atomic():
        receiver.save(update_fields=changed)
        _record(receiver, *changed)


def replace_secret(receiver: Receiver) -> None:
    """Begin a rotation: both secrets sign until :func:`finish_rotation`. Asked twice, there is still one new secret."""
    with transaction.atomic():
        begun = Receiver.objects.filter(pk=receiver.pk, next_secret="").update(next_secret=new_secret())
        if begun:
            _record(receiver, "next_secret")


def finish_rotation(receiver: Receiver) -> None:
    """End a rotation: from now on the new secret alone signs."""
    with transaction.atomic():
        begun = Receiver.objects.filter(pk=receiver.pk).exclude(next_secret="")
        if begun.update(secret=F("next_secret"), next_secret=""):
            _record(receiver, "secret")


def switch_off(receiver: Receiver, *, why: SwitchedOff = SwitchedOff.BY_HAND, now: datetime) -> None:
    """Tell the receiver nothing any more; what waits for it is stopped."""
    with transaction.atomic():
        Receiver.objects.filter(pk=receiver.pk).update(switched_off=why)
        waiting = OutgoingDelivery.objects.filter(receiver=receiver, state=State.WAITING)
        waiting.update(state=State.STOPPED, due_at=None, done_at=now)
        if why == SwitchedOff.BY_HAND:
            _record(receiver, "switched_off")


def switch_on(receiver: Receiver) -> None:
    """Tell the receiver again, from now on. What was stopped stays so unless it is sent again by hand."""
    with transaction.atomic():
        Receiver.objects.filter(pk=receiver.pk).update(switched_off="")
        _record(receiver, "switched_on")


def remove(receiver: Receiver) -> None:
    """Delete a receiver with its log."""
    with transaction.atomic():
        _record(receiver, "removed")
        # Left to the ORM the log goes in parts of a hundred, and the time it takes would tell how much was sent.
        OutgoingAttempt.objects.filter(delivery__receiver=receiver).delete()
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM integrations_outgoingdelivery WHERE receiver_id = %s", [receiver.pk])
        receiver.delete()


def _record(receiver: Receiver, *fields: str) -> None:
    announce("setting.changed", receiver.key, setting="receiver", fields=list(fields))


# -- telling


def tell(
    event: EventType,
    *,
    source: Source,
    now: datetime,
    person: Person | int | None = None,
    agent_ref: str = "",
    lane: str = "",
    expires_at: datetime | None = None,
    **data: Any,
) -> OutgoingEvent | None:
    """Write an event for every receiver of this source that asked for it, in the caller's transaction.

    ``agent_ref`` is whom it is about, ``lane`` another thing it is about: a newer event about the same one replaces one
    that still waits. After ``expires_at`` it is not sent. Gives None, and writes nothing, where nobody asked for it.
    """
    receivers = [each for each in source.receivers.filter(switched_off="") if event.name in each.event_types]
    about = agent_ref or (f"{event.name}\n{lane}" if lane else "")
    return _write(event, receivers, data, source=source, now=now, person=person, about=about, expires_at=expires_at)


def tell_as_test(receiver: Receiver, *, now: datetime) -> OutgoingEvent | None:
    """Send a receiver an event without content, so that the administrator sees whether it arrives."""
    return _write(TEST, [receiver], {}, source=receiver.source, now=now)


def _write(
    event: EventType,
    receivers: Iterable[Receiver],
    data: Mapping[str, Any],
    *,
    source: Source,
    now: datetime,
    person: Person | int | None = None,
    about: str = "",
    expires_at: datetime | None = None,
) -> OutgoingEvent | None:
    carried = data_of(event, data)
    told = list(receivers)
    if not told:
        return None
    with transaction.atomic(savepoint=False):
        row = OutgoingEvent.objects.create(
            type=event.name,
            source=source.slug,
            subject=carried.get("agent", ""),
            data=carried,
            person_id=person.pk if isinstance(person, Person) else person,
            at=now,
            expires_at=expires_at,
        )
        deliveries = [_delivery(row, receiver, about, now) for receiver in told]
        _replace_older({each.lane for each in deliveries} - {""}, now)
        OutgoingDelivery.objects.bulk_create(deliveries)
        transaction.on_commit(bell.ring)
    return row


def _delivery(event: OutgoingEvent, receiver: Receiver, about: str, now: datetime) -> OutgoingDelivery:
    lane = ""
    if about:
        digest = hashlib.blake2b(f"{event.source}\n{about}".encode(), digest_size=12).hexdigest()
        lane = f"{receiver.pk}-{digest}"
    return OutgoingDelivery(event=event, receiver=receiver, lane=lane, due_at=now, give_up_at=now + TRIED_FOR)


def _replace_older(lanes: Iterable[str], now: datetime) -> None:
    older = OutgoingDelivery.objects.filter(lane__in=lanes, state=State.WAITING)
    older.update(state=State.REPLACED, due_at=None, done_at=now)


def resend(delivery: OutgoingDelivery, *, now: datetime) -> bool:
    """Send again, under the same id, for three more days. Gives False where that would do harm or is not needed."""
    if not may_resend(delivery, now=now):
        return False
    again = OutgoingDelivery.objects.filter(pk=delivery.pk, state=delivery.state)
    changed = again.update(state=State.WAITING, due_at=now, give_up_at=now + TRIED_FOR, done_at=None, attempts=0)
    transaction.on_commit(bell.ring)
    return bool(changed)


def may_resend(delivery: OutgoingDelivery, *, now: datetime) -> bool:
    """Say whether a delivery can be sent again: not what waits anyway, was replaced, or is out of date."""
    if delivery.state in {State.WAITING, State.REPLACED, State.EXPIRED} or delivery.receiver.switched_off:
        return False
    until = delivery.event.expires_at
    if until is not None and until <= now:
        return False
    newer = OutgoingDelivery.objects.filter(lane=delivery.lane, pk__gt=delivery.pk)
    return not (delivery.lane and newer.exists())


def forget_delivered(event: OutgoingEvent) -> bool:
    """Delete an event that nobody waits for any more, with its log. Gives whether it was."""
    waiting = OutgoingDelivery.objects.filter(event=event).exclude(state__in=(State.DELIVERED, State.REPLACED))
    if waiting.exists():
        return False
    event.delete()
    return True


def forget_old(now: datetime) -> int:
    """Delete events whose deliveries have all been over for 24 hours. Gives how many events.

    An event that names an agent goes within 24 hours whatever became of it: by then it is too late for each of them.
    """
    OutgoingEvent.objects.filter(at__lt=now - NAMES_GO_AFTER).exclude(person=None).delete()
    gone = now - OutgoingEvent.lifetime
    still_needed = OutgoingDelivery.objects.exclude(done_at__lt=gone).values("event_id")
    old = OutgoingEvent.objects.filter(at__lt=gone).exclude(pk__in=still_needed)
    count = old.count()
    old.delete()
    return count
