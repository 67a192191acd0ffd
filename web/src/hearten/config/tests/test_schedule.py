"""Housekeeping inside the server."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection

from hearten.config.schedule import PERIODIC, Periodic, Schedule, clear_sessions, run_once

OFTEN = timedelta(milliseconds=20)


def until(true: Callable[[], object], within: float = 5.0) -> bool:
    end = time.monotonic() + within
    while not true() and time.monotonic() < end:
        time.sleep(0.005)
    return bool(true())


def test_an_error_stops_neither_its_entry_nor_the_others(caplog: pytest.LogCaptureFixture) -> None:
    runs: list[str] = []

    def fail(_now: datetime) -> None:
        runs.append("failing")
        raise ValueError("words of a customer")

    entries = [Periodic("fail", OFTEN, fail), Periodic("go on", OFTEN, lambda _: runs.append("going on"))]
    schedule = Schedule(entries, first_after=0)
    schedule.start()
    try:
        assert until(lambda: runs.count("failing") > 2 < runs.count("going on"))
    finally:
        schedule.stop()
    assert "Could not fail (ValueError)" in caplog.text
    assert "words of a customer" not in caplog.text


def test_a_slow_run_is_not_started_a_second_time() -> None:
    begun, may_end = [], threading.Event()

    def slow(_now: datetime) -> None:
        begun.append(1)
        may_end.wait(5)

    schedule = Schedule([Periodic("slow", OFTEN, slow)], first_after=0)
    schedule.start()
    assert until(lambda: begun)
    time.sleep(0.1)
    may_end.set()
    schedule.stop()
    assert len(begun) == 1


def test_stopping_waits_for_a_hanging_run_no_longer_than_it_says() -> None:
    may_end = threading.Event()
    begun = threading.Event()

    def hang(_now: datetime) -> None:
        begun.set()
        may_end.wait(5)

    schedule = Schedule([Periodic("hang", OFTEN, hang)], first_after=0)
    schedule.start()
    assert begun.wait(5)
    began = time.monotonic()
    schedule.stop(patience=0.1)
    assert time.monotonic() - began < 1
    may_end.set()


@pytest.mark.django_db(transaction=True)
def test_every_entry_of_the_list_runs_and_leaves_no_connection_open() -> None:
    assert [entry.name for entry in PERIODIC if not run_once(entry)] == []
    assert connection.connection is None


@pytest.mark.django_db
def test_expired_sessions_are_cleared_and_others_stay() -> None:
    kept, gone = SessionStore(), SessionStore()
    for session in (kept, gone):
        session.save()
    Session.objects.filter(pk=gone.session_key).update(expire_date=datetime(2020, 1, 1, tzinfo=UTC))
    clear_sessions(datetime.now(UTC))
    assert list(Session.objects.values_list("pk", flat=True)) == [kept.session_key]
