import sys
import uuid
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.tasks import TaskResultStatus
from django.tasks.exceptions import TaskResultDoesNotExist
from django.utils import timezone

from hearten.work import actions, lease, queries
from hearten.work.models import QueuedTask
from hearten.work.rules import LONGEST_PAUSE, MOST_ATTEMPTS, pause_after
from hearten.work.running import LOST, Tasks, perform

sys.path.insert(0, str(Path(__file__).parent))  # a task is found by its path, here as in a worker's process
errands = import_module("errands")

LEASE = timedelta(seconds=60)


def take(limit: int = 10, *, after: timedelta = timedelta()) -> list[QueuedTask]:
    return lease.claim(QueuedTask, now=timezone.now() + after, lease=LEASE, limit=limit)


def run_all(*, after: timedelta = timedelta()) -> int:
    pieces = Tasks().take(100, now=timezone.now() + after, lease=LEASE)
    for piece in pieces:
        piece.run()
    return len(pieces)


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA = tmp_path


@pytest.mark.django_db
class TestATask:
    def test_waits_then_runs_and_tells_what_it_gave(self) -> None:
        result = errands.deliver.enqueue(21)
        assert result.status == TaskResultStatus.READY
        assert run_all() == 1
        result.refresh()
        assert (result.status, result.return_value, result.attempts) == (TaskResultStatus.SUCCESSFUL, 42, 1)
        assert run_all() == 0

    def test_of_a_transaction_that_failed_never_runs(self) -> None:
        with transaction.atomic():
            errands.deliver.enqueue(1)
            transaction.set_rollback(True)
        assert run_all() == 0

    def test_that_raises_is_tried_again_later_and_its_words_are_kept_nowhere(
        self, caplog: pytest.LogCaptureFixture
    ) -> None:
        result = errands.fail.enqueue("a secret")
        run_all()
        row = QueuedTask.objects.get()
        assert row.due_at is not None
        assert timezone.now() < row.due_at < timezone.now() + timedelta(seconds=4)
        result.refresh()
        assert result.status == TaskResultStatus.READY
        assert result.errors[0].exception_class is ValueError
        assert "a secret" not in caplog.text + result.errors[0].traceback + row.error

    def test_is_given_up_after_the_last_attempt(self) -> None:
        result = errands.fail.enqueue("x")
        for number in range(MOST_ATTEMPTS):
            assert run_all(after=timedelta(hours=number)) == 1
        assert run_all(after=timedelta(days=1)) == 0
        result.refresh()
        assert (result.status, result.attempts) == (TaskResultStatus.FAILED, MOST_ATTEMPTS)
        assert queries.backlog(timezone.now()).given_up == 1

    def test_that_kills_every_worker_is_given_up_without_running_once_more(self, tmp_path: Path) -> None:
        result = errands.deliver.enqueue(1)
        QueuedTask.objects.update(attempts=MOST_ATTEMPTS)
        run_all()
        result.refresh()
        assert result.status == TaskResultStatus.FAILED
        assert result.errors[0].exception_class_path == LOST
        assert not (tmp_path / "effects").exists()

    def test_unknown_to_this_version_waits_for_one_that_knows_it(self) -> None:
        errands.deliver.enqueue(1)
        QueuedTask.objects.update(path="errands.of_tomorrow")
        run_all()
        row = QueuedTask.objects.get()
        assert (row.status, row.finished_at, row.error) == (TaskResultStatus.READY, None, "builtins.ImportError")

    def test_meant_for_later_waits_until_then(self) -> None:
        errands.deliver.using(run_after=timezone.now() + timedelta(minutes=5)).enqueue(1)
        assert run_all() == 0
        assert run_all(after=timedelta(minutes=6)) == 1

    def test_that_is_more_urgent_is_taken_first(self) -> None:
        for number, priority in ((1, 0), (2, 50), (3, -5)):
            errands.deliver.using(priority=priority).enqueue(number)
        order = [row.args for _ in range(3) for piece in Tasks().take(1, now=timezone.now(), lease=LEASE)
                 for row in [QueuedTask.objects.get(pk=piece.row.pk)]]  # fmt: skip
        assert order == [[2], [1], [3]]

    def test_may_ask_for_its_context_or_be_a_coroutine(self) -> None:
        first, second = errands.which_attempt.enqueue(), errands.wait_a_little.enqueue("well")
        run_all()
        first.refresh()
        second.refresh()
        assert (first.return_value, second.return_value) == (1, "well")

    def test_nobody_knows_is_not_there(self) -> None:
        for wrong in ("x", uuid.uuid4().hex):
            with pytest.raises(TaskResultDoesNotExist):
                errands.deliver.get_result(wrong)

    def test_is_forgotten_a_day_after_it_was_done_and_not_while_it_waits(self) -> None:
        errands.deliver.enqueue(1)
        run_all()
        errands.deliver.enqueue(2)
        assert actions.forget_old(timezone.now() + timedelta(hours=23)) == 0
        assert actions.forget_old(timezone.now() + timedelta(hours=25)) == 1
        assert queries.backlog(timezone.now()).waiting == 1


@pytest.mark.django_db
class TestALease:
    def test_keeps_others_away_until_it_is_over(self) -> None:
        result = errands.deliver.enqueue(1)
        assert len(take()) == 1
        result.refresh()
        assert result.status == TaskResultStatus.RUNNING
        assert take(after=timedelta(seconds=59)) == []
        assert len(take(after=timedelta(seconds=61))) == 1

    def test_that_is_renewed_lasts_longer(self) -> None:
        errands.deliver.enqueue(1)
        rows = take()
        lease.renew(rows, until=timezone.now() + timedelta(seconds=200))
        assert take(after=timedelta(seconds=190)) == []

    def test_lost_to_another_worker_lets_the_late_one_mark_nothing(self, caplog: pytest.LogCaptureFixture) -> None:
        errands.deliver.enqueue(1)
        [late] = take()
        [taken_over] = take(after=timedelta(seconds=61))
        perform(late)
        row = QueuedTask.objects.get()
        assert (row.finished_at, row.lease_by) == (None, taken_over.lease_by)
        assert "taken over" in caplog.text
        lease.renew([late], until=timezone.now() + timedelta(days=1))
        row.refresh_from_db()
        assert row.lease_until == taken_over.lease_until
        perform(taken_over)
        row.refresh_from_db()
        assert (row.status, row.attempts, row.lease_by) == (TaskResultStatus.SUCCESSFUL, 2, None)

    def test_takes_no_more_than_asked_for_and_the_oldest_first(self) -> None:
        for number in range(5):
            errands.deliver.enqueue(number)
        assert [row.args for row in take(2)] == [[0], [1]]
        assert [row.args for row in take(10)] == [[2], [3], [4]]


class TestThePause:
    def test_doubles_and_is_spread_and_has_an_end(self) -> None:
        middle = [pause_after(attempts, jitter=0.5) for attempts in range(1, MOST_ATTEMPTS)]
        assert middle[:3] == [timedelta(seconds=2), timedelta(seconds=4), timedelta(seconds=8)]
        assert max(filter(None, middle)) == LONGEST_PAUSE
        assert pause_after(3, jitter=0) == timedelta(seconds=4)
        assert pause_after(3, jitter=1) == timedelta(seconds=12)
        assert pause_after(MOST_ATTEMPTS, jitter=0.5) is None
