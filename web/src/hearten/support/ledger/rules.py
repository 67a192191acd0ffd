"""Judgements about the ledger: which month it is, who a mark belongs to, what is published. No Django."""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from hearten.blocks.rules import K_DEFAULT, choose_k
from hearten.blocks.rules.publish import publish
from hearten.blocks.rules.shapes import Answer, Group, Policy, Publication, Question, Roster, Seat

KEPT, BROKEN = 1, 2
KINDS = ("moment", "help", "exit", "check_in")
TOPIC = "support.ledger:{:%Y-%m}"
KEY_NAME = "support.ledger:{:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Team:
    """A team on the roster of a month: its people, and how many of them lead and so know more than others."""

    key: str
    name: str
    seats: int
    readers: int = 0


@dataclass(frozen=True, slots=True)
class Marked:
    """That somebody of a team asked, and whether the promise was kept to them every time."""

    kind: str
    team: str
    kept: bool


def month_of(now: datetime, zone: ZoneInfo) -> date:
    """Give the first day of the month it is by the centre's clock."""
    return now.astimezone(zone).date().replace(day=1)


def month_after(first_day: date) -> date:
    """Give the first day of the next month: the day on which this one is published."""
    return (first_day + timedelta(days=32)).replace(day=1)


def digest_of(key: bytes, person: UUID, kind: str) -> str:
    """Give what stands for a person and a kind in one month: another one for each kind, so that rows do not join up."""
    return hmac.new(key, f"{kind}:{person}".encode(), sha256).hexdigest()


def publish_month(teams: Iterable[Team], marks: Iterable[Marked], *, k: int = K_DEFAULT) -> Publication:
    """Say of each promise to how many it was kept, for groups that may be shown (R1 to R12 of ``hearten.blocks``).

    One answer per person who asked and kind, so that nobody weighs more for asking often: favourable where the promise
    was kept every time. Those who did not ask are those who skipped: none of a group, or at least as many as a group
    needs, or nothing is said. Everybody reads the page, so a group needs one more than ``k``.
    """
    teams = [team for team in teams if team.seats]
    roster = Roster(
        tuple(Group(team.key, team.name) for team in teams),
        tuple(Seat(f"{team.key} {n}", team.key, reads=n < team.readers) for team in teams for n in range(team.seats)),
    )
    answers = [Answer(mark.kind, (mark.team,), 1 if mark.kept else 0) for mark in marks]
    questions = [Question(kind, frozenset({1})) for kind in KINDS]
    return publish(roster, answers, questions, Policy(choose_k(k))).publication


def names_of(teams: Iterable[Team]) -> Mapping[str, str]:
    """Give the names of teams by key, as they were in that month."""
    return {team.key: team.name for team in teams}
