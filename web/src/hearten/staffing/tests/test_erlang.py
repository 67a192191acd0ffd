"""Erlang B, C and A worked out another way, against their own laws, and at their edges."""

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
