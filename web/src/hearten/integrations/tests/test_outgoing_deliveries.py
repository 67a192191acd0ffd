import json
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection, transaction
from standardwebhooks import Webhook

from hearten.integrations.models import Source
from hearten.integrations.outgoing import actions
from hearten.integrations.outgoing.catalogue import MOMENT_OVER, MOMENT_STARTED
from hearten.integrations.outgoing.client import Answer, NotSentError
from hearten.integrations.outgoing.delivering import AT_ONCE_EACH, BODY_MAX, body_of
from hearten.integrations.outgoing.models import OutgoingAttempt, OutgoingDelivery, OutgoingEvent, Receiver
from hearten.people.models import Person

world = import_module("hearten.integrations.tests.outgoing_world")
NOON, Floor = world.NOON, world.Floor
pytestmark = pytest.mark.django_db


@pytest.fixture
def source(db: None) -> Source:
    made: Source = world.make_source()
    return made


@pytest.fixture
def receiver(source: Source) -> Receiver:
    made: Receiver = world.make_receiver(source)
    return made


@pytest.fixture
def floor() -> Any:
    return Floor()


def started(source: Source, agent: str = "ana-7", **over: Any) -> OutgoingEvent | None:
    until = NOON + timedelta(days=9)
    fields: dict[str, Any] = {"agent_ref": agent, "expires_at": until, "now": NOON} | over
    return actions.tell(MOMENT_STARTED, source=source, agent=agent, until=until, **fields)


def over(source: Source, agent: str = "ana-7", **more: Any) -> OutgoingEvent | None:
    return actions.tell(MOMENT_OVER, source=source, agent=agent, agent_ref=agent, **{"now": NOON} | more)


class TestTelling:
    def test_is_part_of_the_change_and_undone_with_it(self, source: Source, receiver: Receiver, floor: Any) -> None:
        with transaction.atomic():
            started(source)
            transaction.set_rollback(True)
        assert floor.turn() == 0
        assert not OutgoingEvent.objects.exists()

    def test_reaches_those_who_asked_for_it_and_know_the_source(self, source: Source, floor: Any) -> None:
        elsewhere = world.make_source("elsewhere")
        world.make_receiver(source, name="asked", url="https://asked.example.com/")
        world.make_receiver(source, name="over only", event_types=[MOMENT_OVER.name])
        world.make_receiver(elsewhere, name="elsewhere")
        off = world.make_receiver(source, name="off")
        actions.switch_off(off, now=NOON)
        started(source)
        assert floor.turn() == 1
        assert floor.phone.urls == ["https://asked.example.com/"]

    def test_writes_nothing_where_nobody_asked(self, source: Source) -> None:
        assert started(source) is None
        assert not OutgoingEvent.objects.exists()


