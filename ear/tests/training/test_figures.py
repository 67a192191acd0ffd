"""The figures themselves: areas, thresholds that hold their alarm rates, calibration."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten_ear.kernel.trained import AGREED
from hearten_ear.signals.hostile import AT_THE_PERSON
from hearten_ear.training import calibration, measuring
from hearten_ear.training.material import Example

SCORES = st.lists(st.integers(-5, 5).map(float), min_size=1, max_size=30)


@given(SCORES, SCORES)
def test_the_area_is_the_share_of_pairs_in_order(positives: list[float], negatives: list[float]) -> None:
    pairs = [1.0 if p > n else 0.5 if p == n else 0.0 for p in positives for n in negatives]
    labels = np.array([True] * len(positives) + [False] * len(negatives))
    assert measuring.auc(labels, np.array(positives + negatives)) == pytest.approx(np.mean(pairs))


def test_an_interval_holds_its_value() -> None:
    draw = np.random.default_rng(3)
    labels = np.arange(400) < 150
    found = measuring.area(labels, draw.normal(size=400) + labels)
    assert found.low < found.value < found.high
    assert (found.positives, found.negatives) == (150, 250)


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=200), st.sampled_from([0.005, 0.01, 0.05, 0.2]))
def test_no_more_reach_a_threshold_than_may(scores: list[float], share: float) -> None:
    threshold = calibration.exceeded_by(np.array(scores), share)
    assert (np.array(scores) > threshold).mean() <= share


def test_a_threshold_holds_every_group() -> None:
    draw = np.random.default_rng(5)
    slices = ("calm", "angry", "distressed", "swearing", "insult")
    examples = [
        Example(
            "",
            "",
            {"hostile": float(name == "insult")},
            "own-a",
            "train",
            slice_=name,
            level=2 if name == "insult" else 0,
        )
        for name in slices * 300
    ]
    labels = np.array([float(each.slice_ == "insult") for each in examples])
    scores = draw.normal(size=len(examples)) + 3 * labels + np.array([each.slice_ == "angry" for each in examples])
    found = calibration.calibrate("hostile", scores, labels, examples)
    heard = scores >= found.threshold
    rates = measuring.alarms(examples, heard)
    assert all(rates[name][0] <= calibration.ALLOWED[name] for name in calibration.GROUPS)
    assert found.bound_by == "angry"
    assert measuring.recall(examples, heard) == (heard[labels > 0.5].mean(), 300)
    assert found.chance(np.array([found.threshold]))[0] == pytest.approx(0.5)


def test_thresholds_hold_the_limits_together_where_each_alone_would_break_them() -> None:
    draw = np.random.default_rng(13)
    slices = ("calm", "angry", "distressed", "swearing", "insult", "threat")
    kinds = {head: float(head == "insult") for head in AT_THE_PERSON}
    examples = [
        Example("", "", {"hostile": float(name in kinds)}, "own-a", "train", slice_=name, level=2 * (name in kinds))
        for name in slices * 400
    ]
    hostile = np.array([each.labels["hostile"] for each in examples])
    common = draw.normal(size=len(examples)) + 3 * hostile
    scores = {head: common + 0.5 * draw.normal(size=len(examples)) for head in ("hostile", *AT_THE_PERSON)}
    alone = {head: calibration.calibrate("hostile", score, hostile, examples) for head, score in scores.items()}
    found = calibration.together(alone, scores, examples)

    def broken(calibrated: Mapping[str, calibration.Calibrated]) -> list[str]:
        heard = np.any([scores[head] >= calibrated[head].threshold for head in AT_THE_PERSON], axis=0)
        doubted = calibrated["hostile"].chance(scores["hostile"]) < AGREED
        heard = (heard & ~doubted) | (scores["hostile"] >= calibrated["hostile"].threshold)
        return [
            name for name, (rate, _) in measuring.alarms(examples, heard).items() if rate > calibration.ALLOWED[name]
        ]

    assert broken(alone)
    assert not broken(found)
    assert all(found[head].threshold >= alone[head].threshold for head in found)
    assert all(found[head].prior <= alone[head].prior for head in found)


def test_a_share_is_printed_with_its_interval() -> None:
    assert str(measuring.Share(0.5, 100)) == "50.0 % [40.4–59.6] of 100"
    assert str(measuring.Share(0.0, 45)) == "0.0 % [0.0–7.9] of 45"
    assert str(measuring.Share(float("nan"), 0)) == "–"


def test_at_the_same_recall_a_worse_scorer_alarms_more() -> None:
    examples = [
        Example(
            "", "", {"hostile": float(n % 2)}, "own-u", "test", slice_="insult" if n % 2 else "calm", level=2 * (n % 2)
        )
        for n in range(400)
    ]
    hostile = np.arange(400) % 2
    draw = np.random.default_rng(17).normal(size=400)
    good, bad = (measuring.at_equal_recall(examples, draw + far * hostile, 0.8)["calm"] for far in (3, 1))
    assert good.value < bad.value
    assert good.of == bad.of == 200


def test_platt_finds_the_curve_it_came_from() -> None:
    draw = np.random.default_rng(7)
    scores = draw.normal(size=20_000) * 2
    labels = (draw.random(20_000) < 1 / (1 + np.exp(-(1.5 * scores - 1)))).astype(float)
    slope, offset = calibration.platt(scores, labels)
    assert slope == pytest.approx(1.5, abs=0.1)
    assert offset == pytest.approx(-1.0, abs=0.1)


def test_the_calibration_error_of_a_perfect_forecast_is_small_and_of_a_boast_large() -> None:
    draw = np.random.default_rng(9)
    chances = draw.random(20_000)
    labels = draw.random(20_000) < chances
    assert measuring.calibration_error(labels, chances) < 0.02
    assert measuring.calibration_error(labels, np.where(chances > 0.5, 0.99, 0.01)) > 0.15
