"""A moment, from the button to the phone system and back."""

import json
import uuid
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.utils import timezone

from hearten.integrations import actions as integrations
from hearten.integrations.models import Source
from hearten.integrations.outgoing import phone
from hearten.integrations.outgoing.catalogue import MOMENT_OVER
from hearten.integrations.outgoing.client import Answer
from hearten.integrations.outgoing.models import OutgoingEvent, Receiver
from hearten.people.models import Person
from hearten.support import actions as support
from hearten.support.models import Moment

world = import_module("hearten.integrations.tests.outgoing_world")
pytestmark = pytest.mark.django_db


@pytest.fixture
def source(ana: Person) -> Source:
    made: Source = world.make_source()
    world.link(made, "ana-7", ana)
    return made


@pytest.fixture
def receiver(source: Source) -> Receiver:
    made: Receiver = world.make_receiver(source)
    return made


@pytest.fixture
def floor() -> Any:
    floor = world.Floor()
    floor.clock.now = timezone.now() + timedelta(minutes=1)
    return floor


def ask(agent: Person) -> Moment:
    return support.ask_for_moment(agent, key=uuid.uuid4(), now=timezone.now())


def bodies(floor: Any) -> list[dict[str, Any]]:
    return [json.loads(body) for body, _ in floor.phone.came]


def test_a_moment_tells_the_phone_system_whom_and_until_when_and_nothing_else(
    ana: Person, receiver: Receiver, floor: Any
) -> None:
    moment = ask(ana)
    floor.clock.go_on(seconds=1)
    floor.turn()
    [body] = bodies(floor)
    assert moment.covered_until is not None
    assert body["type"] == "hearten.support.moment_started.v1"
    assert body["data"] == {"agent": "ana-7", "until": moment.covered_until.strftime("%Y-%m-%dT%H:%M:%SZ")}
    assert "Ana" not in json.dumps(body)
    assert str(moment.key) not in json.dumps(body)


def test_coming_back_tells_it_too(ana: Person, receiver: Receiver, floor: Any) -> None:
    ask(ana)
    floor.clock.go_on(seconds=1)
    floor.turn()
    support.come_back(ana, now=timezone.now())
    floor.clock.go_on(seconds=1)
    floor.turn()
    assert [body["type"].split(".")[2] for body in bodies(floor)] == ["moment_started", "moment_over"]
    assert bodies(floor)[1]["data"] == {"agent": "ana-7"}


def test_who_is_back_before_it_was_sent_is_not_made_not_ready(ana: Person, receiver: Receiver, floor: Any) -> None:
    ask(ana)
    support.come_back(ana, now=timezone.now())
    floor.clock.go_on(seconds=1)
    floor.turn()
    assert floor.phone.types == ["moment_over"]


@pytest.mark.parametrize(
    ("answer", "confirmed"),
    [
        (Answer(200, "", b'{"state":"not_ready"}'), True),
        (Answer(202, "", b'{"state":"not_ready","more":1}'), True),
        (Answer(204), False),
        (Answer(200, "", b'{"state":"ready"}'), False),
        (Answer(200, "", b'{"state":["not_ready"]}'), False),
        (Answer(200, "", b"not json"), False),
        (Answer(200, "", b'["not_ready"]'), False),
        (Answer(200, "", b'{"state":"not_ready"' + b" " * 30_000 + b"}"), False),
        (Answer(500, "", b'{"state":"not_ready"}'), False),
        (Answer(302, "", b'{"state":"not_ready"}'), False),
    ],
)
def test_an_answer_confirms_only_by_saying_so_with_success(
    answer: Answer, confirmed: bool, ana: Person, receiver: Receiver, floor: Any
) -> None:
    floor.phone.reply = answer
    moment = ask(ana)
    floor.clock.go_on(seconds=1)
    floor.turn()
    moment.refresh_from_db()
    assert (moment.phone_confirmed_at is not None) == confirmed


def test_an_answer_to_over_says_nothing_of_a_moment(ana: Person, receiver: Receiver, floor: Any) -> None:
    moment = ask(ana)
    floor.turn()
    event = OutgoingEvent.objects.get()
    event.type = MOMENT_OVER.name
    phone.hear_answer(event, Answer(200, "", b'{"state":"not_ready"}'))
    moment.refresh_from_db()
    assert moment.phone_confirmed_at is None


def test_a_later_event_confirms_as_well(ana: Person, receiver: Receiver, floor: Any) -> None:
    moment = ask(ana)
    floor.clock.go_on(seconds=1)
    floor.turn()
    integrations.hear_phone_state(ana.pk, "not_ready")
    moment.refresh_from_db()
    assert moment.phone_confirmed_at is not None


def test_an_answer_that_comes_when_the_agent_is_back_confirms_nothing(
    ana: Person, receiver: Receiver, floor: Any
) -> None:
    def back_meanwhile() -> Answer:
        support.come_back(ana, now=timezone.now())
        return Answer(200, "", b'{"state":"not_ready"}')

    floor.phone.reply = back_meanwhile
    moment = ask(ana)
    floor.clock.go_on(seconds=1)
    floor.turn()
    moment.refresh_from_db()
    assert moment.phone_confirmed_at is None


def test_a_moment_that_ended_before_the_phone_answered_again_is_not_sent(
    ana: Person, receiver: Receiver, floor: Any
) -> None:
    floor.phone.reply = Answer(503)
    ask(ana)
    floor.clock.go_on(seconds=1)
    floor.turn()
    floor.clock.go_on(hours=3)
    floor.turn()
    assert floor.states() == ["expired"]
    assert len(floor.phone.came) == 1


def test_an_agent_whom_no_source_with_a_receiver_knows_is_told_of_to_nobody(mia: Person, receiver: Receiver) -> None:
    ask(mia)
    assert not OutgoingEvent.objects.exists()


def test_two_sources_are_each_told_by_their_own_id(ana: Person, receiver: Receiver, floor: Any) -> None:
    chat = world.make_source("chat")
    world.link(chat, "ana@chat", ana)
    world.make_receiver(chat, name="chat", url="https://chat.example.com/")
    ask(ana)
    floor.clock.go_on(seconds=1)
    floor.turn()
    told = {url: body["data"]["agent"] for url, body in zip(floor.phone.urls, bodies(floor), strict=True)}
    assert told == {"https://phone.example.com/hearten": "ana-7", "https://chat.example.com/": "ana@chat"}


def test_asking_twice_with_one_key_tells_once(ana: Person, receiver: Receiver, floor: Any) -> None:
    key = uuid.uuid4()
    for _ in range(3):
        support.ask_for_moment(ana, key=key, now=timezone.now())
    floor.clock.go_on(seconds=1)
    floor.turn()
    floor.clock.go_on(hours=1)
    floor.turn()
    assert floor.phone.types == ["moment_started"]


def test_nothing_of_it_is_left_a_day_after(ana: Person, receiver: Receiver, floor: Any) -> None:
    from hearten.config.schedule import PERIODIC

    ask(ana)
    floor.clock.go_on(seconds=1)
    floor.turn()
    [sweep] = [entry for entry in PERIODIC if entry.name == "forget events delivered yesterday"]
    sweep.run(timezone.now() + timedelta(hours=25))
    assert not OutgoingEvent.objects.exists()
