"""How many customer turns a second are heard and durable, in batches of 100 and one by one.

    python -m bench.ingest

Starts a server of its own in a temporary folder, on SQLite. "Durable" means that the 202 came, which is sent after the
commit has been synced. The senders run in this process, so on two cores they take their share of the machine.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from web.tests.process.floor import Server, free_port, without_safe_sqlite

from bench.rows import Row, percentile, show
from bench.sending import batches, post_all

ROOT = Path(__file__).resolve().parent.parent

STAGE = ROOT / "web" / "tests" / "journeys" / "stage.py"


def staged(server: Server) -> str:
    """Hire the cast on a server and give the token of its source."""
    env = {**server.env, "PYTHONPATH": os.pathsep.join([str(ROOT), server.env.get("PYTHONPATH", "")])}
    done = subprocess.run([sys.executable, str(STAGE)], env=env, capture_output=True, text=True, check=True)  # noqa: S603
    return str(json.loads(done.stdout)["token"])


LOADS = (
    ("batches of 100, 4 senders", 100, 4, 30_000),
    ("batches of 100, 1 sender", 100, 1, 15_000),
    ("one by one, 32 senders", 1, 32, 5_000),
    ("one by one, 1 sender", 1, 1, 1_000),
)
NOTHING = """
async def app(scope, receive, send):
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 202, "headers": []})
    await send({"type": "http.response.body", "body": b"{}"})
"""


@contextmanager
def empty_endpoint() -> Iterator[int]:
    """Serve an endpoint that reads the body and says 202: what senders and parser cost by themselves."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "nothing.py").write_text(NOTHING)
        port = free_port()
        command = [sys.executable, "-m", "uvicorn", "nothing:app", "--port", str(port), "--log-level", "critical"]
        process = subprocess.Popen(command, cwd=folder)  # noqa: S603
        try:
            time.sleep(1.5)
            yield port
        finally:
            process.terminate()
            process.wait(10)


def loads(port: int, token: str, group: str, floor: dict[str, float]) -> list[Row]:
    """Send every load and give a row for each, beside the empty endpoint where that was measured."""
    rows = []
    for label, size, senders, number in LOADS:
        bodies = batches(turns_in_all=number, size=size, contacts=500, hostile=0.05, seed=number + senders)
        seconds, took = post_all(port, token, bodies, senders=senders)
        rate = number / seconds
        beside = floor.get(label)
        ratio = rate / beside if beside else None
        rows.append(Row(group, label, rate, "turns/s", "the empty endpoint" if beside else "", ratio))
        rows.append(Row(group, f"  answer p99, {label}", 1000 * percentile(took, 0.99), "ms"))
    return rows


def measure() -> list[Row]:
    """Measure and give the rows: an empty endpoint, WAL+FULL, and DELETE+EXTRA."""
    with empty_endpoint() as port:
        empty = loads(port, "none", "empty ASGI endpoint", {})
    floor = {row.name: row.value for row in empty if row.unit == "turns/s"}
    rows = list(empty)
    for group, fallback in (("durable ingest, WAL+FULL", False), ("durable ingest, DELETE+EXTRA", True)):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(Path(folder))
            if fallback:
                server.env |= without_safe_sqlite(Path(folder) / "without")
            with server:
                token = staged(server)
                post_all(
                    server.port, token, batches(turns_in_all=2_000, size=100, contacts=200, hostile=0.05), senders=2
                )
                rows += loads(server.port, token, group, floor)
    return rows


if __name__ == "__main__":
    show(measure())
