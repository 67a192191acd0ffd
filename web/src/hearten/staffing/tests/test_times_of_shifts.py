"""What a written time means, on every day of the year and in the two odd hours."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.staffing.rules import BadTime, read_shift_times, resolve
from hearten.staffing.rules.times import DateOrder, read_date, read_time


def wall_clock(*parts: Any) -> datetime:
    """A time as a clock on a wall shows it, of no zone."""
    return datetime(*parts)  # noqa: DTZ001


LONDON, NEW_YORK, LORD_HOWE = ZoneInfo("Europe/London"), ZoneInfo("America/New_York"), ZoneInfo("Australia/Lord_Howe")
ZONES = st.sampled_from(
    ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC", "America/Sao_Paulo"]
)
WALLS = st.datetimes(wall_clock(2001, 1, 1), wall_clock(2037, 12, 30))


def test_a_time_that_the_clocks_skip_is_refused() -> None:
    with pytest.raises(BadTime, match="skipped: 2026-03-29 01:30"):
        resolve(wall_clock(2026, 3, 29, 1, 30), LONDON, is_end=False)
    with pytest.raises(BadTime, match="skipped"):
        resolve(wall_clock(2026, 10, 4, 2, 15), LORD_HOWE, is_end=True)  # half an hour is skipped there


def test_a_repeated_time_makes_the_shift_the_longer_one() -> None:
    starts = resolve(wall_clock(2026, 10, 25, 1, 30), LONDON, is_end=False)
    ends = resolve(wall_clock(2026, 10, 25, 1, 30), LONDON, is_end=True)
    assert (starts.at, ends.at) == (
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    )
    assert starts.repeated
    assert ends.repeated


@given(WALLS, ZONES, st.booleans())
def test_whatever_is_taken_shows_the_same_time_on_the_wall(wall: datetime, name: str, is_end: bool) -> None:
    zone = ZoneInfo(name)
    try:
        found = resolve(wall, zone, is_end=is_end)
    except BadTime:
        # Refused only where no instant shows this time: both readings land elsewhere.
        shown = {
            wall.replace(tzinfo=zone, fold=fold).astimezone(UTC).astimezone(zone).replace(tzinfo=None)
            for fold in (0, 1)
        }
        assert wall not in shown
        return
    assert found.at.tzinfo is UTC
    assert found.at.astimezone(zone).replace(tzinfo=None) == wall


@given(WALLS, ZONES)
def test_of_a_repeated_time_the_end_is_never_before_the_start(wall: datetime, name: str) -> None:
    try:
        starts, ends = (resolve(wall, ZoneInfo(name), is_end=is_end) for is_end in (False, True))
    except BadTime:
        return
    assert starts.at <= ends.at
    assert (starts.at != ends.at) == starts.repeated == ends.repeated


@given(st.dates(date(2001, 1, 1), date(2037, 12, 30)), st.integers(0, 23), st.integers(1, 24), ZONES)
def test_a_shift_lasts_what_the_wall_says_give_or_take_the_change(day: date, hour: int, length: int, name: str) -> None:
    begins = wall_clock(day.year, day.month, day.day, hour)
    over = begins + timedelta(hours=length)
    try:
        starts, ends = read_shift_times(f"{day}", f"{begins:%H:%M}", f"{over:%H:%M}", order="ymd", zone=ZoneInfo(name))
    except BadTime:
        return
    assert abs((ends.at - starts.at) - timedelta(hours=length)) <= timedelta(hours=1)


def test_a_night_shift_on_the_night_of_the_change_is_an_hour_shorter_or_longer() -> None:
    def hours(day: str) -> float:
        starts, ends = read_shift_times(day, "22:00", "06:00", order="ymd", zone=NEW_YORK)
        return (ends.at - starts.at) / timedelta(hours=1)

    assert (hours("2026-03-07"), hours("2026-10-31"), hours("2026-06-01")) == (7, 9, 8)


@pytest.mark.parametrize(
    ("written", "order", "day"),
    [
        ("2026-03-05", "ymd", date(2026, 3, 5)),
        ("2026/3/5", "dmy", date(2026, 3, 5)),
        ("05.03.2026", "dmy", date(2026, 3, 5)),
        ("03/05/2026", "mdy", date(2026, 3, 5)),
        ("5/3/26", "dmy", date(2026, 3, 5)),
    ],
)
def test_dates_are_read_in_the_order_that_was_chosen(written: str, order: DateOrder, day: date) -> None:
    assert read_date(written, order) == day


@pytest.mark.parametrize(
    "written", ["31.02.2026", "2026-13-01", "tomorrow", "", "05.03.2026.1", "1999-01-01", "9999-12-31"]
)
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(BadTime):
        read_date(written, "dmy")


def test_a_short_year_does_not_pass_for_a_day_where_the_year_comes_first() -> None:
    with pytest.raises(BadTime):
        read_date("05.03.26", "ymd")


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("9", "09:00"),
        ("9:30", "09:30"),
        ("09.30", "09:30"),
        ("9:00 pm", "21:00"),
        ("12 a.m.", "00:00"),
        ("24:00", "00:00"),
    ],
)
def test_times_are_read_as_people_write_them(written: str, shown: str) -> None:
    assert f"{read_time(written):%H:%M}" == shown


@pytest.mark.parametrize("written", ["25:00", "9:60", "13 pm", "0 am", "noon", "", "24:01"])
def test_what_is_no_time_is_refused(written: str) -> None:
    with pytest.raises(BadTime):
        read_time(written)


def test_a_time_with_an_offset_needs_no_zone() -> None:
    starts, ends = read_shift_times("", "2026-10-25T01:30:00+00:00", "2026-10-25T09:30Z", order="ymd", zone=LONDON)
    assert (starts.at, ends.at) == (
        datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 9, 30, tzinfo=UTC),
    )
    assert not starts.repeated


@pytest.mark.parametrize(
    ("starts", "ends", "code"),
    [
        ("2026-03-05 09:00", "2026-03-05 08:00", "ends_first"),
        ("2026-03-05 09:00", "2026-03-07 09:00", "too_long"),
        ("2026-03-05", "2026-03-05 09:00", "no_time"),
        ("2026-03-05 09:00+99:99", "2026-03-05 10:00Z", "not_a_time"),
    ],
)
def test_shifts_that_cannot_be_are_refused(starts: str, ends: str, code: str) -> None:
    with pytest.raises(BadTime) as caught:
        read_shift_times("", starts, ends, order="ymd", zone=LONDON)
    assert caught.value.code == code
