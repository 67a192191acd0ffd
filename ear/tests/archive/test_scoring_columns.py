"""A column says exactly what the engine says of each of its rows."""

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearten_ear.archive.scoring import CERTAINTIES, column_scorer
from hearten_ear.engine import load_engine
from hearten_ear.reading import HEADS

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "en"
HARD = [
    "",
    " ",
    "\x00",
    "you useless idiot",
    "y o u  i d i o t",
    "my order number is 671",
    "this is a sentence " * 30,
    "word " * 20_000,
    "a" * 100_000,
    "e\u0301" * 40_000,
    "\u202eyou idiot",
    "¿dónde está mi pedido?",
    "thanks a lot",
]


def compare(texts: list[str], contexts: list[str | None] | None = None) -> None:
    scores = column_scorer("en").score(
        pa.array(texts, pa.string()), None if contexts is None else pa.array(contexts, pa.string())
    )
    readings = load_engine("en").score(texts, contexts)
    columns = dict(zip(CERTAINTIES, scores.certainties, strict=True))
    assert scores.levels.to_pylist() == [reading.level for reading in readings]
    assert columns["hostility"].to_numpy().tolist() == [float(np.float32(each.hostility)) for each in readings]
    for head in HEADS:
        assert columns[head].to_numpy().tolist() == [float(np.float32(each.heads[head])) for each in readings], head


def test_hard_texts_score_alike() -> None:
    compare(HARD)
    compare(HARD, ["What did he call you?"] * len(HARD))


@pytest.mark.parametrize("name", ["pass-a", "pass-b"])
def test_turns_of_our_own_corpus_score_alike(name: str) -> None:
    lines = (CORPUS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines[::10]]
    compare([row["text"] for row in rows], [row.get("context") for row in rows])


@settings(deadline=None)  # the first example loads the engine
@given(st.lists(st.text(max_size=40), min_size=1, max_size=8))
def test_whatever_is_written_scores_alike(texts: list[str]) -> None:
    compare([text.encode("utf-8", "ignore").decode() for text in texts])


def test_a_slice_of_a_column_scores_as_its_rows() -> None:
    column = pa.array(["hello", "you useless idiot", "this bloody router", "thanks"])
    whole, part = column_scorer("en").score(column, None), column_scorer("en").score(column.slice(1, 2), None)
    assert part.levels.equals(whole.levels.slice(1, 2))
    assert all(a.equals(b.slice(1, 2)) for a, b in zip(part.certainties, whole.certainties, strict=True))


def test_no_rows_give_no_scores() -> None:
    scores = column_scorer("en").score(pa.array([], pa.string()), None)
    assert len(scores.levels) == 0
    assert {len(column) for column in scores.certainties} == {0}
