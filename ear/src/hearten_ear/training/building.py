"""From the data folder and the own corpus to a model: everything in order, always with the same outcome.

1. Read, and spoil copies as recognisers and filter-dodgers do.
2. Hash the features of every text with the kernel itself; keep what at least :data:`SEEN` training texts have.
3. Fit without each pass of the own corpus that judges: honest scores for mixing, calibration and figures.
4. Go on with all; give each row of the table to the weightiest feature that falls on it; fit the kept ones once more;
   mix the columns (:mod:`mixing`).
5. Bring the weights to int8, and check what that costs.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hearten_ear.kernel import batch, features
from hearten_ear.kernel.features import FeatureSpec, Model
from hearten_ear.kernel.modelfile import STEPS
from hearten_ear.kernel.rules import Rules
from hearten_ear.kernel.trained import BY_RULE, GATE
from hearten_ear.languages import load
from hearten_ear.reading import HEADS
from hearten_ear.signals.hostile import AT_THE_PERSON, HEARD
from hearten_ear.training import calibration, material, mixing, noise
from hearten_ear.training.calibration import Calibrated
from hearten_ear.training.fitting import Fitted, Floats, fit
from hearten_ear.training.label_map import SOURCES
from hearten_ear.training.material import Example
from hearten_ear.training.table import COLUMNS, SEEN, SPEC, Table, blank

#: From this probability on a turn is looked at closely, though no head is heard. Heads that need their words are not
#: heard by weights alone, so a good chance is enough to look for the words.
CLOSER_LOOK = dict.fromkeys(AT_THE_PERSON, 0.04) | {
    "hostile": 0.05,
    "distress": 0.1,
    "profanity": 0.3,
    "demand": 0.3,
    "escalation": 0.3,
}
#: Public calm customers, the heads that are hardly ever true of them, and how often these may be heard.
CALM_SOURCES = frozenset({"multidogo", "natcs_insurance"})
NOT_OF_THE_CALM = frozenset({*HEADS} - {"thanks", "escalation"})
ALLOWED_CALM = 0.005
DECAY, STEPS_FIRST, STEPS_ALL, STEPS_KEPT = 2e-5, 24, 10, 5
#: Of these sources one row in so many is enough: they are long and clean, or large and all alike.
ONE_IN = {"context_toxicity": 2, "multidogo": 2, "bitext_benign": 2}
#: Of the public rows one in so many teaches the gate what the phrases hear; of our own all do.
ONE_IN_READ = 4
#: Passes left out in turn: thresholds and honest figures come from them. Pass ``d`` was written against what earlier
#: weights got wrong, and ``h`` holds the pairs that the phrases were written for: neither may judge.
JUDGING = ("own-a", "own-b", "own-c", "own-t")
#: Weight of a row of our own, of a spoiled copy of it, and of a spoiled copy of a public row that swears.
OWN_WEIGHT, SPOILED_WEIGHT = 1.5, 0.3
LARGEST = 127

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Settings:
    """What a training run may be told; the defaults are those of the shipped model."""

    spec: FeatureSpec = SPEC
    own_weight: float = OWN_WEIGHT
    decay: float = DECAY
    without: frozenset[str] = frozenset()
    folds: bool = True
    steps: tuple[int, int, int] = (STEPS_FIRST, STEPS_ALL, STEPS_KEPT)


@dataclass(frozen=True, slots=True)
class Built:
    """A trained model, and what is needed to judge it: the honest scores of the own rows and the calibration."""

    model: Model
    calibrated: dict[str, Calibrated]
    own: list[Example]
    honest: NDArray[np.float64]
    facts: dict[str, Any]

    @property
    def places(self) -> dict[int, int]:
        """Give the row of ``honest`` for the identity of each own example."""
        return {id(each): number for number, each in enumerate(self.own)}


def build(data: Path, corpus: Path, name: str, settings: Settings | None = None, say: Say = print) -> Built:
    """Train. Raises :class:`material.NoDataError` where the folders do not hold what is needed."""
    began = time.perf_counter()

    def lap(what: str, found: Fitted) -> None:
        say(f"{what}: loss {found.loss:.4f}, {time.perf_counter() - began:.0f} s so far")

    settings = settings or Settings()
    examples = training_examples(data, corpus, settings)
    say(
        f"{len(examples):,} texts to train on, {sum(each.ours for each in examples):,} of them our own and their copies"
    )
    table = Table.of(examples, settings.spec)
    say(f"{len(table.index):,} features in at least {SEEN} stretches, {table.matrix.nnz:,} in all")
    labels, importance, sources = targets(examples)
    judging = set(JUDGING) & {each.source for each in examples} or {each.source for each in examples if each.ours}
    ours = np.array([each.source in judging and not each.raw.get("spoiled") for each in examples])
    own_rows = [each for each, own in zip(examples, ours, strict=True) if own]
    groups = sources[table.text_of]
    passes = np.array([each.source for each in examples])
    spread = table.spread(labels, importance)
    fitted = _without_each(table, spread, passes, groups, sorted(judging) if settings.folds else (), settings, lap)
    honest, mixture = _honest(table, fitted, passes, ours, own_rows)
    first = fitted[max(fitted)] if fitted else None
    if first is None:
        first = fit(table.matrix, *spread, groups, decay=settings.decay, steps=settings.steps[0])
        honest = table.scores(first).astype(np.float64)[ours]
    spread = table.spread(labels, importance, first)
    found = fit(table.matrix, *spread, groups, decay=settings.decay, steps=settings.steps[1], start=first)
    lap("fitted on all", found)
    kept = table.placed(found, settings.spec.bits)
    small = table.only(kept)
    start = Fitted(found.weights[kept], found.bias, found.loss, found.steps)
    spread = table.spread(labels, importance, found)
    refined = fit(small.matrix, *spread, groups, decay=settings.decay, steps=settings.steps[2], start=start)
    lap(f"kept {len(kept):,} features", refined)
    refined = _mixed(refined, mixture)
    calibrated = _calibrated(own_rows, honest)
    model = quantised(name, small.index, refined, calibrated, settings.spec)
    facts = {
        "texts": len(examples),
        "features": len(table.index),
        "kept": len(kept),
        "loss": round(refined.loss, 5),
        "seconds": round(time.perf_counter() - began),
        "quantised": _quantisation(model, small, refined, examples),
    }
    return recalibrated(Built(model, calibrated, own_rows, honest, facts), calm_customers(data))


def _without_each(
    table: Table,
    spread: tuple[Floats, Floats],
    passes: NDArray[np.str_],
    groups: NDArray[np.intp],
    judging: Sequence[str],
    settings: Settings,
    lap: Callable[[str, Fitted], None],
) -> dict[str, Fitted]:
    """Fit without each judging pass in turn."""
    fitted: dict[str, Fitted] = {}
    for left_out in judging:
        rest = np.flatnonzero((passes != left_out)[table.text_of])
        fitted[left_out] = fit(
            table.matrix[rest], spread[0][rest], spread[1][rest], groups[rest],
            decay=settings.decay, steps=settings.steps[0],
        )  # fmt: skip
        lap(f"fitted without {left_out}", fitted[left_out])
    return fitted


def _mixed(found: Fitted, mixture: mixing.Mixture) -> Fitted:
    return replace(found, weights=found.weights @ mixture, bias=found.bias @ mixture)


def _honest(
    table: Table,
    fitted: dict[str, Fitted],
    passes: NDArray[np.str_],
    ours: NDArray[np.bool_],
    own_rows: Sequence[Example],
) -> tuple[NDArray[np.float64], mixing.Mixture]:
    """Score each judging pass by weights, and a mixture of them, that never met it; give the mixture of all as well."""
    scores = np.zeros((len(passes), len(COLUMNS)))
    for name, found in fitted.items():
        scores[passes == name] = table.scores(found)[passes == name]
    plain, judged = scores[ours], passes[ours]
    mixed = np.zeros_like(scores)
    for name, found in fitted.items():
        mixture = _mixture(plain, own_rows, judged != name)
        mixed[passes == name] = table.scores(_mixed(found, mixture))[passes == name]
    return mixed[ours], _mixture(plain, own_rows, np.isin(judged, list(fitted)))


def _mixture(scores: NDArray[np.float64], own: Sequence[Example], chosen: NDArray[np.bool_]) -> mixing.Mixture:
    rows = [each for each, is_chosen in zip(own, chosen, strict=True) if is_chosen]
    labels = {
        COLUMNS.index(head): np.array([each.labels.get(head, 0.0) for each in rows])
        for head in ("hostile", *AT_THE_PERSON)
    }
    learned = [place for place, head in enumerate(COLUMNS) if head != GATE]
    return mixing.learn(scores[chosen], labels, learned)


def training_examples(data: Path, corpus: Path, settings: Settings) -> list[Example]:
    """Read what is trained on, with spoiled copies."""
    names = frozenset(source.name for source in SOURCES) - settings.without
    rows = [each for each in material.public(data, names) if each.split == "train"]
    rows = [
        replace(each, weight=each.weight * ONE_IN.get(each.source, 1))
        for number, each in enumerate(rows)
        if number % ONE_IN.get(each.source, 1) == 0
    ]
    ours = [each for each in material.own(corpus, weight=settings.own_weight) if each.source not in settings.without]
    return _with_phrases(rows + ours + _copies(rows, ours))


def _with_phrases(examples: list[Example]) -> list[Example]:
    """Add the label of the gate: whether the phrases hear anything."""
    rules, labelled = Rules(load("en")), []
    for number, each in enumerate(examples):
        if each.ours or number % ONE_IN_READ == 0:
            heads = rules.score((each.text,))[0].heads
            heard = any(value >= HEARD for head, value in heads.items() if head not in BY_RULE)
            labelled.append(replace(each, labels={**each.labels, GATE: float(heard)}))
        else:
            labelled.append(each)
    return labelled


def _copies(rows: Sequence[Example], ours: Sequence[Example]) -> list[Example]:
    copies: list[Example] = []
    for number, each in enumerate(ours):
        swears = each.labels.get("profanity", 0.0) >= 0.5
        kinds = ("misheard", "masked" if swears and number % 2 else "disguised" if number % 4 else "bare")
        copies += [_spoiled(each, kind, SPOILED_WEIGHT * each.weight / OWN_WEIGHT) for kind in kinds]
    for number, each in enumerate(rows):
        if each.labels.get("profanity", 0.0) >= 0.5 and number % 5 == 0:
            copies.append(_spoiled(each, "masked" if number % 2 else "disguised", each.weight))
        elif number % 20 == 0:
            copies.append(_spoiled(each, "misheard", each.weight))
    return copies


def _spoiled(example: Example, kind: str, weight: float) -> Example:
    text = noise.spoiled(example.text, kind, "train")
    return replace(example, text=text, weight=weight, raw={**example.raw, "spoiled": kind})


def targets(examples: Sequence[Example]) -> tuple[Floats, Floats, NDArray[np.intp]]:
    """Give labels and importance, rows × heads, and for each row whether it is our own (1) or public (0)."""
    labels = np.zeros((len(examples), len(COLUMNS)), np.float32)
    importance = np.zeros_like(labels)
    places = {head: place for place, head in enumerate(COLUMNS)}
    for number, each in enumerate(examples):
        for head, value in each.labels.items():
            if head not in places:
                continue
            labels[number, places[head]], importance[number, places[head]] = value, each.weight
    return labels, importance, np.array([each.ours for each in examples], np.intp)


def _calibrated(own: Sequence[Example], scores: NDArray[np.float64]) -> dict[str, Calibrated]:
    calibrated: dict[str, Calibrated] = {}
    for place, head in enumerate(COLUMNS):
        known = [number for number, each in enumerate(own) if head in each.labels]
        labels = np.array([own[number].labels[head] for number in known])
        calibrated[head] = calibration.calibrate(head, scores[known, place], labels, [own[number] for number in known])
    by_head = {head: scores[:, place] for place, head in enumerate(COLUMNS)}
    return calibration.together(calibrated, by_head, own)


def quantised(
    name: str, index: NDArray[np.uint64], found: Fitted, calibrated: dict[str, Calibrated], spec: FeatureSpec
) -> Model:
    """Bring weights to int8, biases and calibration to the same scale."""
    largest = np.quantile(np.abs(found.weights), 0.9998, axis=0) + 1e-9
    scale = LARGEST / largest
    weights = np.zeros((1 << spec.bits, 16), np.int8)
    rows = (index * np.uint64(features.M1) >> np.uint64(64 - spec.bits)).astype(np.intp)
    weights[rows, : len(COLUMNS)] = np.rint(np.clip(found.weights * scale, -LARGEST, LARGEST)).astype(np.int8)
    weights[rows, 15] = [features.check_of(int(each), spec.bits) for each in index]
    bias = np.rint(found.bias * scale).astype(np.int32)
    shift = max(0, int(np.ceil(np.log2(float(scale.max()) * 14 / (STEPS // 2)))))
    return replace(
        blank(spec),
        name=name,
        weights=weights,
        bias=bias,
        shift=shift,
        **_chances(calibrated, scale.astype(np.float64), shift),
    )


def recalibrated(built: Built, calm: Sequence[Example] = ()) -> Built:
    """Set thresholds and probabilities of a model anew from its honest scores; its weights stay.

    ``calm`` are public calm customers that had no part in the fitting: heads that are not about the person must not be
    heard in more than :data:`ALLOWED_CALM` of them either.
    """
    units = [float(unit) for unit in built.model.about["log_odds_per_point"].split()]
    scale = np.array([built.calibrated[head].slope / unit for head, unit in zip(COLUMNS, units, strict=True)])
    calibrated = _calibrated(built.own, built.honest)
    if calm:
        scores = batch.load(built.model).score_texts([each.text for each in calm]) / scale
        for place, head in enumerate(COLUMNS):
            least = calibration.exceeded_by(scores[:, place], ALLOWED_CALM)
            if head in NOT_OF_THE_CALM and least > calibrated[head].threshold:
                calibrated[head] = replace(calibrated[head], threshold=least, bound_by="public calm customers")
    model = replace(built.model, **_chances(calibrated, scale, built.model.shift))
    return replace(built, model=model, calibrated=calibrated)


def calm_customers(data: Path) -> list[Example]:
    """Read the public calm customers that nothing is trained on."""
    return [each for each in material.public(data, CALM_SOURCES) if each.split == "dev"]


def _chances(calibrated: dict[str, Calibrated], scale: NDArray[np.float64], shift: int) -> dict[str, Any]:
    """Give what of a model depends on the calibration; ``scale`` is points of the table per unit of score."""
    middle = ((np.arange(STEPS) - STEPS // 2 + 0.5) * (1 << shift))[None, :] / scale[:, None]
    chances = np.stack([calibrated[head].chance(middle[place]) for place, head in enumerate(COLUMNS)])
    units = " ".join(f"{calibrated[h].slope / s:.6f}" for h, s in zip(COLUMNS, scale, strict=True))
    return {
        "chances": np.rint(chances * 10_000).astype(np.uint16),
        "calm": np.array([round(10_000 * CLOSER_LOOK.get(head, HEARD)) for head in COLUMNS], np.uint16),
        "about": {"log_odds_per_point": units},
    }


def _quantisation(model: Model, table: Table, found: Fitted, examples: Sequence[Example]) -> dict[str, float]:
    """Say how far the int8 scores lie from those that were fitted, as correlation, for each head."""
    some = np.arange(0, len(examples), max(1, len(examples) // 4_000))
    exact = table.scores(found)[some]
    scores = batch.load(model).score_texts([examples[int(each)].text for each in some])
    return {head: _alike(exact[:, place], scores[:, place]) for place, head in enumerate(COLUMNS)}


def _alike(one: NDArray[Any], other: NDArray[Any]) -> float:
    if one.std() == 0.0 or other.std() == 0.0:
        return float(one.std() == other.std())
    return round(float(np.corrcoef(one, other)[0, 1]), 5)
