import asyncio
import gzip
import json
import time
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from importlib import import_module
from typing import Any

import pytest
from django.db import OperationalError
from django.utils import timezone

from hearten.integrations import actions
from hearten.integrations.ingest.application import application, book, writer
from hearten.integrations.ingest.sources import KnownSource
from hearten.integrations.ingest.writer import Job, write_patiently
from hearten.integrations.models import AgentIdentity, Delivery, Source
from hearten.integrations.rules import sign
from hearten.listening.models import Contact, Cue, HeardSegment
from hearten.people.models import Person
from hearten_ear.conversation import Party, Role, RoleBasis
from hearten_ear.segment import Segment

writing = import_module("hearten.integrations.ingest.writer")
INSULT = {
    "conversation": "c-1",
    "segment_id": "1",
    "role": "customer",
    "text": "you are a useless idiot",
    "start_ms": 1,
}
CALM = {"conversation": "c-1", "segment_id": "2", "role": "customer", "text": "good morning", "start_ms": 2}

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk() -> Iterator[Source]:
    made = actions.make_source(slug="desk", name="Desk", now=timezone.now())
    made.source.token = made.token  # type: ignore[attr-defined]
    book.read_at = float("-inf")
    writer.start()
    yield made.source
    writer.stop()
    book.read_at = float("-inf")


def signed(source: Source, body: bytes, *, delivery: str = "d-1", at: int | None = None) -> dict[str, str]:
    timestamp = at or int(time.time())
    signature = sign(source.secret, delivery_id=delivery, timestamp=timestamp, body=body)
    return {"webhook-id": delivery, "webhook-timestamp": str(timestamp), "webhook-signature": signature}


def bearer(source: Source) -> dict[str, str]:
    return {"authorization": f"Bearer {source.token}"}  # type: ignore[attr-defined]


def post(
    body: bytes, headers: dict[str, str], *, path: str = "/ingest/desk/", query: str = "", method: str = "POST"
) -> tuple[int, dict[str, Any]]:
    """Send one request through the branch, in pieces of 100 kB."""
    pieces = [body[start : start + 100_000] for start in range(0, len(body), 100_000)] or [b""]
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        piece = pieces.pop(0)
        return {"type": "http.request", "body": piece, "more_body": bool(pieces)}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "query_string": query.encode(),
        "headers": [(name.encode(), value.encode()) for name, value in {"host": "localhost", **headers}.items()],
    }
    asyncio.run(application(scope, receive, send))
    return sent[0]["status"], json.loads(sent[1]["body"])


def as_json(*items: dict[str, Any]) -> bytes:
    return json.dumps(items[0] if len(items) == 1 else items).encode()


class TestASignedBody:
    def test_of_one_segment_is_on_disk_when_it_is_answered(self, desk: Source, ana: Person) -> None:
        actions.link_agent(desk, "ana-7", ana, now=timezone.now())
        body = as_json({**INSULT, "agent": "ana-7"})
        status, answer = post(body, signed(desk, body))
        assert (status, answer["accepted"]) == (202, 1)
        assert Cue.objects.get().agent == ana

    @pytest.mark.parametrize("shape", ["array", "lines", "gzip"])
    def test_may_be_an_array_lines_or_gzip(self, desk: Source, shape: str) -> None:
        lines = b"\n".join(json.dumps(item).encode() for item in (INSULT, CALM))
        body = lines if shape == "lines" else as_json(INSULT, CALM)
        headers: dict[str, str] = {}
        if shape == "gzip":
            body, headers = gzip.compress(body), {"content-encoding": "gzip"}
        status, answer = post(body, {**headers, **signed(desk, body)})
        assert (status, answer["accepted"]) == (202, 2)

    def test_sent_again_is_a_duplicate_and_applied_once(self, desk: Source) -> None:
        body = as_json(INSULT)
        headers = signed(desk, body)
        post(body, headers)
        status, answer = post(body, headers)
        assert (status, answer["duplicate"], answer["accepted"]) == (202, 1, 0)
        assert HeardSegment.objects.count() == 1

    def test_with_a_used_id_and_other_content_is_rejected_whole(self, desk: Source) -> None:
        first, second = as_json(INSULT), as_json(CALM)
        post(first, signed(desk, first))
        status, answer = post(second, signed(desk, second))
        assert (status, answer["results"][0]["code"]) == (202, "delivery_conflict")
        assert HeardSegment.objects.count() == 1

    def test_says_of_each_item_what_became_of_it(self, desk: Source) -> None:
        body = as_json(INSULT, {**CALM, "text": 7}, INSULT, {**INSULT, "text": "other"}, {**CALM, "text": "  "})
        _, answer = post(body, signed(desk, body))
        assert [result["status"] for result in answer["results"]] == [
            "accepted",
            "rejected",
            "duplicate",
            "rejected",
            "skipped",
        ]
        assert "text" in answer["results"][1]["where"]
        assert "useless" not in json.dumps(answer)

    def test_ended_by_a_contact_event_leaves_the_desk(self, desk: Source) -> None:
        body = as_json(INSULT, {"event": "ended", "event_id": "e1", "conversation": "c-1"})
        post(body, signed(desk, body))
        assert Contact.objects.get().state == "ended"


