"""A day of an interval plan as a table and as a drawing: the levels with and without moments, and the target."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hearten.staffing.week import bounds
from hearten.support.price.queries import Covering
from hearten.support.price.rules.price import Assumptions, Day, Interval, Price, price_of, whole_day

WIDTH, HEIGHT = 720.0, 260.0
HOURS = range(0, 24, 3)


@dataclass(frozen=True, slots=True)
class Row:
    """One interval: what is expected, what it costs, and how many could cover. Shares as per cent."""

    interval: Interval
    price: Price
    level: int
    with_moments: int
    others: int
    leads: int
    reaches: bool

    @property
    def short(self) -> float:
        """Give how many more would reach the target with moments, 0 where the plan does."""
        return max(0.0, round(self.price.needed_with - self.interval.staff, 1))


@dataclass(frozen=True, slots=True)
class Bar:
    """What moments cost an interval, drawn: from the level as planned down to the level with them."""

    x: float
    width: float
    planned: float
    with_moments: float

    @property
    def cost(self) -> float:
        """Give the height of the stretch between the two."""
        return self.with_moments - self.planned

    @property
    def end(self) -> float:
        """Give where the interval ends."""
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Chart:
    """The drawing of a day. ``hours`` are (x, label)."""

    bars: tuple[Bar, ...]
    target: float
    hours: tuple[tuple[float, datetime], ...]
    width: float = WIDTH
    height: float = HEIGHT


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """A day to be shown."""

    rows: tuple[Row, ...]
    chart: Chart
    whole: Day | None
    dearest: Row | None

    @property
    def level(self) -> int:
        """Give the day's level as planned, in per cent."""
        return round(100 * self.whole.level) if self.whole else 0

    @property
    def with_moments(self) -> int:
        """Give the day's level with moments, in per cent."""
        return round(100 * self.whole.with_moments) if self.whole else 0


def day_of(
    on: date, intervals: Sequence[Interval], covering: Covering, plan: Assumptions, zone: ZoneInfo
) -> PlannedDay:
    """Work a day out and draw it."""
    prices = [price_of(each, plan) for each in intervals]
    rows = tuple(_row(interval, price, covering, plan) for interval, price in zip(intervals, prices, strict=True))
    whole = whole_day(intervals, prices)
    return PlannedDay(rows, _chart(on, rows, plan, zone), whole, rows[whole.dearest] if whole else None)


def _row(interval: Interval, price: Price, covering: Covering, plan: Assumptions) -> Row:
    since, until = interval.starts_at, interval.ends_at
    return Row(
        interval,
        price,
        level=round(100 * price.level),
        with_moments=round(100 * price.with_moments),
        others=covering.others(since, until),
        leads=covering.leads(since, until),
        reaches=price.with_moments >= plan.target,
    )


def _chart(on: date, rows: Sequence[Row], plan: Assumptions, zone: ZoneInfo) -> Chart:
    begins, ends = bounds(on, zone)
    length = ends.timestamp() - begins.timestamp()  # 23 and 25 hours, too

    def across(at: datetime) -> float:
        return round((at.timestamp() - begins.timestamp()) / length * WIDTH, 1)

    bars = tuple(
        Bar(
            across(row.interval.starts_at),
            round(across(row.interval.ends_at) - across(row.interval.starts_at), 1),
            _down(row.price.level),
            _down(row.price.with_moments),
        )
        for row in rows
    )
    marks = [begins.replace(hour=hour) for hour in HOURS]
    return Chart(bars, _down(plan.target), tuple((across(at), at) for at in marks))


def _down(share: float) -> float:
    """Give how far below the top a share is drawn."""
    return round(HEIGHT * (1 - share), 1)


def around(on: date) -> tuple[date, date]:
    """Give the day before and the day after."""
    return on - timedelta(days=1), on + timedelta(days=1)
