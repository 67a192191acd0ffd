"""Brings what the rules of reading ask for: the columns of a file, and the intervals that are there already."""

from hearten.staffing.models import SavedColumns
from hearten.staffing.rules.importing import Columns
from hearten.staffing.rules.table import Table
from hearten.staffing.rules.times import DATE_ORDERS, DateOrder
from hearten.support.price.models import ForecastFile
from hearten.support.price.rules.reading import Expected, ForecastPlan, digest_of, plan_forecast, propose


def start_with(table: Table, *, zone: str) -> Columns:
    """Give the columns remembered for this header, or a guess by the usual names."""
    remembered = SavedColumns.objects.filter(header_digest=digest_of(table.header)).first()
    if remembered is not None:
        return Columns(remembered.columns, remembered.zone, _order(remembered.order))
    return Columns(propose(table.header), zone)


def columns_of(file: ForecastFile) -> Columns:
    """Give the columns a file is read by."""
    return Columns(file.columns, file.zone, _order(file.order))


def _order(written: str) -> DateOrder:
    return next((order for order in DATE_ORDERS if order == written), "ymd")


def plan(file: ForecastFile, table: Table) -> ForecastPlan:
    """Say what importing this file would do, with the plan as it is now."""
    rows = file.plan.intervals.values_list("starts_at", "contacts", "handling", "staff")
    there = {row[0]: Expected(*row) for row in rows}
    return plan_forecast(table, columns_of(file), minutes=file.plan.minutes, there=there)
