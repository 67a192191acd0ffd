"""A thousand open desks while 250 turns a second arrive, 5 % of them raising a cue.

    HEARTEN_CHROMIUM=/path/to/chromium python -m bench.desks

999 raw streams and one real Chromium. Measures: turn posted → notice on the stream (the sender's clock starts before
the POST), turn posted → cue painted in Chromium, resident memory for each stream, and the threads and handles they add.
Everything runs on the one machine, the senders and the 999 clients in this process; Linux only, it reads /proc.
"""

import asyncio
import http.client
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from web.tests.process.floor import Listener, Server

from bench.ingest import ROOT, staged
from bench.painted import at_her_desk
from bench.rows import Row, percentile, show
from bench.streams import Reading, open_all

DESKS = 999
TURNS_A_SECOND = 250
SECONDS = 20
CALM, HOSTILE = "good morning I would like to ask about my invoice", "you are a useless idiot"


@dataclass
class Posted:
    """When each hostile turn was posted, per agent, until its cue is heard of."""

    waiting: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    took: list[float] = field(default_factory=list)
    painted: list[float] = field(default_factory=list)


class Desk(Listener):
    """A raw stream that times each cue it hears of."""

    def __init__(self, port: int, session_key: str, agent: str, posted: Posted) -> None:
        super().__init__(port, session_key)
        self.agent, self.posted = agent, posted

    def _take(self, frame: dict[str, str]) -> None:
        super()._take(frame)
        if frame.get("event", "message") == "message" and self.heard and self.heard[-1].get("kind") == "cue":
            waiting = self.posted.waiting[self.agent]
            if waiting:
                self.posted.took.append(1000 * (time.time() - waiting.popleft()))


def send_a_day(port: int, token: str, agents: list[str], posted: Posted) -> None:
    """Post 250 turns a second, one by one, each hostile one in a contact of its own."""
    pick = random.Random(5)  # noqa: S311 - a day, not a secret
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    headers = {"Authorization": f"Bearer {token}"}
    began = time.monotonic()
    for number in range(TURNS_A_SECOND * SECONDS):
        time.sleep(max(0.0, began + number / TURNS_A_SECOND - time.monotonic()))
        hostile = number % 20 == 0
        agent = pick.choice(agents)
        turn: dict[str, Any] = {
            "conversation": f"hostile-{number}" if hostile else f"calm-{agent}",
            "segment_id": str(number),
            "role": "customer",
            "text": HOSTILE if hostile else CALM,
            "agent": agent,
        }
        if hostile:
            posted.waiting[agent].append(time.time())
        connection.request("POST", "/ingest/desk/", json.dumps(turn), headers)
        connection.getresponse().read()


async def with_streams(
    server: Server, token: str, pairs: list[list[str]], page: Any
) -> tuple[Posted, Reading, Reading]:
    """Open every stream, send the day, and read the process before and with them."""
    assert server.process
    posted = Posted()
    desks = [Desk(server.port, key, agent, posted) for agent, key in pairs]
    before = Reading.of(server.process.pid)
    tasks = await open_all(desks)
    await asyncio.sleep(3)
    during = Reading.of(server.process.pid)
    agents = [agent for agent, _ in pairs]
    await asyncio.gather(
        asyncio.to_thread(send_a_day, server.port, token, agents, posted),
        asyncio.to_thread(page, posted),
    )
    await asyncio.sleep(1)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    return posted, before, during


def in_chromium(server: Server, token: str) -> Any:
    """Give what the browser's thread does while the day goes on: cues at Ana's desk, timed until painted."""

    def watch(posted: Posted) -> None:
        with at_her_desk(server) as post_and_wait:
            numbers = count()
            until = time.monotonic() + SECONDS
            while time.monotonic() < until:
                posted.painted.append(post_and_wait(token, next(numbers)))
                time.sleep(0.5)

    return watch


def measure() -> list[Row]:
    """Measure and give the rows."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory() as folder, Server(Path(folder)) as server:
        token = staged(server)
        env = {**server.env, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "bench.floor_of", str(DESKS)]
        pairs = json.loads(subprocess.run(command, env=env, capture_output=True, check=True, text=True).stdout)  # noqa: S603
        posted, before, during = asyncio.run(with_streams(server, token, pairs, in_chromium(server, token)))
    group = f"{DESKS + 1} desks, {TURNS_A_SECOND} turns/s, 5 % cues"
    lost = sum(len(waiting) for waiting in posted.waiting.values())
    rows = [
        Row(group, f"turn → notice p{share * 100:.0f}", percentile(posted.took, share), "ms") for share in (0.5, 0.99)
    ]
    rows += [
        Row(group, f"turn → cue painted p{share * 100:.0f}", percentile(posted.painted, share), "ms")
        for share in (0.5, 0.99)
    ]
    return [
        *rows,
        Row(group, "cues not heard of", float(lost), f"of {len(posted.took) + lost}"),
        Row(group, "memory for each stream", (during.resident_kb - before.resident_kb) / DESKS, "KB"),
        Row(group, "threads more than before", float(during.threads - before.threads), ""),
        Row(group, "database handles more than before", float(during.database_handles - before.database_handles), ""),
    ]


if __name__ == "__main__":
    if "HEARTEN_CHROMIUM" not in os.environ:
        sys.exit("HEARTEN_CHROMIUM must name the browser.")
    show(measure())
