"""Where a browser goes on after it was away. Pure: no database, no clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

KEPT = timedelta(hours=1)
MOST_BEHIND = 500


@dataclass(frozen=True, slots=True)
class Resume:
    """Send what follows ``start``. A ``reset`` means that too much was missed: look at everything again first."""

    start: int
    reset: bool
    because: Literal["new", "current", "behind", "too far behind", "too old", "unknown number"]


def decide_resume(after: int | None, newest: int, next_at: datetime | None, *, now: datetime) -> Resume:
    """Say where to go on for a browser that has heard up to ``after`` (None: nothing yet).

    ``newest`` is the person's last number; ``next_at`` is when notice ``after + 1`` was written, None if it is gone.
    A number above the newest comes from before a restored backup: nothing can be said about what was missed.
    """
    if after is None:
        return Resume(newest, reset=False, because="new")
    if after > newest or after < 0:
        return Resume(newest, reset=True, because="unknown number")
    if after == newest:
        return Resume(newest, reset=False, because="current")
    if newest - after > MOST_BEHIND:
        return Resume(newest, reset=True, because="too far behind")
    if next_at is None or now - next_at > KEPT:
        return Resume(newest, reset=True, because="too old")
    return Resume(after, reset=False, because="behind")
