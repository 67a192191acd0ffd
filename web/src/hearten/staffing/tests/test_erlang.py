"""Erlang B, C and A against published tables, against exact arithmetic, against their own laws, and at their edges.

Looked up and met: the table of five cases at codingace.net, two examples at erlang.com, the worked example of the R
package ErlangC, and the example of 360 calls as public test suites have it. The table of trunks and the table for
Erlang A were written from memory; the loads of all of these are held to exact fractions as well, which need nobody's.
"""

from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from math import exp, inf, isfinite, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.staffing.rules.erlang import (
    MOST_SERVERS,
    Load,
    erlang_b,
    erlang_c,
    fewest,
    level_of,
    serve,
    serve_on_average,
    servers_needed,
)

loads = st.builds(
    Load,
    rate=st.floats(0.001, 3),
    handling=st.floats(10, 1200),
    patience=st.none() | st.floats(5, 3600),
)


# --- published figures


@pytest.mark.parametrize(
    ("servers", "erlangs"),
    [(1, 0.0101), (2, 0.153), (3, 0.455), (4, 0.869), (5, 1.36), (10, 4.46), (20, 12.0), (30, 20.3), (50, 37.9),
     (100, 84.1)],
)  # fmt: skip
def test_the_table_of_trunks_at_one_per_cent_is_met(servers: int, erlangs: float) -> None:
    # The Erlang B table in every textbook of teletraffic, column "1 %": so many erlangs for so many trunks.
    assert erlang_b(servers, erlangs) == pytest.approx(0.01, rel=0.03)  # the table has three digits


@pytest.mark.parametrize(("servers", "erlangs", "blocked"), [(10, 10.0, 0.2146), (5, 3.0, 0.1101), (15, 8.108, 0.01)])
def test_single_values_of_erlang_b_are_met(servers: int, erlangs: float, blocked: float) -> None:
    # 10 on 10 and 3 on 5: textbook values; 8.108 on 15 lines at 1 %: the manual of erlang.com's calculator.
    assert erlang_b(servers, erlangs) == pytest.approx(blocked, abs=5e-5)


@pytest.mark.parametrize(
    ("erlangs", "channels", "blocked", "carried"),
    [
        (8.0, 10, 12.1661, 7.0267),
        (10.0, 12, 11.9739, 8.8026),
        (12.5, 15, 10.0489, 11.2439),
        (15.0, 18, 8.6169, 13.7075),
        (18.0, 22, 6.5451, 16.8219),
    ],
)
def test_a_published_table_of_five_cases_is_met_to_its_last_digit(
    erlangs: float, channels: int, blocked: float, carried: float
) -> None:
    # https://codingace.net/eng/call_blocking_probability.html, "Example Data Table": per cent, and erlangs carried.
    lost = erlang_b(channels, erlangs)
    assert round(100 * lost, 4) == blocked
    assert round(erlangs * (1 - lost), 4) == carried


def test_twelve_hundred_calls_an_hour_of_100_seconds_need_45_lines() -> None:
    # The same site's forum answers 1,200 calls in the busy hour (33.333 erlangs at 100 s) at 1 % with 45 lines.
    assert erlang_b(45, 100 / 3) <= 0.01 < erlang_b(44, 100 / 3)


def test_the_worked_example_of_360_calls_in_half_an_hour_is_met() -> None:
    # I. Angus' and mitan.co.uk's walk through Erlang C: 0.2 calls a second of 240 s, 55 agents, answer within 15 s. The
    # share that waits, the average wait and the level at 20 s are in test suites of others: 23.870 %, 8.184 s, 86.68 %.
    load = Load(rate=360 / 1800, handling=240)
    service = serve(load, 55, within=15)
    assert load.erlangs == 48
    assert service.occupancy == pytest.approx(0.873, abs=5e-4)
    assert service.waits == pytest.approx(0.23870, abs=5e-6)
    assert service.average_wait == pytest.approx(8.184, abs=5e-4)
    assert service.service_level == pytest.approx(0.846, abs=5e-4)
    assert serve(load, 55, within=20).service_level == pytest.approx(0.8668, abs=5e-5)


