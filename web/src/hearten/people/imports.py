"""People from a CSV file: read it, guess its columns, say line by line what would happen, and only then do it.

A file may be imported again and again: who has an address already is left as they are.
"""

import csv
import io
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from hearten.people import actions, zones
from hearten.people.events import announce
from hearten.people.models import Person, Role, Team

LARGEST = 500_000  # bytes
MOST_LINES = 5_000
FIELDS = ("name", "email", "team", "roles", "zone")
#: Words at the top of a column, in lower case, by which it is recognised.
HEADINGS = {
    "name": {"name", "full name", "agent", "employee", "display name"},
    "email": {"email", "e-mail", "mail", "email address", "e-mail address", "address"},
    "team": {"team", "group", "department", "unit"},
    "roles": {"roles", "role"},
    "zone": {"zone", "time zone", "timezone", "tz"},
}


class UnreadableError(Exception):
    """The file is no table that can be read; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file as rows of cells, with the line of the file on which each row begins."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """What one line asks for. ``problems`` are sentences; without any, the person is ``known`` or will be added."""

    number: int
    name: str
    email: str
    team: str
    roles: tuple[str, ...]
    zone: str
    known: bool = False
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """What would happen."""

    lines: tuple[Line, ...]
    new_teams: tuple[str, ...]

    @property
    def to_add(self) -> list[Line]:
        """Lines whose person will be added."""
        return [line for line in self.lines if not line.problems and not line.known]

    @property
    def known(self) -> list[Line]:
        """Lines whose person is here already and is left alone."""
        return [line for line in self.lines if not line.problems and line.known]

    @property
    def wrong(self) -> list[Line]:
        """Lines that cannot be used."""
        return [line for line in self.lines if line.problems]


@dataclass(frozen=True, slots=True)
class Known:
    """What is here already: addresses in lower case, and teams by their names in lower case."""

    emails: Collection[str] = ()
    teams: Mapping[str, str] = field(default_factory=dict)


def decode(data: bytes) -> str:
    """Read bytes as UTF-8, or as what older office programs write. Raises UnreadableError."""
    if len(data) > LARGEST:
        raise UnreadableError(_("The file is larger than 500 kB. Split it."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", errors="replace")
    if "\0" in text or "\ufffd" in text:
        raise UnreadableError(_("This is no text file. Save the sheet as CSV, with UTF-8."))
    return text


def read_table(text: str) -> Table:
    """Read CSV with commas, semicolons or tabs. Raises UnreadableError."""
    if len(text.encode()) > LARGEST:
        raise UnreadableError(_("The file is larger than 500 kB. Split it."))
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, tuple[str, ...]]] = []
    try:
        begins = 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((begins, tuple(cell.strip() for cell in cells)))
            begins = reader.line_num + 1
    except csv.Error:
        raise UnreadableError(_("Line %(line)d cannot be read as CSV.") % {"line": reader.line_num}) from None
    if len(rows) < 2:
        raise UnreadableError(_("The file needs a line of headings and at least one person below it."))
    if len(rows) > MOST_LINES + 1:
        raise UnreadableError(_("The file has more than 5,000 people. Split it."))
    return Table(rows[0][1], tuple(rows[1:]))


def guess_columns(header: Collection[str]) -> dict[str, int | None]:
    """Give for each field the column whose heading says so, or None."""
    headings = [heading.strip().lower() for heading in header]
    return {
        name: next((at for at, heading in enumerate(headings) if heading in HEADINGS[name]), None) for name in FIELDS
    }


def plan(table: Table, columns: Mapping[str, int | None], known: Known) -> Plan:
    """Say what would happen, line by line. Writes nothing."""
    seen: dict[str, int] = {}
    lines: list[Line] = []
    teams = dict(known.teams)
    new_teams: list[str] = []
    for number, cells in table.rows:
        line = _line(number, cells, columns, known, seen)
        lines.append(line)
        if not line.problems and not line.known and line.team and line.team.lower() not in teams:
            teams[line.team.lower()] = line.team
            new_teams.append(line.team)
    return Plan(tuple(lines), tuple(new_teams))


def _line(
    number: int, cells: tuple[str, ...], columns: Mapping[str, int | None], known: Known, seen: dict[str, int]
) -> Line:
    def cell(name: str) -> str:
        at = columns.get(name)
        return unicodedata.normalize("NFC", cells[at]) if at is not None and at < len(cells) else ""

    email = cell("email").lower()
    roles, unknown_roles = _roles(cell("roles"))
    team = cell("team")
    line = Line(
        number, cell("name"), email, known.teams.get(team.lower(), team), roles, cell("zone"), email in known.emails
    )
    problems = [*_problems(line), *(_("“%(role)s” is no role.") % {"role": role} for role in unknown_roles)]
    if email in seen:
        problems.append(_("The same address as line %(line)d.") % {"line": seen[email]})
    elif email:
        seen[email] = number
    return Line(number, line.name, email, line.team, roles, line.zone, line.known, tuple(problems))


def _problems(line: Line) -> list[str]:
    found = []
    if not line.name:
        found.append(_("No name."))
    for value, most in ((line.name, 120), (line.team, 80)):
        if len(value) > most:
            found.append(_("Longer than %(most)d characters.") % {"most": most})
        if any(unicodedata.category(letter) in {"Cc", "Cf"} for letter in value):
            found.append(_("Holds characters that cannot be seen."))
    if not _is_address(line.email):
        found.append(_("No whole e-mail address."))
    if line.zone and line.zone not in dict(zones.choices()):
        found.append(_("“%(zone)s” is no time zone; write it as Europe/Lisbon.") % {"zone": line.zone})
    return found


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= 254


def _roles(text: str) -> tuple[tuple[str, ...], list[str]]:
    """Read roles by code or by name, in any case; an empty cell is an agent."""
    by_word: dict[str, str] = {}
    for value, label in Role.choices:
        by_word |= {value: value, value.replace("_", " "): value, str(label).lower(): value}
    words = [word.strip().lower() for word in text.replace(";", ",").replace("/", ",").split(",") if word.strip()]
    roles = tuple(sorted({by_word[word] for word in words if word in by_word}))
    unknown = [word for word in words if word not in by_word]
    return (roles if words else (Role.AGENT.value,)), unknown


def what_is_here() -> Known:
    """Give the addresses and teams there are."""
    emails = frozenset(Person.objects.values_list("email", flat=True))
    return Known(emails, {name.lower(): name for name in Team.objects.values_list("name", flat=True)})


def import_people(wanted: Plan) -> int:
    """Add everybody the plan would add, all or none. Twice is once. Gives how many are new."""
    with transaction.atomic():
        before = Person.objects.count()
        teams = {team.name.lower(): team for team in Team.objects.all()}
        for name in wanted.new_teams:
            if name.lower() not in teams:
                teams[name.lower()] = actions.save_team(None, name=name, lead=None)
        for line in wanted.to_add:
            team = teams.get(line.team.lower())
            actions.add_person(email=line.email, name=line.name, team=team, roles=line.roles, zone=line.zone)
        added = Person.objects.count() - before
        if added:
            known = len(wanted.known) + len(wanted.to_add) - added
            announce("people.imported", added=added, already_here=known, teams=len(wanted.new_teams))
    return added
