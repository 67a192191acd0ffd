"""What the power cut replays of support: one commit of each verb, and which commits are whole in what it left.

A commit carries its number in the keys it writes. Those that write two rows are there with both or not at all.
"""

import sqlite3
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

MOST = 400  # commits that a replay may number
LEFT = "left-"


def prepare_doors() -> None:
    """Open a door for each commit that may book one: the key is the number."""
    from django.utils import timezone

    from hearten.people.models import Person
    from hearten.support.after.models import DoorSlot

    lead, begins = Person.objects.get(email="lead@hearten.test"), timezone.now() + timedelta(hours=1)
    times = [(begins + timedelta(seconds=number), begins + timedelta(hours=2)) for number in range(MOST)]
    DoorSlot.objects.bulk_create(
        DoorSlot(key=UUID(int=number), lead=lead, starts_at=starts_at, ends_at=ends_at)
        for number, (starts_at, ends_at) in enumerate(times)
    )


def verbs_of_support(agent: Any) -> list[Callable[[int, datetime], object]]:
    """Give the verbs, each one commit: a hand, a step of a ladder, an exit with its cover, two check-ins, a door."""
    from hearten.people.models import Person
    from hearten.staffing.contacts import ContactInHand
    from hearten.support.actions import raise_hand
    from hearten.support.after.actions.check_ins import ask_for_check_ins
    from hearten.support.after.actions.doors import book_door
    from hearten.support.exits.actions import leave, take_step

    lead = Person.objects.get(email="lead@hearten.test")
    insult = {"kind": "insult", "level": 2, "step": "insult-limit", "purpose": "limit"}

    def contact(number: int) -> ContactInHand:
        return ContactInHand(UUID(int=number), "desk", f"{LEFT}{number}", "voice", "", "en", "live", 2, "")

    def two_talks(number: int, now: datetime) -> object:
        times = {"days": now + timedelta(days=3), "month": now + timedelta(days=30)}
        return ask_for_check_ins(agent, lead, times, key=UUID(int=number), now=now)  # type: ignore[arg-type]

    return [
        lambda number, now: raise_hand(agent, key=UUID(int=number), now=now),
        lambda number, now: take_step(agent, contact(number), **insult, now=now),  # type: ignore[arg-type]
        lambda number, now: leave(agent, contact(number), key=UUID(int=number), action="end", to=None, now=now),
        two_talks,
        lambda number, now: book_door(agent, UUID(int=number), until=now + timedelta(days=1), now=now),
    ]


def commits_of_support(connection: sqlite3.Connection) -> set[int]:
    """Give the numbers of the commits that are there. AssertionError where one is there in part."""

    def numbers(sql: str) -> set[int]:
        return {UUID(key).int for (key,) in connection.execute(sql)}

    exits = numbers("SELECT key FROM support_exits_exit")
    covers = connection.execute("SELECT external_id FROM support_exits_cover")
    assert exits == {int(name.removeprefix(LEFT)) for (name,) in covers}, "an exit without its cover"
    steps = dict(connection.execute("SELECT contact, said FROM support_exits_ladder"))
    assert all(said == '[["insult-limit", "limit"]]' for said in steps.values()), "a ladder without its step"
    return (
        exits
        | {UUID(contact).int for contact in steps}
        | numbers("SELECT key FROM support_handup")
        | numbers("SELECT key FROM support_after_doorslot WHERE booked_by_id IS NOT NULL")
        | _talks(connection, numbers("SELECT key FROM support_after_checkin"))
    )


def _talks(connection: sqlite3.Connection, kept: set[int]) -> set[int]:
    (agent,) = connection.execute("SELECT key FROM people_person WHERE email = 'agent0@hearten.test'").fetchone()
    made: Mapping[int, set[int]] = {
        number: {uuid5(UUID(int=number), f"{UUID(agent)} {which}").int for which in ("days", "month")}
        for number in range(MOST)
    }
    there = {number for number, pair in made.items() if pair & kept}
    assert all(made[number] <= kept for number in there), "one check-in of two"
    return there
