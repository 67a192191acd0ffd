"""Goal G-15 on the real server: among ten bad bodies for each sound one, nothing fails and each sound one counts."""

import http.client
import json
import random
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from web.tests.hostile.document import document, fits, schema
from web.tests.hostile.payloads import Keys, Throw, malformed, sound
from web.tests.process.floor import Server

ROOT = Path(__file__).resolve().parents[3]
SLOWEST_S = 2.0
SENDERS = 3
pytestmark = pytest.mark.process


@dataclass(slots=True)
class Result:
    """What a flood left behind."""

    statuses: Counter[int] = field(default_factory=Counter)
    slowest: float = 0.0
    slow: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@pytest.fixture
def staged(tmp_path: Path) -> Iterator[tuple[Server, Keys]]:
    server = Server(tmp_path)
    with server:
        env = {**server.env, "PYTHONPATH": str(ROOT)}
        program = str(Path(__file__).with_name("stage.py"))
        done = subprocess.run(
            [sys.executable, program], env=env, capture_output=True, text=True, check=True, timeout=90
        )
        time.sleep(2.1)  # the book of sources is read again at most every two seconds
        yield server, json.loads(done.stdout)


def send(line: http.client.HTTPConnection, throw: Throw) -> tuple[int, bytes]:
    """Send one request as it is, odd headers and all, over a line that is kept."""
    line.putrequest(throw.method, throw.path, skip_host="Host" in throw.headers)
    for name, value in throw.headers.items():
        line.putheader(name, value.encode("latin-1", errors="replace"))
    line.putheader("Content-Length", str(len(throw.body)))
    line.endheaders(throw.body)
    answer = line.getresponse()
    return answer.status, answer.read()


def throw_all(server: Server, throws: list[Throw], result: Result) -> None:
    """Send a share of the flood, one after the other, and judge each answer."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    for throw in throws:
        began = time.monotonic()
        try:
            status, body = send(line, throw)
        except (http.client.HTTPException, OSError):
            line.close()  # a refused body or head may end the line; the request is sent once more on a new one
            status, body = send(line, throw)
        took = time.monotonic() - began
        result.statuses[status] += 1
        result.slowest = max(result.slowest, took)
        if took > SLOWEST_S:
            result.slow.append(f"{took:.1f} s, {status}: {throw.path} {throw.headers} {throw.body[:80]!r}")
        if fault := judge(throw, status, body):
            result.faults.append(
                f"{fault}: {status} {body[:200]!r} to {throw.path} {throw.headers} {throw.body[:300]!r}"
            )
    line.close()


def judge(throw: Throw, status: int, body: bytes) -> str:
    """Say what is wrong with an answer, or nothing."""
    if status >= 500:
        return "a 5xx"
    if throw.key and status != 202:
        return "a sound body was refused"
    if throw.method == "HEAD" or (status == 400 and not body.startswith(b"{")):
        return ""  # the server's own answer to a head that is none
    if str(status) not in document()["paths"]["/ingest/{source}/"]["post"]["responses"]:
        return "an undocumented status"
    if not fits(schema("Answer" if status == 202 else "Refusal"), json.loads(body)):
        return "an undocumented answer"
    return ""


def flood(server: Server, keys: Keys, *, bad: int, good: int, seed: str) -> Result:
    """Throw bad and sound requests in one shuffled row; a third of the sound ones twice."""
    dice = random.Random(seed)
    throws = [malformed(number, keys, dice) for number in range(bad)]
    throws += [sound(number, keys) for number in range(good)]
    throws += [sound(number, keys) for number in range(0, good, 3)]
    dice.shuffle(throws)
    results = [Result() for _ in range(SENDERS)]
    with ThreadPoolExecutor(SENDERS) as pool:
        list(pool.map(throw_all, [server] * SENDERS, [throws[n::SENDERS] for n in range(SENDERS)], results))
    whole = Result()
    for each in results:
        whole.statuses += each.statuses
        whole.slowest = max(whole.slowest, each.slowest)
        whole.slow += each.slow
        whole.faults += each.faults
    return whole


def applied(server: Server, table: str) -> Counter[tuple[str, str]]:
    """Count the rows of sound contacts: segments by (contact, segment), or cues by contact."""
    column = "segment_id" if table == "listening_heardsegment" else "kind"
    with closing(sqlite3.connect(server.data / "hearten.sqlite3", timeout=10)) as database:
        rows = database.execute(
            f"SELECT c.external_id, x.{column} FROM {table} x JOIN listening_contact c ON c.id = x.contact_id"  # noqa: S608
            " WHERE c.external_id LIKE 'sound-%'"
        )
        return Counter((contact, value) for contact, value in rows)


def check(server: Server, keys: Keys, result: Result, good: int) -> None:
    """Hold a flood to the goal."""
    assert result.faults == []
    assert result.slow == []
    wanted = Counter(sound(number, keys).key for number in range(good))
    assert applied(server, "listening_heardsegment") == wanted
    cues = applied(server, "listening_cue")
    assert set(cues.values()) == {1}
    assert {contact for contact, _ in cues} == {contact for contact, _ in wanted}


def test_a_thousand_bad_bodies_harm_none_of_a_hundred_sound_ones(staged: tuple[Server, Keys]) -> None:
    server, keys = staged
    result = flood(server, keys, bad=1_000, good=100, seed="commit")
    check(server, keys, result, 100)
    assert {202, 400, 401, 413, 415, 422} <= set(result.statuses)


@pytest.mark.slow
def test_ten_thousand_bad_bodies_harm_none_of_a_thousand_sound_ones(staged: tuple[Server, Keys]) -> None:
    server, keys = staged
    day = datetime.now(UTC).date().isoformat()
    result = flood(server, keys, bad=10_000, good=1_000, seed=day)
    statuses = ", ".join(f"{count} × {status}" for status, count in sorted(result.statuses.items()))
    print(  # noqa: T201
        f"\n{day} /ingest/: 10,000 malformed and 1,000 sound bodies, {len(result.faults)} faults, "
        f"{len(result.slow)} above 2 s, slowest {result.slowest:.2f} s; {statuses}"
    )
    check(server, keys, result, 1_000)


def test_a_judge_sees_a_5xx_and_a_refused_sound_body() -> None:
    assert judge(Throw("/ingest/desk/", b""), 500, b"{}") == "a 5xx"
    assert judge(Throw("/ingest/desk/", b"", key=("sound-1", "1")), 400, b"{}") == "a sound body was refused"
    assert judge(Throw("/ingest/desk/", b""), 418, b"{}") == "an undocumented status"
    assert judge(Throw("/ingest/desk/", b""), 400, b'{"code": "x"}') == "an undocumented answer"
