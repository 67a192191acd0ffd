"""Notices: numbered per person without gaps, written with the change or not at all."""

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from hearten.live import actions, queries
from hearten.live.models import Notice, NoticeCounter
from hearten.people.models import Person


def numbers_of(person: Person) -> list[int]:
    return list(Notice.objects.filter(person=person).order_by("seq").values_list("seq", flat=True))


def test_each_person_is_counted_alone_and_in_order(ana: Person, mia: Person) -> None:
    actions.tell_many([(ana.pk, "cue", "81"), (mia.pk, "cue", "82"), (ana.pk, "contact", "9")])
    actions.tell(ana.pk, "moment")
    assert [(told.seq, told.kind, told.object_id) for told in queries.since(ana, 0).notices] == [
        (1, "cue", "81"),
        (2, "contact", "9"),
        (3, "moment", ""),
    ]
    assert queries.since(mia, 0).seq == 1


def test_telling_forty_people_takes_two_statements(ana: Person, mia: Person) -> None:
    told = [(person.pk, "cue", str(number)) for number in range(20) for person in (ana, mia)]
    with transaction.atomic(), CaptureQueriesContext(connection) as captured:
        actions.tell_many(told)
    assert len(captured) == 2


def test_telling_nobody_is_nothing(ana: Person) -> None:
    with CaptureQueriesContext(connection) as captured:
        actions.tell_many([])
        actions.nudge([], "heat")
    assert len(captured) == 0


@pytest.mark.django_db(transaction=True)
def test_a_change_that_is_rolled_back_leaves_no_notice_and_no_gap(ana: Person) -> None:
    with transaction.atomic():
        actions.tell(ana.pk, "cue", "1")
        transaction.set_rollback(True)
    actions.tell(ana.pk, "cue", "2")
    assert [(told.seq, told.object_id) for told in queries.since(ana, 0).notices] == [(1, "2")]


@pytest.mark.django_db(transaction=True)
def test_what_commits_later_never_has_a_lower_number(ana: Person) -> None:
    """The trap of sequences: a number taken early and committed late is skipped by whoever reads in between."""
    has_number, may_commit = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            actions.tell(ana.pk, "slow")
            has_number.set()
            may_commit.wait(5)
        connections.close_all()

    def quickly() -> None:
        with transaction.atomic():
            actions.tell(ana.pk, "quick")
        connections.close_all()

    slow, quick = threading.Thread(target=slowly), threading.Thread(target=quickly)
    slow.start()
    assert has_number.wait(5)
    quick.start()
    quick.join(0.3)
    while_slow_holds_on = numbers_of(ana)
    may_commit.set()
    slow.join(5)
    quick.join(15)
    assert while_slow_holds_on == []
    assert [(told.seq, told.kind) for told in queries.since(ana, 0).notices] == [(1, "slow"), (2, "quick")]


@pytest.mark.django_db(transaction=True)
def test_eight_writers_leave_no_gap(ana: Person, mia: Person) -> None:
    def write() -> None:
        for _ in range(10):
            actions.tell_many([(mia.pk, "cue", ""), (ana.pk, "cue", "")])
        connections.close_all()

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert numbers_of(ana) == numbers_of(mia) == list(range(1, 81))


def test_old_notices_are_forgotten_and_numbers_go_on(ana: Person) -> None:
    now = timezone.now()
    actions.tell_many([(ana.pk, "cue", "1"), (ana.pk, "cue", "2")])
    Notice.objects.filter(seq=1).update(at=now - timedelta(hours=1, seconds=1))
    actions.forget_old(now)
    actions.tell(ana.pk, "cue", "3")
    assert numbers_of(ana) == [2, 3]
    assert queries.since(ana, 0).reset
    assert [told.seq for told in queries.since(ana, 1).notices] == [2, 3]


def test_a_person_who_leaves_takes_the_notices_along(ana: Person) -> None:
    actions.tell(ana.pk, "cue", "1")
    ana.delete()
    assert (Notice.objects.count(), NoticeCounter.objects.count()) == (0, 0)
