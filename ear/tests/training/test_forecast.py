"""The forecast is a pure fold: the same readings, the same course."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten_ear.forecast import START, Course, Forecaster, features, follow, load_forecaster
from hearten_ear.reading import HEADS, Reading

CHANCES = st.floats(0, 1)
READINGS = st.fixed_dictionaries(dict.fromkeys(HEADS, CHANCES)).map(
    lambda heads: Reading(heads["hostile"], heads, 0, (), "")
)


def course(readings: list[Reading]) -> Course:
    found = START
    for each in readings:
        found = follow(found, each)
    return found


@given(st.lists(READINGS, max_size=8))
def test_any_course_gives_a_chance_and_the_same_course_the_same(readings: list[Reading]) -> None:
    forecaster = load_forecaster()
    first, again = course(readings), course(readings)
    assert first == again
    assert 0.0 <= forecaster.chance(first) <= 1.0
    assert all(-20 < value < 20 for value in features(first).values())


def test_a_single_turn_foretells_nothing() -> None:
    heads = dict.fromkeys(HEADS, 0.9)
    assert load_forecaster().chance(course([Reading(0.9, heads, 3, (), "")])) == 0.0


def test_politeness_lost_is_seen() -> None:
    kind = Reading(0.0, dict.fromkeys(HEADS, 0.0) | {"thanks": 0.95}, 0, (), "")
    curt = Reading(0.0, dict.fromkeys(HEADS, 0.0), 0, (), "")
    assert features(course([kind, curt]))["politeness lost"] > 0.5
    assert features(course([curt, kind]))["politeness lost"] == 0.0


def test_weights_add_up_to_a_chance() -> None:
    forecaster = Forecaster({"turns": 0.0}, offset=2.0, slope=0.5, shift=-1.0)
    calm = Reading(0.0, dict.fromkeys(HEADS, 0.0), 0, (), "")
    assert forecaster.chance(course([calm, calm])) == pytest.approx(0.5)
