"""The verbs of the interval plan. Each may be called twice and acts once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from hearten.people.events import announce
from hearten.people.models import Person
from hearten.staffing.models import SavedColumns
from hearten.staffing.rules.importing import Columns
from hearten.staffing.rules.table import Table
from hearten.support.price import imports
from hearten.support.price.models import ExpectedInterval, ForecastFile, QueuePlan
from hearten.support.price.rules.reading import Expected, ForecastPlan, digest_of

BATCH = 1000  # rows in one statement: below SQLite's limit of variables


def save_plan(*, key: UUID, **parts: Any) -> QueuePlan:
    """Add the plan with this key, or change it. ``parts`` are the fields of ``QueuePlan``."""
    with transaction.atomic():
        plan, is_new = QueuePlan.objects.update_or_create(key=key, defaults=parts)
        announce("interval_plan.added" if is_new else "interval_plan.changed", key)
    return plan


def remove_plan(key: UUID) -> None:
    """Take a plan away with its intervals. One that is gone stays gone."""
    with transaction.atomic():
        if QueuePlan.objects.filter(key=key).delete()[0]:
            announce("interval_plan.removed", key)


def expect(plan: QueuePlan, intervals: Iterable[Expected]) -> None:
    """Write what intervals are expected to bring, in the place of what was written for them before."""
    rows = [
        ExpectedInterval(
            plan=plan, starts_at=each.starts_at, contacts=each.contacts, handling=each.handling, staff=each.staff
        )
        for each in intervals
    ]
    ExpectedInterval.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["plan", "starts_at"],
        update_fields=["contacts", "handling", "staff"],
    )


def clear(plan: QueuePlan, *, since: datetime, until: datetime) -> int:
    """Take what is expected of a stretch of time out of a plan. Gives how many intervals went."""
    return plan.intervals.filter(starts_at__gte=since, starts_at__lt=until).delete()[0]


def keep_file(
    plan: QueuePlan, person: Person, *, name: str, content: bytes, table: Table, zone: str, now: datetime
) -> ForecastFile:
    """Keep an uploaded file until its import is confirmed, with the columns remembered from the last one like it."""
    columns = imports.start_with(table, zone=zone)
    return ForecastFile.objects.create(
        plan=plan,
        uploaded_by=person,
        name=name[:120],
        content=content,
        columns=dict(columns.columns),
        zone=columns.zone,
        order=columns.order,
        uploaded_at=now,
    )


def set_columns(file: ForecastFile, columns: Columns, table: Table, *, now: datetime) -> None:
    """Say which column holds what, for this file and for the next one with the same header."""
    parts: dict[str, Any] = {"columns": dict(columns.columns), "zone": columns.zone, "order": columns.order}
    with transaction.atomic():
        ForecastFile.objects.filter(pk=file.pk).update(**parts)
        SavedColumns.objects.update_or_create(header_digest=digest_of(table.header), defaults=parts | {"used_at": now})
    file.columns, file.zone, file.order = parts["columns"], columns.zone, columns.order


def import_forecast(file: ForecastFile, table: Table) -> ForecastPlan:
    """Do what the preview showed, all of it or nothing, and drop the file. Twice is once."""
    with transaction.atomic():
        plan = imports.plan(file, table)
        expect(file.plan, [*plan.new, *plan.changed])
        ForecastFile.objects.filter(pk=file.pk).delete()
        announce("interval_plan.forecast_imported", file.plan.key, added=len(plan.new), changed=len(plan.changed))
    return plan
