"""What the kernel reads of turns that are not calm is what Python reads: every field, to the last digit."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from ear.tests.kernel.conftest import PIECES, TEXTS
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hearten_ear.engine import build_engine
from hearten_ear.kernel.trained import Trained
from hearten_ear.reading import HEADS

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "en"
QUESTIONS = [
    "what did he call you?", "What did they say to you", "how can i help", "[PII] said what?", "", "ça va?",
    "[PII] 12 <3", "WHAT’S HE CALL YOU", "what what did she say",
]  # fmt: skip
#: Words that fire, that take back, that end a sentence, that are disguised, numbers, fillers, what is left to Python.
SAID = [
    *PIECES, "you", "you", "are", "a", "an", "idiot", "stupid", "useless", "not", "he said", "uh", "Um,", "f*ck", "12",
    "45.", "10th", "911", "12.50", "4:30", "no", "no,", "No", "i", "will", "kill", "find", "you.", "(moron)", "don't",
    "shut up", "thanks", "your manager", "people", "\x1c", "\x0b", ",", "...", "!", "suicide", "fuck", "off", "bloody",
    "don’t", "“you”", "you’re", "£45", "😂", "🖕", "uh,", "UH", "you-", "you…", "very very",
    "Very,", "[PII]", "<3", "{{BAN}}", "[", "ﷺ",
    "é", "nǃ", "\u2003", "\xa0", "ＹＯＵ", "go back to your country", "where do you live",
    "pathetic!", "i want", "a" * 30, "x" * 600, "s t u p i d",
]  # fmt: skip
SAYINGS = st.one_of(
    TEXTS,
    st.lists(st.sampled_from(SAID), max_size=40).map(" ".join),
    st.lists(st.sampled_from(SAID), max_size=80).map("\n ".join),
)


@pytest.fixture(scope="module")
def trained(native: Any) -> Trained:
    scorer = build_engine()._scorer
    if not isinstance(scorer, Trained) or scorer._quick is None:
        pytest.skip("no shipped weights here")
    return scorer


def in_python(trained: Trained, text: str, context: str | None = None) -> Any:
    return trained._learned.calm_reading(text) or trained._full(text, context)


def corpus() -> list[str]:
    lines = [line for path in sorted(CORPUS.glob("*.jsonl")) for line in path.read_text(encoding="utf-8").split("\n")]
    return [json.loads(line)["text"] for line in lines if line]


@settings(max_examples=600, deadline=None)
@given(SAYINGS, st.sampled_from([None, *QUESTIONS]))
@example("\x00you are an idiot\x1f", None)
@example("you idiot " * 300, "what did he call you?")
@example("you are a moron. " * 400, None)
@example(" ".join(["i want my money"] * 60), None)
def test_c_and_python_read_the_same(trained: Trained, text: str, context: str | None) -> None:
    read = trained._quick.one(text, context)
    expected = in_python(trained, text, context)
    assert read is None or repr(read) == repr(expected)
    assert repr(trained.score([text], [context])[0]) == repr(expected)
    assert trained.score([text, "ok"], [context, None])[0] == expected


def test_c_and_python_read_our_own_corpus_alike(trained: Trained) -> None:
    dice = random.Random(8)
    texts = dice.sample(corpus(), 600)
    texts += [" ".join(dice.sample(texts, 3)) for _ in range(100)]
    contexts = [dice.choice([None, *QUESTIONS, *texts]) for _ in texts]
    read, left = trained._quick.many(texts, contexts)
    assert left == [index for index, reading in enumerate(read) if reading is None]
    assert len(left) < len(read) / 20
    for reading, text, context in zip(read, texts, contexts, strict=True):
        assert reading is None or repr(reading) == repr(in_python(trained, text, context))


def test_what_is_long_or_spelled_out_is_left_to_python(trained: Trained) -> None:
    loud = "you are a useless idiot and i hope you die"
    assert trained._quick.one(loud, None) is not None
    for text in (f"{loud} s t u p i d", loud * 200, f"{loud} \ud800", f"{loud}\u2003x"):
        assert trained._quick.one(text, None) is None
    assert trained._quick.one(loud, "h o w are you") is not None
    assert trained._quick.one(loud, "x" * 5_000) is None


def test_readings_share_nothing_that_can_be_changed(trained: Trained) -> None:
    (first, second), _ = trained._quick.many(["you useless idiot"] * 2, None)
    first.heads["insult"] = 0.0
    assert second.heads["insult"] >= 0.5
    assert tuple(second.heads) == HEADS


def test_wrong_things_are_refused(trained: Trained) -> None:
    for texts, contexts in (([b"you idiot"], None), (["you idiot"], []), (["you idiot"], [b"x"]), ([None], None)):
        with pytest.raises((TypeError, ValueError)):
            trained._quick.many(texts, contexts)


def test_an_error_of_what_is_asked_is_passed_on(native: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_self: object, _piece: str) -> None:
        raise RuntimeError("no meaning")

    monkeypatch.setattr("hearten_ear.normal.Folder.words", broken)
    scorer = build_engine()._scorer
    if not isinstance(scorer, Trained):
        pytest.skip("no shipped weights here")
    with pytest.raises(RuntimeError, match="no meaning"):
        scorer.score(["you useless idiot"])
