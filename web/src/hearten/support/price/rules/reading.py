"""What importing a forecast would do, line by line, nothing written: preview and import ask the same function."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import get_args
from zoneinfo import ZoneInfo

from hearten.staffing.rules.importing import Columns, Problem, header_digest
from hearten.staffing.rules.table import Table
from hearten.staffing.rules.times import BadTime, DateOrder, read_date, read_moment, read_time
from hearten.support.price.rules.price import MOST_ERLANGS

FIELDS = ("date", "starts", "contacts", "handling", "staff")
NEEDED = ("starts", "contacts", "handling")
USUAL: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "day", "intervaldate"),
    "starts": (
        "start",
        "starts",
        "from",
        "interval",
        "intervalstart",
        "time",
        "starttime",
        "startdatetime",
        "startsat",
    ),
    "contacts": (
        "contacts",
        "calls",
        "offered",
        "volume",
        "forecast",
        "forecastcontacts",
        "callvolume",
        "contactvolume",
    ),
    "handling": ("aht", "ahts", "ahtseconds", "handling", "handletime", "averagehandletime", "averagehandlingtime"),
    "staff": ("staff", "agents", "planned", "scheduled", "staffplanned", "agentsplanned", "positions", "fte"),
}
MOST_STAFF = 5_000
LONGEST_HANDLING = 4 * 3600

_NUMBER = re.compile(r"\d{1,9}(?:[.,]\d{1,6})?")
_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d{2})")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a line expects of an interval. ``staff`` is None where the shifts say it. ``starts_at`` is aware, in UTC."""

    starts_at: datetime
    contacts: float
    handling: float
    staff: float | None


@dataclass(slots=True)
class ForecastPlan:
    """What an import would do. ``problems`` are lines left out."""

    new: list[Expected] = field(default_factory=list)
    changed: list[Expected] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)


def propose(header: Sequence[str]) -> dict[str, str]:
    """Guess which header holds which field. A header is used once; what fits nothing is left out."""
    by_form = {"".join(ch for ch in name.casefold() if ch.isalnum()): name for name in header}
    proposed: dict[str, str] = {}
    for name, usual in USUAL.items():
        fitting = (by_form[form] for form in usual if form in by_form and by_form[form] not in proposed.values())
        if column := next(fitting, ""):
            proposed[name] = column
    return proposed


def digest_of(header: Sequence[str]) -> str:
    """Give what a mapping is remembered by: another than that of a file of shifts with the same header."""
    return header_digest(["forecast", *header])


def problems_of(columns: Columns, header: Sequence[str]) -> list[str]:
    """Name what keeps a mapping from being used, as codes."""
    found = [f"{name}_missing" for name in NEEDED if not columns.columns.get(name)]
    found += [f"{name}_unknown" for name, column in columns.columns.items() if column and column not in header]
    return found + ([] if columns.order in get_args(DateOrder) else ["order_unknown"])


def plan_forecast(table: Table, columns: Columns, *, minutes: int, there: Mapping[datetime, Expected]) -> ForecastPlan:
    """Read every line and say what it would do. ``minutes`` is how long an interval is, ``there`` what is known."""
    plan, seen = ForecastPlan(), set[datetime]()
    for line, said in _lines(table, columns, plan):
        try:
            expected = _read(said, columns, minutes, seen)
        except BadTime as bad:
            plan.problems.append(Problem(line, bad.code, bad.written[:80]))
            continue
        except _BadCell as bad:
            plan.problems.append(Problem(line, bad.code, bad.said))
            continue
        seen.add(expected.starts_at)
        known = there.get(expected.starts_at)
        if known is None:
            plan.new.append(expected)
        elif known == expected:
            plan.same += 1
        else:
            plan.changed.append(expected)
    return plan


def _lines(table: Table, columns: Columns, plan: ForecastPlan) -> Iterator[tuple[int, dict[str, str]]]:
    at = {name: table.header.index(column) for name, column in columns.columns.items() if column}
    for line, cells in table.rows:
        if len(cells) > len(table.header):
            plan.problems.append(Problem(line, "too_many_cells"))
        else:
            yield line, {name: cells[place] if place < len(cells) else "" for name, place in at.items()}


def _read(said: Mapping[str, str], columns: Columns, minutes: int, seen: set[datetime]) -> Expected:
    starts_at = _starts(said, columns, seen)
    if starts_at in seen:
        raise _BadCell("same_interval_twice", said["starts"])
    if starts_at.minute % minutes if minutes < 60 else starts_at.minute:
        raise _BadCell("between_intervals", said["starts"])
    contacts, handling = read_number(said["contacts"]), read_handling(said["handling"])
    staff = read_number(said["staff"]) if said.get("staff") else None
    if staff is not None and staff > MOST_STAFF:
        raise _BadCell("too_many_staff", said["staff"])
    if contacts * handling / (minutes * 60) > MOST_ERLANGS:
        raise _BadCell("too_much", said["contacts"])
    return Expected(starts_at, contacts, handling, staff)


def _starts(said: Mapping[str, str], columns: Columns, seen: set[datetime]) -> datetime:
    """Give the instant; an hour that the clocks show twice is taken once for each time it stands in the file."""
    zone = ZoneInfo(columns.zone)
    if day := said.get("date", ""):
        start = said["starts"].partition("-")[0].partition("–")[0]  # "09:00-09:15" with either dash
        local, is_aware = datetime.combine(read_date(day, columns.order), read_time(start)), False
    else:
        local, is_aware = read_moment(said["starts"], columns.order)
    if is_aware:
        return local.astimezone(UTC)
    first, second = (local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1))
    if first.astimezone(zone).replace(tzinfo=None) != local:
        raise BadTime("skipped", f"{local:%Y-%m-%d %H:%M}")
    return second if first in seen and second - first > timedelta(0) else first


def read_number(written: str) -> float:
    """Read a number with a point or a comma before its decimals. Raises :class:`_BadCell` (``not_a_number``)."""
    if not _NUMBER.fullmatch(written):
        raise _BadCell("not_a_number", written)
    return float(written.replace(",", "."))


def read_handling(written: str) -> float:
    """Read a handling time: seconds, or minutes and seconds as ``4:30``, or with hours. Raises :class:`_BadCell`."""
    clock = _CLOCK.fullmatch(written)
    if clock:
        hours, minutes, seconds = (int(part or 0) for part in clock.groups())
        found = float(hours * 3600 + minutes * 60 + seconds)
    else:
        found = read_number(written)
    if not 1 <= found <= LONGEST_HANDLING:
        raise _BadCell("no_handling_time", written)
    return found


class _BadCell(Exception):  # noqa: N818 - never leaves this file
    def __init__(self, code: str, said: str) -> None:
        super().__init__(code)
        self.code = code
        self.said = said[:80]
