"""What a time written by hand or in a file means: date orders, times past midnight, and the two odd hours of a year.

An hour that the clocks skip is no time at all and is refused. An hour that comes twice is taken so that the shift is
the longer one: it begins the first time and ends the second time, so that nobody stands uncovered for an hour.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

DateOrder = Literal["ymd", "dmy", "mdy"]
DATE_ORDERS: tuple[DateOrder, ...] = ("ymd", "dmy", "mdy")
LONGEST = timedelta(hours=24)
FIRST_YEAR, LAST_YEAR = 2000, 2100  # beyond is a slip of the pen

_DATE = re.compile(r"(\d{1,4})[-/.](\d{1,2})[-/.](\d{1,4})")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?(?:[:.](\d{2}))?(?:\s*([AaPp])\.?[Mm]\.?)?")
_OFFSET = re.compile(r"(?<=\d)\s*(Z|z|[+-]\d{2}:?\d{2})$")


class BadTime(ValueError):  # noqa: N818 - the reader of a file meets it as such
    """A time that cannot be used: a code for a page to put into words, and what stood there."""

    def __init__(self, code: str, written: str) -> None:
        super().__init__(f"{code}: {written}")
        self.code = code
        self.written = written


@dataclass(frozen=True, slots=True)
class Instant:
    """A point in time in UTC; ``repeated`` where the clock showed this time twice and one had to be taken."""

    at: datetime
    repeated: bool = False


def resolve(local: datetime, zone: ZoneInfo, *, is_end: bool) -> Instant:
    """Give the instant a wall clock in ``zone`` means. ``local`` is naive.

    Raises :class:`BadTime` (``skipped``) for a time the clocks jump over. Of a repeated one a start takes the first
    and an end the second.
    """
    first = local.replace(tzinfo=zone, fold=0)
    second = local.replace(tzinfo=zone, fold=1)
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local:
        raise BadTime("skipped", f"{local:%Y-%m-%d %H:%M}")
    repeated = first.utcoffset() != second.utcoffset()
    return Instant((second if is_end else first).astimezone(UTC), repeated)


def read_date(written: str, order: DateOrder) -> date:
    """Read a date in one of three orders; a year of four digits may stand first in any. Raises :class:`BadTime`."""
    found = _DATE.fullmatch(written.strip())
    if found is None:
        raise BadTime("not_a_date", written)
    parts = found.groups()
    first, second, third = (int(part) for part in parts)
    if len(parts[0]) == 4:
        year, month, day = first, second, third
    elif order == "mdy":
        year, month, day = third, first, second
    else:
        year, month, day = third, second, first
    if order == "ymd" and len(parts[0]) < 4:
        raise BadTime("not_a_date", written)
    year = year if year >= 100 else 2000 + year
    try:
        found_date = date(year, month, day)
    except ValueError:
        raise BadTime("not_a_date", written) from None
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadTime("not_a_date", written)
    return found_date


def read_time(written: str) -> time:
    """Read ``9``, ``9:30``, ``09.30``, ``21:00:00`` or ``9:00 pm``. 24:00 is the end of the day. Raises BadTime."""
    found = _TIME.fullmatch(written.strip())
    if found is None:
        raise BadTime("not_a_time", written)
    hour, minute, second = (int(part or 0) for part in found.groups()[:3])
    if found[4]:
        if not 1 <= hour <= 12:
            raise BadTime("not_a_time", written)
        hour = hour % 12 + (12 if found[4] in "Pp" else 0)
    try:
        return time(0 if (hour, minute, second) == (24, 0, 0) else hour, minute, second)
    except ValueError:
        raise BadTime("not_a_time", written) from None


def read_moment(written: str, order: DateOrder) -> tuple[datetime, bool]:
    """Read a date with a time, by a space or a T; ``(when, is it aware)``. Raises :class:`BadTime`."""
    text = written.strip()
    offset = _OFFSET.search(text)
    body = text[: offset.start()] if offset else text
    day, _, clock = body.replace("T", " ").partition(" ")
    if not clock:
        raise BadTime("no_time", written)
    local = datetime.combine(read_date(day, order), read_time(clock))
    if offset is None:
        return local, False
    sign = "+00:00" if offset[1] in "Zz" else offset[1]
    try:
        return datetime.fromisoformat(f"{local.isoformat()}{sign}"), True
    except ValueError:
        raise BadTime("not_a_time", written) from None


def read_shift_times(day: str, starts: str, ends: str, *, order: DateOrder, zone: ZoneInfo) -> tuple[Instant, Instant]:
    """Give start and end of a shift as written. ``day`` is empty where both carry their own date.

    An end at or before the start, without a date of its own, is on the next day. Raises :class:`BadTime`: not a date or
    time, skipped by the clocks, ``ends_first``, ``too_long`` (over 24 hours).
    """
    if day.strip():
        on = read_date(day, order)
        begins, over = datetime.combine(on, read_time(starts)), datetime.combine(on, read_time(ends))
        if over <= begins:
            over += timedelta(days=1)
        pair = resolve(begins, zone, is_end=False), resolve(over, zone, is_end=True)
    else:
        pair = _own_date(starts, order, zone, is_end=False), _own_date(ends, order, zone, is_end=True)
    if pair[1].at <= pair[0].at:
        raise BadTime("ends_first", f"{starts} – {ends}")
    # An hour more on the day on which the clocks go back: 24 hours by the wall.
    if pair[1].at - pair[0].at > LONGEST + timedelta(hours=1):
        raise BadTime("too_long", f"{starts} – {ends}")
    return pair


def _own_date(written: str, order: DateOrder, zone: ZoneInfo, *, is_end: bool) -> Instant:
    when, aware = read_moment(written, order)
    return Instant(when.astimezone(UTC)) if aware else resolve(when, zone, is_end=is_end)
