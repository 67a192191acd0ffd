"""Trains, measures and writes what ships: weights, manifest with checksums, model card."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from hearten_ear.engine import Engine
from hearten_ear.kernel import batch
from hearten_ear.kernel.modelfile import to_bytes
from hearten_ear.kernel.rules import Rules
from hearten_ear.kernel.trained import Trained
from hearten_ear.languages import load
from hearten_ear.training import authors, building, card, evaluation, material
from hearten_ear.training.building import Built
from hearten_ear.training.foretelling import foretell

WEIGHTS, FORECAST, MANIFEST, CARD = "ear-en.ear", "forecast-en.json", "manifest.json", "MODEL_CARD.md"


def train(
    data: Path, corpus: Path, out: Path, name: str, *, whole: bool = True, say: Callable[[str], None] = print
) -> list[Path]:
    """Train a model and write it with its manifest and card to a folder. Gives the files written.

    ``whole``: the table also holds models trained without each source in turn, which takes as long again.
    """
    return ship(building.build(data, corpus, name, say=say), data, corpus, out, whole=whole, say=say)


def ship(
    built: Built,
    data: Path,
    corpus: Path,
    out: Path,
    *,
    trained: bool = True,
    whole: bool = True,
    say: Callable[[str], None] = print,
) -> list[Path]:
    """Measure a model, train its forecast, and write all of it to a folder; ``trained`` as for the evaluation."""
    weights = to_bytes(built.model)
    engine = engine_of(weights)
    report = evaluation.evaluate(data, corpus, engine=engine, leave_one_out=whole, trained=trained, say=say)
    for line in evaluation.lines(report):
        say(line)
    foretold = foretell(data, engine)
    manifest = manifest_of(built, weights, corpus)
    out.mkdir(parents=True, exist_ok=True)
    files = {
        WEIGHTS: weights,
        FORECAST: msgspec.json.format(msgspec.json.encode(foretold.forecaster), indent=1) + b"\n",
        MANIFEST: (json.dumps(manifest, indent=1, sort_keys=True) + "\n").encode(),
        CARD: card.written(built, report, foretold, manifest).encode(),
    }
    for file, content in files.items():
        (out / file).write_bytes(content)
    return [out / file for file in files]


def engine_of(weights: bytes) -> Engine:
    """Build an engine round weights that are not shipped yet."""
    return Engine("en", Trained(batch.load(weights), Rules(load("en"))))


def manifest_of(built: Built, weights: bytes, corpus: Path) -> dict[str, Any]:
    """Say what the weights were made of, with checksums; no times, so that the same data give the same bytes."""
    passes = sorted(file for file in corpus.glob("pass-*.jsonl") if file.stem != f"pass-{material.TEST_PASS}")
    facts = {name: value for name, value in built.facts.items() if name != "seconds"}
    return {
        "model": built.model.name,
        "weights": {"file": WEIGHTS, "bytes": len(weights), "sha256": hashlib.sha256(weights).hexdigest()},
        "heads": list(built.model.heads),
        "facts": facts,
        "by_an_author_never_met": authors.by_author(built),
        "thresholds": {
            head: {
                "score": round(each.threshold, 4),
                "slope": round(each.slope, 4),
                "prior": round(each.prior, 4),
                "bound_by": each.bound_by,
            }
            for head, each in built.calibrated.items()
        },
        "own_corpus": {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in passes},
    }
