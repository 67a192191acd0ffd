"""G-09: the database is locked, slow or away. Who asks for a moment waits, or hears honestly that it is not sent."""

import json
import sqlite3
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from .conftest import Count
from .hard_day_senders import hard_day, post
from .house import CALM, HOSTILE, House

pytestmark = pytest.mark.process
LOCKED_TABLES = (
    "support_moment, support_handup, support_exits_exit, listening_contact, live_noticecounter, django_session"
)


def turn(number: int) -> dict[str, Any]:
    text = HOSTILE if number % 2 else CALM
    return {
        "conversation": f"c-{number % 3}",
        "segment_id": f"t{number}",
        "role": "customer",
        "text": text,
        "order": number,
        "agent": "agent-0",
    }


@contextmanager
def write_lock(house: House, seconds: float) -> Iterator[None]:
    """Hold what every writer needs, from another process's point of view, until the time is over or the block ends."""
    url = house.env["HEARTEN_DATABASE_URL"]
    taken, over = threading.Event(), threading.Event()

    def hold() -> None:
        if url:
            with psycopg.connect(url) as other:
                other.execute(f"LOCK TABLE {LOCKED_TABLES} IN SHARE ROW EXCLUSIVE MODE")  # type: ignore[arg-type]
                taken.set()
                over.wait(seconds)
                other.rollback()
            return
        other_lite = sqlite3.connect(house.data / "hearten.sqlite3", isolation_level=None)
        other_lite.execute("BEGIN IMMEDIATE")
        taken.set()
        over.wait(seconds)
        other_lite.execute("ROLLBACK")
        other_lite.close()

    thread = threading.Thread(target=hold)
    thread.start()
    assert taken.wait(10)
    try:
        yield
    finally:
        over.set()
        thread.join()


@pytest.mark.parametrize(
    "database_url",
    ["sqlite", pytest.param("postgresql", marks=[pytest.mark.db, pytest.mark.slow])],
    indirect=True,
)
def test_ten_locked_seconds_cost_time_and_nothing_else(folder: Path, database_url: str, counted: Count) -> None:
    keys, hand = [str(uuid4()) for _ in range(6)], str(uuid4())
    with House(folder, database_url=database_url) as house:
        left = hard_day(house, 4)["contacts"]
        house.start()
        for _, session_key in house.agents:  # both are at work already: what a first page writes is written
            assert house.ask("GET", "/", headers=house.page_headers(session_key))[0] in {200, 302}
        began = time.monotonic()
        with write_lock(house, 10.0), ThreadPoolExecutor(24) as people:
            time.sleep(0.2)
            moments = [people.submit(house.ask_for_moment, house.agents[1][1], key) for key in keys]
            hands = [
                people.submit(house.raise_hand, house.agents[0][1], hand) for _ in range(2)
            ]  # a press, and its retry
            exits = [people.submit(post, house, f"/exits/{key}/leave/", f"key={key}&action=end") for key, _ in left]
            posts = [people.submit(house.send_segments, [turn(number)]) for number in range(12)]
            page = house.ask("GET", "/moment/", headers=house.page_headers(house.agents[0][1]))
            read_after = time.monotonic() - began
            stati = [each.result()[0] for each in [*moments, *hands, *exits]]
            answers = [each.result() for each in posts]
        took = time.monotonic() - began
        kept = house.ledger()
    name = "PostgreSQL" if database_url else "SQLite"
    counted(
        f"locked 10 s, {name}: 6 moments, 2 presses for help, 4 exits and 12 posts answered after at most {took:.1f} s,"
        f" a page read after {read_after:.1f} s, {sum(s >= 500 for s in stati)} presses with 5xx"
    )
    assert stati == [200] * (len(keys) + 2 + len(left))
    assert {status for status, _, _ in answers} == {202}
    assert page[0] == 200
    assert read_after < 5.0, "whoever reads must not wait for whoever writes"
    assert (set(kept["moments"]), kept["support"]["hand"]) == (set(keys), [hand])
    assert len(kept["segments"]) == 12 + len(left)
    assert sorted(kept["support"]["exit"]) == sorted(key for key, _ in left)
    assert sorted(kept["support"]["cover"]) == sorted(name for _, name in left)
    assert [kind for person_id, _, kind, _ in kept["notices"] if person_id == house.lead[0]].count("hand-up") == 1


