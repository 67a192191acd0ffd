"""Mixing columns takes off what another head knows, and only the share that is asked for."""

import numpy as np
import pytest
from numpy.typing import NDArray

from hearten_ear.training import measuring, mixing

ROWS = 2_000


def _world() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give scores of two heads, and who is hostile: the first head mistakes the anger of the second for hostility."""
    draw = np.random.default_rng(11)
    hostile = (draw.random(ROWS) < 0.3).astype(float)
    anger = draw.normal(size=ROWS)
    return np.stack([2 * hostile + 1.5 * anger + draw.normal(size=ROWS), anger], axis=1), hostile


def test_what_another_head_knows_is_taken_off() -> None:
    scores, hostile = _world()
    mixture = mixing.learn(scores, {0: hostile}, [0, 1], share=1.0)
    plain, mixed = (measuring.auc(hostile > 0.5, each[:, 0]) for each in (scores, scores @ mixture))
    assert mixed > plain + 0.1
    assert mixture[1, 0] < 0


def test_a_head_that_is_not_mixed_stays_as_it_is() -> None:
    scores, hostile = _world()
    mixture = mixing.learn(scores, {0: hostile}, [0, 1], share=0.5)
    assert mixture[:, 1].tolist() == [0.0, 1.0]


def test_no_share_is_no_mixture_and_the_spread_stays() -> None:
    scores, hostile = _world()
    assert mixing.learn(scores, {0: hostile}, [0, 1], share=0.0) == pytest.approx(np.eye(2))
    whole = scores @ mixing.learn(scores, {0: hostile}, [0, 1], share=1.0)
    assert whole[:, 0].std() == pytest.approx(scores[:, 0].std(), rel=0.01)


def test_a_head_that_few_rows_have_is_left_alone() -> None:
    scores, _ = _world()
    rare = np.zeros(ROWS)
    rare[: mixing.FEWEST - 1] = 1.0
    assert mixing.learn(scores, {0: rare}, [0, 1]) == pytest.approx(np.eye(2))
    assert mixing.learn(np.zeros((0, 2)), {0: np.zeros(0)}, [0, 1]) == pytest.approx(np.eye(2))
