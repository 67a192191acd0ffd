"""What the trained scorer costs, beside VADER and others that can be installed, and beside a bare fold and hash.

    python -m bench ear

One run, one core, the same texts side by side, each figure the best of several passes, in processor time, so that a
busy machine tells against nobody. "Utterances" are invented sentences of 53 bytes without marks, as in the design's own
table; "corpus" are turns of our own corpus as they are, 100 bytes with marks, capitals and 11,000 different words. All
words have been read before, as on any day of contacts. The weights are the shipped ones. "Column" and "scores" are the
kernel alone, all heads; "engine" is what people get: readings, with what the phrases hear in turns that are not calm,
and the words behind it. Of the corpus most turns are not calm: it was written to be hard. What was never met is read by
an engine that has just begun.
"""

import dataclasses
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from bench.engine import texts
from bench.rows import Row, show
from hearten_ear import heat
from hearten_ear.engine import Engine, build_engine, kind_of, load_engine, model_bytes
from hearten_ear.kernel import batch, fallback
from hearten_ear.kernel.calm import CalmReadings
from hearten_ear.kernel.contacts import Contacts, Turns
from hearten_ear.kernel.modelfile import to_bytes
from hearten_ear.kernel.random_model import random_model
from hearten_ear.reading import HEADS

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "ear" / "corpus" / "en"
TIMES = 7
OPEN, TURNS = 100_000, 500_000
_FIRST = """
import sys, time
from pathlib import Path
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20
before, began = resident(), time.perf_counter()
if sys.argv[1] == "engine":
    from hearten_ear.engine import load_engine
    load_engine().score(["good morning"])
else:
    from hearten_ear.kernel import batch
    batch.load(sys.stdin.buffer.read()).score_str("good morning")
print(time.perf_counter() - began, resident() - before)
"""


def corpus() -> list[str]:
    """Give every customer turn of our own corpus."""
    rows = [json.loads(line) for path in sorted(CORPUS.glob("*.jsonl")) for line in path.open(encoding="utf-8")]
    return [row["text"] for row in rows]


def column_of(said: list[str]) -> tuple[bytes, Any]:
    """Lay texts out as Arrow does."""
    data = [text.encode() for text in said]
    return b"".join(data), np.cumsum([0, *map(len, data)]).astype(np.int32)


def best(work: Callable[[], object], count: int, *, times: int = TIMES) -> float:
    """Give the best µs of processor time for each of so many things, of several passes."""
    took = []
    for _ in range(times):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return min(took) / count * 1e6


def weights(said: list[str]) -> bytes:
    """Give the shipped weights or, where there are none, random ones that cost the kernel the same."""
    try:
        return model_bytes("en")
    except FileNotFoundError:
        sys.stdout.write("no shipped weights here: the kernel is measured with random ones\n")
        made = random_model(heads=len(HEADS), hears=said[:1_000])
        return to_bytes(dataclasses.replace(made, heads=HEADS, calm=np.full(len(HEADS), 10_001, np.uint16)))


def ready(data: bytes) -> batch.Model:
    """Load a model that can make readings."""
    model = batch.load(data)
    names = {name: name for name in model.heads if name in HEADS}
    model.make_readings(CalmReadings(dict.fromkeys(HEADS, 0.0), names, "hostile", "bench"))
    return model


def others() -> list[tuple[str, Callable[[list[str]], object]]]:
    """Give what else can be installed, each as a function of many texts."""
    found = [("VADER", one_by_one(SentimentIntensityAnalyzer().polarity_scores))]
    for name, make in (("AFINN", _afinn), ("TextBlob", _textblob), ("alt-profanity-check, a list", _profanity)):
        try:
            found.append((name, make()))
        except ImportError:
            sys.stdout.write(f"not installed here, so not measured: {name}\n")
    return found


def one_by_one(score: Callable[[str], object]) -> Callable[[list[str]], object]:
    """Give work that scores one text after the other."""

    def work(said: list[str]) -> None:
        for text in said:
            score(text)

    return work


def _afinn() -> Callable[[list[str]], object]:
    from afinn import Afinn

    return one_by_one(Afinn().score)


def _textblob() -> Callable[[list[str]], object]:
    from textblob import TextBlob

    return one_by_one(lambda text: TextBlob(text).sentiment)


def _profanity() -> Callable[[list[str]], object]:
    from profanity_check import predict_prob

    return predict_prob  # type: ignore[no-any-return]


