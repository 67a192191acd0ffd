"""Judgements about moments. No queue length comes in, so no queue can refuse."""

from dataclasses import dataclass
from datetime import datetime, timedelta

ABUSIVE = 3
NEVER = 4  # a level no contact reaches: no moment is offered, all that are asked for are granted
# A centre may give more than this and not less: docs/why/moments.md has the studies.
SHORTEST = timedelta(minutes=5)
SHORTEST_AFTER_ABUSE = timedelta(minutes=10)
LONGEST = timedelta(minutes=60)
#: What the ledger of promises calls at once: from the press, wherever it had to wait, to the commit.
AT_ONCE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class MomentPolicy:
    """How long a moment is, and from which level of a contact on one is offered unasked."""

    usual: timedelta = SHORTEST
    after_abuse: timedelta = SHORTEST_AFTER_ABUSE
    offer_from: int = 2


@dataclass(frozen=True, slots=True)
class Cover:
    """Until when a moment is covered, or None while it waits for the contact to end; and why."""

    until: datetime | None
    because: str


def decide_cover(after_level: int, policy: MomentPolicy, *, in_contact: bool, now: datetime) -> Cover:
    """Say until when a moment is covered, and why. There is no answer "no"."""
    if in_contact:
        return Cover(None, "in_contact")
    if after_level >= ABUSIVE:
        return Cover(now + policy.after_abuse, "after_abuse")
    return Cover(now + policy.usual, "asked")


def was_at_once(pressed_at: datetime | None, granted_at: datetime) -> bool:
    """Say whether a moment was granted at once. Where nobody knows when the button was pressed, it was."""
    return pressed_at is None or granted_at - pressed_at < AT_ONCE


def should_offer(after_level: int, policy: MomentPolicy, *, has_moment: bool) -> bool:
    """Say whether a moment is offered now that a contact is over. Who has one already is not asked again."""
    return not has_moment and after_level >= policy.offer_from


def covered_time(
    began_at: datetime | None, covered_until: datetime | None, ended_at: datetime
) -> tuple[datetime, datetime] | None:
    """Give from when until when a moment counts as worked, or None where it never began.

    What was granted and not more: somebody who comes back sooner is at work again, and longer is another moment.
    """
    if began_at is None or covered_until is None or ended_at <= began_at:
        return None
    return began_at, min(ended_at, covered_until)
