"""Many threads on one queue, each with its own connection, as many processes would be."""

from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone
from web.tests.together import all_at_once

from hearten.work import lease
from hearten.work.models import PeriodicRun, QueuedTask
from hearten.work.periodic import Periodic, Rounds

LEASE = timedelta(seconds=60)
pytestmark = pytest.mark.django_db(transaction=True)


def test_no_row_is_taken_twice_and_none_is_left() -> None:
    now = timezone.now()
    QueuedTask.objects.bulk_create(
        QueuedTask(path="x.y", queue="default", enqueued_at=now, due_at=now) for _ in range(200)
    )
    taken: list[int] = []

    def take_all() -> None:
        while rows := lease.claim(QueuedTask, now=now, lease=LEASE, limit=7):
            taken.extend(row.pk for row in rows)

    all_at_once(lambda _: take_all())
    assert len(taken) == 200
    assert Counter(taken).most_common(1)[0][1] == 1
    assert set(QueuedTask.objects.values_list("attempts", flat=True)) == {1}


def test_a_round_that_many_begin_at_once_for_the_first_time_is_begun_by_one() -> None:
    now = timezone.now()
    begun: list[str] = []

    def look() -> None:
        duty = Rounds([Periodic("sweep", timedelta(hours=1), lambda _: None)], first_after=0)
        begun.extend(piece.row.pk for piece in duty.take(4, now=now, lease=LEASE))

    all_at_once(lambda _: look())
    assert begun == ["sweep"]
    assert PeriodicRun.objects.get().attempts == 1
