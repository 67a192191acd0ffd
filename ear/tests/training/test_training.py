"""Training end to end on a small world of our own: it learns, and the same data give the same bytes."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from hearten_ear.kernel import batch
from hearten_ear.kernel.features import FeatureSpec, tokens, word_of
from hearten_ear.kernel.modelfile import to_bytes
from hearten_ear.training import building, lexicon, table
from hearten_ear.training.label_map import SOURCES

pytest.importorskip("scipy", reason="training needs SciPy")

SMALL = building.Settings(spec=FeatureSpec(bits=12, grams=(4,), skips=True, conditions=2), steps=(10, 15, 5))
NOUNS = ["bill", "router", "parcel", "account", "meter", "ticket", "room", "claim", "card", "line"]
VERBS = ["check", "cancel", "move", "send", "fix", "read", "book", "change"]
INSULTS = ["plank", "spanner", "melt", "doughnut", "turnip"]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    data, corpus = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("corpus")
    (data / "hostility").mkdir()
    for source in SOURCES:
        rows = [
            {"text": f"please {verb} the {noun} for me", "labels": {"benign": 1}, "split": "train"}
            for verb in VERBS[:4]
            for noun in NOUNS
        ]
        with gzip.open(data / source.task / f"{source.name}.jsonl.gz", "wt", encoding="utf-8") as file:
            file.writelines(json.dumps(each) + "\n" for each in rows)
    for name in "ab":
        calm = [
            {"text": f"could you {verb} my {noun} {name}", "level": 0, "heads": [], "slice": kind}
            for verb in VERBS
            for noun, kind in zip(NOUNS, ("calm", "angry", "distressed", "swearing", "calm") * 2, strict=True)
        ]
        rude = [
            {"text": f"you {insult} {verb} the {noun} {name}", "level": 2, "heads": ["insult"], "slice": "insult"}
            for insult in INSULTS
            for verb in VERBS
            for noun in NOUNS[:3]
        ]
        text = "".join(json.dumps(each) + "\n" for each in calm + rude)
        (corpus / f"pass-{name}.jsonl").write_text(text, encoding="utf-8")
    return data, corpus


@pytest.fixture(scope="module")
def built(world: tuple[Path, Path]) -> building.Built:
    return building.build(*world, "small-1", SMALL, say=lambda _: None)


def test_it_learns_what_separates(built: building.Built) -> None:
    model = batch.load(built.model)
    chances = model.chances(model.score_texts(["you turnip fix the line", "could you fix my line"]))
    hostile = chances[:, model.heads.index("hostile")]
    assert hostile[0] >= 5_000 > hostile[1]


def test_the_same_data_give_the_same_bytes(world: tuple[Path, Path], built: building.Built) -> None:
    again = building.build(*world, "small-1", SMALL, say=lambda _: None)
    assert to_bytes(again.model) == to_bytes(built.model)


def test_bringing_weights_to_int8_costs_next_to_nothing(built: building.Built) -> None:
    assert built.facts["quantised"]["hostile"] > 0.98


def test_every_row_of_the_table_belongs_to_a_kept_feature(built: building.Built) -> None:
    used = int((built.model.weights[:, :15] != 0).any(axis=1).sum())
    assert 0 < used <= built.facts["kept"]


def _seen(text: str, channel: int) -> list[int]:
    """What the machine sees before each word."""
    machine, known, state, seen = lexicon.machine(), lexicon.lexicon(), 0, []
    for token in tokens(text.encode()):
        if token.mark:
            state = int(machine.moves[state, token.mark])
            continue
        seen.append(int(machine.sees[channel, state]))
        state = int(machine.moves[state, word_of(token.raw, SMALL.spec, known).kind])
    return seen


def test_the_machine_remembers_the_last_person_for_a_few_words_and_to_the_end_of_a_sentence() -> None:
    assert _seen("you are a plank", 0) == [0, 1, 1, 1]
    assert _seen("you said he is a plank", 0) == [0, 1, 1, 3, 3, 3]
    assert _seen("you. plank", 0) == [0, 0]
    assert _seen("you a b c d e f plank", 0)[-1] == 0


def test_the_machine_knows_an_open_negation_and_a_report() -> None:
    assert _seen("never a plank", 1)[1:] == [_seen("never a plank", 1)[1]] * 2
    negated, reported, both = (_seen(text, 1)[-1] for text in ("not plank", "said plank", "said not plank"))
    assert len({0, negated, reported, both}) == 4
    assert _seen("a plank", 1) == [0, 0]


def test_words_of_a_class_stand_for_each_other_in_company_and_keep_their_own_weight() -> None:
    known = lexicon.lexicon()
    one, other = (word_of(word, SMALL.spec, known) for word in (b"moron", b"imbecile"))
    assert one.identity == other.identity
    assert set(one.hashes) != set(other.hashes)


def test_the_norm_falls_with_the_number_of_words() -> None:
    norm = table.norm_table()
    assert norm[0] == 4096
    assert (np.diff(norm) <= 0).all()