class TestASender:
    @pytest.mark.parametrize("wrong", ["nothing", "signature", "token", "source", "clock", "inactive"])
    def test_who_cannot_prove_itself_is_refused_alike_and_nothing_is_kept(self, desk: Source, wrong: str) -> None:
        body = as_json(INSULT)
        headers = {
            "nothing": {},
            "signature": signed(desk, b"other"),
            "token": {"authorization": "Bearer guess"},
            "clock": signed(desk, body, at=int(time.time()) - 900),
        }.get(wrong, signed(desk, body))
        if wrong == "inactive":
            actions.set_active(desk, is_active=False)
        status, answer = post(body, headers, path="/ingest/other/" if wrong == "source" else "/ingest/desk/")
        assert status == 401
        assert set(answer) == {"code", "message"}
        assert not HeardSegment.objects.exists()

    def test_may_use_the_token_instead_of_a_signature(self, desk: Source) -> None:
        assert post(as_json(INSULT), bearer(desk))[0] == 202

    def test_may_sign_with_either_secret_while_one_is_replaced(self, desk: Source) -> None:
        old = signed(desk, as_json(INSULT), delivery="d-old")
        actions.replace_secret(desk)
        book.read_at = float("-inf")
        desk.secret = desk.next_secret
        assert post(as_json(INSULT), old)[0] == 202
        assert post(as_json(INSULT), signed(desk, as_json(INSULT), delivery="d-new"))[0] == 202

    def test_whose_agent_nobody_is_matched_with_is_listed_and_nothing_is_lost(self, desk: Source, ana: Person) -> None:
        post(as_json({**INSULT, "agent": "ana-7"}), bearer(desk))
        assert AgentIdentity.objects.get().person is None
        assert Cue.objects.get().agent is None
        actions.link_agent(desk, "ana-7", ana, now=timezone.now())
        assert Cue.objects.get().agent == ana
        assert Contact.objects.get().agent == ana


class TestWhichSourcesThereAre:
    @pytest.mark.parametrize("sent", ["nothing", "stale", "token", "signature"])
    def test_cannot_be_told_from_a_refusal(self, desk: Source, sent: str) -> None:
        body = as_json(INSULT)
        headers = {
            "nothing": {},
            "stale": signed(desk, body, at=int(time.time()) - 900),
            "token": {"authorization": "Bearer guess"},
            "signature": {**signed(desk, b"other"), "webhook-id": "d-9"},
        }[sent]
        there, not_there = (post(body, headers, path=f"/ingest/{slug}/") for slug in ("desk", "nowhere"))
        assert there == not_there
        assert there[0] == 401

    def test_nobody_makes_us_read_a_body_without_a_proof(self, desk: Source) -> None:
        assert post(b"x" * 5_000_000, {}, path="/ingest/desk/files/")[0] == 401
        assert post(b"x" * 5_000_000, signed(desk, b"other"), path="/ingest/nowhere/files/")[0] == 413

    def test_one_that_cannot_be_read_costs_only_itself(self, desk: Source) -> None:
        broken = actions.make_source(slug="broken", name="Broken", now=timezone.now()).source
        Source.objects.filter(pk=broken.pk).update(roles={"Speaker 1": "emperor"})
        book.read_at = float("-inf")
        assert post(as_json(INSULT), bearer(desk))[0] == 202


NASTY = [
    b"",
    b"null",
    b"[]]",
    b"{",
    b"\xff\xfe",
    b'\xef\xbb\xbf{"a":1}',
    b'{"conversation":"c","conversation":"d"}',
    b'{"a":1e400}',
    b'{"a":NaN}',
    b'{"a":' + b"9" * 400 + b"}",
    b"[" * 5000 + b"]" * 5000,
    b'{"a":"\\ud800"}',
    b'{"a":"\\u0000"}',
    b'"text"',
    b"12",
    b'{"a":1} trailing',
    b"// comment\n{}",
]