class TestABody:
    def test_is_a_thin_cloud_event_with_nothing_but_agent_and_time(
        self, source: Source, receiver: Receiver, floor: Any
    ) -> None:
        event = started(source)
        floor.turn()
        [(body, headers)] = floor.phone.came
        assert event is not None
        assert json.loads(body) == {
            "specversion": "1.0",
            "id": f"evt_{event.key.hex}",
            "source": "/sources/desk/",
            "type": "hearten.support.moment_started.v1",
            "subject": "ana-7",
            "time": "2026-03-03T12:00:00Z",
            "datacontenttype": "application/json",
            "data": {"agent": "ana-7", "until": "2026-03-12T12:00:00Z"},
        }
        assert headers["content-type"].startswith("application/cloudevents+json")
        assert len(body) < BODY_MAX

    def test_of_the_longest_ids_stays_thin_and_a_fat_one_is_never_sent(
        self, source: Source, receiver: Receiver, floor: Any
    ) -> None:
        event = started(source, "\N{SNOWMAN}" * 200)
        assert event is not None
        assert len(body_of(event)) < 2_000
        event.data["agent"] = "x" * 21_000
        with pytest.raises(ValueError, match="thin"):
            body_of(event)

    @pytest.mark.parametrize("rotating", [False, True])
    def test_is_verified_by_the_reference_library_with_each_live_secret(
        self, rotating: bool, source: Source, receiver: Receiver, floor: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        if rotating:
            actions.replace_secret(receiver)
            actions.replace_secret(receiver)  # pressed twice: still the same new one
        receiver.refresh_from_db()
        started(source)
        floor.turn()
        [(body, headers)] = floor.phone.came
        assert len(receiver.secrets) == (2 if rotating else 1)
        assert len(headers["webhook-signature"].split(" ")) == len(receiver.secrets)
        monkeypatch.setattr("standardwebhooks.webhooks.datetime", world.frozen(NOON))
        for secret in receiver.secrets:
            assert Webhook(secret).verify(body, headers) == json.loads(body)

    def test_is_signed_by_the_new_secret_alone_after_the_rotation(
        self, source: Source, receiver: Receiver, floor: Any
    ) -> None:
        actions.replace_secret(receiver)
        receiver.refresh_from_db()
        old, new = receiver.secrets
        actions.finish_rotation(receiver)
        actions.finish_rotation(receiver)
        receiver.refresh_from_db()
        assert receiver.secrets == (new,) != (old,)

    def test_and_its_id_are_the_same_at_each_attempt_while_the_timestamp_is_the_attempts(
        self, source: Source, receiver: Receiver, floor: Any
    ) -> None:
        floor.phone.reply = Answer(503)
        started(source)
        for _ in range(3):
            floor.turn()
            floor.clock.go_on(minutes=5)
        bodies = {body for body, _ in floor.phone.came}
        assert len(bodies) == 1
        assert len({headers["webhook-id"] for _, headers in floor.phone.came}) == 1
        assert len({headers["webhook-timestamp"] for _, headers in floor.phone.came}) == 3


class TestADelivery:
    def test_that_succeeds_is_done_and_not_sent_again(self, source: Source, receiver: Receiver, floor: Any) -> None:
        started(source)
        assert floor.turn() == 1
        floor.clock.go_on(days=4)
        assert floor.turn() == 0
        assert floor.states() == ["delivered"]

    def test_of_a_test_is_noted_at_the_receiver_and_of_a_moment_is_not(
        self, source: Source, receiver: Receiver, floor: Any, ana: Person
    ) -> None:
        started(source, person=ana)
        floor.turn()
        receiver.refresh_from_db()
        assert (receiver.delivered_at, receiver.failed_at) == (None, None)
        actions.tell_as_test(receiver, now=NOON)
        floor.turn()
        receiver.refresh_from_db()
        assert (receiver.delivered_at, receiver.failed_at) == (NOON, None)

    @pytest.mark.parametrize("reply", [Answer(302), Answer(400), Answer(500), NotSentError("timed_out")])
    def test_that_fails_is_tried_until_three_days_are_over(
        self, reply: Any, source: Source, receiver: Receiver, floor: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        floor.phone.reply = reply
        started(source)
        while (due := OutgoingDelivery.objects.get().due_at) is not None:
            floor.clock.now = max(due, floor.clock.now)
            assert floor.turn() == 1
        assert floor.states() == ["given_up"]
        assert floor.clock.now == NOON + timedelta(days=3)
        assert OutgoingAttempt.objects.count() == len(floor.phone.came) >= 12
        assert "given up" in caplog.text
        assert "ana-7" not in caplog.text

    def test_waits_as_long_as_it_is_asked_to(self, source: Source, receiver: Receiver, floor: Any) -> None:
        floor.phone.reply = Answer(429, "3600")
        started(source)
        floor.turn()
        floor.clock.go_on(seconds=3599)
        assert floor.turn() == 0
        floor.clock.go_on(seconds=1)
        assert floor.turn() == 1

    def test_answered_410_switches_the_receiver_off_with_all_that_waits(
        self, source: Source, receiver: Receiver, floor: Any
    ) -> None:
        floor.phone.reply = Answer(410)
        started(source, "ana-7", now=NOON)
        started(source, "bo-2", now=NOON + timedelta(hours=1), expires_at=None)
        OutgoingDelivery.objects.filter(event__subject="bo-2").update(due_at=NOON + timedelta(hours=1))
        floor.turn()
        receiver.refresh_from_db()
        assert receiver.switched_off == "gone"
        assert floor.states() == ["stopped", "stopped"]
        assert started(source) is None
        floor.clock.go_on(days=1)
        assert floor.turn() == 0
        actions.switch_on(receiver)
        assert started(source) is not None

    def test_out_of_date_is_not_sent(self, source: Source, receiver: Receiver, floor: Any) -> None:
        started(source, expires_at=NOON + timedelta(minutes=5))
        floor.clock.go_on(minutes=5)
        floor.turn()
        assert floor.states() == ["expired"]
        assert floor.phone.came == []

    def test_is_sent_again_by_hand_under_the_same_id(self, source: Source, receiver: Receiver, floor: Any) -> None:
        started(source)
        floor.turn()
        delivery = OutgoingDelivery.objects.get()
        assert actions.resend(delivery, now=floor.clock())
        assert not actions.resend(delivery, now=floor.clock())  # pressed twice
        assert floor.turn() == 1
        assert [headers["webhook-id"] for _, headers in floor.phone.came] == [f"evt_{delivery.event.key.hex}"] * 2
        assert len(floor.phone.effects) == 1

    @pytest.mark.parametrize("state", ["waiting", "replaced", "expired"])
    def test_that_waits_or_would_do_harm_is_not_sent_by_hand(
        self, state: str, source: Source, receiver: Receiver
    ) -> None:
        started(source)
        OutgoingDelivery.objects.update(state=state)
        assert not actions.resend(OutgoingDelivery.objects.get(), now=NOON)

    def test_of_a_moment_that_is_over_is_not_sent_by_hand(self, source: Source, receiver: Receiver, floor: Any) -> None:
        started(source)
        floor.turn()
        over(source)
        assert not actions.resend(OutgoingDelivery.objects.earliest("pk"), now=NOON)
        started(source, "bo-2", expires_at=NOON + timedelta(minutes=1))
        floor.turn()
        delivery = OutgoingDelivery.objects.get(event__subject="bo-2")
        assert actions.may_resend(delivery, now=NOON)
        assert not actions.may_resend(delivery, now=NOON + timedelta(minutes=1))


class TestOneLane:
    def test_over_replaces_a_started_that_still_waits(self, source: Source, receiver: Receiver, floor: Any) -> None:
        started(source)
        over(source)
        floor.turn()
        assert floor.states() == ["replaced", "delivered"]
        assert floor.phone.types == ["moment_over"]

    def test_over_waits_until_the_started_under_way_is_through(
        self, source: Source, receiver: Receiver, floor: Any
    ) -> None:
        held_back: list[int] = []

        def while_it_is_sent() -> Answer:
            over(source)
            held_back.append(floor.turn())
            return Answer(503)

        floor.phone.reply = while_it_is_sent
        started(source)
        assert floor.turn() == 1
        assert held_back == [0]
        assert floor.states() == ["replaced", "waiting"]  # started failed, and is not tried again
        floor.phone.reply = Answer(204)
        floor.turn()
        floor.clock.go_on(days=1)
        floor.turn()
        assert floor.phone.types == ["moment_started", "moment_over"]

    def test_started_that_is_replaced_before_it_is_sent_is_not_sent(
        self, source: Source, receiver: Receiver, floor: Any
    ) -> None:
        started(source)
        [piece] = floor.duty.take(1, now=floor.clock(), lease=world.LEASE)
        over(source)
        piece.run()
        assert floor.turn() == 1
        assert floor.phone.types == ["moment_over"]

    def test_over_waits_one_lease_where_the_worker_of_started_was_killed(
        self, source: Source, receiver: Receiver, floor: Any
    ) -> None:
        started(source)
        floor.take_and_crash(after_effect=True)
        over(source)
        assert floor.turn() == 0
        floor.clock.go_on(seconds=61)
        assert floor.turn() == 1
        assert floor.phone.types == ["moment_started", "moment_over"]

    def test_other_agents_and_other_receivers_are_not_held_up(
        self, source: Source, receiver: Receiver, floor: Any
    ) -> None:
        world.make_receiver(source, name="second", url="https://second.example.com/")
        started(source)
        floor.duty.take(1, now=floor.clock(), lease=world.LEASE)
        started(source, "bo-2")
        over(source)
        assert floor.turn() == 3
        assert sorted(floor.phone.types) == ["moment_over", "moment_started", "moment_started"]


class TestAWorker:
    @pytest.mark.parametrize("after_effect", [False, True])
    def test_killed_over_a_delivery_delays_it_by_one_lease_and_doubles_nothing(
        self, after_effect: bool, source: Source, receiver: Receiver, floor: Any
    ) -> None:
        started(source)
        floor.take_and_crash(after_effect=after_effect)
        floor.clock.go_on(seconds=59)
        assert floor.turn() == 0
        floor.clock.go_on(seconds=2)
        assert floor.turn() == 1
        assert floor.states() == ["delivered"]
        assert len(floor.phone.came) == (2 if after_effect else 1)
        assert len(floor.phone.effects) == 1

    def test_that_is_late_writes_nothing_over_the_one_that_took_over(
        self, source: Source, receiver: Receiver, floor: Any
    ) -> None:
        started(source)
        [late] = floor.duty.take(1, now=floor.clock(), lease=world.LEASE)
        floor.clock.go_on(seconds=61)
        [taken_over] = floor.duty.take(1, now=floor.clock(), lease=world.LEASE)
        floor.phone.reply = Answer(500)
        late.run()
        assert OutgoingAttempt.objects.count() == 0
        floor.phone.reply = Answer(200)
        taken_over.run()
        assert floor.states() == ["delivered"]

    def test_leaves_room_for_others_beside_a_receiver_that_hangs(
        self, source: Source, receiver: Receiver, floor: Any
    ) -> None:
        for number in range(6):
            started(source, f"agent-{number}")
        other = world.make_receiver(source, name="other", url="https://other.example.com/")
        taken = floor.duty.take(8, now=floor.clock(), lease=world.LEASE)
        assert len(taken) == AT_ONCE_EACH
        started(source, "agent-9")
        rows = [piece.row for piece in floor.duty.take(6, now=floor.clock(), lease=world.LEASE)]
        assert [row.receiver_id for row in rows] == [other.pk]


class TestTheLog:
    def test_holds_no_body_neither_sent_nor_received(self, source: Source, receiver: Receiver, floor: Any) -> None:
        floor.phone.reply = Answer(500, "", b"CANARY-ANSWER")
        started(source)
        floor.turn()
        floor.phone.reply = NotSentError("tls")
        floor.clock.go_on(minutes=1)
        floor.turn()
        log = list(OutgoingAttempt.objects.order_by("pk").values_list("status", "problem"))
        assert log == [(500, ""), (None, "tls")]
        tables = ("integrations_outgoingattempt", "integrations_outgoingdelivery", "integrations_receiver")
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own names
                assert "CANARY-ANSWER" not in repr(cursor.fetchall())
        assert "ana-7" not in repr(list(OutgoingDelivery.objects.values_list("lane", "key")))

    def test_goes_with_the_event_a_day_after_the_last_delivery_is_over(
        self, source: Source, receiver: Receiver, floor: Any
    ) -> None:
        started(source)
        floor.turn()
        started(source, "bo-2")  # waits: it stays
        assert actions.forget_old(NOON + timedelta(hours=24)) == 0
        assert actions.forget_old(NOON + timedelta(hours=24, seconds=1)) == 1
        assert OutgoingEvent.objects.get().subject == "bo-2"
        assert OutgoingAttempt.objects.count() == 0

    def test_of_a_person_goes_with_the_person(
        self, source: Source, receiver: Receiver, floor: Any, ana: Person
    ) -> None:
        started(source, person=ana)
        ana.delete()
        assert not OutgoingEvent.objects.exists()
        assert floor.turn() == 0
