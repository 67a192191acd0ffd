"""What the worker inside the server does."""

from collections import Counter
from datetime import UTC, datetime
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from hearten.config import schedule
from hearten.config.schedule import PERIODIC, Schedule, clear_sessions
from hearten.work.periodic import do


@pytest.mark.django_db(transaction=True)
def test_every_entry_of_the_list_runs() -> None:
    assert [entry.name for entry in PERIODIC if not do(entry)] == []


def test_entries_have_names_of_their_own_because_a_name_is_the_row() -> None:
    twice = [name for name, times in Counter(entry.name for entry in PERIODIC).items() if times > 1]
    assert twice == []
    assert [entry.name for entry in PERIODIC if len(entry.name) > 100] == []


@pytest.mark.parametrize(("inside", "started"), [(True, 1), (False, 0)])
def test_the_server_works_unless_workers_are_apart(
    inside: bool, started: int, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    class Noted:
        def start(self) -> None:
            calls.append("start")

        def stop(self, patience: float) -> None:
            calls.append(f"stop {patience}")

    monkeypatch.setattr(schedule, "new_worker", Noted)
    settings.WORKER_INSIDE = inside
    server = Schedule()
    server.start()
    server.stop()
    server.stop()
    assert calls == ["start", "stop 1.0"] * started


@pytest.mark.django_db
def test_expired_sessions_are_cleared_and_others_stay() -> None:
    kept, gone = SessionStore(), SessionStore()
    for session in (kept, gone):
        session.save()
    Session.objects.filter(pk=gone.session_key).update(expire_date=datetime(2020, 1, 1, tzinfo=UTC))
    clear_sessions(datetime.now(UTC))
    assert list(Session.objects.values_list("pk", flat=True)) == [kept.session_key]
