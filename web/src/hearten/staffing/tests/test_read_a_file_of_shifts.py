"""A file as planning systems export it: delimiters, encodings, bad lines by number, the same twice, many lines."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.staffing import labels
from hearten.staffing.rules.importing import (
    FIELDS,
    ROLES,
    Columns,
    Plan,
    ShiftToKeep,
    overlaps,
    plan_import,
    propose,
)
from hearten.staffing.rules.table import MOST_ROWS, BadTable, read_table

PEOPLE = {"ana@hearten.test": (1, 10), "tom@hearten.test": (2, 10)}
TEAMS = {"harbour": 10, "lantern": 20}
HEAD = "Email,Role,Team,Date,Start,End,ID\n"


def planned(
    text: str, *, zone: str = "Europe/London", order: str = "ymd", there: dict[str, ShiftToKeep] | None = None
) -> Plan:
    table = read_table(text.encode())
    columns = Columns(propose(table.header), zone, order)  # type: ignore[arg-type]
    assert columns.problems(table.header) == []
    return plan_import(table, columns, people=PEOPLE, teams=TEAMS, there=there or {})


def test_a_line_becomes_a_shift() -> None:
    plan = planned(HEAD + "Ana@hearten.test,lead,Lantern,2026-06-01,22:00,06:00,s-1\n")
    (shift,) = plan.new
    assert shift == ShiftToKeep(
        "s-1", 1, 20, "lead", datetime(2026, 6, 1, 21, tzinfo=UTC), datetime(2026, 6, 2, 5, tzinfo=UTC)
    )


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_what_stands_between_cells_is_found_out(mark: str) -> None:
    table = read_table(f'"a,;|b"{mark}c{mark}d{mark}e{mark}f\n1{mark}2{mark}3{mark}4{mark}5\n'.encode())
    assert table.delimiter == mark
    assert len(table.header) == 5


@pytest.mark.parametrize(
    ("content", "encoding", "notes"),
    [
        ("Name;Wert\nJürgen;1\n".encode(), "utf-8", ()),
        ("Name;Wert\nJürgen;1\n".encode("utf-8-sig"), "utf-8", ()),
        ("Name;Wert\nJürgen;1\n".encode("latin-1"), "cp1252", ("latin_1",)),
        ("Name;Wert\nJürgen;1\n".encode("utf-16"), "utf-16", ()),
    ],
)
def test_encodings_are_read_and_a_guess_says_so(content: bytes, encoding: str, notes: tuple[str, ...]) -> None:
    table = read_table(content)
    assert table.header == ("Name", "Wert")
    assert table.rows[0][1][0] == "Jürgen"
    assert (table.encoding, table.notes) == (encoding, notes)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\n \n", "empty"),
        (b"a,b\n", "no_rows"),
        (b"a,A\n1,2\n", "same_header_twice"),
        (b'a,b\n"1,2\n', "quotes"),
        (b"a,b\n1\0,2\n", "not_text"),
        (b"\xff\xfea", "not_text"),
        (b"x" * 20_000_001, "too_big"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(content: bytes, code: str) -> None:
    with pytest.raises(BadTable) as caught:
        read_table(content)
    assert caught.value.code == code
    assert code in labels.WORDS


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    table = read_table(b'\na,b\n\n"1\n1",2\n3,4\n')
    assert [line for line, _cells in table.rows] == [4, 6]


def test_each_bad_line_is_named_and_the_others_are_taken() -> None:
    good = "ana@hearten.test,agent,,2026-06-01,09:00,17:00,"
    plan = planned(
        HEAD
        + good
        + "s-1\n"
        + "nobody@hearten.test,agent,,2026-06-01,09:00,17:00,s-2\n"
        + ",agent,,2026-06-01,09:00,17:00,s-3\n"
        + "ana@hearten.test,boss,,2026-06-01,09:00,17:00,s-4\n"
        + "ana@hearten.test,agent,Nowhere,2026-06-01,09:00,17:00,s-5\n"
        + "ana@hearten.test,agent,,2026-02-30,09:00,17:00,s-6\n"
        + "ana@hearten.test,agent,,2026-03-29,01:30,09:00,s-7\n"
        + good
        + "s-1\n"
        + good
        + "s-9,and,more\n"
        + good
        + "x" * 101
        + "\n"
    )
    assert [(each.line, each.code) for each in plan.problems] == [
        (3, "unknown_person"),
        (4, "no_person"),
        (5, "unknown_role"),
        (6, "unknown_team"),
        (7, "not_a_date"),
        (8, "skipped"),
        (9, "same_id_twice"),
        (10, "too_many_cells"),
        (11, "id_too_long"),
    ]
    assert [each.external_id for each in plan.new] == ["s-1"]
    assert all(each.code in labels.WORDS for each in plan.problems)


def test_a_repeated_time_is_taken_and_noted() -> None:
    plan = planned(HEAD + "ana@hearten.test,agent,,2026-10-25,01:30,09:00,s-1\n")
    assert [(each.line, each.code) for each in plan.notes] == [(2, "starts_twice")]
    assert plan.new[0].starts_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_same_file_again_changes_nothing_and_a_moved_shift_is_a_change() -> None:
    text = HEAD + "ana@hearten.test,agent,,2026-06-01,09:00,17:00,s-1\n"
    there = {each.external_id: each for each in planned(text).new}
    again = planned(text, there=there)
    moved = planned(text.replace("17:00", "18:00"), there=there)
    assert (again.new, again.changed, again.same) == ([], [], 1)
    assert (moved.new, len(moved.changed), moved.same) == ([], 1, 0)


def test_lines_without_an_id_are_known_by_person_and_start() -> None:
    text = "Email,Date,Start,End\nana@hearten.test,2026-06-01,09:00,17:00\n"
    (shift,) = planned(text).new
    assert planned(text, there={shift.external_id: shift}).same == 1


def test_overlaps_are_noted_with_both_lines() -> None:
    lines = [
        f"ana@hearten.test,agent,,2026-06-01,{hours},s-{hours[:2]}\n"
        for hours in ("09:00,17:00", "16:00,20:00", "20:00,22:00")
    ]
    plan = planned(HEAD + "".join(lines))
    assert [(each.line, each.code, each.said) for each in plan.notes] == [(3, "overlaps", "2")]
    assert len(plan.new) == 3


SHIFTS = st.lists(
    st.tuples(st.integers(1, 3), st.integers(0, 60), st.integers(1, 10)).map(
        lambda t: ShiftToKeep(
            "x",
            t[0],
            None,
            "agent",
            datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=t[1]),
            datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=t[1] + t[2]),
        )
    ),
    max_size=25,
)


@given(SHIFTS)
def test_every_shift_that_overlaps_an_earlier_one_is_found_and_no_other(shifts: list[ShiftToKeep]) -> None:
    numbered = [(shift, line) for line, shift in enumerate(shifts)]
    order = sorted(numbered, key=lambda each: (each[0].starts_at, each[0].ends_at, each[1]))
    expected = {
        line
        for at, (shift, line) in enumerate(order)
        if any(other.person_id == shift.person_id and other.ends_at > shift.starts_at for other, _ in order[:at])
    }
    found = list(overlaps(numbered))
    assert {later for _earlier, later in found} == expected
    assert len(found) == len(expected)
    for earlier, later in found:
        a, b = shifts[earlier], shifts[later]
        assert a.person_id == b.person_id
        assert a.starts_at <= b.starts_at < a.ends_at


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        table = read_table(content)
    except BadTable:
        return
    columns = Columns(dict(zip(FIELDS, table.header, strict=False)), "UTC")
    plan = plan_import(table, columns, people={}, teams={}, there={}) if not columns.problems(table.header) else Plan()
    assert plan.new == []


def test_what_is_missing_or_unknown_is_named() -> None:
    assert Columns({}, "UTC").problems(("a",)) == ["person_missing", "starts_missing", "ends_missing"]
    assert "role_unknown" in Columns({"role": "gone"}, "UTC").problems(("a",))
    assert Columns({}, "UTC", "xyz").problems(())[-1] == "order_unknown"  # type: ignore[arg-type]


def test_usual_headers_are_guessed_each_once() -> None:
    assert propose(("E-Mail", "Shift Start", "Shift End", "Team")) == {
        "person": "E-Mail",
        "team": "Team",
        "starts": "Shift Start",
        "ends": "Shift End",
    }
    assert propose(("agent",)) == {"person": "agent"}
    assert len(ROLES) == 3


def test_fifty_thousand_lines_are_planned_in_bounded_time() -> None:
    people = {f"p{number}@hearten.test": (number, 10) for number in range(500)}
    body = "".join(
        f"p{number % 500}@hearten.test,agent,,2026-{number // 500 % 12 + 1:02}-{number // 6000 % 28 + 1:02},"
        f"09:00,17:00,s-{number}\n"
        for number in range(MOST_ROWS)
    )
    began = time.perf_counter()
    table = read_table((HEAD + body).encode())
    plan = plan_import(table, Columns(propose(table.header), "Europe/London"), people=people, teams=TEAMS, there={})
    took = time.perf_counter() - began
    assert len(plan.new) == MOST_ROWS
    assert took < 20, took
    with pytest.raises(BadTable) as caught:
        read_table((HEAD + body + body[:60]).encode())
    assert caught.value.code == "too_many_rows"
