"""Tell a person's browsers that something of theirs changed. Ids only, never content."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from hearten.live.hub import hub
from hearten.live.models import Notice

# One statement for everybody told. Rows are taken in the order of ids, so that two transactions cannot deadlock.
RAISE_COUNTERS = """
    INSERT INTO live_noticecounter (person_id, seq) VALUES {rows}
    ON CONFLICT (person_id) DO UPDATE SET seq = live_noticecounter.seq + excluded.seq
    RETURNING person_id, seq
"""

# By hand, as the statement above: every cue passes here while a sender waits.
INSERT_NOTICE = "INSERT INTO live_notice (person_id, seq, kind, object_id, at) VALUES (%s, %s, %s, %s, %s)"


def tell(person_id: int, kind: str, object_id: str = "") -> None:
    """Write one durable notice in the caller's transaction; browsers hear of it after the commit."""
    tell_many([(person_id, kind, object_id)])


def tell_many(notices: Iterable[tuple[int, str, str]]) -> None:
    """Write several ``(person_id, kind, object_id)`` at once, in the caller's transaction: two statements in all.

    One person's notices keep their order. Works from any thread; a rolled back transaction tells nobody anything.
    """
    told = list(notices)
    if not told:
        return
    with transaction.atomic(savepoint=False):
        last = _raise_counters(Counter(person_id for person_id, _, _ in told))
        _insert(_numbered(told, last, connection.ops.adapt_datetimefield_value(timezone.now())))
        transaction.on_commit(lambda: hub.wake(last))


def _raise_counters(by_person: Mapping[int, int]) -> dict[int, int]:
    """Add to each person's counter; give the number each now stands at."""
    pairs = sorted(by_person.items())
    sql = RAISE_COUNTERS.format(rows=", ".join(["(%s, %s)"] * len(pairs)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for pair in pairs for value in pair])
        return dict(cursor.fetchall())


def _insert(rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany(INSERT_NOTICE, rows)


def _numbered(told: list[tuple[int, str, str]], last: Mapping[int, int], at: Any) -> list[tuple[Any, ...]]:
    """Give each notice its number: a person who stands at 9 after three notices gets 7, 8 and 9."""
    to_come = Counter(person_id for person_id, _, _ in told)
    rows = []
    for person_id, kind, object_id in told:
        to_come[person_id] -= 1
        seq = last[person_id] - to_come[person_id]
        rows.append((person_id, seq, kind, object_id, at))
    return rows


def nudge(person_ids: Iterable[int], kind: str) -> None:
    """Say "look again" without a row: lost if nobody is connected, at most once per 2 s for each person and kind.

    Said after the commit. It reaches the browsers of this process only: a hint, never the only way to learn of a thing.
    """
    people = tuple(person_ids)
    if people:
        transaction.on_commit(lambda: hub.nudge(people, kind))


def forget_old(now: datetime) -> None:
    """Delete notices older than an hour; a browser that was away for longer looks at everything again."""
    Notice.objects.filter(at__lt=now - Notice.lifetime).delete()
