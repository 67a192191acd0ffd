"""What moments cost an interval, in points of service level, by Erlang A or C. Plans come in, never a person's moments.

Moments are planned like any other shrinkage: so many in a hundred hours of work, so many minutes each, hence a share of
the staff that is away on average. Nothing here knows who asks, and nothing here can say no.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil

from hearten.staffing.rules.erlang import Load, fewest, serve_on_average, servers_needed

MOST_ERLANGS = 2_000.0
MOST_AWAY = 0.5


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a plan takes for granted: answer ``target`` (a share) within so many seconds, patience, and moments."""

    within: float
    target: float
    patience: float | None
    moments_per_100_hours: float
    moment_minutes: float

    @property
    def away(self) -> float:
        """Give the share of the staff that is away on a moment, on average."""
        return min(MOST_AWAY, self.moments_per_100_hours / 100 * self.moment_minutes / 60)


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of a day: contacts expected in it, seconds to handle one, and the staff planned, on average."""

    starts_at: datetime
    ends_at: datetime
    contacts: float
    handling: float
    staff: float

    @property
    def load(self) -> float:
        """Give the load offered, in erlangs."""
        return self.contacts * self.handling / (self.ends_at - self.starts_at).total_seconds()


@dataclass(frozen=True, slots=True)
class Price:
    """What an interval reaches as planned and with moments, both as shares, and how many would reach the target.

    ``needed`` leaves no room for moments, ``needed_with`` does. ``away`` is in people.
    """

    level: float
    with_moments: float
    away: float
    needed: int
    needed_with: int

    @property
    def points(self) -> float:
        """Give what moments cost, in points of service level."""
        return 100 * (self.level - self.with_moments)


@dataclass(frozen=True, slots=True)
class Day:
    """A day over all contacts: the levels, what moments cost, and where they cost most (its place in the list)."""

    contacts: float
    level: float
    with_moments: float
    dearest: int

    @property
    def points(self) -> float:
        """Give what moments cost over the day, in points of service level."""
        return 100 * (self.level - self.with_moments)


def price_of(interval: Interval, plan: Assumptions) -> Price:
    """Say what moments cost an interval. Raises ValueError for loads beyond ``MOST_ERLANGS``."""
    if interval.load > MOST_ERLANGS:
        raise ValueError("More than a queue of one centre can be.")
    seconds = (interval.ends_at - interval.starts_at).total_seconds()
    load = Load(interval.contacts / seconds, interval.handling, plan.patience)
    stay = 1 - plan.away
    needed = servers_needed(load, within=plan.within, target=plan.target)

    def are_enough(staff: int) -> bool:
        return serve_on_average(load, staff * stay, within=plan.within) >= plan.target

    return Price(
        level=serve_on_average(load, interval.staff, within=plan.within),
        with_moments=serve_on_average(load, interval.staff * stay, within=plan.within),
        away=interval.staff * plan.away,
        needed=needed,
        needed_with=fewest(are_enough, near=ceil(needed / stay)) if plan.away else needed,
    )


def whole_day(intervals: Sequence[Interval], prices: Sequence[Price]) -> Day | None:
    """Put a day together, each interval weighing as many contacts as it expects; None for a day without any."""
    contacts = sum(each.contacts for each in intervals)
    if not contacts:
        return None
    level, with_moments = (
        sum(interval.contacts * share for interval, share in zip(intervals, shares, strict=True)) / contacts
        for shares in ([price.level for price in prices], [price.with_moments for price in prices])
    )
    dearest = max(range(len(prices)), key=lambda number: prices[number].points)
    return Day(contacts, level, with_moments, dearest)
