"""The administrator's room for receivers."""

import re
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hearten.integrations.models import Source
from hearten.integrations.outgoing import actions, queries
from hearten.integrations.outgoing.catalogue import MOMENT_OVER, MOMENT_STARTED
from hearten.integrations.outgoing.client import Answer, NotSentError
from hearten.integrations.outgoing.models import OutgoingDelivery, Receiver
from hearten.people.models import Person

world = import_module("hearten.integrations.tests.outgoing_world")
LISTED = f"<code>{MOMENT_STARTED.name}</code>"
pytestmark = pytest.mark.django_db


@pytest.fixture
def source(db: None) -> Source:
    made: Source = world.make_source()
    return made


@pytest.fixture
def receiver(source: Source) -> Receiver:
    made: Receiver = world.make_receiver(source, name="Old exchange")
    return made


@pytest.fixture
def floor() -> Any:
    floor = world.Floor()
    floor.clock.now = timezone.now() + timedelta(minutes=1)
    return floor


def form(chosen: Source, **over: Any) -> dict[str, Any]:
    fields = {
        "name": "Phone system",
        "url": "https://phone.example.com/hearten",
        "source": str(chosen.key),
        "event_types": [MOMENT_STARTED.name, MOMENT_OVER.name],
    }
    return fields | over


def page(client: Client, receiver: Receiver) -> str:
    return client.get(reverse("outgoing:receiver", args=[receiver.key])).content.decode()


def without_tokens(html: str) -> str:
    return re.sub(r'"[A-Za-z0-9_+/=-]{20,}"', "", html)


def test_an_administrator_adds_a_receiver_and_finds_its_secret(olu_client: Client, source: Source) -> None:
    answer = olu_client.post(reverse("outgoing:new_receiver"), form(source))
    made = Receiver.objects.get()
    assert b">Desk</option>" in olu_client.get(reverse("outgoing:new_receiver")).content
    assert answer.headers["location"] == reverse("outgoing:receiver", args=[made.key])
    assert made.secret in page(olu_client, made)
    assert b"Phone system" in olu_client.get(reverse("outgoing:receivers")).content


def test_without_a_source_the_page_says_what_comes_first(olu_client: Client) -> None:
    assert b"A source comes first" in olu_client.get(reverse("outgoing:new_receiver")).content


@pytest.mark.parametrize(
    ("over", "said"),
    [
        ({"url": "http://phone.example.com/"}, "must begin with https"),
        ({"url": "https://phone.example.com:22/"}, "HEARTEN_OUTGOING_PORTS"),
        ({"url": "https://a@b.example.com/"}, "plain letters"),
        ({"event_types": []}, "required"),
        ({"source": "3f1b0000-0000-4000-8000-000000000000"}, "valid choice"),
    ],
)
def test_what_could_not_work_is_said_at_its_field_and_nothing_is_made(
    over: dict[str, Any], said: str, olu_client: Client, source: Source
) -> None:
    answer = olu_client.post(reverse("outgoing:new_receiver"), form(source, **over))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Receiver.objects.exists()


def test_a_host_inside_may_be_named_where_that_is_ticked(olu_client: Client, source: Source) -> None:
    fields = form(source, url="http://10.0.0.7:8080/", allow_inside="on")
    assert olu_client.post(reverse("outgoing:new_receiver"), fields).status_code == 302
    assert Receiver.objects.get().allow_inside


def test_a_receiver_is_changed(olu_client: Client, receiver: Receiver, source: Source) -> None:
    fields = form(source, name="New exchange", event_types=[MOMENT_OVER.name])
    olu_client.post(reverse("outgoing:receiver", args=[receiver.key]), fields)
    receiver.refresh_from_db()
    assert (receiver.name, receiver.event_types) == ("New exchange", [MOMENT_OVER.name])
    wrong = olu_client.post(reverse("outgoing:receiver", args=[receiver.key]), fields | {"name": ""})
    assert wrong.status_code == 422


def test_a_rotation_shows_both_secrets_until_it_is_finished(olu_client: Client, receiver: Receiver) -> None:
    old = receiver.secret
    olu_client.post(reverse("outgoing:replace_secret", args=[receiver.key]))
    receiver.refresh_from_db()
    new = receiver.next_secret
    assert all(secret in page(olu_client, receiver) for secret in (old, new))
    olu_client.post(reverse("outgoing:finish_rotation", args=[receiver.key]))
    assert old not in page(olu_client, receiver)
    assert new in page(olu_client, receiver)


