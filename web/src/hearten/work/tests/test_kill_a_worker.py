"""Worker processes that are killed while they work: what was asked for is done, late by a lease at most."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
LEASE = 1.0
pytestmark = pytest.mark.process


class Floor:
    """Worker processes on one SQLite folder of their own, whatever the suite itself runs on."""

    def __init__(self, data: Path) -> None:
        self.data = data
        dropped = {"HEARTEN_DATABASE_URL", "HEARTEN_DEMO"}
        self.env = {name: value for name, value in os.environ.items() if name not in dropped}
        self.env |= {"HEARTEN_DATA": str(data), "DJANGO_SETTINGS_MODULE": "hearten.config.settings"}
        self.workers: list[subprocess.Popen[str]] = []
        self._call("-m", "django", "migrate", "--verbosity", "0")

    def _call(self, *arguments: object) -> None:
        subprocess.run([sys.executable, *map(str, arguments)], env=self.env, check=True, timeout=120)

    def enqueue(self, first: int, count: int, seconds: float) -> None:
        self._call(HERE / "at_work.py", "enqueue", first, count, seconds)

    def hire(self) -> subprocess.Popen[str]:
        command = [sys.executable, str(HERE / "at_work.py"), "work", str(LEASE)]
        worker = subprocess.Popen(command, env=self.env, stdout=subprocess.PIPE, text=True)
        assert worker.stdout is not None
        assert worker.stdout.readline() == "at work\n"
        self.workers.append(worker)
        return worker

    def kill(self, worker: subprocess.Popen[str]) -> None:
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
        assert worker.stdout is not None
        worker.stdout.close()
        self.workers.remove(worker)

    def left(self, folder: str) -> list[str]:
        place = self.data / folder
        return sorted(path.name for path in place.iterdir()) if place.exists() else []

    def until(self, effects: int, within: float = 60.0) -> float:
        began = time.monotonic()
        while len(self.left("effects")) < effects:
            assert time.monotonic() - began < within, self.left("effects")
            time.sleep(0.02)
        return time.monotonic() - began


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    made = Floor(tmp_path)
    yield made
    for worker in list(made.workers):
        made.kill(worker)


def test_a_killed_worker_delays_by_one_lease_and_loses_nothing(floor: Floor) -> None:
    floor.enqueue(0, 4, 0.5)
    worker = floor.hire()
    while len(floor.left("begun")) < 4:
        time.sleep(0.01)
    floor.kill(worker)
    assert floor.left("effects") == []
    floor.hire()
    assert floor.until(4) < LEASE + 0.5 + 3.0
    assert len(floor.left("begun")) == 8


def kills(floor: Floor, cycles: int) -> None:
    """Two workers on one queue; again and again one of them is killed and another hired."""
    random.seed(cycles)
    asked = 0
    floor.hire()
    floor.hire()
    for _ in range(cycles):
        floor.enqueue(asked, 10, 0.01)
        asked += 10
        time.sleep(random.uniform(0, 0.15))
        floor.kill(random.choice(floor.workers))
        floor.hire()
    floor.until(asked, within=LEASE * 5 + 60)
    time.sleep(LEASE * 2)  # whatever would be done once more has its chance
    assert floor.left("effects") == sorted(map(str, range(asked)))
    begun = len(floor.left("begun"))
    # A kill can cost each of the four pieces under way a second run, and nothing else may run twice.
    assert asked <= begun <= asked + 4 * cycles


def test_five_kills_among_two_workers_lose_nothing(floor: Floor) -> None:
    kills(floor, 5)


@pytest.mark.slow
def test_a_hundred_kills_among_two_workers_lose_nothing(floor: Floor) -> None:
    kills(floor, 100)