def test_the_worked_example_of_100_calls_in_half_an_hour_is_met() -> None:
    # Example of the R package ErlangC, https://rdocumentation.org/packages/ErlangC/versions/0.1.0, to all its digits:
    # 100 calls in 30 minutes of 180 s; 80 % in 20 s needs 14 agents.
    load = Load(rate=100 / 1800, handling=180)
    assert load.erlangs == pytest.approx(10)
    assert servers_needed(load, within=20, target=0.8) == 14
    service = serve(load, 14, within=20)
    assert service.waits == pytest.approx(0.1741319, abs=5e-8)
    assert service.service_level == pytest.approx(0.88835, abs=5e-6)
    assert service.average_wait == pytest.approx(7.83593701177724, rel=1e-13)
    assert service.occupancy == pytest.approx(0.7142857, abs=5e-8)


def test_the_table_of_garnett_mandelbaum_and_reiman_is_met() -> None:
    # 48 calls a minute of one minute, 50 agents; without abandonment and with a patience of two minutes on average.
    endless, two_minutes = (serve(Load(48 / 60, 60, patience), 50, within=58.1) for patience in (None, 120.0))
    assert endless.average_wait == pytest.approx(20.8, abs=0.05)
    assert 1 - endless.service_level == pytest.approx(0.10, abs=5e-4)  # 58.1 s is their 90th percentile
    assert endless.average_wait * 48 / 60 == pytest.approx(17, abs=0.5)  # in line on average
    assert endless.occupancy == pytest.approx(0.96)
    assert two_minutes.abandons == pytest.approx(0.031, abs=5e-4)
    assert two_minutes.average_wait == pytest.approx(3.7, abs=0.05)
    assert two_minutes.average_wait * 48 / 60 == pytest.approx(3, abs=0.5)
    assert two_minutes.occupancy == pytest.approx(0.93, abs=5e-3)


# --- the same worked out exactly, in fractions


def blocked_exactly(servers: int, erlangs: Fraction) -> Fraction:
    """Erlang B by its definition, as a fraction: nothing is rounded anywhere."""
    term = whole = Fraction(1)
    for busy in range(1, servers + 1):
        term = term * erlangs / busy
        whole += term
    return term / whole


def waits_exactly(servers: int, erlangs: Fraction) -> Fraction:
    """Erlang C from the states of the queue, as a fraction: those with somebody in line are a geometric series."""
    blocked = blocked_exactly(servers, erlangs)
    return blocked / (1 - erlangs / servers * (1 - blocked))


LOADS = [
    (servers, Fraction(numerator, denominator))
    for servers in (1, 2, 3, 5, 8, 10, 14, 20, 45, 55, 100, 200)
    for numerator, denominator in ((1, 100), (1, 2), (4, 5), (48, 55), (19, 20), (99, 100))
]


@pytest.mark.parametrize(("servers", "busy"), LOADS)
def test_erlang_b_and_c_are_their_exact_fractions(servers: int, busy: Fraction) -> None:
    erlangs = servers * busy
    assert erlang_b(servers, float(erlangs)) == pytest.approx(float(blocked_exactly(servers, erlangs)), rel=1e-11)
    assert erlang_c(servers, float(erlangs)) == pytest.approx(float(waits_exactly(servers, erlangs)), rel=1e-10)


@pytest.mark.parametrize(
    ("calls", "seconds", "handling", "servers", "within"),
    [(360, 1800, 240, 55, 15), (100, 1800, 180, 14, 20), (48, 60, 60, 50, 58), (17, 3600, 600, 4, 60)],
)
def test_wait_and_level_of_erlang_c_are_exact_to_the_last_digits(
    calls: int, seconds: int, handling: int, servers: int, within: int
) -> None:
    """In fractions, but for one power of e, which is taken to fifty digits."""
    rate = Fraction(calls, seconds)
    waits = waits_exactly(servers, rate * handling)
    spare = Fraction(servers, handling) - rate
    with localcontext(prec=50):
        late = (Decimal(-(spare * within).numerator) / (spare * within).denominator).exp()
        level = 1 - Decimal(waits.numerator) / waits.denominator * late
    service = serve(Load(float(rate), handling), servers, within=within)
    assert service.waits == pytest.approx(float(waits), rel=1e-11)
    assert service.average_wait == pytest.approx(float(waits / spare), rel=1e-11)
    assert service.service_level == pytest.approx(float(level), rel=1e-12)
    assert service.occupancy == pytest.approx(float(rate * handling / servers), rel=1e-12)


