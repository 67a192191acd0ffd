"""G-04 and G-11: deliveries repeated, shuffled, corrupted, replayed, with secrets that change and clocks that jump.

However they come, what is kept is what one clean delivery of each, in order, leaves behind; and nothing is told twice.
"""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from hearten.integrations import actions
from hearten.integrations.models import Source
from hearten.integrations.rules import sign
from hearten.listening.models import Contact, Cue, HeardEvent, HeardSegment
from hearten.live.models import Notice
from hearten.people.models import Person

from .conftest import Count

ingest: Any = import_module("hearten.integrations.ingest.application")
TEXTS = ("good morning", "you are a useless idiot", "I will come and find you", "this is taking for ever", "thank you")
KINDS = ("started", "held", "resumed", "wrap_up", "ended")
HOUR = timedelta(hours=1)


@pytest.fixture
def writing() -> Iterator[None]:
    ingest.book.read_at = float("-inf")
    ingest.writer.start()
    yield
    ingest.writer.stop()
    ingest.book.read_at = float("-inf")


def post(slug: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, Any]]:
    """Send one request through the branch."""
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    head = [(name.encode(), value.encode()) for name, value in {"host": "localhost", **headers}.items()]
    scope = {"type": "http", "method": "POST", "path": f"/ingest/{slug}/", "query_string": b"", "headers": head}
    ingest.book.read_at = float("-inf")  # what the administrator just changed holds at once
    asyncio.run(ingest.application(scope, receive, send))
    return sent[0]["status"], json.loads(sent[1]["body"])


@st.composite
def days(draw: st.DrawFn) -> list[list[dict[str, Any]]]:
    """Give up to 20 deliveries about three contacts: turns of all roles, corrections, and states by number."""
    deliveries, number = [], 0
    for _ in range(draw(st.integers(1, 20))):
        items = []
        for _ in range(draw(st.integers(1, 3))):
            number += 1
            where = {"conversation": f"c-{draw(st.integers(0, 2))}", "order": number, "agent": "ana-7"}
            if draw(st.integers(0, 4)) == 0:
                items.append(where | {"event": draw(st.sampled_from(KINDS)), "event_id": f"e-{number}"})
                continue
            role = draw(st.sampled_from(("customer", "customer", "customer", "agent", "unknown")))
            turn = where | {"segment_id": f"t-{number}", "role": role, "text": draw(st.sampled_from(TEXTS))}
            items.append(turn | {"start_ms": number * 20_000, "final": draw(st.integers(0, 5)) > 0})
            if draw(st.integers(0, 5)) == 0:  # a later delivery corrects it
                corrected = turn | {"text": draw(st.sampled_from(TEXTS)), "revision": 1, "start_ms": number * 20_000}
                deliveries.append([corrected])
        deliveries.append(items)
    return deliveries


def kept(slug: str) -> dict[str, Any]:
    """Give what is kept of a source, without what says when and under which random key."""
    contacts = Contact.objects.filter(source=slug)
    segments = HeardSegment.objects.filter(contact__source=slug)
    cues = Cue.objects.filter(contact__source=slug, withdrawn=False)
    about = contacts.values_list("external_id", "state", "state_order", "agent_id", "level", "following", "not_heard")
    return {
        "contacts": sorted(map(list, about)),
        "segments": sorted(
            (name, segment, revision, bytes(heads or b"").hex())
            for name, segment, revision, heads in segments.values_list(
                "contact__external_id", "segment_id", "revision", "heads"
            )
        ),
        "events": sorted(HeardEvent.objects.filter(source=slug).values_list("event_id", flat=True)),
        "cues": sorted(cues.values_list("contact__external_id", "segment_id", "kind", "level", "agent_id")),
    }


def everything() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Contact, HeardSegment, HeardEvent, Cue, Notice))