@pytest.mark.slow
def test_a_database_locked_for_longer_says_not_sent_and_a_retry_asks_once(folder: Path, counted: Count) -> None:
    key = str(uuid4())
    with House(folder) as house:
        house.start()
        with write_lock(house, 40.0), ThreadPoolExecutor(2) as people:
            asked = people.submit(house.ask_for_moment, house.agents[1][1], key, 60)
            posted = people.submit(house.send_segments, [turn(1)])
            (status, headers, body), (post_status, post_headers, post_body) = asked.result(), posted.result()
        assert not house.ledger()["moments"]
        again, post_again = house.ask_for_moment(house.agents[1][1], key)[0], house.send_segments([turn(1)])[0]
        once_more = house.ask_for_moment(house.agents[1][1], key)[0]
        kept = house.ledger()
    counted(f"locked 40 s, SQLite: moment {status} then {again}, post {post_status} then {post_again}, kept once each")
    assert (status, headers["retry-after"]) == (503, "2")
    assert b"Back in a few minutes" in body
    assert (post_status, post_headers["retry-after"]) == (503, "1")
    assert json.loads(post_body)["code"] == "unavailable"
    assert (again, once_more, post_again) == (200, 200, 202)
    assert kept["moments"] == [key]
    assert len(kept["segments"]) == 1


@pytest.mark.slow
def test_a_slow_database_loses_nothing(folder: Path, counted: Count) -> None:
    """Another process takes the lock for 200 ms out of every 250."""
    over = threading.Event()
    with House(folder) as house:
        house.start()

        def hog() -> None:
            while not over.is_set():
                with write_lock(house, 0.2):
                    over.wait(0.2)
                time.sleep(0.05)

        hogging = threading.Thread(target=hog)
        hogging.start()
        keys, took = [str(uuid4()) for _ in range(12)], []
        for number, key in enumerate(keys):
            began = time.monotonic()
            assert house.ask_for_moment(house.agents[1][1], key)[0] == 200
            assert house.send_segments([turn(number)])[0] == 202
            took.append(time.monotonic() - began)
        over.set()
        hogging.join()
        kept = house.ledger()
    counted(f"slow, SQLite: 12 moments and 12 posts, the slowest pair {max(took):.1f} s, 0 errors")
    assert set(kept["moments"]) == set(keys)
    assert len(kept["segments"]) == 12


@pytest.mark.slow
@pytest.mark.db
def test_a_postgresql_that_is_away_gets_503_everywhere_and_is_welcome_back(fresh_postgresql: str, folder: Path) -> None:
    with House(folder, database_url=fresh_postgresql) as house:
        house.start()
        key = str(uuid4())
        assert house.ask_for_moment(house.agents[1][1], key)[0] == 200
        name = fresh_postgresql.partition("?")[0].rpartition("/")[2]
        server = fresh_postgresql.replace(f"/{name}", "/postgres")
        with psycopg.connect(server, autocommit=True) as other:
            other.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")  # type: ignore[arg-type]
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            second = str(uuid4())
            with ThreadPoolExecutor(4) as people:
                moment = people.submit(house.ask_for_moment, house.agents[1][1], second, 60)
                post = people.submit(house.send_segments, [turn(1)], 60)
                stream = people.submit(house.ask, "GET", "/live/", headers=house.page_headers(house.agents[1][1]))
                answers = [each.result() for each in (moment, post, stream)]
            other.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")  # type: ignore[arg-type]
        assert [status for status, _, _ in answers] == [503] * 3
        assert all(headers["retry-after"] for _, headers, _ in answers)
        until = time.monotonic() + 60
        while house.ask_for_moment(house.agents[1][1], second)[0] != 200 and time.monotonic() < until:
            time.sleep(0.5)
        assert house.send_segments([turn(1)])[0] == 202
        kept = house.ledger()
    assert set(kept["moments"]) == {key, second}
    assert len(kept["segments"]) == 1
