"""Judgements about backups: which to keep, when the next is due. Plain data and ``now`` in; no Django."""

from collections.abc import Iterable
from datetime import datetime, timedelta

KEEP_ALL_FOR = timedelta(days=1)


def backups_to_drop(made: Iterable[datetime], *, keep_for: timedelta, now: datetime) -> list[datetime]:
    """Give which backups may go: older than ``keep_for``, and after a day all but the last one of each day.

    The newest one always stays, however old it is: an old backup is better than none.
    """
    ordered = sorted(made)
    newest_of_day = {at.date(): at for at in ordered}
    return [
        at for at in ordered[:-1] if now - at > keep_for or (now - at > KEEP_ALL_FOR and newest_of_day[at.date()] != at)
    ]


def backup_is_due(last: datetime | None, *, every: timedelta, now: datetime) -> bool:
    """Say whether it is time. A clock that was put back does not put backups off."""
    return last is None or last > now or now - last >= every
