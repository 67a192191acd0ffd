"""G-12: eight processes read and then write at the same time, and none is told that the database is locked."""

import json
from collections import Counter
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from hearten.integrations.actions import make_source
from hearten.integrations.ingest.writer import Job, write
from hearten_ear.conversation import Party, Role, RoleBasis
from hearten_ear.segment import Segment

from .conftest import Count
from .contender import PROCESSES
from .house import House, compare_notices

pytestmark = pytest.mark.process


@dataclass(slots=True)
class Fight:
    """What all of them reported together, and what is kept afterwards."""

    failed: Counter[str] = field(default_factory=Counter)
    took: list[float] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)

    def p(self, share: float) -> float:
        return sorted(self.took)[int(len(self.took) * share)] * 1000


def fight(house: House, count: int, plant: str = "") -> Fight:
    house.env["PLANT"] = plant
    result = Fight()
    for said in json.loads(house.program("contender.py", count)):
        result.failed.update(said["failed"])
        result.took += said["took"]
        result.done += said["done"]
    result.kept = house.ledger()
    return result


@pytest.mark.django_db(transaction=True)
def test_no_sentence_is_read_while_the_write_lock_is_held(monkeypatch: pytest.MonkeyPatch) -> None:
    hear: Any = import_module("hearten.listening.actions.hear")
    score, held = hear.load_engine().score, []

    def watched(self: Any, texts: list[str]) -> Any:
        held.append(connection.in_atomic_block)
        return score(texts)

    monkeypatch.setattr(type(hear.load_engine()), "score", watched)
    source = make_source(slug="desk", name="Desk", now=timezone.now()).source
    turn = Segment("desk", "c-1", "1", Party(0, Role.CUSTOMER, RoleBasis.DECLARED), "you are a useless idiot")
    write([Job(source.pk, [turn])], now=timezone.now())
    assert held == [False]


@pytest.mark.parametrize(
    ("database_url", "count"),
    [
        ("sqlite", 100),
        pytest.param("postgresql", 40, marks=pytest.mark.db),
        pytest.param("sqlite", 1000, marks=pytest.mark.slow),
        pytest.param("postgresql", 1000, marks=[pytest.mark.slow, pytest.mark.db]),
    ],
    indirect=["database_url"],
)
def test_eight_processes_lose_nothing_and_are_never_told_locked(
    folder: Path, database_url: str, count: int, counted: Count
) -> None:
    with House(folder, database_url=database_url, agents=5) as house:
        result = fight(house, count)
    counted(
        f"lock contention, {'PostgreSQL' if database_url else 'SQLite'}: {PROCESSES} × {count} read-then-write,"
        f" {result.failed.total()} failed, p50 {result.p(0.5):.0f} ms, p99 {result.p(0.99):.0f} ms,"
        f" worst {max(result.took) * 1000:.0f} ms"
    )
    assert not result.failed
    stored = [f"segment {contact} {segment}" for contact, segment, _ in result.kept["segments"]]
    stored += [f"moment {key}" for key in result.kept["moments"]]
    assert sorted(stored) == sorted(result.done)
    assert not [
        trouble for trouble in compare_notices(result.kept) if "'moment'" not in trouble
    ]  # agents are in contacts


def test_the_check_finds_a_lock_that_is_taken_too_late(folder: Path, counted: Count) -> None:
    with House(folder, agents=5) as house:
        result = fight(house, 30, plant="deferred")
    locked = sum(count for said, count in result.failed.items() if "locked" in said)
    counted(f"lock contention, control with DEFERRED: {PROCESSES} × 30, {locked} told 'database is locked'")
    assert locked > 0