def side_by_side(name: str, said: list[str], model: batch.Model, engine: Engine) -> list[Row]:
    """Measure one set of texts with everything."""
    column, unit = column_of(said), "µs a turn"
    group = f"ear, one core, {name}, {len(column[0]) / len(said):.0f} bytes a turn"
    sample = said[:: max(1, len(said) // 500)]
    costs = {other: best(lambda work=work: work(sample), len(sample), times=3) for other, work in others()}
    accented = column_of([text.replace("e", "é").replace("'", "’") for text in said])
    kernel: dict[str, Callable[[], object]] = {
        "Hearten, a column, all heads": lambda: model.score_buffer(*column),
        "Hearten, a column of accented text": lambda: model.score_buffer(*accented),
        "Hearten, a list of str": lambda: model.score_texts(said),
        "Hearten, one by one, scores": lambda: one_by_one(model.score_str)(said),
        "Hearten, one by one, a reading of a calm turn": lambda: one_by_one(model.calm_reading)(said),
    }
    if model.definition.spec.context:
        kernel["Hearten, a column with what was said before"] = lambda: model.score_buffer(*column, context=accented)
    costs |= {what: best(work, len(said)) for what, work in kernel.items()}
    slow = fallback.Model(model.definition)
    calm = [text for text in said if model.calm_reading(text)]
    costs["Hearten, the engine, a list of the calm turns"] = best(lambda: engine.score(calm), len(calm))
    costs["Hearten, the engine, a list"] = best(lambda: engine.score(said), len(said))
    costs["Hearten, the engine, one by one"] = best(
        lambda: one_by_one(lambda text: engine.score((text,)))(said), len(said)
    )
    fresh = build_engine()
    costs["Hearten, the engine, a list of what it never met"] = best(lambda: fresh.score(said), len(said), times=1)
    slow_cost = best(lambda: slow.score_texts(sample), len(sample), times=3)
    costs["Hearten without a compiler (NumPy), a list"] = slow_cost
    vader = costs["VADER"]
    rows = [Row(group, what, cost, unit, "VADER", vader / cost) for what, cost in costs.items()]
    return rows + floors(group, column, len(said), costs["Hearten, a column, all heads"])


def floors(group: str, column: tuple[bytes, Any], count: int, cost: float) -> list[Row]:
    """Measure a bare fold and hash of every byte, in C; the ratio is what a column of scores takes in terms of it."""
    try:
        from hearten_ear.kernel._kernel import floor
    except ImportError:
        sys.stdout.write("no native kernel here, so no floor is measured\n")
        return []
    whole = best(lambda: floor(*column), count)
    by_word = best(lambda: floor(*column, 1), count)
    return [
        Row(group, "floor: fold and hash every byte", whole, "µs a turn", "in a column of scores", cost / whole),
        Row(group, "floor: the same, word by word", by_word, "µs a turn", "in a column of scores", cost / by_word),
    ]


class Event(msgspec.Struct):
    """A turn as it comes over the wire."""

    conversation: str
    segment_id: str
    role: str
    text: str
    at_ms: int


def hearing(said: list[str], engine: Engine) -> float:
    """Give µs for one event: decoded, scored, folded into the heat of its contact, and named if it raised something."""
    events = [
        msgspec.json.encode(Event(f"c-{number % 500}", str(number), "customer", text, number * 100))
        for number, text in enumerate(said)
    ]
    decode = msgspec.json.Decoder(Event).decode
    contacts: dict[str, heat.Heat] = {}

    def hear() -> None:
        for data in events:
            event = decode(data)
            reading = engine.score((event.text,))[0]
            before = contacts.get(event.conversation, heat.START)
            contacts[event.conversation] = heat.fold(before, reading, event.at_ms)
            if reading.level > 0:
                kind_of(reading)

    return best(hear, len(events), times=3)


def live(said: list[str], model: batch.Model, engine: Engine) -> list[Row]:
    """Measure one live event in process, and many turns over many open contacts."""
    calm = [text for text in said if model.calm_reading(text)]
    group = "ear, live"
    pick = np.random.default_rng(4)
    turns = Turns(
        pick.integers(0, OPEN, TURNS),
        np.sort(pick.integers(0, 3_600_000, TURNS)),
        pick.random(TURNS),
        pick.random(TURNS),
        pick.integers(0, 4, TURNS).astype(np.int8),
    )
    state = Contacts(OPEN)
    many = best(lambda: state.fold(turns), TURNS)
    lines = column_of(said)
    scored = best(lambda: model.chances(model.score_buffer(*lines)), len(said))
    return [
        Row(group, "decode, score, heat and cue of one event, a calm turn", hearing(calm, engine), "µs"),
        Row(group, "the same, turns as they come (one in twenty hostile)", hearing(said[:2_000], engine), "µs"),
        Row(group, f"heat over {OPEN:,} open contacts", 1e6 / many, "turns/s"),
        Row(group, f"score, calibrate and heat over {OPEN:,} open contacts", 1e6 / (many + scored), "turns/s"),
        Row(group, "a turn of 1 MB", best(lambda: model.score_str("you are not it, he said. " * 42_000), 1000), "ms"),
    ]


def size(data: bytes) -> list[Row]:
    """Measure what it takes to begin."""
    group, rows = "ear, to begin", []
    for what in ("kernel", "engine"):
        command = [sys.executable, "-c", _FIRST, what]
        runs = [subprocess.run(command, input=data, capture_output=True, check=True).stdout.split() for _ in range(3)]  # noqa: S603
        rows += [
            Row(group, f"{what}: import and first score", 1000 * min(float(seconds) for seconds, _ in runs), "ms"),
            Row(group, f"{what}: memory added (NumPy included)", min(float(added) for _, added in runs), "MB"),
        ]
    return [*rows, Row(group, "weights on disk", len(data) / 2**20, "MB")]


def measure() -> list[Row]:
    """Measure and give the rows."""
    sentences, turns, engine = texts(10_000), corpus(), load_engine()
    data = weights(sentences)
    model = ready(data)
    rows = [
        *side_by_side("utterances", sentences, model, engine),
        *side_by_side("corpus", turns, model, engine),
    ]
    return [*rows, *live(sentences, model, engine), *size(data)]


if __name__ == "__main__":
    show(measure())
