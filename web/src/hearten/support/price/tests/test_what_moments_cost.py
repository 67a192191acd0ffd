"""What moments cost an interval and a day: pure."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hearten.staffing.rules.erlang import Load, serve, serve_on_average
from hearten.support.price.rules.price import Assumptions, Interval, price_of, whole_day

NINE = datetime(2026, 11, 25, 9, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
PLAN = Assumptions(within=20, target=0.8, patience=None, moments_per_100_hours=12, moment_minutes=5)


def interval(contacts: float = 60, *, handling: float = 300, staff: float = 24, number: int = 0) -> Interval:
    starts = NINE + number * QUARTER
    return Interval(starts, starts + QUARTER, contacts, handling, staff)


def test_an_interval_costs_what_the_queue_loses_with_so_many_fewer() -> None:
    price = price_of(interval(), PLAN)
    load = Load(60 / 900, 300)
    assert PLAN.away == pytest.approx(0.01)
    assert price.away == pytest.approx(0.24)
    assert price.level == pytest.approx(serve(load, 24, within=20).service_level)
    assert price.with_moments == pytest.approx(serve_on_average(load, 23.76, within=20))
    assert price.points == pytest.approx(2.7, abs=0.05)


def test_without_moments_nothing_is_lost() -> None:
    free = price_of(interval(), Assumptions(20, 0.8, None, 0, 5))
    assert free.points == 0
    assert free.needed == free.needed_with


def test_the_staff_needed_leaves_room_for_moments() -> None:
    many = Assumptions(20, 0.8, None, 60, 10)
    price = price_of(interval(), many)
    assert price.needed < price.needed_with
    stay = 1 - many.away
    assert serve_on_average(Load(60 / 900, 300), price.needed_with * stay, within=20) >= 0.8
    assert serve_on_average(Load(60 / 900, 300), (price.needed_with - 1) * stay, within=20) < 0.8


def test_a_quiet_interval_with_nobody_there_costs_nothing() -> None:
    price = price_of(interval(0, staff=0), PLAN)
    assert (price.level, price.points, price.needed) == (1, 0, 0)


def test_a_day_weighs_its_contacts() -> None:
    intervals = [interval(60, staff=24), interval(6, staff=24, number=1), interval(0, staff=0, number=2)]
    prices = [price_of(each, PLAN) for each in intervals]
    day = whole_day(intervals, prices)
    assert day is not None
    assert day.level == pytest.approx((60 * prices[0].level + 6 * prices[1].level) / 66)
    assert day.dearest == 0
    assert day.points == pytest.approx(60 / 66 * prices[0].points, rel=0.01)


def test_a_day_without_contacts_has_nothing_to_say() -> None:
    assert whole_day([], []) is None
    assert whole_day([interval(0)], [price_of(interval(0), PLAN)]) is None


def test_what_no_queue_can_be_is_refused() -> None:
    with pytest.raises(ValueError, match="one centre"):
        price_of(interval(1_000_000, handling=3600), PLAN)


@example(contacts=1.1125369292536007e-308, handling=10.0, staff=0.0, rate=0.0, minutes=1, patience=10.0)
@given(
    contacts=st.floats(0, 400),
    handling=st.floats(10, 900),
    staff=st.floats(0, 120),
    rate=st.floats(0, 500),
    minutes=st.integers(1, 60),
    patience=st.none() | st.floats(10, 1000),
)
def test_moments_never_make_it_better_and_never_take_more_than_half(
    contacts: float, handling: float, staff: float, rate: float, minutes: int, patience: float | None
) -> None:
    plan = Assumptions(20, 0.8, patience, rate, minutes)
    price = price_of(interval(contacts, handling=handling, staff=staff), plan)
    assert -1e-7 <= price.points <= 100
    assert price.needed <= price.needed_with
    assert price.away <= staff / 2