def test_switching_off_and_on_is_said_in_words(olu_client: Client, receiver: Receiver) -> None:
    where = reverse("outgoing:set_active", args=[receiver.key])
    olu_client.post(where)
    assert "Switched off here" in page(olu_client, receiver)
    assert "Send a test" not in page(olu_client, receiver)
    olu_client.post(where, {"active": "1"})
    assert "Switched on" in page(olu_client, receiver)


def test_a_test_is_sent_and_shown_in_the_log_with_how_it_went(
    olu_client: Client, receiver: Receiver, floor: Any
) -> None:
    olu_client.post(reverse("outgoing:send_test", args=[receiver.key]))
    assert "Waiting" in page(olu_client, receiver)
    floor.clock.go_on(seconds=1)
    floor.phone.reply = Answer(503)
    floor.turn()
    html = page(olu_client, receiver)
    assert "it answered 503" in html
    assert "It is tried again" in html
    assert "1 delivery is being tried again" in olu_client.get(reverse("outgoing:receivers")).content.decode()
    for problem, words in {
        "timed_out": "no answer within 15 seconds",
        "no_such_host": "the name is not known",
        "no_connection": "nobody answers",
        "tls": "look at its certificate",
        "address_refused": "an address that is not allowed",
        "bad_answer": "does not speak HTTP",
        "port": "the address is not allowed",
    }.items():
        floor.clock.go_on(hours=4)
        floor.phone.reply = NotSentError(problem)
        floor.turn()
        assert words in page(olu_client, receiver)


def test_a_delivery_is_sent_again_by_its_button(olu_client: Client, receiver: Receiver, floor: Any) -> None:
    olu_client.post(reverse("outgoing:send_test", args=[receiver.key]))
    floor.clock.go_on(seconds=1)
    floor.turn()
    delivery = OutgoingDelivery.objects.get()
    assert "Send it again" in page(olu_client, receiver)
    olu_client.post(reverse("outgoing:resend", args=[delivery.key]))
    floor.clock.go_on(seconds=1)
    assert floor.turn() == 1
    assert len(floor.phone.effects) == 1


def test_the_log_shows_moments_only_while_they_need_care_and_never_whose(
    olu_client: Client, receiver: Receiver, source: Source, ana: Person, floor: Any
) -> None:
    world.link(source, "CNRY-ana", ana)
    before = page(olu_client, receiver)
    now = timezone.now()
    until = now + timedelta(days=1)
    actions.tell(
        MOMENT_STARTED, source=source, person=ana, agent_ref="CNRY-ana", now=now, agent="CNRY-ana", until=until
    )
    assert LISTED not in page(olu_client, receiver)
    floor.phone.reply = Answer(503)
    floor.turn()
    html = page(olu_client, receiver)
    assert LISTED in html
    assert "CNRY" not in html
    assert ">Ana<" not in html
    floor.phone.reply = Answer(204)
    floor.clock.go_on(minutes=1)
    floor.turn()
    assert floor.states() == ["delivered"]
    assert without_tokens(page(olu_client, receiver)) == without_tokens(before)


def test_a_receiver_is_removed_with_its_log(olu_client: Client, receiver: Receiver) -> None:
    olu_client.post(reverse("outgoing:send_test", args=[receiver.key]))
    olu_client.post(reverse("outgoing:remove", args=[receiver.key]))
    assert not Receiver.objects.exists()
    assert not OutgoingDelivery.objects.exists()


def test_nobody_but_administrators_gets_in_or_reads(
    ana_client: Client, tom_client: Client, receiver: Receiver, ana: Person, olu: Person
) -> None:
    actions.tell_as_test(receiver, now=timezone.now())
    delivery = OutgoingDelivery.objects.get()
    for client in (ana_client, tom_client):
        for name, args in {"receivers": [], "receiver": [receiver.key], "resend": [delivery.key]}.items():
            where = reverse(f"outgoing:{name}", args=args)
            assert client.get(where).status_code in {403, 404, 405}
            assert client.post(where).status_code in {403, 404, 405}
        assert b"Outgoing" not in client.get("/").content
    assert not queries.receivers_for(ana).exists()
    assert queries.delivery_for(ana, delivery.key) is None
    assert queries.log_for(ana, receiver, now=timezone.now()) == []
    assert not queries.sources_to_choose(ana).exists()
    assert queries.receivers_for(olu).exists()


def test_a_longer_log_asks_the_database_no_more_often(
    olu_client: Client, receiver: Receiver, django_assert_max_num_queries: Any
) -> None:
    for _ in range(20):
        actions.tell_as_test(receiver, now=timezone.now())
    page(olu_client, receiver)
    with django_assert_max_num_queries(14):
        page(olu_client, receiver)
