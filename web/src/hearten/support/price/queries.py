"""Read interval plans: for those who plan, and for nobody else."""

from datetime import datetime, timedelta

from django.db.models import FETCH_RAISE, QuerySet

from hearten.people.models import Person
from hearten.staffing import heads
from hearten.staffing.models import ShiftRole
from hearten.staffing.queries import may_plan
from hearten.support.price.models import ForecastFile, QueuePlan
from hearten.support.price.rules.price import Assumptions, Interval


def plans_for(viewer: Person) -> QuerySet[QueuePlan]:
    """Give every plan to those who plan."""
    found = QueuePlan.objects.all() if may_plan(viewer) else QueuePlan.objects.none()
    return found.select_related("team").order_by("name", "pk").fetch_mode(FETCH_RAISE)


def plan_for(viewer: Person, key: str) -> QueuePlan | None:
    """Give one plan to somebody who plans, or None."""
    return plans_for(viewer).filter(key=key).first()


def file_for(viewer: Person, key: str) -> ForecastFile | None:
    """Give a file that waits to be imported, to whoever uploaded it."""
    waiting = ForecastFile.objects.select_related("plan").filter(key=key, uploaded_by=viewer)
    return waiting.first() if may_plan(viewer) else None


def assumptions_of(plan: QueuePlan) -> Assumptions:
    """Give what a plan takes for granted."""
    return Assumptions(
        within=plan.within,
        target=plan.target / 100,
        patience=plan.patience,
        moments_per_100_hours=plan.moments_per_100_hours,
        moment_minutes=plan.moment_minutes,
    )


class Covering:
    """Counts who is planned on a day: the staff of the plan's team, and who else is on and could cover."""

    def __init__(self, viewer: Person, plan: QueuePlan, *, since: datetime, until: datetime) -> None:
        stretches = heads.stretches_for(viewer, since=since, until=until)
        agents = [each for each in stretches if each.role == ShiftRole.AGENT]
        self._staff = [each for each in agents if plan.team_id is None or each.team_id == plan.team_id]
        self._others = [each for each in agents if plan.team_id is not None and each.team_id != plan.team_id]
        self._leads = [each for each in stretches if each.role != ShiftRole.AGENT]

    def staff(self, since: datetime, until: datetime) -> float:
        """Give how many agents of the plan's team are on, on average."""
        return round(heads.on_average(self._staff, since=since, until=until), 2)

    def others(self, since: datetime, until: datetime) -> int:
        """Count agents of other teams who are on throughout."""
        return heads.throughout(self._others, since=since, until=until)

    def leads(self, since: datetime, until: datetime) -> int:
        """Count leads and deputies who are on throughout."""
        return heads.throughout(self._leads, since=since, until=until)


def intervals_of(plan: QueuePlan, covering: Covering, *, since: datetime, until: datetime) -> list[Interval]:
    """Give the intervals of a day, with the staff that was typed or that the shifts say."""
    length = timedelta(minutes=plan.minutes)
    rows = plan.intervals.filter(starts_at__gte=since, starts_at__lt=until).order_by("starts_at")
    found = []
    for starts_at, contacts, handling, staff in rows.values_list("starts_at", "contacts", "handling", "staff"):
        ends_at = starts_at + length
        planned = covering.staff(starts_at, ends_at) if staff is None else staff
        found.append(Interval(starts_at, ends_at, contacts, handling, planned))
    return found
