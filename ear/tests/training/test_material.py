"""Reading the sources and the own corpus, and finding rows that are too near to each other."""

import gzip
import json
from pathlib import Path

import pytest

from hearten_ear.reading import HEADS
from hearten_ear.training import material
from hearten_ear.training.material import Example, NoDataError


def row(text: str, source: str = "own-a", split: str = "train", group: str = "") -> Example:
    return Example(text, "", {}, source, split, group=group)


def write_pass(folder: Path, name: str, *rows: dict[str, object]) -> None:
    file = folder / f"pass-{name}.jsonl"
    file.write_text("".join(json.dumps(each) + "\n" for each in rows), encoding="utf-8")


def test_own_rows_know_every_head_and_the_test_pass_is_read_only_when_asked_for(tmp_path: Path) -> None:
    turn = {"text": "you plank", "level": 2, "heads": ["insult"], "slice": "insult", "pair": "7"}
    write_pass(tmp_path, "a", turn, {**turn, "unknown": ["rambling"]})
    write_pass(tmp_path, material.TEST_PASS, {**turn, "text": "you spanner"})
    first, second = material.own(tmp_path)
    assert set(first.labels) == set(HEADS)
    assert (first.labels["hostile"], first.labels["insult"], first.labels["threat"]) == (1.0, 1.0, 0.0)
    assert set(HEADS) - set(second.labels) == {"rambling"}
    assert [each.text for each in material.own(tmp_path, test=True)] == ["you spanner"]


def test_a_folder_without_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoDataError, match="convabuse"):
        material.public(tmp_path)
    with pytest.raises(NoDataError, match="pass-"):
        material.own(tmp_path)


def test_public_rows_are_cleaned_of_masks_and_weigh_what_their_source_may(tmp_path: Path) -> None:
    (tmp_path / "hostility").mkdir()
    rows = [{"text": f"@user hello <url> {n}", "labels": {"abusive": 1.0}, "split": "train"} for n in range(4)]
    with gzip.open(tmp_path / "hostility" / "convabuse.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(each) + "\n" for each in rows)
    found = material.public(tmp_path, frozenset({"convabuse"}))
    assert [each.text for each in found] == ["hello 0", "hello 1", "hello 2", "hello 3"]
    assert sum(each.weight for each in found) == pytest.approx(10_000)


def test_near_duplicates_are_found_and_others_are_not() -> None:
    trained = [row("you are the worst agent i have ever spoken to in my life"), row("go away")]
    tested = [
        row("You are the worst agent I have ever spoken to in my whole life!"),
        row("the worst of it is that i have never spoken to an agent"),
        row("Go away."),
    ]
    assert material.near_duplicates(tested, trained) == {0, 2}


def test_repeats_of_the_training_part_are_quoted_in_no_figure() -> None:
    examples = [
        row("shut up", "convabuse", "train", "1"),
        row("Shut up!", "convabuse", "valid", "2"),
        row("something else", "convabuse", "valid", "1"),
        row("a third thing", "convabuse", "valid", "3"),
    ]
    assert material.not_in_training(examples)[1:] == [False, False, True]
