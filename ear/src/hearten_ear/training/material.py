"""Reads what is trained and measured on: the public sources and the corpus of our own.

Texts are brought near to what a transcript holds: the sources' own masks are dropped. Near-duplicates between the
passes of the own corpus are counted by shared runs of words, so that a test is not a paraphrase of the training.
"""

import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from hearten_ear.reading import HEADS, HOSTILE
from hearten_ear.training.label_map import SOURCES, Row

_MASK = re.compile(r"@user\b|<(?:url|email|phone|ip|name|address|number)>|\[[A-Z]{3,12}\]")
_WORD = re.compile(r"[a-z0-9']+")
#: The pass that nobody trains on.
TEST_PASS = "u"  # noqa: S105 -- not a password
OWN = "own"
#: So many words in a row make a shingle; rows that share this share of them (Jaccard) are near-duplicates.
SHINGLE, TOO_NEAR = 3, 0.5


class NoDataError(Exception):
    """A folder that does not hold what is needed; says which and what was looked for."""


@dataclass(slots=True)
class Example:
    """One labelled text. ``labels`` holds a soft label for each head that is known; ``weight`` how much it counts.

    ``source`` is a public source or ``own-a``; ``group`` joins rows that belong together; ``slice_`` and ``level`` are
    those of the own corpus (level -1 elsewhere); ``raw`` the labels as the source has them.
    """

    text: str
    context: str
    labels: Mapping[str, float]
    source: str
    split: str
    weight: float = 1.0
    group: str = ""
    slice_: str = ""
    level: int = -1
    channel: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ours(self) -> bool:
        """Say whether it is of the own corpus."""
        return self.source.startswith(OWN)


def read_rows(file: Path) -> Iterator[dict[str, Any]]:
    """Read JSON lines, gzipped or not."""
    decode = msgspec.json.Decoder().decode
    with gzip.open(file, "rb") if file.suffix == ".gz" else file.open("rb") as lines:
        for line in lines:
            if line.strip():
                yield decode(line)


def public(data: Path, only: frozenset[str] | None = None) -> list[Example]:
    """Read every source of the label map from the data folder. Raises :class:`NoDataError` if one is missing."""
    found: list[Example] = []
    for source in SOURCES:
        if only is not None and source.name not in only:
            continue
        file = data / source.task / f"{source.name}.jsonl.gz"
        if not file.is_file():
            raise NoDataError(f"{file} is not there; expected the folder that holds hostility/ and derailment/")
        rows = list(read_rows(file))
        for row in rows:
            labelled = Row(row["text"], row["labels"])
            labels = {head: value for head, rule in source.heads.items() if (value := rule(labelled)) is not None}
            before = row.get("context") or ""
            found.append(
                Example(
                    text=without_masks(row["text"]),
                    context=without_masks(before[-1] if isinstance(before, list) else before),
                    labels=labels,
                    source=source.name,
                    split=row["split"],
                    weight=source.total / len(rows),
                    group=str(row.get("group", "")),
                    raw=row["labels"],
                )
            )
    return found


def own(corpus: Path, *, test: bool = False, weight: float = 1.0) -> list[Example]:
    """Read the passes of the own corpus, all but the test, or the test alone."""
    files = sorted(file for file in corpus.glob("pass-*.jsonl") if (file.stem == f"pass-{TEST_PASS}") == test)
    if not files:
        raise NoDataError(f"{corpus} holds no {f'pass-{TEST_PASS}.jsonl' if test else 'pass-*.jsonl'}")
    return [_own_row(row, file.stem.removeprefix("pass-"), weight) for file in files for row in read_rows(file)]


def _own_row(row: Mapping[str, Any], name: str, weight: float) -> Example:
    labels = dict.fromkeys(HEADS, 0.0) | dict.fromkeys(row["heads"], 1.0)
    labels["hostile"] = float(row["level"] >= HOSTILE)
    for head in row.get("unknown", ()):
        del labels[head]
    return Example(
        text=row["text"],
        context=row.get("context") or "",
        labels=labels,
        source=f"{OWN}-{name}",
        split="test" if name == TEST_PASS else "train",
        weight=weight,
        group=str(row.get("pair") or ""),
        slice_=row["slice"],
        level=row["level"],
        channel=row.get("channel", ""),
        raw=row,
    )


def without_masks(text: str) -> str:
    """Drop the masks that the sources put in."""
    return " ".join(_MASK.sub(" ", text).split())


def plain(text: str) -> str:
    """Give the words of a text alone, for comparing texts."""
    return " ".join(_WORD.findall(text.lower()))


def not_in_training(examples: Sequence[Example]) -> list[bool]:
    """Say for each row of ``convabuse`` whether it may be quoted in a figure; true for every other row.

    Its valid part repeats texts and conversations of its train part.
    """
    train = [each for each in examples if each.source == "convabuse" and each.split == "train"]
    texts, groups = {plain(each.text) for each in train}, {each.group for each in train}
    return [
        each.source != "convabuse" or (plain(each.text) not in texts and each.group not in groups) for each in examples
    ]


def near_duplicates(tested: list[Example], trained: list[Example]) -> set[int]:
    """Give the indexes of ``tested`` that share more than half their runs of three words with a trained row."""
    by_shingle: dict[str, list[int]] = {}
    sets = [_shingles(each.text) for each in trained]
    for number, shingles in enumerate(sets):
        for shingle in shingles:
            by_shingle.setdefault(shingle, []).append(number)
    near: set[int] = set()
    for number, each in enumerate(tested):
        shingles = _shingles(each.text)
        shared: dict[int, int] = {}
        for shingle in shingles:
            for other in by_shingle.get(shingle, ()):
                shared[other] = shared.get(other, 0) + 1
        if any(count / (len(shingles) + len(sets[other]) - count) > TOO_NEAR for other, count in shared.items()):
            near.add(number)
    return near


def _shingles(text: str) -> frozenset[str]:
    words = plain(text).split()
    if len(words) <= SHINGLE:
        return frozenset({" ".join(words)})
    return frozenset(" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1))
