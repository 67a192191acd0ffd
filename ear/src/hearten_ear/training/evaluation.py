"""The whole table, in one run over the same texts: the engine beside everything that can be installed today.

Public dev parts and the test pass of our own, which nobody trains on. Rows of the test that are too near to a
training row are left out and counted.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hearten_ear.engine import Engine, load_engine
from hearten_ear.kernel import batch
from hearten_ear.kernel.rules import Rules
from hearten_ear.kernel.trained import Trained
from hearten_ear.languages import load
from hearten_ear.reading import HEADS, HOSTILE
from hearten_ear.signals.hostile import HEARD
from hearten_ear.training import baselines, building, material, measuring
from hearten_ear.training.calibration import ALLOWED
from hearten_ear.training.material import Example
from hearten_ear.training.measuring import Score, Share, Task

ENGINE, WEIGHTS = "the engine", "the weights"
#: Sources that a model is trained without, to see what it makes of texts of another kind.
LEFT_OUT = ("convabuse", "toxic_spans", "davidson", "goemotions", "stanford_politeness")
#: Kinds of noise, and what they stand for.
NOISES = {"bare": "no case, no punctuation", "misheard": "10 % of words misheard", "masked": "profanity masked"}

Say = Callable[[str], None]


@dataclass(slots=True)
class Report:
    """Everything that was measured, ready to be printed, written as JSON or put into the model card."""

    model: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    areas: dict[str, dict[str, str]] = field(default_factory=dict)
    goals: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, dict[str, str]] = field(default_factory=dict)
    alarms: dict[str, dict[str, str]] = field(default_factory=dict)
    heads: dict[str, dict[str, str]] = field(default_factory=dict)
    slices: dict[str, dict[str, str]] = field(default_factory=dict)
    noise: dict[str, dict[str, str]] = field(default_factory=dict)
    calibration: dict[str, float] = field(default_factory=dict)

    def as_json(self) -> str:
        """Give the report as JSON."""
        return json.dumps({name: getattr(self, name) for name in self.__slots__}, indent=1, ensure_ascii=False)


def evaluate(
    data: Path,
    corpus: Path,
    *,
    engine: Engine | None = None,
    leave_one_out: bool = False,
    trained: bool = True,
    say: Say = print,
) -> Report:
    """Measure an engine (the shipped one) beside the baselines. Raises :class:`material.NoDataError`.

    ``trained``: also beside the baselines that are trained first, which takes minutes.
    """
    public = material.public(data)
    own = material.own(corpus)
    tested, near = test_rows(corpus, own)
    engine = engine or load_engine()
    report = Report(model=engine.model)
    report.counts = {"own rows": len(own), "test rows": len(tested), "test rows too near to a training row": near}
    scorers: dict[str, Score] = {ENGINE: hostility(engine), **baselines.installed(public if trained else (), say)}
    tasks = measuring.tasks(public, tested, material.not_in_training(public))
    _areas(report, tasks, scorers)
    _alarms(report, tested, public, scorers, engine)
    _heads(report, tested, engine)
    _slices(report, tested, engine)
    _noise(report, tasks, engine)
    if leave_one_out:
        _leave_one_out(report, data, corpus, public, say)
    return report


def test_rows(corpus: Path, trained: Sequence[Example]) -> tuple[list[Example], int]:
    """Give the rows of the test pass that are far enough from every training row, and how many are not."""
    rows = material.own(corpus, test=True)
    near = material.near_duplicates(rows, list(trained))
    return [each for number, each in enumerate(rows) if number not in near], len(near)


def hostility(engine: Engine) -> Score:
    """Give the engine as a function from texts to hostility."""
    return lambda texts: np.array([reading.hostility for reading in engine.score(list(texts))])


def _texts(task: Task) -> list[str]:
    return [each.text for each in task.examples]


def _areas(report: Report, tasks: Sequence[Task], scorers: dict[str, Score]) -> None:
    for task in tasks:
        report.goals[task.name] = task.goal
        row = report.areas[task.name] = {}
        row["of"] = f"{int(task.labels.sum())} / {int((~task.labels).sum())}"
        texts = _texts(task)
        for name, score in scorers.items():
            found = score(texts)
            exact = name == ENGINE
            row[name] = str(measuring.area(task.labels, found)) if exact else f"{measuring.auc(task.labels, found):.3f}"


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"


def _alarms(
    report: Report, tested: Sequence[Example], public: Sequence[Example], scorers: dict[str, Score], engine: Engine
) -> None:
    """Give recall and alarm rates side by side, of the engine as it is, and of all others where they hear as much."""
    texts = [each.text for each in tested]
    readings = engine.score(texts)
    by_level = np.array([reading.level >= HOSTILE for reading in readings])
    recall = measuring.recall(tested, by_level)
    threats = measuring.recall(tested, by_level, "threat")
    row = {"recall": str(recall), "threats": str(threats), **_strings(measuring.alarms(tested, by_level))}
    for source in ("multidogo", "natcs_insurance", "context_toxicity"):
        clean = [each.text for each in public if each.source == source and each.split == "dev"]
        heard = np.array([reading.level >= HOSTILE for reading in engine.score(clean)], np.bool_)
        row[source] = str(Share.among(heard, np.ones(len(clean), np.bool_)))
    report.alarms[f"{ENGINE}, at its thresholds"] = row
    for name, score in scorers.items():
        found = score(texts)
        held = f"{_percent(measuring.at_equal_alarms(tested, found, ALLOWED))} with all four limits held on these rows"
        alarms = _strings(measuring.at_equal_recall(tested, found, recall.value))
        report.alarms[f"{name}, at the same recall"] = {"recall": held, **alarms}
    hostile = np.array([each.level >= HOSTILE for each in tested])
    chances = np.array([reading.hostility for reading in readings])
    report.calibration = {
        "mean distance of probability and frequency": round(measuring.calibration_error(hostile, chances), 3)
    }


def _strings(shares: Mapping[str, Share]) -> dict[str, str]:
    return {name: str(share) for name, share in shares.items()}


def _heads(report: Report, tested: Sequence[Example], engine: Engine) -> None:
    readings = engine.score([each.text for each in tested])
    for head in HEADS:
        labels = np.array([each.labels.get(head, 0.0) >= 0.5 for each in tested])
        chances = np.array([reading.heads[head] for reading in readings])
        heard = chances >= HEARD
        report.heads[head] = {
            "AUC": str(measuring.area(labels, chances)),
            "recall": _percent(float(heard[labels].mean())) if labels.any() else "–",
            "alarms": _percent(float(heard[~labels].mean())),
            "rows": str(int(labels.sum())),
        }


def _slices(report: Report, tested: Sequence[Example], engine: Engine) -> None:
    readings = engine.score([each.text for each in tested])
    for name in sorted({each.slice_ for each in tested}):
        inside = [(each, reading) for each, reading in zip(tested, readings, strict=True) if each.slice_ == name]
        hostile = [reading.level >= HOSTILE for each, reading in inside if each.level >= HOSTILE]
        others = [reading.level >= HOSTILE for each, reading in inside if each.level < HOSTILE]
        report.slices[name] = {
            "heard": str(_share(hostile)),
            "alarms": str(_share(others)),
        }


def _share(heard: Sequence[bool]) -> Share:
    return Share.among(np.array(heard, np.bool_), np.ones(len(heard), np.bool_))


def _noise(report: Report, tasks: Sequence[Task], engine: Engine) -> None:
    score = hostility(engine)
    for task in [task for task in tasks if task.name.startswith(("abuse of a chat", "toxic comments", "own: hostile"))]:
        texts = _texts(task)
        clean = measuring.auc(task.labels, score(texts))
        row = report.noise[task.name] = {"as it is": f"{clean:.3f}"}
        for kind, means in NOISES.items():
            value = measuring.auc(task.labels, score(measuring.spoiled_texts(texts, kind)))
            row[means] = f"{value:.3f} ({value - clean:+.3f})"


def _leave_one_out(report: Report, data: Path, corpus: Path, public: Sequence[Example], say: Say) -> None:
    """Train without a source and measure on it: weights alone, and with the phrases, beside TF-IDF without it too."""
    tasks = measuring.tasks(public, [], material.not_in_training(public))
    phrases = Rules(load("en"))
    for source in LEFT_OUT:
        without = frozenset({source})
        settings = replace(building.Settings(), without=without, folds=False, steps=(0, 30, 10))
        built = building.build(data, corpus, f"without-{source}", settings, say=lambda _: None)
        model = batch.load(built.model)
        rest = [each for each in public if each.source != source]
        scorers: dict[str, Score] = {
            ENGINE: hostility(Engine("en", Trained(model, phrases))),
            WEIGHTS: _learned(model),
        }
        with suppress(ImportError):
            scorers["TF-IDF + LR"] = baselines.tfidf(rest)
        scorers |= {name: make() for name, make in baselines.PLAIN.items() if _there(make)}
        for task in [task for task in tasks if any(each.source == source for each in task.examples)]:
            areas = {name: measuring.area(task.labels, score(_texts(task))) for name, score in scorers.items()}
            report.left_out[f"{task.name}, without {source}"] = {
                name: str(each) if name in {ENGINE, WEIGHTS} else f"{each.value:.3f}" for name, each in areas.items()
            }
        say(f"measured without {source}")


def _there(make: Callable[[], Any]) -> bool:
    try:
        make()
    except ImportError:
        return False
    return True


def _learned(model: batch.Model) -> Score:
    place = model.heads.index("hostile")

    def score(texts: Sequence[str]) -> NDArray[np.float64]:
        return np.asarray(model.score_texts(list(texts))[:, place], np.float64)

    return score


def lines(report: Report) -> Iterator[str]:
    """Give the report as Markdown tables, a section each."""
    yield f"Model {report.model}. " + ", ".join(f"{name} {count:,}" for name, count in report.counts.items()) + "."
    goals = {task: {"goal": report.goals[task] or "–", **row} for task, row in report.areas.items()}
    yield from table("Area under the curve [95 % interval]", goals)
    yield "\nalt-profanity-check was itself trained on the tweets of `davidson` and on Wikipedia comments:"
    yield "its figures on those say nothing."
    yield from table("Area under the curve, the source left out of training", report.left_out)
    yield from table("Alarm rates on customers who are not hostile, and recall", report.alarms)
    yield from table("Each head on the test pass", report.heads)
    yield from table("Each slice of the test pass: heard as level 2 or 3", report.slices)
    yield from table("What noise costs", report.noise)
    for name, value in report.calibration.items():
        yield f"Calibration: {name} {value}."


def table(title: str, rows: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """Give a Markdown table with a title: a row for each name, a column for each figure."""
    if not rows:
        return
    columns = list(dict.fromkeys(column for row in rows.values() for column in row))
    yield f"\n**{title}**\n"
    yield "| | " + " | ".join(columns) + " |"
    yield "|---|" + "--:|" * len(columns)
    for name, row in rows.items():
        yield f"| {name} | " + " | ".join(row.get(column, "") for column in columns) + " |"
