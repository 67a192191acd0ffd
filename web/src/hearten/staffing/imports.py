"""Brings what the rules of importing ask for: addresses, teams, and the shifts that are there already."""

from hearten.people.models import Person, Team
from hearten.staffing.models import SavedColumns, Shift, ShiftFile
from hearten.staffing.rules.importing import Columns, Plan, ShiftToKeep, plan_import, propose
from hearten.staffing.rules.table import Table
from hearten.staffing.rules.times import DATE_ORDERS, DateOrder


def start_with(table: Table, remembered: SavedColumns | None, *, zone: str) -> Columns:
    """Give the columns remembered for this header, or a guess by the usual names."""
    if remembered is not None:
        return Columns(remembered.columns, remembered.zone, _order(remembered.order))
    return Columns(propose(table.header), zone)


def columns_of(file: ShiftFile) -> Columns:
    """Give the columns a file is read by."""
    return Columns(file.columns, file.zone, _order(file.order))


def _order(written: str) -> DateOrder:
    """Give the order of a date as the rules know it; rows hold nothing else."""
    return next((order for order in DATE_ORDERS if order == written), "ymd")


def plan(file: ShiftFile, table: Table) -> Plan:
    """Say what importing this file would do, with the shifts as they are now."""
    people = Person.objects.filter(is_active=True).values_list("email", "pk", "team_id")
    shifts = Shift.objects.values_list("external_id", "person_id", "team_id", "role", "starts_at", "ends_at")
    return plan_import(
        table,
        columns_of(file),
        people={email: (pk, team_id) for email, pk, team_id in people},
        teams={name.casefold(): pk for pk, name in Team.objects.values_list("pk", "name")},
        there={row[0]: ShiftToKeep(*row) for row in shifts.iterator(chunk_size=5000)},
    )
