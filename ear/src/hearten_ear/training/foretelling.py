"""Trains the forecast: weights on conversations that ended in a personal attack or well, calibrated on others.

The two classes of ``adhominem_cmv`` differ in length and subject, so rows are weighted until both have the same
lengths, and nothing but the course of heads is looked at. ``cmv_valid_calibration_only`` calibrates and measures, by
halves, and trains nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hearten_ear.engine import Engine
from hearten_ear.forecast import START, Course, Forecaster, features, follow
from hearten_ear.training import calibration, material, measuring
from hearten_ear.training.measuring import Area

TRAINED_ON, CALIBRATED_ON = "adhominem_cmv", "cmv_valid_calibration_only"
DECAY, STEPS = 3e-2, 400
#: Lengths are matched within so many equal groups.
LENGTHS = 8
#: Alarm rates at which the hit rate is given.
AT = (0.05, 0.1, 0.2)


@dataclass(frozen=True, slots=True)
class Foretold:
    """A forecaster and what it is worth on conversations it was not trained on, at equal length."""

    forecaster: Forecaster
    area: Area
    hits: dict[float, float]
    calibration_error: float


def foretell(data: Path, engine: Engine) -> Foretold:
    """Train, calibrate and measure. Raises :class:`material.NoDataError`."""
    rows, labels, lengths = _read(data, TRAINED_ON, "ad_hominem", engine)
    names = list(features(START))
    weights, offset = _logistic(rows, labels, matched(labels, lengths))
    tested, truth, long = _read(data, CALIBRATED_ON, "derail", engine)
    sums = tested @ weights + offset
    halves = np.arange(len(sums)) // 2 % 2 == 0  # the file may alternate between the classes
    chances = np.zeros(len(sums))
    for one in (halves, ~halves):
        slope, shift = calibration.platt(sums[one], truth[one])
        chances[~one] = 1 / (1 + np.exp(-(slope * sums[~one] + shift)))
    slope, shift = calibration.platt(sums, truth)
    kept = _equal_lengths(truth, long)
    hits = {rate: float((sums[truth > 0.5] >= calibration.exceeded_by(sums[truth < 0.5], rate)).mean()) for rate in AT}
    return Foretold(
        Forecaster(
            {name: round(float(w), 4) for name, w in zip(names, weights, strict=True)},
            round(float(offset), 4),
            round(slope, 4),
            round(shift, 4),
        ),
        measuring.area(truth[kept] > 0.5, sums[kept]),
        hits,
        measuring.calibration_error(truth > 0.5, chances),
    )


def _read(data: Path, name: str, label: str, engine: Engine) -> tuple[NDArray[np.float64], NDArray[np.float64], Any]:
    file = data / "derailment" / f"{name}.jsonl.gz"
    if not file.is_file():
        raise material.NoDataError(f"{file} is not there; expected the folder that holds hostility/ and derailment/")
    rows, labels, lengths = [], [], []
    for row in material.read_rows(file):
        turns = [material.without_masks(turn) for turn in [*row.get("context", ()), row["text"]]]
        rows.append(list(features(_course(turns, engine)).values()))
        labels.append(float(row["labels"][label]))
        lengths.append(sum(len(turn.split()) for turn in turns))
    return np.array(rows), np.array(labels), np.array(lengths)


def _course(turns: Sequence[str], engine: Engine) -> Course:
    course = START
    for reading in engine.score(list(turns)):
        course = follow(course, reading)
    return course


def matched(labels: NDArray[np.float64], lengths: NDArray[np.int64]) -> NDArray[np.float64]:
    """Weigh rows so that both classes have the same share in each group of lengths."""
    group = np.searchsorted(np.quantile(lengths, np.linspace(0, 1, LENGTHS + 1)[1:-1]), lengths)
    weight = np.zeros(len(labels))
    for each in range(LENGTHS):
        for side in (labels > 0.5, labels < 0.5):
            inside = (group == each) & side
            weight[inside] = 1 / max(1, inside.sum())
    return weight / weight.sum()


def _equal_lengths(labels: NDArray[np.float64], lengths: NDArray[np.int64]) -> NDArray[np.intp]:
    """Choose rows so that both classes have equally many in each group of lengths."""
    group = np.searchsorted(np.quantile(lengths, np.linspace(0, 1, LENGTHS + 1)[1:-1]), lengths)
    kept: list[int] = []
    for each in range(LENGTHS):
        sides = [np.flatnonzero((group == each) & side) for side in (labels > 0.5, labels < 0.5)]
        many = min(map(len, sides))
        kept += [int(place) for side in sides for place in side[:many]]
    return np.array(kept, np.intp)


def _logistic(
    rows: NDArray[np.float64], labels: NDArray[np.float64], weight: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Fit by Newton's method with an L2 penalty."""
    x = np.hstack([rows, np.ones((len(rows), 1))])
    keep = np.append(np.full(rows.shape[1], DECAY), 1e-9)
    found = np.zeros(x.shape[1])
    for _ in range(STEPS):
        chance = 1 / (1 + np.exp(-np.clip(x @ found, -30, 30)))
        gradient = x.T @ (weight * (chance - labels)) + keep * found
        hessian = (x * (weight * chance * (1 - chance))[:, None]).T @ x + np.diag(keep)
        step = np.linalg.solve(hessian, gradient)
        found -= step
        if np.abs(step).max() < 1e-9:
            break
    return found[:-1], float(found[-1])