@pytest.mark.parametrize(
    ("rate", "handling", "patience", "servers"),
    [
        (Fraction(48, 60), 60, 120, 50),
        (Fraction(1, 5), 240, 90, 45),
        (Fraction(1, 5), 240, 600, 52),
        (Fraction(3, 100), 120, 30, 2),
    ],
)
def test_erlang_a_lies_between_the_exact_bounds_of_its_states(
    rate: Fraction, handling: int, patience: int, servers: int
) -> None:
    """The states are summed in fractions until the rest, bounded by a geometric series, is less than 1e-18 of them."""
    term = whole = Fraction(1)
    waiting = in_line = rest = Fraction(0)
    for number in range(1, 100_000):
        leaving = Fraction(min(number, servers), handling) + Fraction(max(0, number - servers), patience)
        term = (term * rate / leaving).limit_denominator(10**60)  # sixty digits: short enough to go on with
        whole += term
        waiting += term if number >= servers else 0
        in_line += term * max(0, number - servers)
        falling = rate / (leaving + Fraction(1, patience))
        if number > servers and falling < 1:
            rest = term * falling / (1 - falling) ** 2 * number
            if rest < whole / 10**18:
                break
    service = serve(Load(float(rate), handling, patience), servers, within=0)
    assert rest < whole / 10**18
    assert service.waits == pytest.approx(float(waiting / whole), rel=1e-9)
    assert service.average_wait == pytest.approx(float(in_line / whole / rate), rel=1e-9)
    assert service.abandons == pytest.approx(float(in_line / whole / patience / rate), rel=1e-9)


# --- what can be worked out another way


@pytest.mark.parametrize(("servers", "erlangs"), [(1, 0.9), (3, 2.0), (12, 9.5), (40, 44.0)])
def test_erlang_b_is_what_its_definition_says(servers: int, erlangs: float) -> None:
    terms = [1.0]
    for busy in range(1, servers + 1):
        terms.append(terms[-1] * erlangs / busy)
    assert erlang_b(servers, erlangs) == pytest.approx(terms[-1] / sum(terms), rel=1e-12)


def test_one_server_waits_as_often_as_it_is_busy() -> None:
    for busy in (0.1, 0.5, 0.9, 0.99):
        assert erlang_c(1, busy) == pytest.approx(busy, rel=1e-12)


@pytest.mark.parametrize(
    ("servers", "rate", "handling", "patience"), [(3, 0.02, 120, 90), (20, 0.1, 240, 60), (7, 0.05, 100, 600)]
)
def test_erlang_a_is_what_its_states_say(servers: int, rate: float, handling: float, patience: float) -> None:
    states = [1.0]
    for number in range(1, 3000):
        states.append(states[-1] * rate / (min(number, servers) / handling + max(0, number - servers) / patience))
    whole = sum(states)
    in_line = sum(max(0, number - servers) * each for number, each in enumerate(states)) / whole
    service = serve(Load(rate, handling, patience), servers, within=0)
    assert service.waits == pytest.approx(sum(states[servers:]) / whole, rel=1e-10)
    assert service.average_wait == pytest.approx(in_line / rate, rel=1e-10)
    assert service.abandons == pytest.approx(in_line / patience / rate, rel=1e-10)
    assert service.service_level == pytest.approx(1 - service.waits, rel=1e-10)


def test_with_as_much_patience_as_work_the_queue_is_a_poisson_number() -> None:
    # θ = μ: everybody leaves at one rate, served or not, so that the number inside is Poisson (M/M/∞).
    load = Load(0.1, 200, 200)
    tail, term = 0.0, exp(-load.erlangs)
    for number in range(400):
        tail += term if number >= 22 else 0
        term *= load.erlangs / (number + 1)
    assert serve(load, 22, within=10).waits == pytest.approx(tail, rel=1e-10)


