"""When a check-in is proposed, and who may do what with one. Times are aware; wall clocks hang in the agent's zone.

About 72 hours and about a month: the first days carry most of a reaction, and what is still there after a month is
worth a second look. Both are proposals, and the agent moves them as they like.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

Which = Literal["days", "month"]
WHICH: tuple[Which, ...] = ("days", "month")
DAYS = timedelta(days=3)
STEP = timedelta(minutes=30)  # nobody meets at 14:07
LENGTH = timedelta(minutes=20)
LATEST = timedelta(days=92)

State = Literal["asked", "accepted", "declined", "cancelled"]
Verb = Literal["accept", "decline", "move", "cancel"]


def propose(which: Which, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Give the wall clock, without a zone, for which a check-in is proposed: the same time of day, on the half hour."""
    local = now.astimezone(zone).replace(tzinfo=None)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    rounded = midnight + -(-(local - midnight) // STEP) * STEP
    proposed = rounded + DAYS if which == "days" else datetime.combine(a_month_after(rounded.date()), rounded.time())
    # Somebody on the night shift must not be offered the hour that the clocks skip.
    return proposed if instant(proposed, zone) else proposed + timedelta(hours=1)


def a_month_after(day: date) -> date:
    """Give the same day of the next month, or its last day where it is shorter: 31 January → 28 February."""
    year, month = (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def instant(local: datetime, zone: ZoneInfo) -> datetime | None:
    """Give the moment in UTC that a wall clock means: the first of two. None for an hour that the clocks skip."""
    aware = local.replace(tzinfo=zone, fold=0)
    moment = aware.astimezone(UTC)
    return moment if moment.astimezone(zone).replace(tzinfo=None) == local else None


def is_far_enough(at: datetime, *, now: datetime) -> bool:
    """Say whether a check-in can be at this time: to come, and within three months."""
    return now < at <= now + LATEST


def may(verb: Verb, state: State, *, is_agent: bool) -> bool:
    """Say whether one of the two may do this now. Whoever was asked says yes or no; either may move it or cancel it."""
    if verb in {"accept", "decline"}:
        return state == "asked" and not is_agent
    return state in {"asked", "accepted"}
