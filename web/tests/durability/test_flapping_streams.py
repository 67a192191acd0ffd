"""G-07: streams that drop all the time, through two restarts, end with what a fresh fetch gives: no gap, no repeat."""

import asyncio
import contextlib
import json
import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections, transaction
from web.tests.process.floor import Listener

from hearten.live import actions, queries
from hearten.people.models import Person

from .conftest import Count
from .house import House


class Flapping(Listener):
    """A browser whose line drops every second or so."""

    drops = 0

    async def flap_for_ever(self, pick: random.Random, steady: asyncio.Event) -> None:
        while True:
            try:
                async with asyncio.timeout(None if steady.is_set() else pick.uniform(0.1, 2.0)):
                    await self.listen_once()
            except TimeoutError:
                self.drops += 1
            except (OSError, ValueError):
                self.endings.append("cut")
            await asyncio.sleep(pick.uniform(0, 0.2))


async def work_and_flap(house: House, listeners: list[Flapping], tellers: tuple[int, int, float], seed: int) -> int:
    """Let everybody flap while notices are written and the server is killed once and stopped once. Gives how many."""
    pick, steady = random.Random(seed), asyncio.Event()
    tasks = [asyncio.create_task(each.flap_for_ever(random.Random(pick.random()), steady)) for each in listeners]
    writing = asyncio.create_task(asyncio.to_thread(house.program, "tellers.py", *tellers))
    try:
        for stop in (house.kill, house.stop):
            await asyncio.sleep(tellers[2] / 3)
            await asyncio.to_thread(stop)
            await asyncio.to_thread(house.start)
        told = int(await writing)
        steady.set()
        await settled(house, listeners)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return told


async def settled(house: House, listeners: list[Flapping], within: float = 30.0) -> None:
    """Wait until nobody has heard anything new for a second and a half."""
    until, before = time.monotonic() + within, -1
    while time.monotonic() < until:
        await asyncio.sleep(1.5)
        now = sum(len(each.heard) for each in listeners)
        if now == before:
            return
        before = now


def fresh(house: House, session_key: str) -> dict[str, Any]:
    """Ask for everything, as a browser that has just been opened."""
    status, _, body = house.ask("GET", "/live/poll?after=0", headers=house.page_headers(session_key))
    assert status == 200, body
    answer: dict[str, Any] = json.loads(body)
    assert not answer["reset"]
    return answer


def flap(house: House, tellers: tuple[int, int, float], seed: int) -> tuple[list[Flapping], int, int, int]:
    """Give the listeners, how many notices were told, how many somebody missed, and how many came twice."""
    house.start()
    listeners = [Flapping(house.port, key) for _, key in house.agents]
    told = asyncio.run(work_and_flap(house, listeners, tellers, seed))
    missed = twice = 0
    for listener, (_, key) in zip(listeners, house.agents, strict=True):
        expected = [(each["seq"], each["object"]) for each in fresh(house, key)["notices"]]
        heard = [(each["seq"], each["object"]) for each in listener.heard]
        missed += len(set(expected) - set(heard)) + len(set(heard) - set(expected))
        twice += len(heard) - len(set(heard))
        assert heard == sorted(heard)
    return listeners, told, missed, twice


@pytest.mark.process
@pytest.mark.parametrize(
    ("database_url", "streams", "tellers"),
    [
        ("sqlite", 30, (2, 60, 4.0)),
        pytest.param("sqlite", 200, (2, 1500, 20.0), marks=pytest.mark.slow),
        pytest.param("postgresql", 200, (8, 500, 20.0), marks=[pytest.mark.slow, pytest.mark.db]),
    ],
    indirect=["database_url"],
)
def test_streams_that_drop_miss_nothing(
    folder: Path, database_url: str, streams: int, tellers: tuple[int, int, float], counted: Count
) -> None:
    seed = random.randrange(10**6)
    with House(folder, database_url=database_url, agents=streams, poll=0.2) as house:
        listeners, told, missed, twice = flap(house, tellers, seed)
    drops = sum(each.drops for each in listeners)
    counted(
        f"flapping streams, {'PostgreSQL' if database_url else 'SQLite'}: {streams} streams, {tellers[0]} writers,"
        f" {told} notices, {drops} drops, 2 restarts, {missed} missed, {twice} twice (seed {seed})"
    )
    assert told > 100
    assert drops > streams
    assert (missed, twice) == (0, 0)


@pytest.mark.process
@pytest.mark.slow
def test_the_check_finds_a_stream_that_goes_on_from_now(folder: Path) -> None:
    with House(folder, agents=8, plant="skips_what_it_missed", poll=0.2) as house:
        _, _, missed, _ = flap(house, (2, 60, 4.0), seed=1)
    assert missed > 0


# -- the trap of sequences: a number that is taken before the commit, and skipped by whoever reads in between


def in_thread(work: Any) -> threading.Thread:
    def run() -> None:
        with contextlib.closing(connections["default"]):
            work()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@contextlib.contextmanager
def first_teller_waits(person: Person) -> Iterator[threading.Event]:
    """One teller has written and not committed until the event is set; then it commits."""
    has_written, may_commit = threading.Event(), threading.Event()

    def tell() -> None:
        with transaction.atomic():
            actions.tell(person.pk, "cue", "first")
            has_written.set()
            may_commit.wait(10)

    thread = in_thread(tell)
    assert has_written.wait(10)
    yield may_commit
    may_commit.set()
    thread.join()


def heard_by_a_reader(person: Person, cursor: int) -> list[tuple[int, str]]:
    return [(told.seq, told.object_id) for told in queries.read_since({person.pk: cursor})]


@pytest.mark.django_db(transaction=True)
def test_no_number_is_seen_before_a_lower_one_is_committed(ana: Person) -> None:
    with first_teller_waits(ana) as may_commit:
        second = in_thread(lambda: actions.tell(ana.pk, "cue", "second"))
        second.join(0.5)
        assert second.is_alive(), "the second must wait for the first"
        assert heard_by_a_reader(ana, 0) == []
        may_commit.set()
        second.join(10)
    assert heard_by_a_reader(ana, 0) == [(1, "first"), (2, "second")]


@pytest.mark.django_db(transaction=True)
def test_the_trap_is_real_with_a_sequence(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time and no sequences")
    with connection.cursor() as cursor:
        cursor.execute("CREATE SEQUENCE IF NOT EXISTS trap")

    def by_sequence(by_person: dict[int, int]) -> dict[int, int]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('trap')")
            number = cursor.fetchone()[0]
        return dict.fromkeys(by_person, number)

    monkeypatch.setattr(actions, "_raise_counters", by_sequence)
    try:
        with first_teller_waits(ana):
            in_thread(lambda: actions.tell(ana.pk, "cue", "second")).join(10)
            heard = heard_by_a_reader(ana, 0)
        later = heard_by_a_reader(ana, heard[-1][0])
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP SEQUENCE trap")
    assert [name for _, name in heard + later] == ["second"], "the first was skipped: that is the trap"