def test_the_share_answered_in_time_is_what_the_wait_in_each_state_gives() -> None:
    # Uniformised, step by step: the wait of somebody who finds j ahead of them, each of whom may leave, too.
    servers, load, within = 4, Load(0.05, 90, 45), 20.0
    capacity, leaving = servers / load.handling, 1 / 45
    steps = 40_000
    step = within / steps
    place, in_time = _places(servers, load, 60), 0.0
    for _step in range(steps):
        in_time += place[0] * capacity * step
        place = [
            each * (1 - step * (capacity + leaving * (ahead + 1)))
            + (place[ahead + 1] * step * (capacity + leaving * (ahead + 1)) if ahead + 1 < len(place) else 0)
            for ahead, each in enumerate(place)
        ]
    service = serve(load, servers, within=within)
    assert service.service_level == pytest.approx(1 - service.waits + in_time, abs=2e-4)


def _places(servers: int, load: Load, most: int) -> list[float]:
    """Give how likely a new contact finds all busy and j before it, for each j."""
    states = [1.0]
    for number in range(1, servers + most):
        patience = load.patience or inf
        gone = min(number, servers) / load.handling + max(0, number - servers) / patience
        states.append(states[-1] * load.rate / gone)
    return [each / sum(states) for each in states[servers:]]


def test_nearly_endless_patience_is_erlang_c() -> None:
    patient, endless = (serve(Load(0.2, 240, patience), 55, within=15) for patience in (1e8, None))
    assert patient.service_level == pytest.approx(endless.service_level, abs=1e-5)
    assert patient.average_wait == pytest.approx(endless.average_wait, rel=1e-4)


def test_a_flooded_queue_answers_what_it_can_and_the_rest_leaves() -> None:
    # Three times the load: two thirds leave, and waits settle where the patience of two minutes has thinned the line.
    service = serve(Load(1.0, 300, 120), 100, within=20)
    assert service.abandons == pytest.approx(2 / 3, rel=1e-3)
    assert service.average_answer == pytest.approx(120 * log(3), rel=0.02)
    assert service.occupancy == pytest.approx(1, abs=1e-6)
    assert service.service_level < 1e-6


# --- laws


@given(loads, st.integers(1, 120), st.floats(0, 600))
def test_every_figure_stays_within_its_bounds(load: Load, servers: int, within: float) -> None:
    service = serve(load, servers, within=within)
    for share in (service.service_level, service.waits, service.abandons, service.occupancy):
        assert 0 <= share <= 1
    assert service.average_wait >= 0
    assert service.average_answer >= 0
    assert service.service_level + service.abandons <= 1 + 1e-9


@given(loads, st.integers(0, 120), st.floats(0, 600))
def test_the_level_alone_is_the_level_of_the_whole(load: Load, servers: int, within: float) -> None:
    whole = serve(load, servers, within=within)
    assert level_of(load, servers, within=within) == pytest.approx(whole.service_level, abs=1e-9)


@given(loads, st.integers(0, 120), st.floats(0, 600))
def test_one_more_server_never_makes_it_worse(load: Load, servers: int, within: float) -> None:
    fewer, more = (serve(load, number, within=within) for number in (servers, servers + 1))
    assert more.service_level >= fewer.service_level - 1e-9
    assert more.abandons <= fewer.abandons + 1e-9
    assert more.waits <= fewer.waits + 1e-9


@given(loads, st.integers(1, 120), st.lists(st.floats(0, 600), min_size=2, max_size=6))
def test_more_time_never_answers_fewer(load: Load, servers: int, times: list[float]) -> None:
    levels = [serve(load, servers, within=each).service_level for each in sorted(times)]
    assert all(later >= earlier - 1e-9 for earlier, later in pairwise(levels))


@given(loads.filter(lambda load: load.patience is not None), st.integers(1, 120))
def test_who_leaves_and_who_is_busy_add_up(load: Load, servers: int) -> None:
    service = serve(load, servers, within=20)
    assert service.occupancy * servers == pytest.approx(load.erlangs * (1 - service.abandons), rel=1e-6)


@given(
    st.builds(Load, rate=st.floats(0.001, 0.5), handling=st.floats(10, 600), patience=st.none() | st.floats(5, 3600)),
    st.floats(0.01, 0.99),
)
def test_those_needed_are_enough_and_one_fewer_is_not(load: Load, target: float) -> None:
    needed = servers_needed(load, within=20, target=target)
    assert serve(load, needed, within=20).service_level >= target
    assert needed == 0 or serve(load, needed - 1, within=20).service_level < target


