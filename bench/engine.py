"""What it costs to hear one turn, beside VADER and beside a bare scan of its bytes, in one run on one core.

    python -m bench.engine

Texts are invented sentences of a contact centre, 53 bytes at the mean like the utterances of the design's own table.
"cold" reads each text for the first time; "warm" reads the same words again, as a day of contacts does.
"""

import random
import time
from collections.abc import Callable

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from bench.rows import Row, show
from hearten_ear.engine import load_engine

SAID = """
i would like to know when my order comes because the letter said tuesday and nobody rang me about the bill for march
which is wrong again can you tell your manager that this is not good enough please thank you for your help my router
keeps dropping every evening around eight and the engineer never came to the house we moved in may
"""
WORDS = SAID.split()
HOSTILE = ("you are a useless idiot and you know it", "shut your mouth you stupid clown", "this is a bloody disgrace")


def texts(count: int, *, seed: int = 3) -> list[str]:
    """Give invented sentences of about 53 bytes, one in twenty of them hostile."""
    pick = random.Random(seed)  # noqa: S311 - sentences, not secrets
    made = []
    for _ in range(count):
        if pick.random() < 0.05:
            made.append(pick.choice(HOSTILE))
            continue
        start = pick.randrange(len(WORDS) - 14)
        made.append(" ".join(WORDS[start : start + pick.randint(7, 13)]))
    return made


def each(score: Callable[[list[str]], object], batch: list[str], *, times: int = 3) -> float:
    """Give the best µs per text of several passes."""
    best = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        score(batch)
        best = min(best, (time.perf_counter() - began) / len(batch) * 1e6)
    return best


def scan(batch: list[str]) -> int:
    """Look at every byte once, in C: the floor for anything that reads."""
    return sum(text.encode().count(b"\x00") for text in batch)


def measure() -> list[Row]:
    """Measure and give the rows."""
    sentences = texts(5_000)
    engine, vader = load_engine(), SentimentIntensityAnalyzer()
    cold = each(engine.score, texts(5_000, seed=11), times=1)
    warm = each(engine.score, sentences)
    one = each(lambda batch: [engine.score([text]) for text in batch], sentences)
    beside = each(lambda batch: [vader.polarity_scores(text) for text in batch], sentences[:1_000])
    bytes_only = each(scan, sentences)
    group = "engine, one core"
    return [
        Row(group, "VADER", beside, "µs a turn"),
        Row(group, "Hearten, cold", cold, "µs a turn", "VADER", beside / cold),
        Row(group, "Hearten, warm, batch", warm, "µs a turn", "VADER", beside / warm),
        Row(group, "Hearten, warm, one by one", one, "µs a turn", "VADER", beside / one),
        Row(group, "scan of the bytes", bytes_only, "µs a turn", "VADER", beside / bytes_only),
    ]


if __name__ == "__main__":
    show(measure())
