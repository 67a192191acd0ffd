"""A forecast's file, line by line: pure."""

from datetime import UTC, datetime

import pytest

from hearten.staffing.rules.importing import Columns, header_digest
from hearten.staffing.rules.table import read_table
from hearten.support.price.labels import WORDS, say
from hearten.support.price.rules.reading import (
    Expected,
    ForecastPlan,
    digest_of,
    plan_forecast,
    problems_of,
    propose,
    read_handling,
)


def read(
    text: str, *, zone: str = "Europe/Berlin", minutes: int = 15, there: tuple[Expected, ...] = ()
) -> ForecastPlan:
    table = read_table(text.encode())
    columns = Columns(propose(table.header), zone)
    assert problems_of(columns, table.header) == []
    return plan_forecast(table, columns, minutes=minutes, there={each.starts_at: each for each in there})


def at(hour: int, minute: int = 0, *, day: int = 25, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def test_a_line_says_when_how_many_and_how_long() -> None:
    plan = read("Date,Interval,Calls,AHT,Agents\n2026-11-25,09:00,60,300,22\n2026-11-25,09:15-09:30,55,4:30,\n")
    assert plan.new == [Expected(at(8), 60, 300, 22), Expected(at(8, 15), 55, 270, None)]


def test_dates_may_stand_with_the_time_and_zones_are_kept() -> None:
    plan = read("start;contacts;handling\n2026-11-25 09:00;60,5;300\n2026-11-25T09:15:00+00:00;10;1:00:00\n")
    assert plan.new == [Expected(at(8), 60.5, 300, None), Expected(at(9, 15), 10, 3600, None)]


def test_the_same_file_twice_changes_nothing() -> None:
    text = "date,start,calls,aht\n2026-11-25,09:00,60,300\n2026-11-25,09:15,60,300\n"
    first = read(text)
    again = read(text, there=tuple(first.new))
    assert (again.new, again.changed, again.same) == ([], [], 2)
    changed = read(text.replace("60,300\n", "61,300\n", 1), there=tuple(first.new))
    assert (len(changed.changed), changed.same) == (1, 1)


def test_the_hour_that_comes_twice_is_two_hours_of_intervals() -> None:
    hours = "".join(f"2026-10-25,0{hour}:00,10,300\n" for hour in (1, 2, 2, 3))
    plan = read(f"date,start,calls,aht\n{hours}", minutes=60)
    assert [each.starts_at for each in plan.new] == [
        at(hour, day=24 if hour == 23 else 25, month=10) for hour in (23, 0, 1, 2)
    ]
    assert plan.problems == []


def test_the_hour_that_is_skipped_is_left_out_by_line() -> None:
    plan = read("date,start,calls,aht\n2026-03-29,02:00,10,300\n2026-03-29,03:00,10,300\n", minutes=60)
    assert [(each.line, each.code) for each in plan.problems] == [(2, "skipped")]
    assert [each.starts_at for each in plan.new] == [at(1, day=29, month=3)]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("2026-11-25,09:07,10,300,", "between_intervals"),
        ("2026-11-25,09:00,many,300,", "not_a_number"),
        ("2026-11-25,09:00,-5,300,", "not_a_number"),
        ("2026-11-25,09:00,1e400,300,", "not_a_number"),
        ("2026-11-25,09:00,10,0,", "no_handling_time"),
        ("2026-11-25,09:00,10,9:00:00,", "no_handling_time"),
        ("2026-11-25,09:00,10,300,many", "not_a_number"),
        ("2026-11-25,09:00,10,300,99999", "too_many_staff"),
        ("2026-11-25,09:00,999999999,300,", "too_much"),
        ("someday,09:00,10,300,", "not_a_date"),
        ("2026-11-25,noon,10,300,", "not_a_time"),
        ("2026-11-25,09:00,10,300,5,6", "too_many_cells"),
    ],
)
def test_a_bad_line_is_left_out_and_named_and_the_others_are_taken(line: str, code: str) -> None:
    plan = read(f"date,start,calls,aht,staff\n{line}\n2026-11-25,10:00,10,300,5\n")
    assert [(each.line, each.code) for each in plan.problems] == [(2, code)]
    assert [each.starts_at for each in plan.new] == [at(9)]


def test_an_interval_that_stands_twice_is_taken_once() -> None:
    plan = read("date,start,calls,aht\n2026-11-25,09:00,60,300\n2026-11-25,09:00,61,300\n")
    assert [each.contacts for each in plan.new] == [60]
    assert [(each.line, each.code) for each in plan.problems] == [(3, "same_interval_twice")]


def test_every_code_has_words() -> None:
    for code in ("skipped", "not_a_date", "too_many_cells", "quotes", *WORDS):
        assert say(code)
        assert code not in say(code)


def test_columns_that_are_missing_or_gone_are_named() -> None:
    columns = Columns({"starts": "Start", "contacts": "Calls"}, "UTC")
    assert problems_of(columns, ("Start",)) == ["handling_missing", "contacts_unknown"]


def test_a_mapping_is_not_mixed_up_with_one_of_shifts() -> None:
    assert digest_of(("date", "start")) != header_digest(("date", "start"))


@pytest.mark.parametrize(("written", "seconds"), [("300", 300), ("4:30", 270), ("0:01:30", 90), ("312,5", 312.5)])
def test_a_handling_time_is_read_as_it_is_written(written: str, seconds: float) -> None:
    assert read_handling(written) == seconds
