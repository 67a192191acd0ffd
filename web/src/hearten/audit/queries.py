"""Reading the chain. Administrators and worker representatives may; nobody else."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.functional import Promise

from hearten.audit import anchors
from hearten.audit.deeds import DEEDS
from hearten.audit.keys import chain_key
from hearten.audit.models import Anchor, Entry
from hearten.audit.rules import START, Link, Mark, Report, check_chain, make_mark, read_marks
from hearten.people.models import Person, Role, Team

READERS = (Role.ADMIN, Role.WORKER_REP)
PAGE = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as the page shows it: keys have become names, as far as there still are any."""

    seq: int
    at: datetime
    by: str
    deed: str | Promise
    about: str
    facts: str


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the list is narrowed to. Empty fields narrow nothing; ``before`` is a number to go on from."""

    group: str = ""
    by: str = ""
    before: int | None = None


def head() -> tuple[int, bytes]:
    """Give number and HMAC of the last entry; 0 and zeros for a chain without any."""
    last = Entry.objects.order_by("-seq").values_list("seq", "mac").first()
    return (last[0], bytes(last[1])) if last else (0, START)


def mark_now(now: datetime) -> Mark:
    """Give a sealed mark of where the chain ends now, writing nothing."""
    seq, mac = head()
    return make_mark(chain_key(), "anchor", seq, now, mac)


def links() -> Iterator[Link]:
    """Give the whole chain in order, read in pieces: a million entries never lie in memory together."""
    rows = Entry.objects.order_by("seq").values_list("seq", "at", "by", "deed", "about", "facts", "mac")
    for seq, at, by, deed, about, facts, mac in rows.iterator(chunk_size=5_000):
        yield Link(seq, at, by, deed, about, facts, bytes(mac))


def marks() -> list[Mark]:
    """Give the marks of the database and those of the file beside it, each once."""
    kept = [mark for line in Anchor.objects.values_list("line", flat=True) for mark in read_marks(line)]
    return sorted({*kept, *anchors.noted()}, key=lambda mark: (mark.at, mark.kind))


def verify(more_marks: Sequence[Mark] = ()) -> Report:
    """Check the chain against itself, the marks we keep, and any that were brought along."""
    return check_chain(chain_key(), links(), [*marks(), *more_marks])


def entries_for(viewer: Person, narrowing: Narrowing) -> QuerySet[Entry]:
    """Give entries, newest first, to those who may read them; none to others."""
    if not viewer.has_role(*READERS):
        return Entry.objects.none()
    found = Entry.objects.order_by("-seq")
    if narrowing.group:
        found = found.filter(deed__startswith=f"{narrowing.group}.")
    if narrowing.by:
        found = found.filter(by=narrowing.by)
    if narrowing.before is not None:
        found = found.filter(seq__lt=narrowing.before)
    return found


def shown_for(viewer: Person, narrowing: Narrowing) -> tuple[list[Shown], int | None]:
    """Give one page of entries with names, and the number to go on from where there are more."""
    rows = list(entries_for(viewer, narrowing)[: PAGE + 1])
    names = _names({key for row in rows for key in (row.by, row.about) if key})
    shown = [_show(row, names) for row in rows[:PAGE]]
    return shown, (shown[-1].seq if len(rows) > PAGE else None)


def actors_for(viewer: Person) -> list[tuple[UUID, str]]:
    """Give who is found in the chain as an actor, by name, for the filter."""
    if not viewer.has_role(*READERS):
        return []
    keys = Entry.objects.exclude(by=None).values_list("by", flat=True).distinct()
    people = Person.objects.filter(key__in=keys).order_by("name")
    return list(people.values_list("key", "name"))


def entries_of(person: Person) -> QuerySet[Entry]:
    """Give what the chain says by and about one person, for that person's own data."""
    return Entry.objects.filter(Q(by=person.key) | Q(about=person.key)).order_by("seq")


def _names(keys: Iterable[UUID]) -> dict[UUID, str]:
    wanted = list(keys)
    people = Person.objects.filter(key__in=wanted).values_list("key", "name")
    teams = Team.objects.filter(key__in=wanted).values_list("key", "name")
    return dict([*people, *teams])


def _show(row: Entry, names: dict[UUID, str]) -> Shown:
    label = DEEDS[row.deed][0] if row.deed in DEEDS else row.deed
    about = names.get(row.about, f"{str(row.about)[:8]}…") if row.about else ""
    by = names.get(row.by, f"{str(row.by)[:8]}…") if row.by else ""
    return Shown(row.seq, row.at, by, label, about, _in_words(row.facts))


def _in_words(facts: str) -> str:
    """Write facts for a reader: ``fields: name, team · source: phones``. They are codes: nothing to translate."""
    read = json.loads(facts)
    parts = [f"{name}: {', '.join(value) if isinstance(value, list) else value}" for name, value in read.items()]
    return " · ".join(parts).replace("_", " ")