class Deliveries(RuleBasedStateMachine):
    """A source that delivers badly in every way there is."""

    @initialize(day=days())
    def open_source(self, day: list[list[dict[str, Any]]]) -> None:
        self.ana = Person.objects.create_user(f"{uuid4().hex}@hearten.test", "Ana")
        self.name = uuid4().hex[:12]
        self.source = self.new_source(self.name)
        self.bodies = [json.dumps(items).encode() for items in day]
        self.delivered: set[int] = set()
        self.dead: list[str] = []
        self.clock = timedelta(0)

    def new_source(self, slug: str) -> Source:
        source = actions.make_source(slug=slug, name=slug, now=timezone.now()).source
        actions.link_agent(source, "ana-7", self.ana, now=timezone.now())
        return source

    def send(
        self, number: int, *, body: bytes | None = None, signed: bytes | None = None, id_: str = "", **skewed: Any
    ) -> tuple[int, dict[str, Any]]:
        """Deliver, by a server clock that may have jumped, signed with a live secret unless told otherwise."""
        body = self.bodies[number] if body is None else body
        now = datetime.now(UTC) + self.clock
        secret = skewed.get("secret") or self.source.next_secret or self.source.secret
        delivery, stamp = id_ or f"d-{self.name}-{number}", int((now + skewed.get("skew", timedelta(0))).timestamp())
        signature = sign(secret, delivery_id=delivery, timestamp=stamp, body=signed if signed is not None else body)
        headers = {"webhook-id": delivery, "webhook-timestamp": str(stamp), "webhook-signature": signature}
        with time_machine.travel(now, tick=True):
            return post(self.source.slug, body, headers)

    def refused(self, expected: int, number: int, **how: Any) -> None:
        before = everything()
        assert self.send(number, **how)[0] == expected
        assert everything() == before

    @rule(pick=st.integers(0, 10**6), times=st.integers(1, 20))
    def deliver(self, pick: int, times: int) -> None:
        number = pick % len(self.bodies)
        for _ in range(times if times < 4 else 1 + times // 10):
            before = everything()
            status, answer = self.send(number)
            assert status == 202
            assert answer["rejected"] == 0, answer
            if number in self.delivered:
                assert everything() == before, "a repeat must change nothing and tell nobody"
            self.delivered.add(number)

    @rule(pick=st.integers(0, 10**6), place=st.integers(0, 10**6))
    def corrupt_on_the_way(self, pick: int, place: int) -> None:
        body = bytearray(self.bodies[pick % len(self.bodies)])
        body[place % len(body)] ^= 1
        self.refused(401, pick % len(self.bodies), body=bytes(body), signed=self.bodies[pick % len(self.bodies)])

    @rule(pick=st.integers(0, 10**6))
    def cut_off_and_signed(self, pick: int) -> None:
        number = pick % len(self.bodies)
        self.refused(400, number, body=self.bodies[number][:-3], id_=uuid4().hex)

    @rule(pick=st.integers(0, 10**6), minutes=st.sampled_from((-10, -6, 6, 10)))
    def by_a_wrong_clock(self, pick: int, minutes: int) -> None:
        self.refused(401, pick % len(self.bodies), skew=timedelta(minutes=minutes))

    @precondition(lambda self: getattr(self, "delivered", None))
    @rule(text=st.sampled_from(TEXTS))
    def other_content_under_a_used_id(self, text: str) -> None:
        turn = {"conversation": "c-0", "segment_id": uuid4().hex, "role": "customer", "text": text, "start_ms": 1}
        before = everything()
        status, answer = self.send(min(self.delivered), body=json.dumps([turn]).encode())
        assert (status, answer["results"][0]["code"]) == (202, "delivery_conflict")
        assert everything() == before

    @rule()
    def begin_rotation(self) -> None:
        if not self.source.next_secret:
            actions.replace_secret(self.source)

    @rule()
    def end_rotation(self) -> None:
        if self.source.next_secret:
            self.dead.append(self.source.secret)
            actions.finish_rotation(self.source)

    @precondition(lambda self: getattr(self, "dead", None))
    @rule(pick=st.integers(0, 10**6))
    def by_a_secret_that_is_over(self, pick: int) -> None:
        self.refused(401, pick % len(self.bodies), secret=self.dead[-1])

    @rule(jump=st.sampled_from((-HOUR, timedelta(0), HOUR)))
    def clock_jumps(self, jump: timedelta) -> None:
        self.clock = jump

    def teardown(self) -> None:
        if not hasattr(self, "bodies"):
            return
        for number in reversed(range(len(self.bodies))):
            if number not in self.delivered:
                assert self.send(number)[0] == 202
        shuffled = kept(self.name)
        told = Notice.objects.filter(person=self.ana, kind="cue").count()
        raised = Cue.objects.filter(contact__source=self.name).count()
        self.source, self.clock = self.new_source(f"clean-{self.name}"), timedelta(0)
        for number in sorted(range(len(self.bodies)), key=lambda each: first_order(self.bodies[each])):
            assert self.send(number)[0] == 202
        clean = kept(self.source.slug)
        for part, expected in clean.items():
            assert shuffled[part] == expected, part
        assert told >= raised, "a cue that nobody was told of"
        COUNTED["runs"] += 1
        COUNTED["deliveries"] += len(self.bodies)


def first_order(body: bytes) -> tuple[int, int]:
    first = json.loads(body)[0]
    return first["order"], first.get("revision", 0)


COUNTED = {"runs": 0, "deliveries": 0}


def deliver_badly(examples: int, **how: Any) -> None:
    COUNTED.update(runs=0, deliveries=0)
    chosen = settings(
        max_examples=examples,
        stateful_step_count=25,
        deadline=None,
        database=None,
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
        **how,
    )
    run_state_machine_as_test(Deliveries, settings=chosen)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("examples", [12, pytest.param(300, marks=pytest.mark.slow)])
def test_deliveries_end_in_the_same_state_however_they_come(writing: None, examples: int, counted: Count) -> None:
    deliver_badly(examples)
    counted(f"webhooks: {COUNTED['runs']} runs of up to 25 steps, {COUNTED['deliveries']} deliveries, 0 differences")


@pytest.mark.django_db(transaction=True)
def test_the_machine_finds_states_taken_in_the_order_of_arrival(writing: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hearten.listening.actions.states.is_newer", lambda *_: True)
    with pytest.raises(AssertionError):
        deliver_badly(40, phases=[Phase.generate])
