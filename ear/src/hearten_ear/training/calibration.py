"""Turns scores into probabilities, with the thresholds where the alarm rates asked for are held.

A head is *heard* from 0.5 on. The threshold on the score is the lowest at which no group of negatives alarms more often
than it may; groups are calm, angry, distressed and swearing customers, never calm ones alone. That holds for each head,
and for all heads at the person taken together, since one of them is enough to raise a turn (:func:`together`). The
slope is fitted (Platt) on scores that no row had a part in. So a probability is that of a stream in which abuse is as
frequent as makes the threshold the even chance: :attr:`Calibrated.prior` says how frequent that is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hearten_ear.kernel.trained import AGREED, GATE
from hearten_ear.signals.hostile import AT_THE_PERSON
from hearten_ear.training.material import Example

Scores = NDArray[np.float64]

#: Groups of rows without abuse, by the slices of the own corpus.
GROUPS: Mapping[str, frozenset[str]] = {
    "calm": frozenset({"calm", "thanks", "complaint"}),
    "angry": frozenset({"angry", "demand", "escalation"}),
    "distressed": frozenset({"distressed"}),
    "swearing": frozenset({"swearing"}),
}
#: How often each may be taken for hostile.
ALLOWED: Mapping[str, float] = {"calm": 0.01, "angry": 0.01, "distressed": 0.007, "swearing": 0.05}
#: Heads that raise a turn to abuse alarm more seldom still.
ALLOWED_ABUSE: Mapping[str, float] = {"calm": 0.003, "angry": 0.005, "distressed": 0.004, "swearing": 0.01}
#: Of the turns in which the phrases hear anything so many are read by them for that alone. Of those in which they hear
#: something at the person or danger, all but one or two in a hundred are, by the low gates of these heads.
READ_BY_PHRASES = 0.92
#: Thresholds that have to hold together lie at most and at least so much, in log-odds, above those of each head alone.
HIGHEST, LOWEST = 3.0, 0.0
LOWERED_BY = (0.1, 0.3, 0.6)
ABUSE = ("threat", "identity_attack", "sexual_harassment")
#: All other heads: how many of the own rows without the head may be taken for it.
ALLOWED_OTHERS: Mapping[str, float] = {
    "profanity": 0.01, "frustration": 0.01, "rudeness": 0.01, "demand": 0.01, "escalation": 0.01, "distress": 0.006,
    "thanks": 0.015,
}  # fmt: skip


#: Log-odds below which the whole is too doubtful for a kind to be heard.
_DOUBTED = float(np.log(AGREED / (1 - AGREED)))


@dataclass(frozen=True, slots=True)
class Calibrated:
    """For one head: probability = 1 / (1 + exp(-slope × (score - threshold))), and the share that makes it true."""

    threshold: float
    slope: float
    prior: float
    bound_by: str

    def chance(self, scores: Scores) -> Scores:
        """Give probabilities."""
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(self.slope * (scores - self.threshold), -60, 60))))


def group_of(example: Example) -> str:
    """Name the group of negatives a row belongs to; empty if none."""
    if example.level > 1:
        return ""
    return next((name for name, slices in GROUPS.items() if example.slice_ in slices), "")


def calibrate(head: str, scores: Scores, labels: Scores, examples: Sequence[Example]) -> Calibrated:
    """Set threshold and slope of a head on scores of own rows that had no part in the fitting."""
    threshold, bound_by = _threshold(head, scores, labels, examples)
    slope, offset = platt(scores, labels)
    share = float(np.clip(labels.mean(), 1e-3, 1 - 1e-3))
    # The odds at the threshold under the mixture of the rows say how much rarer abuse must be for an even chance there.
    odds = np.exp(np.clip(-(slope * threshold + offset), -30, 30)) * share / (1 - share)
    return Calibrated(threshold, slope, float(odds / (1 + odds)), bound_by)


def together(
    calibrated: Mapping[str, Calibrated], scores: Mapping[str, Scores], examples: Sequence[Example]
) -> dict[str, Calibrated]:
    """Move the thresholds of the heads at the person until the limits hold for all of them together.

    A turn alarms where the weights make any of these heads heard, as :mod:`hearten_ear.kernel.trained` joins them. All
    thresholds begin high; of those that can come down without breaking a limit, the one that hears most more hostile
    rows does, until none can. What the phrases hear comes on top: it does not depend on a threshold.
    """
    at = _Together(calibrated, scores, examples)
    moved = dict.fromkeys(at.odds, HIGHEST)
    if not at.holds(moved):
        return dict(calibrated)
    while True:
        lower = [
            (at.gain(moved, down) / by, -by, down)
            for head in moved
            for by in LOWERED_BY
            if moved[head] - by >= LOWEST and at.holds(down := {**moved, head: moved[head] - by})
        ]
        if not lower:
            break
        moved = max(lower, key=lambda each: each[:2])[2]
    return {head: _moved(each, moved[head]) if head in moved else each for head, each in calibrated.items()}


class _Together:
    """Scores of the heads at the person as log-odds, and what is heard where thresholds move by so much."""

    def __init__(
        self, calibrated: Mapping[str, Calibrated], scores: Mapping[str, Scores], examples: Sequence[Example]
    ) -> None:
        self.odds = {
            head: calibrated[head].slope * (scores[head] - calibrated[head].threshold)
            for head in ("hostile", *AT_THE_PERSON)
        }
        groups = np.array([group_of(each) for each in examples])
        self._groups = {name: groups == name for name in ALLOWED if (groups == name).any()}
        self._hostile = np.array([each.labels.get("hostile", 0.0) >= 0.5 for each in examples])

    def heard(self, moved: Mapping[str, float]) -> NDArray[np.bool_]:
        sure = self.odds["hostile"] - moved["hostile"]
        kinds = np.maximum.reduce([self.odds[head] - moved[head] for head in AT_THE_PERSON])
        heard: NDArray[np.bool_] = (sure >= 0) | ((kinds >= 0) & (sure >= _DOUBTED))
        return heard

    def holds(self, moved: Mapping[str, float]) -> bool:
        heard = self.heard(moved)
        return all(heard[inside].mean() <= ALLOWED[name] for name, inside in self._groups.items())

    def gain(self, before: Mapping[str, float], after: Mapping[str, float]) -> float:
        return float(self.heard(after)[self._hostile].sum() - self.heard(before)[self._hostile].sum())


def _moved(each: Calibrated, by: float) -> Calibrated:
    odds = each.prior / (1 - each.prior) * float(np.exp(-by))
    return replace(
        each,
        threshold=each.threshold + by / each.slope,
        prior=odds / (1 + odds),
        bound_by="all kinds together" if by > 0 else each.bound_by,
    )


def _threshold(head: str, scores: Scores, labels: Scores, examples: Sequence[Example]) -> tuple[float, str]:
    if head == GATE and not (labels >= 0.5).any():
        return float(scores.max()) + 1.0, "no turn in which phrases hear something"
    if head == GATE:
        return float(np.quantile(scores[labels >= 0.5], 1 - READ_BY_PHRASES)), "turns in which phrases hear something"
    if head in ALLOWED_OTHERS:
        negatives = scores[labels < 0.5]
        return exceeded_by(negatives, ALLOWED_OTHERS[head]), "rows without the head"
    allowed = ALLOWED_ABUSE if head in ABUSE else ALLOWED
    groups = np.array([group_of(each) for each in examples])
    found = {name: exceeded_by(scores[(groups == name) & (labels < 0.5)], rate) for name, rate in allowed.items()}
    if head in ABUSE:
        found["other rows"] = exceeded_by(scores[(groups == "") & (labels < 0.5)], 0.01)
    bound_by = max(found, key=lambda name: found[name])
    return found[bound_by], bound_by


def exceeded_by(scores: Scores, share: float) -> float:
    """Give a threshold that at most this share of the scores reaches, a little below the last that may."""
    if not len(scores):
        return -30.0
    falling = np.sort(scores)[::-1]
    allowed = int(share * len(falling))
    lower = falling[allowed]
    higher = falling[allowed - 1] if allowed else falling[0] + 0.2
    return float(lower + 0.8 * (higher - lower))


def platt(scores: Scores, labels: Scores, steps: int = 60) -> tuple[float, float]:
    """Fit labels by a logistic curve of the scores, by Newton's method; gives slope and offset."""
    centre, spread = float(scores.mean()), float(scores.std()) or 1.0
    x = (scores - centre) / spread
    a, b = 1.0, 0.0
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-np.clip(a * x + b, -30, 30)))
        w = chance * (1 - chance) + 1e-9
        wrong = chance - labels
        hessian = np.array([[(w * x * x).sum() + 1e-3, (w * x).sum()], [(w * x).sum(), w.sum() + 1e-3]])
        step = np.linalg.solve(hessian, np.array([(wrong * x).sum() + 1e-3 * a, wrong.sum()]))
        a, b = a - step[0], b - step[1]
        if np.abs(step).max() < 1e-8:
            break
    slope = max(float(a / spread), 1e-3)
    return slope, float(b - a * centre / spread)
