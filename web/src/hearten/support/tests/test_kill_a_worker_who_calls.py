"""A worker is killed at random points while hands are up: each is answered, or asks the next one, in 60 ± 5 seconds.

Killed is meant: at a statement of the database, before it or after it, nothing more is done by that worker, and what it
had not committed is gone. The clock is turned by the test, so that an hour of a busy floor takes seconds.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from hearten.people.models import Person, Role, RoleGrant, Team
from hearten.support import actions
from hearten.support.duty import HandsUp
from hearten.support.models import HandUp
from hearten.support.tests.floor import NOW, on_shift
from hearten.work.lease import claim

LEADS = 12  # more than ever get asked while one hand is followed
RESTED = timedelta(seconds=8)  # a worker that was killed is started again, and lives for a while
WITHIN = (timedelta(seconds=55), timedelta(seconds=65))


class Killed(BaseException):
    """The worker is no more. No handler of errors may catch it."""


@dataclass
class Killer:
    """Ends whoever runs, at the statement whose turn it is, before or after the database has done it."""

    at: int
    after: bool
    count: int = 0

    def __call__(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        self.count += 1
        if self.count == self.at and not self.after:
            raise Killed
        result = execute(*arguments)
        if self.count == self.at:
            raise Killed
        return result


@dataclass
class Floor:
    """Hands, a clock, and workers of whom some are killed."""

    agents: list[Person]
    leads: list[Person]
    pick: random.Random
    now: datetime = NOW
    kills: int = 0
    next_kill: datetime = NOW
    gone_on: int = 0
    waits: list[timedelta] = field(default_factory=list)
    open_since: list[timedelta] = field(default_factory=list)

    def second(self, *, kill: float) -> None:
        """Let a second pass; a worker looks, and may be killed while it does."""
        self.now += timedelta(seconds=1)
        is_busy = HandUp.objects.filter(due_at__lte=self.now).exists()
        is_due = is_busy and self.now >= self.next_kill and self.pick.random() < kill
        killer = Killer(self.pick.randint(1, 14), self.pick.random() < 0.5) if is_due else None
        try:
            if killer is None:
                self._work()
            else:
                with connection.execute_wrapper(killer):
                    self._work()
        except Killed:
            self.kills += 1
            self.next_kill = self.now + RESTED
            connection.close()  # as the end of a process does: what was not committed is undone by the database

    def _work(self) -> None:
        duty = HandsUp(clock=lambda: self.now)
        for piece in duty.take(10, now=self.now, lease=timedelta(seconds=60)):
            piece.run()
            self.gone_on += 1

    def note_how_it_went(self, hand: HandUp) -> None:
        """Note how long each one who was asked had before the next one was; and the last one, if nobody answered."""
        hand.refresh_from_db()
        times = sorted(hand.asked.values_list("at", flat=True))
        self.waits += [later - earlier for earlier, later in pairwise(times)]
        if hand.answered_at is None:
            self.open_since.append(self.now - times[-1])


@pytest.fixture
def floor(harbour: Team) -> Floor:
    agents, leads = [], []
    for number in range(10):
        agent = Person.objects.create_user(f"agent{number}@hearten.test", f"Agent {number}", team=harbour)
        RoleGrant.objects.create(person=agent, role=Role.AGENT)
        agents.append(agent)
    for number in range(LEADS):
        lead = Person.objects.create_user(f"lead{number}@hearten.test", f"Lead {number}", team=harbour)
        on_shift(lead, harbour)
        leads.append(lead)
    return Floor(agents, leads, random.Random(20261124))


def hold_hands_up(floor: Floor, hands: int, kill: float) -> int:
    """Let ten agents raise so many hands, each for one to three minutes; some are answered. Gives how many were."""
    up: dict[Person, tuple[HandUp, datetime]] = {}
    raised = answered = 0
    while raised < hands or up:
        for agent in floor.agents:
            if agent not in up and raised < hands and floor.pick.random() < 0.1:
                down_at = floor.now + timedelta(seconds=floor.pick.randint(70, 190))
                up[agent] = (actions.raise_hand(agent, key=uuid4(), now=floor.now), down_at)
                raised += 1
        floor.second(kill=kill)
        for agent, (hand, down_at) in list(up.items()):
            if floor.pick.random() < 0.004:
                answered += _answer(hand, floor)
            if floor.now >= down_at:
                floor.note_how_it_went(hand)
                actions.take_back(agent, now=floor.now)
                del up[agent]
    return answered


def _answer(hand: HandUp, floor: Floor) -> int:
    hand.refresh_from_db()
    if hand.answered_at is not None or hand.asks is None:
        return 0
    assert actions.answer(hand.asks, hand.ref, now=floor.now)
    return 1


# transaction=True: what a killed worker did is undone by a real rollback, to where it really stood.
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("hands", [50, pytest.param(500, marks=pytest.mark.slow)])
def test_every_hand_is_answered_or_asks_the_next_one_within_60_and_5_seconds(
    floor: Floor, hands: int, record_property: Callable[[str, object], None]
) -> None:
    answered = hold_hands_up(floor, hands, kill=0.6)
    assert HandUp.objects.count() == hands
    assert [wait for wait in floor.waits if not WITHIN[0] <= wait <= WITHIN[1]] == []
    assert [wait for wait in floor.open_since if wait > WITHIN[1]] == [], "somebody was forgotten"
    assert floor.kills > hands / 3, "hardly anybody was killed in the middle of anything"
    record_property(
        "durability",
        f"hands up: {hands} raised, {floor.kills} workers killed at work, {answered} answered, {len(floor.waits)} times"
        f" the next one asked after {min(floor.waits).total_seconds():.1f} to"
        f" {max(floor.waits).total_seconds():.1f} s, 0 forgotten",
    )


@pytest.mark.django_db(transaction=True)
def test_a_lease_of_a_dead_worker_delays_by_two_seconds_and_no_more(floor: Floor) -> None:
    actions.raise_hand(floor.agents[0], key=uuid4(), now=floor.now)
    floor.now += timedelta(seconds=60)
    assert len(claim(HandUp, now=floor.now, lease=HandsUp().own_lease, limit=1)) == 1  # and then it died
    floor.second(kill=0)
    assert floor.gone_on == 0
    for _ in range(2):
        floor.second(kill=0)
    assert floor.gone_on == 1


@pytest.mark.django_db(transaction=True)
def test_the_check_finds_a_worker_that_marks_before_it_asks(floor: Floor, monkeypatch: pytest.MonkeyPatch) -> None:
    """A control: one that put the next time down first would lose whoever it was about to ask, when it is killed."""
    go_on = actions.go_on

    def mark_first(row: HandUp, *, now: datetime) -> bool:
        HandUp.objects.filter(pk=row.pk).update(due_at=now + timedelta(seconds=60), lease_until=None)
        return go_on(row, now=now)

    monkeypatch.setattr("hearten.support.duty.actions.go_on", mark_first)
    hold_hands_up(floor, 50, kill=0.8)
    assert any(wait > WITHIN[1] for wait in [*floor.waits, *floor.open_since])
