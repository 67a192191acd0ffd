"""A calm turn gets its reading straight from the kernel, and it says what the long way says."""

from typing import Any

import numpy as np
import pytest
from ear.tests.kernel.conftest import PIECES, TEXTS
from hypothesis import given, settings
from hypothesis import strategies as st

from hearten_ear.kernel import fallback
from hearten_ear.kernel.calm import CalmReadings
from hearten_ear.kernel.random_model import random_model
from hearten_ear.reading import HEADS, Reading

MADE = CalmReadings(
    heads=dict.fromkeys(HEADS, 0.0),
    names={"head0": "hostile", "head1": "insult", "head2": "thanks"},
    hostility="head0",
    model="random-1",
    most_words=40,
)


@pytest.fixture(scope="module")
def both(native: Any) -> tuple[Any, fallback.Model]:
    model = random_model(hears=PIECES)
    model.calm[:] = 7_000
    made = native.Model(model), fallback.Model(model)
    for each in made:
        each.make_readings(MADE)
    return made


@settings(max_examples=100, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_both_give_the_same_readings(both: Any, texts: list[str]) -> None:
    quick, slow = both
    found = quick.calm_readings(texts, None)
    assert found == slow.calm_readings(texts, None)
    assert found == [quick.calm_reading(text) for text in texts] == [slow.calm_reading(text, None) for text in texts]


def test_a_calm_reading_has_every_field_of_any_other(both: Any) -> None:
    for model in both:
        reading = model.calm_reading("good morning")
        chances = model.chances(np.array([model.score_str("good morning")], np.int32))[0] / 10_000
        assert type(reading) is Reading
        assert (reading.level, reading.spans, reading.model) == (0, (), "random-1")
        assert tuple(reading.heads) == HEADS
        assert reading.hostility == reading.heads["hostile"] == chances[0]
        assert reading.heads["thanks"] == chances[2]
        assert reading.heads["distress"] == 0.0


def test_what_is_not_calm_or_too_long_is_left_to_a_closer_look(both: Any) -> None:
    for model in both:
        wary = random_model(hears=PIECES)
        wary.calm[3] = 1
        again = type(model)(wary)
        again.make_readings(MADE)
        assert again.calm_reading("good morning") is None
        assert model.calm_reading("good morning") is not None
        assert model.calm_reading("la " * 41) is None


def test_readings_do_not_share_their_heads(both: Any) -> None:
    quick, _ = both
    first, second = quick.calm_reading("good morning"), quick.calm_reading("good morning")
    first.heads["hostile"] = 1.0
    assert second.heads["hostile"] != 1.0


def test_a_model_that_was_not_told_how_says_so(native: Any) -> None:
    for model in (native.Model(random_model()), fallback.Model(random_model())):
        with pytest.raises(RuntimeError):
            model.calm_reading("hello")


def test_scores_are_calibrated_alike(both: Any) -> None:
    quick, slow = both
    scores = np.random.default_rng(1).integers(-(2**31), 2**31 - 1, (500, 12), np.int32)
    scores[:250] //= 2**18
    assert quick.chances(scores).tolist() == slow.chances(scores).tolist()
