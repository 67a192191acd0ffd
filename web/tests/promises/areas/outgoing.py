"""What other systems are told, and the administrator's room for it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone
from web.tests.promises.centre import Centre
from web.tests.promises.registry import Filler, address, declare_dear, declare_words, fact, plants

from hearten.integrations.models import OutgoingAttempt, OutgoingDelivery, OutgoingEvent, Receiver
from hearten.integrations.outgoing import actions
from hearten.integrations.outgoing.catalogue import OFFERED
from hearten.people.models import Person
from hearten.support import actions as support

ROOM = "administrators set receivers up"
declare_words(
    Receiver,
    open={"key": ROOM, "name": ROOM, "url": ROOM, "secret": ROOM, "next_secret": ROOM},
    coded={"event_types": "names of events of ours"},
)
declare_words(
    OutgoingEvent,
    own="key",
    open={"subject": "goes to the phone system by its own id", "data": "goes to the phone system: until when"},
    coded={"type": "the name of an event of ours", "source": "the slug of a source"},
)
declare_words(
    OutgoingDelivery,
    open={"key": "in the address that sends it again"},
    own="lane",
    coded={"lease_by": "a process"},
)
declare_words(OutgoingAttempt, coded={"problem": "a code of ours"})


def a_receiver(centre: Centre) -> dict[str, Any]:
    def make() -> Receiver:
        return actions.make_receiver(
            name="Phones",
            url="https://phones.example.com/hook",
            source=centre.source,
            event_types=[each.name for each in OFFERED],
            now=timezone.now(),
        )

    return {"key": centre.once("receiver", make).key}


def a_delivery(centre: Centre) -> dict[str, Any]:
    def make() -> Any:
        a_receiver(centre)
        event = actions.tell_as_test(centre.made["receiver"], now=timezone.now())
        return OutgoingDelivery.objects.get(event=event).key

    return {"key": centre.once("delivery", make)}


@plants(OutgoingEvent, OutgoingDelivery)
def an_event_of_hers(person: Person, fill: Filler) -> None:
    now = timezone.now()
    event = OutgoingEvent.objects.create(**fill(OutgoingEvent), type=OFFERED[0].name, person=person, at=now)
    receiver = Receiver.objects.get(name="Phones")
    words = fill(OutgoingDelivery)
    OutgoingDelivery.objects.create(**words, event=event, receiver=receiver, give_up_at=now, due_at=now)


@fact("the phone system was told of moments", OutgoingEvent, OutgoingDelivery, OutgoingAttempt)
def phones_were_told(centre: Centre, now: datetime) -> None:
    for number in range(12):
        at = now - timedelta(hours=12) + number * timedelta(minutes=50)
        support.ask_for_moment(centre.ana, key=uuid4(), now=at)
        support.come_back(centre.ana, now=at + timedelta(minutes=5))
        for delivery in OutgoingDelivery.objects.filter(state="waiting", event__person=centre.ana):
            OutgoingAttempt.objects.create(delivery=delivery, at=at, status=200)
            delivery.state, delivery.done_at, delivery.due_at = "delivered", at, None
            delivery.save()


for name in ("receiver", "replace_secret", "finish_rotation", "set_active", "send_test", "remove"):
    address(f"outgoing:{name}", objects=a_receiver)
address("outgoing:receiver", objects=a_receiver, bare=422)
address("outgoing:resend", objects=a_delivery)
address("outgoing:new_receiver", bare=(200, 422))

LOG = "the room counts what failed among the last day's deliveries; nothing of those that went well is shown"
for name in (
    "receivers",
    "receiver",
    "replace_secret",
    "finish_rotation",
    "set_active",
    "send_test",
    "remove",
):
    declare_dear(f"outgoing:{name}", LOG)
