"""How often the helpers for people's own words are right, on labelled lines that no rule was tuned on.

    python -m bench.wording

Precision: of what is suggested or flagged, how much should be. Recall: of what should be, how much is. For patterns a
suggestion counts by its very pattern; "any pattern" counts lines, as a writer meets them. Time is per line.
"""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.rows import Row, show
from hearten_ear.wording import OwnWords
from hearten_ear.wording.patterns import speaks_of_harm, suggest
from hearten_ear.wording.positivity import lint

EAR = Path(__file__).resolve().parent.parent / "ear"
SELF_TALK = EAR / "corpus" / "en" / "wording"
SLOGANS = EAR / "tests" / "wording"


@dataclass(frozen=True, slots=True)
class Line:
    """One labelled line: what should be found in it."""

    text: str
    wanted: frozenset[str]


def self_talk(name: str, *, danger: bool = False) -> list[Line]:
    """Read a pass of self-talk; with ``danger``, labelled by whether a life may be in danger."""
    rows = [json.loads(line) for line in (SELF_TALK / f"self-talk-{name}.jsonl").read_text("utf-8").splitlines()]
    if danger:
        return [Line(row["text"], frozenset({"danger"} if row.get("danger") else ())) for row in rows]
    return [Line(row["text"], frozenset(row["patterns"])) for row in rows if not row.get("danger")]


def slogans(name: str) -> list[Line]:
    """Read labelled lines of the positivity lint."""
    rows = [line.split("\t", 1) for line in (SLOGANS / f"lines_{name}.tsv").read_text("utf-8").splitlines()]
    return [Line(text, frozenset(() if kind == "-" else {kind})) for kind, text in rows]


def patterns_of(text: str) -> set[str]:
    """Give the patterns that are suggested."""
    return {each.pattern for each in suggest(OwnWords(text))}


def danger_of(text: str) -> set[str]:
    """Give "danger" where help lines are shown."""
    return {each.pattern for each in speaks_of_harm(OwnWords(text))}


def flags_of(text: str) -> set[str]:
    """Give the kinds that the lint flags."""
    return {each.kind for each in lint(OwnWords(text))}


def judge(lines: list[Line], find: Callable[[str], set[str]], *, any_will_do: bool = False) -> tuple[float, float]:
    """Give precision and recall in percent; ``any_will_do`` counts lines, whatever was found in them."""
    right = found = wanted = 0
    for line in lines:
        got, should = find(line.text), set(line.wanted)
        if any_will_do:
            got, should = set(map(bool, got)), set(map(bool, should))
        right, found, wanted = right + len(got & should), found + len(got), wanted + len(should)
    return 100 * right / max(1, found), 100 * right / max(1, wanted)


def rows_of(group: str, lines: list[Line], find: Callable[[str], set[str]], *, any_too: bool = False) -> Iterator[Row]:
    """Give the figures of one set of lines."""
    precision, recall = judge(lines, find)
    yield Row(group, "lines", len(lines), "")
    yield Row(group, "precision", precision, "%")
    yield Row(group, "recall", recall, "%")
    if any_too:
        precision, recall = judge(lines, find, any_will_do=True)
        yield Row(group, "any pattern: precision", precision, "%")
        yield Row(group, "any pattern: recall", recall, "%")
    began = time.perf_counter()
    for line in lines:
        find(line.text)
    yield Row(group, "time", 1e6 * (time.perf_counter() - began) / len(lines), "µs per line")


def measure() -> list[Row]:
    """Measure patterns, danger and the lint on their held-out passes."""
    rows: list[Row] = []
    for name, called in (("t", "held out"), ("v", "held out, fresh")):
        rows += rows_of(f"Patterns of self-talk, {called}", self_talk(name), patterns_of, any_too=True)
        rows += rows_of(f"Words of danger, {called}", self_talk(name, danger=True), danger_of)
    for name, called in (("held_out", "held out"), ("second", "held out, second pass")):
        rows += rows_of(f"Positivity lint, {called}", slogans(name), flags_of, any_too=True)
    return rows


if __name__ == "__main__":
    show(measure())
