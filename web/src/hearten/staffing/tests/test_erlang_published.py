"""Erlang B, C and A against published figures, and against themselves worked out in exact fractions.

Looked up and met: the table of five cases at codingace.net, two examples at erlang.com, the worked example of the R
package ErlangC, and the example of 360 calls as public test suites have it. The table of trunks and the table for
Erlang A were written from memory; the loads of all of these are held to exact fractions as well, which need nobody's.
"""

from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import strategies as st

from hearten.staffing.rules.erlang import (
    Load,
    erlang_b,
    erlang_c,
    serve,
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
