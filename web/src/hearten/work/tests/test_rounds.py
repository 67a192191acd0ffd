"""Periodic work, and the worker as threads."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from hearten.work import bell, queries
from hearten.work.models import PeriodicRun
from hearten.work.periodic import Periodic, Rounds
from hearten.work.worker import Duty, Pace, Worker

QUICK = Pace(poll=0.02, lease=0.5, renew=0.1)
LEASE = timedelta(seconds=60)


def until(true: Callable[[], object], within: float = 10.0) -> bool:
    end = time.monotonic() + within
    while not true() and time.monotonic() < end:
        time.sleep(0.005)
    return bool(true())


@contextmanager
def working(*duties: Duty, pace: Pace = QUICK) -> Iterator[Worker]:
    worker = Worker(duties, pace)
    worker.start()
    try:
        yield worker
    finally:
        worker.stop(patience=5)


def rounds(run: Callable[[datetime], object], every: timedelta = timedelta(hours=1), name: str = "sweep") -> Rounds:
    return Rounds([Periodic(name, every, run)], first_after=0)


def take(duty: Rounds, *, after: timedelta = timedelta()) -> list[Callable[[], object]]:
    return [piece.run for piece in duty.take(10, now=timezone.now() + after, lease=LEASE)]


@pytest.mark.django_db
class TestARound:
    def test_is_begun_by_one_of_two_processes(self) -> None:
        one, other = rounds(print), rounds(print)
        assert (len(take(one)), len(take(other))) == (1, 0)

    def test_is_due_again_a_period_after_it_was_done_and_not_before(self) -> None:
        duty = rounds(lambda _: None)
        [run] = take(duty)
        run()
        assert take(duty, after=timedelta(minutes=59)) == []
        assert len(take(duty, after=timedelta(minutes=61))) == 1

    def test_of_a_killed_worker_is_begun_again_after_one_lease(self) -> None:
        duty = rounds(print)
        assert len(take(duty)) == 1
        assert take(duty, after=timedelta(seconds=59)) == []
        assert len(take(duty, after=timedelta(seconds=61))) == 1

    def test_that_failed_is_named_as_failing_until_it_goes_well(self, caplog: pytest.LogCaptureFixture) -> None:
        def fail(_now: datetime) -> None:
            raise ValueError("words of a customer")

        take(rounds(fail))[0]()
        assert queries.backlog(timezone.now()).failing == ("sweep",)
        assert "Could not sweep (ValueError)" in caplog.text
        assert "words of a customer" not in caplog.text
        PeriodicRun.objects.update(due_at=timezone.now())
        take(rounds(lambda _: None))[0]()
        assert queries.backlog(timezone.now()).failing == ()

    def test_is_not_put_off_for_long_by_a_clock_that_was_put_back(self) -> None:
        duty = rounds(lambda _: None, every=timedelta(minutes=10))
        take(duty, after=timedelta())[0]()
        PeriodicRun.objects.update(due_at=timezone.now() + timedelta(hours=1))
        assert len(take(duty)) == 1

    def test_is_not_begun_twice_by_a_machine_whose_clock_is_a_little_behind(self) -> None:
        duty = rounds(lambda _: None)
        take(duty)[0]()
        assert take(duty, after=-timedelta(seconds=50)) == []

    def test_waits_for_a_quiet_start(self) -> None:
        assert Rounds([Periodic("sweep", LEASE, print)], first_after=60).take(1, now=timezone.now(), lease=LEASE) == []


@pytest.mark.django_db(transaction=True)
class TestAWorker:
    def test_goes_on_after_an_error_in_one_entry(self) -> None:
        runs: list[str] = []

        def fail(_now: datetime) -> None:
            runs.append("failing")
            raise ValueError

        often = timedelta(milliseconds=20)
        entries = [Periodic("fail", often, fail), Periodic("go on", often, lambda _: runs.append("going on"))]
        with working(Rounds(entries, first_after=0)):
            assert until(lambda: runs.count("failing") > 2 < runs.count("going on"))

    def test_holds_on_to_what_takes_longer_than_a_lease(self) -> None:
        begun: list[int] = []
        may_end = threading.Event()

        def slow(_now: datetime) -> None:
            begun.append(1)
            may_end.wait(10)

        with working(rounds(slow)), working(rounds(slow)):
            assert until(lambda: begun)
            time.sleep(1.5)  # three leases
            may_end.set()
        assert len(begun) == 1

    def test_waits_for_a_hanging_piece_no_longer_than_it_says(self) -> None:
        begun, may_end = threading.Event(), threading.Event()

        def hang(_now: datetime) -> None:
            begun.set()
            may_end.wait(10)

        worker = Worker([rounds(hang)], QUICK)
        worker.start()
        assert begun.wait(10)
        began = time.monotonic()
        worker.stop(patience=0.1)
        assert time.monotonic() - began < 1
        may_end.set()
        assert until(lambda: not [each for each in threading.enumerate() if each.name == "periodic"])

    def test_comes_through_a_time_without_a_database(self, caplog: pytest.LogCaptureFixture) -> None:
        class Broken:
            name = "broken"
            width = 1
            looks = 0

            def take(self, *_: object, **__: object) -> list[object]:
                self.looks += 1
                raise OSError("secret words")

        broken = Broken()
        with working(broken):  # type: ignore[arg-type]
            assert until(lambda: broken.looks > 2)
        assert "could not look for work (OSError)" in caplog.text
        assert "secret words" not in caplog.text

    def test_is_woken_at_once_by_the_bell(self) -> None:
        looks: list[float] = []

        class Looking:
            name = "looking"
            width = 1

            def take(self, *_: object, **__: object) -> list[object]:
                looks.append(time.monotonic())
                return []

        with working(Looking(), pace=Pace(poll=30)):  # type: ignore[arg-type]
            assert until(lambda: looks)
            bell.ring()
            assert until(lambda: len(looks) > 1, within=5)
