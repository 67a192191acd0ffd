"""Numbering one at a time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection, transaction
from django.db.transaction import TransactionManagementError

from hearten.work.turns import Turn, wait_for


@pytest.mark.django_db(transaction=True)
def test_a_turn_outside_a_transaction_is_refused_as_it_would_hold_nothing() -> None:
    with pytest.raises(TransactionManagementError, match="begin one first"):
        wait_for(Turn.WORDS)


def test_no_two_turns_are_one_lock() -> None:
    assert len({turn.value for turn in Turn}) == len(Turn.__members__)


@pytest.mark.django_db(transaction=True)
def test_the_next_writer_waits_until_the_one_before_has_committed() -> None:
    has_it, order = Event(), list[str]()

    def first() -> None:
        try:
            with transaction.atomic():
                wait_for(Turn.WORDS)
                has_it.set()
                assert not second_is_in.wait(0.2)
                order.append("first")
        finally:
            connection.close()

    def second() -> None:
        try:
            assert has_it.wait(5)
            with transaction.atomic():
                wait_for(Turn.WORDS)
                second_is_in.set()
                order.append("second")
        finally:
            connection.close()

    second_is_in = Event()
    with ThreadPoolExecutor(2) as writers:
        for done in [writers.submit(first), writers.submit(second)]:
            done.result(10)
    assert order == ["first", "second"]
