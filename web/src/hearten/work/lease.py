"""The row is the queue: take what is due by a lease, do it, and only then mark it done.

A worker that dies takes nothing with it: its lease runs out and the row is taken again. So what is done under a lease
may be done twice, and must then have happened once; marks of a worker whose lease was taken over change nothing.
"""

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models

# Materialised: PostgreSQL may otherwise run a subquery with LIMIT and SKIP LOCKED more than once, and take too much.
CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT t.{pk} FROM {table} AS t
        WHERE t.due_at <= %s AND (t.lease_until IS NULL OR t.lease_until < %s){also}
        ORDER BY {order} LIMIT %s {locking}
    )
    UPDATE {table} SET lease_until = %s, lease_by = %s, attempts = attempts + 1
    WHERE {pk} IN (SELECT {pk} FROM due)
    RETURNING {pk}
"""


class Leased(models.Model):
    """A row to be worked on. ``due_at`` is empty once there is nothing more to do."""

    due_at = models.DateTimeField(null=True, db_index=True)
    lease_until = models.DateTimeField(null=True)
    lease_by = models.UUIDField(null=True)  # made for each claim: whoever holds another one is too late
    attempts = models.PositiveIntegerField(default=0)  # counted when taken, so that work that kills its worker ends

    class Meta:
        abstract = True


def claim[Row: Leased](
    model: type[Row],
    *,
    now: datetime,
    lease: timedelta,
    limit: int,
    order: str = "t.due_at",
    also: str = "",
    values: Sequence[Any] = (),
) -> list[Row]:
    """Take at most ``limit`` rows that are due and that nobody holds. Two workers never take the same row.

    ``order`` and ``also`` (a further condition, with its ``values``) are SQL written out in the source; the table is
    ``t`` in both.
    """
    if limit < 1 or not _is_anything_due(model, now):
        return []
    meta, quote = model._meta, connection.ops.quote_name  # noqa: SLF001 - Django's public name for it
    token = uuid.uuid4()
    at = connection.ops.adapt_datetimefield_value
    sql = CLAIM.format(
        table=quote(meta.db_table),
        pk=quote(str(meta.pk.column)),
        order=order,
        also=f" AND {also}" if also else "",
        locking="FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else "",
    )
    holder = models.UUIDField().get_db_prep_value(token, connection)
    with connection.cursor() as cursor:
        cursor.execute(sql, [at(now), at(now), *values, limit, at(now + lease), holder])
        taken = [row[0] for row in cursor.fetchall()]
    return list(_rows(model).filter(pk__in=taken, lease_by=token).order_by("due_at")) if taken else []


def _rows[Row: Leased](model: type[Row]) -> models.Manager[Row]:
    return model._default_manager  # noqa: SLF001 - Django's public name for it


def _is_anything_due(model: type[Leased], now: datetime) -> bool:
    """Look before taking: an UPDATE takes SQLite's only write lock even where it changes nothing."""
    free = models.Q(lease_until=None) | models.Q(lease_until__lt=now)
    return _rows(model).filter(free, due_at__lte=now).exists()


def renew(rows: Iterable[Leased], *, until: datetime) -> None:
    """Hold rows longer: what takes its time is not taken over while its worker lives."""
    for row in rows:
        _rows(type(row)).filter(pk=row.pk, lease_by=row.lease_by).update(lease_until=until)


def finish(row: Leased, **fields: Any) -> bool:
    """Let go of a row and write what came of it. Gives False, and writes nothing, where another has taken it over."""
    held = _rows(type(row)).filter(pk=row.pk, lease_by=row.lease_by)
    return bool(held.update(lease_until=None, lease_by=None, **fields))