class TestABadBody:
    @pytest.mark.parametrize("body", NASTY, ids=range(len(NASTY)))
    def test_gets_a_clear_refusal_never_a_5xx(self, desk: Source, body: bytes) -> None:
        status, answer = post(body, bearer(desk))
        assert status in {202, 400}
        if status == 202:
            assert answer["rejected"] >= 1
            assert all(result["message"] for result in answer["results"])
        else:
            assert answer["code"]
            assert answer["message"]
        assert not HeardSegment.objects.exists()

    def test_over_the_cap_is_refused_before_it_is_read_to_the_end(self, desk: Source) -> None:
        status, answer = post(b"x" * 1_100_000, bearer(desk))
        assert (status, answer["code"]) == (413, "too_large")

    def test_that_unpacks_to_more_than_the_cap_is_refused(self, desk: Source) -> None:
        bomb = gzip.compress(b" " * 50_000_000)
        status, answer = post(bomb, {**bearer(desk), "content-encoding": "gzip"})
        assert (status, answer["code"]) == (413, "too_large")

    @pytest.mark.parametrize("body", [b"not gzip", gzip.compress(b"[1,2,3]", mtime=0)[:-9]])
    def test_that_is_not_gzip_says_so(self, desk: Source, body: bytes) -> None:
        status, answer = post(body, {**bearer(desk), "content-encoding": "gzip"})
        assert (status, answer["code"]) == (400, "not_gzip")

    @pytest.mark.parametrize(
        ("method", "path", "host", "expected"),
        [
            ("GET", "/ingest/desk/", "localhost", 405),
            ("POST", "/ingest/", "localhost", 404),
            ("POST", "/ingest/desk/other/", "localhost", 404),
            ("POST", "/ingest/desk/", "elsewhere.example", 400),
        ],
    )
    def test_or_a_wrong_door_is_answered_in_json(
        self, desk: Source, method: str, path: str, host: str, expected: int
    ) -> None:
        status, answer = post(as_json(INSULT), {**bearer(desk), "host": host}, path=path, method=method)
        assert status == expected
        assert answer["message"]


class TestAWholeFile:
    def test_is_read_and_its_contact_is_over(self, desk: Source) -> None:
        file = b"WEBVTT\n\n00:01.000 --> 00:03.000\n<v Customer>you are a useless idiot\n"
        headers = {**bearer(desk)}
        Source.objects.update(roles={"Customer": "customer"})
        status, answer = post(file, headers, path="/ingest/desk/files/", query="name=call.vtt&agent=ana-7")
        assert status == 202, answer
        assert Cue.objects.get().kind == "insult"
        assert Contact.objects.get().state == "ended"

    def test_that_is_not_what_it_says_gets_a_message_with_the_place(self, desk: Source) -> None:
        status, answer = post(b"%PDF-1.7 nonsense", bearer(desk), path="/ingest/desk/files/", query="name=call.vcon")
        assert status == 422
        assert answer["message"]


class TestTheDatabase:
    def test_that_takes_no_writes_is_answered_with_come_again_and_nothing_is_written(
        self, desk: Source, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def locked(*_args: object, **_kwargs: object) -> None:
            raise OperationalError("database is locked")

        monkeypatch.setattr(writing, "write", locked)
        monkeypatch.setattr(writing, "write_patiently", partial(write_patiently, patience=0.1))
        status, answer = post(as_json(INSULT), bearer(desk))
        assert (status, answer["code"]) == (503, "unavailable")
        assert not HeardSegment.objects.exists()

    def test_one_job_that_spoils_a_group_costs_itself_only(self, desk: Source) -> None:
        party = Party(0, Role.CUSTOMER, RoleBasis.DECLARED)
        good = Job(desk.pk, [Segment("desk", "c-2", "1", party, "good morning")])
        bad = Job(desk.pk, [Segment("desk", "c-2", "2", party, None)])  # type: ignore[arg-type]
        write_patiently([bad, good])
        assert bad.error is not None
        assert good.error is None
        assert [outcome.status for outcome in good.outcomes] == ["accepted"]


def test_a_delivery_id_is_forgotten_after_a_day(desk: Source) -> None:
    body = as_json(INSULT)
    post(body, signed(desk, body))
    actions.forget_old(timezone.now() + timedelta(hours=23))
    assert Delivery.objects.exists()
    actions.forget_old(timezone.now() + timedelta(hours=25))
    assert not Delivery.objects.exists()


def test_the_book_of_sources_reads_what_the_form_wrote(desk: Source) -> None:
    actions.change_source(desk, roles={"Speaker 1": "agent"}, zone="Europe/Lisbon", language="en")
    known = KnownSource.of(desk)
    assert known.options.zone == "Europe/Lisbon"
    assert known.options.roles["Speaker 1"].value == "agent"
