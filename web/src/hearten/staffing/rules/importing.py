"""What importing a table of shifts would do: read line by line, compared with what is there, nothing written.

The same function makes the preview and the import, so what was shown is what happens.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import get_args
from zoneinfo import ZoneInfo

from hearten.staffing.rules.table import Table
from hearten.staffing.rules.times import BadTime, DateOrder, Instant, read_shift_times

ROLES = ("lead", "deputy", "agent")
FIELDS = ("person", "role", "team", "date", "starts", "ends", "external_id")
NEEDED = ("person", "starts", "ends")

#: How headers are usually called, without case, spaces and dashes. The first that fits is proposed.
USUAL: Mapping[str, tuple[str, ...]] = {
    "person": ("email", "emailaddress", "mail", "person", "agent", "employee", "agentemail", "employeeemail", "user"),
    "role": ("role", "function", "position", "shiftrole"),
    "team": ("team", "group", "department", "teamname"),
    "date": ("date", "day", "shiftdate"),
    "starts": ("start", "starts", "from", "begin", "begins", "starttime", "shiftstart", "startsat", "startdatetime"),
    "ends": ("end", "ends", "to", "until", "finish", "endtime", "shiftend", "endsat", "enddatetime"),
    "external_id": ("id", "shiftid", "externalid", "reference", "ref", "uid"),
}
#: What stands for a role in the files of other systems; an empty cell is an agent.
ROLE_WORDS: Mapping[str, str] = {
    "": "agent",
    "agent": "agent",
    "advisor": "agent",
    "adviser": "agent",
    "lead": "lead",
    "team lead": "lead",
    "team leader": "lead",
    "teamlead": "lead",
    "supervisor": "lead",
    "deputy": "deputy",
    "deputy lead": "deputy",
    "stand-in": "deputy",
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Which header holds which field, and how dates and times are meant. ``zone`` is an IANA name."""

    columns: Mapping[str, str]
    zone: str
    order: DateOrder = "ymd"

    def problems(self, header: Sequence[str]) -> list[str]:
        """Name what keeps it from being used with a header, as codes: ``person_missing``, ``starts_unknown``."""
        found = [f"{name}_missing" for name in NEEDED if not self.columns.get(name)]
        found += [f"{name}_unknown" for name, column in self.columns.items() if column and column not in header]
        return found + ([] if self.order in get_args(DateOrder) else ["order_unknown"])


