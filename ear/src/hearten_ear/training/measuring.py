"""The figures: areas under the curve with intervals, recall beside alarm rates, and what noise costs.

Every scorer is a function from texts to numbers that rise with hostility, so that the engine and the baselines are held
to the same texts in the same way.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from hearten_ear.reading import HOSTILE
from hearten_ear.training import noise
from hearten_ear.training.calibration import GROUPS, group_of
from hearten_ear.training.material import Example

Scores = NDArray[np.float64]
Score = Callable[[Sequence[str]], Scores]
#: So many times rows are drawn anew for an interval; the interval holds 95 % of what comes out.
DRAWS, INSIDE = 200, (2.5, 97.5)


class Area(NamedTuple):
    """Area under the curve with its interval, of so many positives and negatives."""

    value: float
    low: float
    high: float
    positives: int
    negatives: int

    def __str__(self) -> str:
        return f"{self.value:.3f} [{self.low:.3f}–{self.high:.3f}]"


class Share(NamedTuple):
    """A share of so many rows; printed with its interval (Wilson's, 95 %)."""

    value: float
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        """Give the ends of the interval."""
        z, n, p = 1.96, self.of, self.value
        middle, half = p + z * z / (2 * n), z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        return max(0.0, (middle - half) / (1 + z * z / n)), min(1.0, (middle + half) / (1 + z * z / n))

    def __str__(self) -> str:
        if not self.of:
            return "–"
        low, high = self.interval
        return f"{100 * self.value:.1f} % [{100 * low:.1f}–{100 * high:.1f}] of {self.of}"

    @classmethod
    def among(cls, heard: NDArray[np.bool_], rows: NDArray[np.bool_]) -> "Share":
        """Give the share of chosen rows that was heard."""
        return cls(float(heard[rows].mean()) if rows.any() else float("nan"), int(rows.sum()))


def auc(labels: NDArray[np.bool_], scores: Scores) -> float:
    """Give the chance that a positive scores higher than a negative; ties count half."""
    positives, negatives = scores[labels], np.sort(scores[~labels])
    if not len(positives) or not len(negatives):
        return float("nan")
    below = np.searchsorted(negatives, positives, "left")
    equal = np.searchsorted(negatives, positives, "right") - below
    return float((below + equal / 2).mean() / len(negatives))


def area(labels: NDArray[np.bool_], scores: Scores, seed: int = 1) -> Area:
    """Give the area with an interval by drawing positives and negatives anew."""
    draw = np.random.default_rng(seed)
    positives, negatives = scores[labels], scores[~labels]
    p, n = len(positives), len(negatives)
    drawn = []
    for _ in range(DRAWS if p and n else 0):
        both = np.concatenate([positives[draw.integers(0, p, p)], negatives[draw.integers(0, n, n)]])
        drawn.append(auc(np.arange(p + n) < p, both))
    low, high = np.percentile(drawn, INSIDE) if drawn else (float("nan"), float("nan"))
    return Area(auc(labels, scores), float(low), float(high), p, n)


@dataclass(frozen=True, slots=True)
class Task:
    """Two kinds of texts that a scorer should tell apart."""

    name: str
    examples: list[Example]
    labels: NDArray[np.bool_]
    goal: str = ""


def tasks(public: Sequence[Example], own: Sequence[Example], quotable: Sequence[bool]) -> list[Task]:
    """Draw up the tasks: of the public dev parts, and of the own rows that are given."""
    dev = [each for each, may in zip(public, quotable, strict=True) if may and each.split in {"dev", "valid"}]

    def of(source: str) -> list[Example]:
        return [each for each in dev if each.source == source]

    def number(each: Example, *names: str) -> float:
        return max(float(each.raw.get(name) or 0.0) for name in names)

    clean = [each for each in of("context_toxicity") if not number(each, "toxic")]
    toxic = [each for each in of("toxic_spans") if number(each, "toxic") > 0.5]
    found = [
        _task("abuse of a chat agent (convabuse)", of("convabuse"), lambda e: number(e, "abusive") > 0.5, "≥ .94"),
        _task("toxic comments against clean talk", toxic + clean, lambda e: e.source == "toxic_spans", "≥ .94"),
        _task("toxic among what was reported as toxic", of("toxic_spans"), lambda e: number(e, "toxic") > 0.5),
        _task(
            "offensive posts (davidson)",
            of("davidson"),
            lambda e: number(e, "offensive_language", "hate_speech") > 0.5,
            "≥ .855",
        ),
        _task("anger and annoyance (goemotions)", of("goemotions"), lambda e: number(e, "anger", "annoyance") > 0),
        _task(
            "rude against polite requests (quarters)",
            [each for each in of("stanford_politeness") if not -0.4 < float(each.raw["politeness"]) < 0.45],
            lambda e: float(e.raw["politeness"]) < 0,
        ),
        *own_tasks(own),
    ]  # fmt: skip
    return [task for task in found if task.labels.any() and not task.labels.all()]


def own_tasks(own: Sequence[Example]) -> list[Task]:
    """Draw up the tasks of the own corpus."""

    def hostile(each: Example) -> bool:
        return each.level >= HOSTILE

    rows = list(own)
    groups = {name: [each for each in rows if group_of(each) == name] for name in GROUPS}
    abuse = [each for each in rows if hostile(each)]
    pairs = [each for each in rows if each.group]
    others = [each for each in rows if group_of(each)]
    threats = [each for each in rows if each.labels.get("threat", 0.0) >= 0.5]
    return [
        _task("own: hostile against all others", rows, hostile),
        _task("own: abuse against anger", abuse + groups["angry"], hostile, "≥ .88"),
        _task("own: abuse against swearing while asking", abuse + groups["swearing"], hostile),
        _task("own: abuse against distress", abuse + groups["distressed"], hostile),
        _task("own: hard pairs (same words, other target)", pairs, hostile, "≥ .80"),
        _task("own: threats against anger, swearing, distress, calm", threats + others, hostile),
    ]


def _task(name: str, examples: list[Example], positive: Callable[[Example], bool], goal: str = "") -> Task:
    return Task(name, examples, np.array([positive(each) for each in examples], np.bool_), goal)


def pairs_right(examples: Sequence[Example], scores: Scores) -> tuple[float, int]:
    """Give the share of pairs (one hostile, one not, of one group) in which the hostile one scores higher."""
    groups: dict[str, tuple[list[float], list[float]]] = {}
    for each, score in zip(examples, scores, strict=True):
        if each.group:
            groups.setdefault(f"{each.source}/{each.group}", ([], []))[each.level >= HOSTILE].append(float(score))
    right = [float(low < high) for lows, highs in groups.values() for low in lows for high in highs]
    return (float(np.mean(right)) if right else float("nan")), len(right)


def alarms(examples: Sequence[Example], heard: NDArray[np.bool_]) -> dict[str, Share]:
    """Give for each group of negatives the share that was heard as hostile."""
    groups = np.array([group_of(each) for each in examples])
    return {name: Share.among(heard, groups == name) for name in GROUPS}


def recall(examples: Sequence[Example], heard: NDArray[np.bool_], head: str = "hostile") -> Share:
    """Give the share of rows with a head that was heard."""
    return Share.among(heard, np.array([each.labels.get(head, 0.0) >= 0.5 for each in examples], np.bool_))


def at_equal_alarms(examples: Sequence[Example], scores: Scores, allowed: Mapping[str, float]) -> float:
    """Give the recall at the lowest threshold at which a scorer holds all alarm rates on these very rows."""
    from hearten_ear.training.calibration import exceeded_by

    groups = np.array([group_of(each) for each in examples])
    threshold = max(exceeded_by(scores[groups == name], rate) for name, rate in allowed.items())
    return recall(examples, scores >= threshold).value


def at_equal_recall(examples: Sequence[Example], scores: Scores, wanted: float) -> dict[str, Share]:
    """Give the alarm rates of a scorer at the threshold at which its recall is that of another."""
    hostile = np.array([each.labels.get("hostile", 0.0) >= 0.5 for each in examples], np.bool_)
    falling = np.sort(scores[hostile])[::-1]
    threshold = falling[max(0, round(wanted * len(falling)) - 1)]
    return alarms(examples, scores >= threshold)


def spoiled_texts(texts: Sequence[str], kind: str) -> list[str]:
    """Spoil texts for measuring, by other draws than for training."""
    return [noise.spoiled(text, kind, "measure") for text in texts]


def calibration_error(labels: NDArray[np.bool_], chances: Scores, bins: int = 10) -> float:
    """Give the mean distance of probability and frequency, over ten bins of equally many rows."""
    order = np.argsort(chances, kind="stable")
    parts = np.array_split(order, bins)
    return float(sum(abs(chances[p].mean() - labels[p].mean()) * len(p) for p in parts if len(p)) / len(order))
