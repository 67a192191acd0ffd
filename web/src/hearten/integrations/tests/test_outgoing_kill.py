"""A real worker is killed while a real receiver is answering: late by one lease, never lost, doubled only by id."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

import hearten.work

HERE = Path(__file__).parent
WORKER = Path(hearten.work.__file__).parent / "tests" / "at_work.py"
LEASE = 1.0
COUNT = 6
pytestmark = pytest.mark.process


class Exchange:
    """A phone system that takes a little while over each event, and answers only while ``answers`` is set."""

    def __init__(self) -> None:
        self.came: list[str] = []
        self.answers = threading.Event()
        exchange = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                exchange.came.append(self.headers["webhook-id"])
                exchange.answers.wait(20)
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_: object) -> None:
                pass

        self.server = Quiet(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()


@pytest.fixture
def exchange() -> Iterator[Exchange]:
    made = Exchange()
    yield made
    made.answers.set()
    made.server.shutdown()
    made.server.server_close()


def hire(env: dict[str, str]) -> subprocess.Popen[str]:
    worker = subprocess.Popen(
        [sys.executable, str(WORKER), "work", str(LEASE)], env=env, stdout=subprocess.PIPE, text=True
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == "at work\n"
    return worker


def kill(worker: subprocess.Popen[str]) -> None:
    worker.send_signal(signal.SIGKILL)
    worker.wait(10)
    assert worker.stdout is not None
    worker.stdout.close()


def wait_for(count: int, exchange: Exchange, within: float = 20) -> None:
    until = time.monotonic() + within
    while len(set(exchange.came)) < count:
        assert time.monotonic() < until, exchange.came
        time.sleep(0.01)


def test_a_worker_killed_between_the_effect_and_the_mark_loses_nothing(tmp_path: Path, exchange: Exchange) -> None:
    env = {name: value for name, value in os.environ.items() if name not in {"HEARTEN_DATABASE_URL", "HEARTEN_DEMO"}}
    env |= {
        "HEARTEN_DATA": str(tmp_path),
        "HEARTEN_OUTGOING_PORTS": str(exchange.port),
        "DJANGO_SETTINGS_MODULE": "hearten.config.settings",
    }
    subprocess.run([sys.executable, "-m", "django", "migrate", "--verbosity", "0"], env=env, check=True, timeout=120)
    url = f"http://127.0.0.1:{exchange.port}/hook"
    subprocess.run(
        [sys.executable, str(HERE / "outgoing_at_work.py"), url, str(COUNT)], env=env, check=True, timeout=60
    )
    first = hire(env)
    wait_for(2, exchange)  # two of one receiver at once: they have it, and the worker has not heard so
    kill(first)
    under_way = Counter(exchange.came)
    exchange.answers.set()
    second = hire(env)
    try:
        wait_for(COUNT, exchange)
        time.sleep(LEASE * 2)  # whatever would come once more has its chance
    finally:
        kill(second)
    assert len(under_way) == 2
    assert Counter(exchange.came) == Counter({name: 1 + under_way[name] for name in set(exchange.came)})
