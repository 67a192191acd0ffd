"""The running state of a contact: rises at once, cools by itself, forgets nothing of the peak."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten_ear.heat import HALF_LIFE_MS, START, STEP_DOWN_MS, STEP_DOWN_TURNS, Heat, cooled, fold
from hearten_ear.reading import HEADS, Reading


def reading(level: int, hostility: float | None = None, rambling: float = 0.0) -> Reading:
    sure = (0.0, 0.3, 0.8, 0.95)[level] if hostility is None else hostility
    return Reading(sure, {**dict.fromkeys(HEADS, 0.0), "hostile": sure, "rambling": rambling}, level, (), "test")


def folded(*turns: tuple[int, int | None]) -> Heat:
    heat = START
    for level, at_ms in turns:
        heat = fold(heat, reading(level), at_ms)
    return heat


READINGS = st.builds(reading, st.integers(0, 3), st.floats(0, 1), st.floats(0, 1))
TURNS = st.lists(st.tuples(READINGS, st.one_of(st.none(), st.integers(-10, 10**8))), max_size=40)


@given(TURNS)
def test_heat_stays_in_bounds_and_the_peak_never_falls(turns: list[tuple[Reading, int | None]]) -> None:
    heat = START
    for heard, at_ms in turns:
        after = fold(heat, heard, at_ms)
        assert 0.0 <= after.value <= 1.0
        assert 0.0 <= after.rambling <= 1.0
        assert heard.level <= after.level <= after.peak
        assert after.peak >= heat.peak
        assert after.turns == heat.turns + 1
        heat = after


@given(TURNS)
def test_the_same_readings_give_the_same_heat(turns: list[tuple[Reading, int | None]]) -> None:
    first = second = START
    for heard, at_ms in turns:
        first, second = fold(first, heard, at_ms), fold(second, heard, at_ms)
    assert first == second


@given(TURNS)
def test_heat_survives_json_and_goes_on_from_there(turns: list[tuple[Reading, int | None]]) -> None:
    heat = START
    for heard, at_ms in turns:
        heat = fold(heat, heard, at_ms)
        stored = msgspec.json.decode(msgspec.json.encode(heat), type=Heat)
        assert stored == heat


def test_worse_words_heat_more() -> None:
    values = [fold(START, reading(level), 0).value for level in range(4)]
    assert values == sorted(set(values))
    assert values[0] == 0.0


def test_heat_halves_in_its_half_life() -> None:
    hot = folded((3, 0))
    assert cooled(hot, HALF_LIFE_MS) == pytest.approx(hot.value / 2)
    assert cooled(hot, 0) == hot.value
    assert cooled(hot, None) == hot.value


def test_calm_turns_cool_where_there_is_no_clock() -> None:
    hot = folded((3, None))
    calmer = folded((3, None), *[(0, None)] * 6)
    assert calmer.value < hot.value / 2
    assert calmer.last_at_ms is None


def test_the_level_rises_at_once_and_falls_a_step_at_a_time() -> None:
    assert folded((0, 0), (3, 1_000)).level == 3
    assert folded((3, 0), (0, 1_000)).level == 3
    assert folded((3, 0), (0, STEP_DOWN_MS)).level == 2
    assert folded((3, 0), (0, STEP_DOWN_MS * 2)).level == 1
    assert folded((3, 0), (0, STEP_DOWN_MS * 30)).level == 0


def test_calmer_turns_alone_lower_the_level_too() -> None:
    assert folded((2, None), *[(0, None)] * (STEP_DOWN_TURNS - 1)).level == 2
    assert folded((2, None), *[(0, None)] * STEP_DOWN_TURNS).level == 1


def test_a_level_confirmed_again_stays_as_long_again() -> None:
    assert folded((2, 0), (2, STEP_DOWN_MS - 1), (0, STEP_DOWN_MS + 1)).level == 2


def test_a_turn_that_arrives_late_does_not_turn_back_the_clock() -> None:
    heat = folded((2, 60_000), (0, 10_000))
    assert heat.last_at_ms == 60_000
    assert heat == folded((2, 60_000), (0, 60_000))


def test_rambling_is_a_running_share() -> None:
    once = fold(START, reading(0, rambling=0.8), 0)
    twice = fold(once, reading(0, rambling=0.8), 1)
    after = fold(twice, reading(0), 2)
    assert START.rambling < once.rambling < twice.rambling
    assert after.rambling < twice.rambling