@dataclass(frozen=True, slots=True)
class ShiftToKeep:
    """A shift as a line asks for it. Times are aware and in UTC."""

    external_id: str
    person_id: int
    team_id: int | None
    role: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that was not taken, or was with a note: a code for a page to put into words, and what stood there."""

    line: int
    code: str
    said: str = ""


@dataclass(slots=True)
class Plan:
    """What an import would do. ``problems`` are lines left out; ``notes`` are lines taken, with something to know."""

    new: list[ShiftToKeep] = field(default_factory=list)
    changed: list[ShiftToKeep] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


def propose(header: Sequence[str]) -> dict[str, str]:
    """Guess which header holds which field. A header is used once; what fits nothing is left out."""
    by_form = {"".join(ch for ch in name.casefold() if ch.isalnum()): name for name in header}
    proposed: dict[str, str] = {}
    for name, usual in USUAL.items():
        fitting = (by_form[form] for form in usual if form in by_form and by_form[form] not in proposed.values())
        proposed[name] = next(fitting, "")
    return {name: column for name, column in proposed.items() if column}


def header_digest(header: Iterable[str]) -> str:
    """Give what tells one layout of columns from another, so that a mapping is found again for the next file."""
    joined = "\x1f".join(name.casefold() for name in header)
    return hashlib.sha256(joined.encode()).hexdigest()


def plan_import(
    table: Table,
    mapping: Columns,
    *,
    people: Mapping[str, tuple[int, int | None]],
    teams: Mapping[str, int],
    there: Mapping[str, ShiftToKeep],
) -> Plan:
    """Read every line and say what it would do.

    ``people`` gives (person id, team id) by address in lower case, ``teams`` the id by name in lower case, ``there``
    the shifts that are there by external id. A line without an id of its own gets one made of person and start, so
    that the same file twice is the same shifts once. Linear in the number of lines but for sorting them once.
    """
    plan = Plan()
    reader = _Reader(table, mapping, people, teams)
    seen: dict[str, int] = {}
    taken: list[tuple[ShiftToKeep, int]] = []
    for line, cells in table.rows:
        shift = reader.read(line, cells, plan)
        if shift is None:
            continue
        if shift.external_id in seen:
            plan.problems.append(Problem(line, "same_id_twice", str(seen[shift.external_id])))
            continue
        seen[shift.external_id] = line
        taken.append((shift, line))
        _sort_in(plan, shift, there.get(shift.external_id))
    plan.notes += [Problem(later, "overlaps", str(earlier)) for earlier, later in overlaps(taken)]
    plan.notes.sort(key=lambda note: note.line)
    return plan


def _sort_in(plan: Plan, shift: ShiftToKeep, there: ShiftToKeep | None) -> None:
    if there is None:
        plan.new.append(shift)
    elif there == shift:
        plan.same += 1
    else:
        plan.changed.append(shift)


def overlaps(shifts: Iterable[tuple[ShiftToKeep, int]]) -> Iterator[tuple[int, int]]:
    """Give pairs of lines (the one that begins first, the other) in which one person has two shifts at one time.

    Each shift is paired with the one before it that lasts longest, so that a pile of n gives n - 1 pairs and not n².
    """
    lasting: dict[int, tuple[datetime, int]] = {}
    for shift, line in sorted(shifts, key=lambda each: (each[0].starts_at, each[0].ends_at, each[1])):
        until = lasting.get(shift.person_id)
        if until and shift.starts_at < until[0]:
            yield until[1], line
        if until is None or shift.ends_at > until[0]:
            lasting[shift.person_id] = (shift.ends_at, line)


class _Reader:
    """Reads lines; what is wrong with one goes into the plan."""

    def __init__(
        self,
        table: Table,
        mapping: Columns,
        people: Mapping[str, tuple[int, int | None]],
        teams: Mapping[str, int],
    ) -> None:
        self._at = {name: table.header.index(column) for name, column in mapping.columns.items() if column}
        self._zone = ZoneInfo(mapping.zone)
        self._order = mapping.order
        self._people = people
        self._teams = teams
        self._width = len(table.header)

    def read(self, line: int, cells: Sequence[str], plan: Plan) -> ShiftToKeep | None:
        """Give the shift a line asks for, or None with the problem noted."""
        if len(cells) > self._width:
            plan.problems.append(Problem(line, "too_many_cells"))
            return None
        said = {name: cells[at] if at < len(cells) else "" for name, at in self._at.items()}
        try:
            return self._shift(line, said, plan)
        except BadTime as bad:
            plan.problems.append(Problem(line, bad.code, bad.written))
        except _BadCell as bad:
            plan.problems.append(Problem(line, bad.code, bad.said))
        return None

    def _shift(self, line: int, said: Mapping[str, str], plan: Plan) -> ShiftToKeep:
        person = self._people.get(said["person"].lower())
        if person is None:
            raise _BadCell("unknown_person" if said["person"] else "no_person", said["person"])
        role = ROLE_WORDS.get(said.get("role", "").casefold())
        if role is None:
            raise _BadCell("unknown_role", said["role"])
        team_id = person[1]
        if name := said.get("team", ""):
            if name.casefold() not in self._teams:
                raise _BadCell("unknown_team", name)
            team_id = self._teams[name.casefold()]
        starts, ends = read_shift_times(
            said.get("date", ""), said["starts"], said["ends"], order=self._order, zone=self._zone
        )
        self._note_repeated(line, starts, ends, plan)
        external_id = said.get("external_id") or f"{person[0]}@{starts.at:%Y%m%dT%H%M%SZ}"
        if len(external_id) > 100:
            raise _BadCell("id_too_long", external_id[:40])
        return ShiftToKeep(external_id, person[0], team_id, role, starts.at, ends.at)

    def _note_repeated(self, line: int, starts: Instant, ends: Instant, plan: Plan) -> None:
        if starts.repeated:
            plan.notes.append(Problem(line, "starts_twice"))
        if ends.repeated:
            plan.notes.append(Problem(line, "ends_twice"))


class _BadCell(Exception):  # noqa: N818 - never leaves this file
    def __init__(self, code: str, said: str) -> None:
        super().__init__(code)
        self.code = code
        self.said = said[:80]
