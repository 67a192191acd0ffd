"""How many people are planned when: shifts as stretches of a team and a role, without anybody's name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from hearten.people.models import Person
from hearten.staffing.queries import may_plan, shifts_for


@dataclass(frozen=True, slots=True)
class Stretch:
    """Somebody of a team is on, in a role, from one instant to another."""

    team_id: int | None
    role: str
    starts_at: datetime
    ends_at: datetime


def stretches_for(viewer: Person, *, since: datetime, until: datetime) -> list[Stretch]:
    """Give who is planned as stretches, to those who plan; nothing to others."""
    if not may_plan(viewer):
        return []
    found = shifts_for(viewer, since=since, until=until)
    return [Stretch(*row) for row in found.values_list("team_id", "role", "starts_at", "ends_at")]


def on_average(stretches: Iterable[Stretch], *, since: datetime, until: datetime) -> float:
    """Give how many are on between two instants, on average: whoever is there for half of it counts half."""
    whole = (until - since).total_seconds()
    there = sum(
        (min(each.ends_at, until) - max(each.starts_at, since)).total_seconds()
        for each in stretches
        if each.starts_at < until and each.ends_at > since
    )
    return there / whole


def throughout(stretches: Iterable[Stretch], *, since: datetime, until: datetime) -> int:
    """Count who is on from one instant to another without a gap of their own shift."""
    return sum(each.starts_at <= since and each.ends_at >= until for each in stretches)