def test_a_highest_occupancy_asks_for_more() -> None:
    load = Load(0.5, 300)
    usual, rested = (servers_needed(load, within=20, target=0.8, most_occupied=most) for most in (1.0, 0.85))
    assert usual < rested
    assert serve(load, rested, within=20).occupancy <= 0.85


def test_a_part_of_a_person_lies_between_its_neighbours() -> None:
    load = Load(0.2, 240, 120)
    low, middle, high = (serve_on_average(load, number, within=20) for number in (48.0, 48.5, 49.0))
    assert low == pytest.approx(serve(load, 48, within=20).service_level)
    assert middle == pytest.approx((low + high) / 2)


# --- size


@pytest.mark.parametrize("patience", [None, 5.0, 120.0, 86_400.0])
@pytest.mark.parametrize("servers", [300, 700, 2000, MOST_SERVERS])
@pytest.mark.parametrize("times", [0.05, 0.9, 0.999, 1.0, 1.2, 4.0])
def test_hundreds_and_thousands_of_servers_keep_their_digits(
    patience: float | None, servers: int, times: float
) -> None:
    load = Load(servers * times / 300, 300, patience)
    service = serve(load, servers, within=20)
    assert 0 <= service.service_level <= 1
    if patience is not None:
        assert isfinite(service.average_wait)
        assert service.occupancy == pytest.approx(min(1, times) * (1 - _lost(service.abandons, times)), abs=0.05)
        # In and out: what is busy and what leaves is what came.
        assert service.occupancy * servers + load.erlangs * service.abandons == pytest.approx(load.erlangs, rel=1e-9)


def _lost(abandons: float, times: float) -> float:
    return abandons if times < 1 else max(0.0, 1 - times * (1 - abandons))


# --- edges


def test_no_contacts_are_all_answered() -> None:
    for servers in (0, 5):
        assert serve(Load(0, 300), servers, within=20).service_level == 1


def test_nobody_there_answers_nobody() -> None:
    assert serve(Load(0.1, 300), 0, within=20).average_wait == inf
    alone = serve(Load(0.1, 300, 60), 0, within=20)
    assert (alone.service_level, alone.abandons, alone.average_wait) == (0, 1, 60)


def test_a_line_that_grows_for_ever_says_so() -> None:
    service = serve(Load(1.0, 60), 60, within=20)
    assert (service.service_level, service.waits, service.average_wait) == (0, 1, inf)


def test_a_patience_of_a_blink_leaves_only_those_served_at_once() -> None:
    service = serve(Load(0.1, 100, 1e-3), 10, within=20)
    assert service.service_level == pytest.approx(1 - erlang_b(10, 10), abs=1e-4)


@pytest.mark.parametrize(
    "parts",
    [(-1, 60, None), (float("nan"), 60, None), (inf, 60, None), (1, 0, None), (1, -5, None), (1, inf, None),
     (1, 60, 0), (1, 60, -1), (1, 60, inf)],
)  # fmt: skip
def test_what_is_no_load_is_refused(parts: tuple[float, float, float | None]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - each refusal has words of its own
        Load(*parts)


def test_what_cannot_be_asked_is_refused() -> None:
    load = Load(0.1, 300)
    for ask in (
        lambda: serve(load, -1, within=20),
        lambda: serve(load, MOST_SERVERS + 1, within=20),
        lambda: serve(load, 5, within=-1),
        lambda: erlang_b(5, -1),
        lambda: erlang_b(5, inf),
        lambda: servers_needed(load, within=20, target=1),
        lambda: servers_needed(load, within=20, target=0.8, most_occupied=0),
        lambda: servers_needed(Load(1000, 300), within=20, target=0.8),
        lambda: fewest(lambda _number: False, near=3),
    ):
        with pytest.raises(ValueError):  # noqa: PT011 - each refusal has words of its own
            ask()


def test_the_fewest_is_found_wherever_it_lies() -> None:
    for wanted in (0, 1, 2, 17, 500, MOST_SERVERS):
        for near in (0, 1, 16, 9_000):
            assert fewest(wanted.__le__, near=near) == wanted
