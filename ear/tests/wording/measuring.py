"""Reads the labelled lines and counts: how many of the flagged ones should be, how many that should be are found."""

from dataclasses import dataclass
from pathlib import Path

from hearten_ear.wording import OwnWords
from hearten_ear.wording.positivity import lint

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Labelled:
    kind: str  # "-" where nothing should be found
    text: str


def read_lines(name: str) -> list[Labelled]:
    lines = (FOLDER / f"lines_{name}.tsv").read_text(encoding="utf-8").splitlines()
    return [Labelled(*line.split("\t", 1)) for line in lines]


def kinds_found(line: Labelled) -> set[str]:
    return {each.kind for each in lint(OwnWords(line.text))}


@dataclass(frozen=True, slots=True)
class Measured:
    lines: int
    precision: float  # of the lines flagged, how many should be
    recall: float  # of the lines that should be flagged, how many are
    by_kind: dict[str, tuple[int, int]]  # found under this very kind, of how many

    def as_row(self, name: str) -> str:
        return f"| {name} | {self.lines} | {self.precision:.2f} | {self.recall:.2f} |"


def measure(lines: list[Labelled]) -> Measured:
    flagged = [line for line in lines if kinds_found(line)]
    wrong = [line for line in lines if line.kind != "-"]
    right = [line for line in flagged if line.kind != "-"]
    by_kind = {}
    for kind in dict.fromkeys(line.kind for line in wrong):
        own = [line for line in wrong if line.kind == kind]
        by_kind[kind] = (sum(kind in kinds_found(line) for line in own), len(own))
    return Measured(len(lines), len(right) / len(flagged), len(right) / len(wrong), by_kind)


def misses(lines: list[Labelled]) -> list[tuple[str, str, set[str]]]:
    found = [(line, kinds_found(line)) for line in lines]
    return [(line.kind, line.text, kinds) for line, kinds in found if bool(kinds) != (line.kind != "-")]
