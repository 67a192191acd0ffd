"""When a delivery is tried again, and when it is over. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

State = Literal["waiting", "delivered", "given_up", "expired", "replaced", "stopped"]

TRIED_FOR = timedelta(days=3)
#: Seconds after the first attempt, the second, …; the last one goes on until three days are over. The first are short
#: because an agent waits for the phone; the later ones outlast a night and a weekend's half.
PAUSES = (2, 5, 15, 60, 300, 1800, 7200, 18_000, 36_000, 50_400)
SPREAD = 0.2  # of a pause, either way: what failed together does not come back together
GONE = 410


@dataclass(frozen=True, slots=True)
class Step:
    """What becomes of a delivery after an attempt. ``switch_off`` says that the receiver wants nothing any more."""

    state: State
    due_at: datetime | None = None
    switch_off: bool = False


def after_attempt(
    *, status: int | None, retry_after: str, attempts: int, now: datetime, give_up_at: datetime, jitter: float
) -> Step:
    """Decide what follows. ``status`` is None where there was no answer; ``jitter`` is from 0 to 1.

    2xx alone is success. 410 switches the receiver off. All else is tried again until ``give_up_at``, never sooner
    than the receiver's Retry-After asks.
    """
    if status is not None and 200 <= status < 300:
        return Step("delivered")
    if status == GONE:
        return Step("stopped", switch_off=True)
    asked = wait_asked_for(retry_after, now=now)
    pause = pause_after(attempts, jitter=jitter)
    due_at = now + max(pause, asked)
    if now >= give_up_at or now + asked > give_up_at:
        return Step("given_up")
    return Step("waiting", min(due_at, give_up_at))


def pause_after(attempts: int, *, jitter: float) -> timedelta:
    """Give the pause after this many attempts, from one on."""
    usual = PAUSES[min(max(attempts, 1), len(PAUSES)) - 1]
    return timedelta(seconds=usual * (1 - SPREAD + 2 * SPREAD * jitter))


def wait_asked_for(retry_after: str, *, now: datetime) -> timedelta:
    """Read Retry-After, in seconds or as a date. What cannot be read, or lies in the past, asks for nothing."""
    text = retry_after.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:10]), 10**8))
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return timedelta()
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return max(at - now, timedelta())
