"""What a page answers when the database does not take part, and when the fault is ours."""

import asyncio
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.test import Client
from web.tests.cast import signed_in

from hearten.config import failures
from hearten.people.models import Person
from hearten.support import actions
from hearten.support.models import Moment

ingest: Any = import_module("hearten.integrations.ingest.application")
stream: Any = import_module("hearten.live.stream")
pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(ana: Person) -> Client:
    client = signed_in(ana)
    client.raise_request_exception = False
    return client


def failing_with(error: Exception, monkeypatch: pytest.MonkeyPatch, *, times: int = 99) -> None:
    real, left = actions.ask_for_moment, [times]

    def ask(*args: Any, **kwargs: Any) -> Moment:
        left[0] -= 1
        if left[0] >= 0:
            raise error
        return real(*args, **kwargs)

    monkeypatch.setattr(actions, "ask_for_moment", ask)
    monkeypatch.setattr(connection, "close", lambda: None)  # the test's own, in a transaction


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("database is locked"),
        OperationalError("database or disk is full"),
        OperationalError("attempt to write a readonly database"),
        InterfaceError("connection already closed"),
    ],
    ids=lambda error: str(error).replace(" ", "-"),
)
def test_a_moment_the_database_cannot_take_is_answered_with_503(
    browser: Client, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    failing_with(error, monkeypatch)
    answer = browser.post("/moment/ask/", {"key": str(uuid4())})
    assert (answer.status_code, answer["Retry-After"]) == (503, failures.RETRY_AFTER)
    assert not Moment.objects.exists()


def test_a_lock_of_ten_seconds_is_waited_out_once_more(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    failing_with(OperationalError("database is locked"), monkeypatch, times=1)
    key = uuid4()
    assert browser.post("/moment/ask/", {"key": str(key)}).status_code in {200, 302}
    assert Moment.objects.get().key == key


def test_a_fault_of_ours_stays_a_500(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    failing_with(ValueError("ours"), monkeypatch)
    assert browser.post("/moment/ask/", {"key": str(uuid4())}).status_code == 500


def test_neither_ingest_nor_the_stream_call_it_their_own_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: Any) -> None:
        raise OperationalError("the server is away")

    monkeypatch.setattr(ingest, "_read_book", away)
    monkeypatch.setattr(ingest.book, "read_at", float("-inf"))
    monkeypatch.setattr(stream, "_open", away)
    assert answer_of(ingest.application, "POST", "/ingest/desk/") == (503, b"1")
    assert answer_of(stream.application, "GET", "/live/") == (503, b"3")


def answer_of(application: Any, method: str, path: str) -> tuple[int, bytes]:
    sent: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"{}", "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    async def ask() -> None:
        headers = [(b"host", b"localhost"), (b"authorization", b"Bearer x")]
        scope = {"type": "http", "method": method, "path": path, "query_string": b"", "headers": headers}
        await application(scope, receive, send)
        await stream.hub.stop()

    asyncio.run(ask())
    return sent[0]["status"], dict(sent[0]["headers"])[b"retry-after"]
