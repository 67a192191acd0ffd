"""A week as a table and as a picture: who is on, and where nobody leads. Days are those of the viewer's clock."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from hearten.staffing.models import Shift, ShiftRole

WIDTH = 240.0  # of the picture, for the hours of a day, 23 and 25 of them too


@dataclass(frozen=True, slots=True)
class Day:
    """One day: its bounds as instants, and stretches (x, width) of the picture in which somebody leads, or does not."""

    on: date
    begins: datetime
    ends: datetime
    led: tuple[tuple[float, float], ...] = ()
    unled: tuple[tuple[float, float], ...] = ()
    gaps: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """One person with their shifts for each day of the week."""

    name: str
    days: tuple[tuple[Shift, ...], ...]


def zone_here() -> ZoneInfo:
    """Give the zone of the viewer's clock. Not by Django's name for it, which is "+06" for Etc/GMT-6 and no zone."""
    here = timezone.get_current_timezone()
    return here if isinstance(here, ZoneInfo) else ZoneInfo("UTC")


def day_asked(written: str) -> date:
    """Read the day that an address asks for; today where it asks for none. The calendar ends; days around it do not."""
    try:
        day = date.fromisoformat(written)
    except ValueError:
        return timezone.localdate()
    return day if 2000 <= day.year <= 2100 else timezone.localdate()


def monday_of(day: date) -> date:
    """Give the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def bounds(on: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Give when a day begins and ends in a zone; midnight that the clocks skip begins with the first time there is."""
    return tuple(  # type: ignore[return-value]
        datetime.combine(each, time(), tzinfo=zone) for each in (on, on + timedelta(days=1))
    )


def days(monday: date, shifts: Iterable[Shift], zone: ZoneInfo) -> tuple[Day, ...]:
    """Draw the seven days: where somebody leads, and where people are on and nobody does."""
    kept = list(shifts)
    leading = [(each.starts_at, each.ends_at) for each in kept if each.role != ShiftRole.AGENT]
    working = [(each.starts_at, each.ends_at) for each in kept if each.role == ShiftRole.AGENT]
    return tuple(_day(monday + timedelta(days=number), leading, working, zone) for number in range(7))


Stretch = tuple[datetime, datetime]


def _day(on: date, leading: list[Stretch], working: list[Stretch], zone: ZoneInfo) -> Day:
    begins, ends = bounds(on, zone)
    led = merged(leading, begins, ends)
    gaps = tuple(without(merged(working, begins, ends), led))
    return Day(on, begins, ends, _drawn(led, begins, ends), _drawn(gaps, begins, ends), gaps)


def merged(stretches: Iterable[Stretch], begins: datetime, ends: datetime) -> list[Stretch]:
    """Give the parts of a day that at least one stretch covers, in order, touching ones joined."""
    found: list[Stretch] = []
    cut = sorted((max(start, begins), min(end, ends)) for start, end in stretches if start < ends and end > begins)
    for start, end in cut:
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def without(whole: Iterable[Stretch], covered: list[Stretch]) -> Iterator[Stretch]:
    """Give what is left of some stretches without others; both are merged and in order."""
    for start, end in whole:
        at = start
        for other_start, other_end in covered:
            if other_end <= at or other_start >= end:
                continue
            if at < other_start:
                yield at, other_start
            at = max(at, other_end)
        if at < end:
            yield at, end


def _drawn(stretches: Iterable[Stretch], begins: datetime, ends: datetime) -> tuple[tuple[float, float], ...]:
    length = ends.timestamp() - begins.timestamp()
    return tuple(
        (
            round((start.timestamp() - begins.timestamp()) / length * WIDTH, 1),
            round((end.timestamp() - start.timestamp()) / length * WIDTH, 1),
        )
        for start, end in stretches
    )


def lines(week: tuple[Day, ...], shifts: Iterable[Shift]) -> list[Line]:
    """Give one line per person, by name; a shift stands on the day it begins, or on the first day of the week."""
    by_person: dict[int, list[Shift]] = {}
    for each in shifts:
        by_person.setdefault(each.person_id, []).append(each)
    made = [
        Line(own[0].person.name, tuple(tuple(s for s in own if _begins_on(s, week, n)) for n in range(7)))
        for own in by_person.values()
    ]
    return sorted(made, key=lambda line: line.name.casefold())


def _begins_on(shift: Shift, week: tuple[Day, ...], number: int) -> bool:
    day = week[number]
    return day.begins <= shift.starts_at < day.ends or (number == 0 and shift.starts_at < day.begins)
