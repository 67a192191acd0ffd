"""How often, and how long after, a task that failed is tried again."""

from datetime import timedelta

MOST_ATTEMPTS = 12  # with the pauses below: about an hour
LONGEST_PAUSE = timedelta(minutes=30)


def pause_after(attempts: int, *, jitter: float) -> timedelta | None:
    """Give the pause after so many attempts, or None where it is given up.

    It doubles from two seconds. ``jitter`` from 0 to 1 spreads it from half to one and a half of that, so that what
    failed together does not come back together.
    """
    if attempts >= MOST_ATTEMPTS:
        return None
    return min(timedelta(seconds=2**attempts), LONGEST_PAUSE) * (0.5 + jitter)
