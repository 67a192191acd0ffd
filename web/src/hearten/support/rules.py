"""Judgements about moments. No queue length comes in, so no queue can refuse."""

from dataclasses import dataclass
from datetime import datetime, timedelta

ABUSIVE = 3


@dataclass(frozen=True, slots=True)
class MomentPolicy:
    """How long a moment is. Ten minutes and more restore better after draining work: docs/why/moments.md."""

    usual: timedelta = timedelta(minutes=5)
    after_abuse: timedelta = timedelta(minutes=10)


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
