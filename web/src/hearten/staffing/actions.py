"""Verbs about shifts and about who is here. Each may be called twice and acts once."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from hearten.live import actions as live
from hearten.people.events import announce
from hearten.people.models import Person, Team
from hearten.staffing import imports
from hearten.staffing.models import Presence, Prompted, SavedColumns, Shift, ShiftFile, Whereabouts
from hearten.staffing.rules.importing import Columns, Plan, ShiftToKeep, header_digest
from hearten.staffing.rules.table import Table

BATCH = 1000  # rows in one statement: below SQLite's limit of variables


def contacts_changed(person_id: int, *, contacts_now: int, level: int, now: datetime) -> None:
    """Record how many contacts a person has now and the level, 0–3, of the one that changed."""
    Presence.objects.update_or_create(
        person_id=person_id,
        defaults={"contacts_now": contacts_now, "after_level": level, "changed_at": now},
    )


def say_here(person: Person, *, is_here: bool, now: datetime) -> None:
    """Take a person's word that they are here, or away. The last word counts; no reason is asked."""
    with transaction.atomic():
        Whereabouts.objects.update_or_create(person=person, defaults={"is_here": is_here, "changed_at": now})
        live.tell(person.pk, "staffing")


def save_shift(
    *, key: UUID, person: Person, team: Team | None, role: str, starts_at: datetime, ends_at: datetime
) -> Shift:
    """Add the shift with this key, or change it. Times are aware. IntegrityError where it ends before it starts."""
    parts = {"person": person, "team": team, "role": role, "starts_at": starts_at, "ends_at": ends_at}
    with transaction.atomic():
        # By hand there is no other system whose id could tell the shift apart: the browser's key does.
        made = parts | {"external_id": f"hand:{key}"}
        shift, is_new = Shift.objects.update_or_create(key=key, defaults=parts, create_defaults=made)
        announce("shift.added" if is_new else "shift.changed", key)
    return shift


def remove_shift(key: UUID) -> None:
    """Take a shift away. One that is gone stays gone."""
    with transaction.atomic():
        if Shift.objects.filter(key=key).delete()[0]:
            announce("shift.removed", key)


def keep_file(person: Person, *, name: str, content: bytes, table: Table, zone: str, now: datetime) -> ShiftFile:
    """Keep an uploaded file until its import is confirmed, with the columns remembered from the last one like it."""
    remembered = SavedColumns.objects.filter(header_digest=header_digest(table.header)).first()
    columns = imports.start_with(table, remembered, zone=zone)
    return ShiftFile.objects.create(
        uploaded_by=person,
        name=name[:120],
        content=content,
        columns=dict(columns.columns),
        zone=columns.zone,
        order=columns.order,
        uploaded_at=now,
    )


def set_columns(file: ShiftFile, columns: Columns, table: Table, *, now: datetime) -> None:
    """Say which column holds what, for this file and for the next one with the same header."""
    parts = {"columns": dict(columns.columns), "zone": columns.zone, "order": columns.order}
    with transaction.atomic():
        ShiftFile.objects.filter(pk=file.pk).update(**parts)
        digest = header_digest(table.header)
        SavedColumns.objects.update_or_create(header_digest=digest, defaults=parts | {"used_at": now})
    file.columns, file.zone, file.order = parts["columns"], columns.zone, columns.order


def import_shifts(file: ShiftFile, table: Table) -> Plan:
    """Do what the preview showed, all of it or nothing, and drop the file. Twice is once."""
    with transaction.atomic():
        plan = imports.plan(file, table)
        _write([*plan.new, *plan.changed])
        ShiftFile.objects.filter(pk=file.pk).delete()
        announce("shifts.imported", file.key, added=len(plan.new), changed=len(plan.changed))
    return plan


def _write(shifts: list[ShiftToKeep]) -> None:
    rows = [
        Shift(
            key=uuid4(),
            person_id=each.person_id,
            team_id=each.team_id,
            role=each.role,
            starts_at=each.starts_at,
            ends_at=each.ends_at,
            external_id=each.external_id,
        )
        for each in shifts
    ]
    Shift.objects.bulk_create(
        rows,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["external_id"],
        update_fields=["person", "team", "role", "starts_at", "ends_at"],
    )


def forget_old(now: datetime) -> int:
    """Drop rows older than their lifetime. Gives how many."""
    gone = Presence.objects.filter(changed_at__lt=now - Presence.lifetime).delete()[0]
    gone += Whereabouts.objects.filter(changed_at__lt=now - Whereabouts.lifetime).delete()[0]
    gone += Prompted.objects.filter(at__lt=now - Prompted.lifetime).delete()[0]
    gone += ShiftFile.objects.filter(uploaded_at__lt=now - ShiftFile.lifetime).delete()[0]
    return gone + Shift.objects.filter(ends_at__lt=now - Shift.lifetime).delete()[0]
