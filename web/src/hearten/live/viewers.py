"""Who a stream belongs to, asked of ``people.sessions`` when it opens and for all open streams every few seconds."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import batched

from django.contrib.sessions.models import Session
from django.utils import timezone

from hearten.people.models import Person
from hearten.people.sessions import viewer_of

AT_ONCE = 900  # SQLite built without options takes 999 parameters in one statement


@dataclass(frozen=True, slots=True)
class Ticket:
    """What let a stream in: a session, its person, and digests of the facts that were looked at."""

    session_key: str
    person_id: int
    person_key: str
    roles_stamp: int
    facts: int


def _digest(session_data: str, password: str, sessions_stamp: int) -> int:
    return hash((session_data, password, sessions_stamp))


def ticket_for(session_key: str) -> tuple[Ticket, Person] | None:
    """Give the ticket and the person of a session that may hold a stream, or None. Three short queries."""
    row = Session.objects.filter(session_key=session_key).values_list("session_data", flat=True).first()
    person = viewer_of(session_key) if row is not None else None
    if row is None or person is None:
        return None
    facts = _digest(row, person.password, person.sessions_stamp)
    return Ticket(session_key, person.pk, str(person.key), person.roles_stamp, facts), person


def still_good(tickets: Iterable[Ticket]) -> dict[str, Ticket]:
    """Give the tickets that still hold, by session key: two queries for every 900 of them.

    A session is read closely only where its row or its person changed since the last look. Changed roles end a stream:
    the browser comes back at once, and sees by its new rights.
    """
    good: dict[str, Ticket] = {}
    for some in batched(tickets, AT_ONCE):
        good.update(_still_good(some))
    return good


def _still_good(tickets: tuple[Ticket, ...]) -> dict[str, Ticket]:
    alive = Session.objects.filter(session_key__in={t.session_key for t in tickets}, expire_date__gt=timezone.now())
    rows = dict(alive.values_list("session_key", "session_data"))
    active = Person.objects.filter(pk__in={t.person_id for t in tickets}, is_active=True)
    facts = active.values_list("pk", "password", "sessions_stamp", "roles_stamp")
    people = {pk: (password, sessions_stamp, roles_stamp) for pk, password, sessions_stamp, roles_stamp in facts}
    good = {}
    for ticket in tickets:
        if ticket.session_key not in rows or ticket.person_id not in people:
            continue
        password, sessions_stamp, roles_stamp = people[ticket.person_id]
        if roles_stamp != ticket.roles_stamp:
            continue
        if ticket.facts == _digest(rows[ticket.session_key], password, sessions_stamp):
            good[ticket.session_key] = ticket
        elif (renewed := ticket_for(ticket.session_key)) and renewed[0].person_id == ticket.person_id:
            good[ticket.session_key] = renewed[0]
    return good
