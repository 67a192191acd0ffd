"""The twenty examples: chosen by rule, right ones and wrong ones, nothing that is not to be printed."""

from pathlib import Path

import pytest

from hearten_ear.cli import main
from hearten_ear.engine import Engine, model_bytes
from hearten_ear.kernel import batch
from hearten_ear.training import material, showing

CORPUS = Path(__file__).resolve().parents[2] / "corpus" / "en"
PAGE = Path(__file__).resolve().parents[3] / "docs" / "reference" / "ear-examples.md"


@pytest.fixture(scope="module")
def pairs(engine: Engine) -> list[showing.Pair]:
    return showing.examples(engine, batch.load(model_bytes("en")), material.own(CORPUS, test=True))


def test_twenty_are_shown_and_some_of_them_are_wrong(pairs: list[showing.Pair]) -> None:
    assert len(pairs) == showing.RIGHT_PAIRS + showing.WRONG_PAIRS == 10
    right = [all(each.right for each in pair) for pair in pairs]
    assert right == [True] * showing.RIGHT_PAIRS + [False] * showing.WRONG_PAIRS
    assert all(not mild.is_hostile and harsh.is_hostile for mild, harsh in pairs)


def test_no_attack_on_what_somebody_is_and_no_sexual_remark_is_printed(pairs: list[showing.Pair]) -> None:
    shown = [each.example for pair in pairs for each in pair]
    assert not any(each.labels["identity_attack"] or each.labels["sexual_harassment"] for each in shown)


def test_what_moved_the_weights_stands_in_the_text(pairs: list[showing.Pair]) -> None:
    for shown in [each for pair in pairs for each in pair]:
        said = " ".join(shown.example.text.split())
        assert all(words in said for words in (*shown.up, *shown.down))


def test_the_page_of_the_documentation_is_what_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["examples"]) == 0
    assert capsys.readouterr().out == PAGE.read_text(encoding="utf-8")
