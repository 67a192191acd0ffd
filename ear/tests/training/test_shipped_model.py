"""What ships is what the manifest says, small, quick to load, and named in every reading."""

import hashlib
import json
from importlib import resources

import pytest

from hearten_ear.engine import Engine, build_engine, model_bytes
from hearten_ear.kernel.modelfile import from_bytes
from hearten_ear.kernel.trained import BY_RULE, GATE, settled
from hearten_ear.reading import HEADS

MODEL = resources.files("hearten_ear").joinpath("model")
MOST_BYTES = 4_000_000


def test_the_manifest_holds_the_checksum_of_the_weights() -> None:
    manifest = json.loads(MODEL.joinpath("manifest.json").read_text(encoding="utf-8"))
    data = model_bytes("en")
    assert manifest["weights"]["sha256"] == hashlib.sha256(data).hexdigest()
    assert len(data) <= MOST_BYTES
    assert manifest["model"] == from_bytes(data).name


def test_the_card_names_the_model_every_source_and_who_must_not_be_scored() -> None:
    card = MODEL.joinpath("MODEL_CARD.md").read_text(encoding="utf-8")
    for words in (
        "ear-en-",
        "ConvAbuse",
        "CC BY 4.0",
        "Stanford Politeness",
        "Who must not be scored",
        "Known failures",
    ):
        assert words in card


def test_the_model_has_a_column_for_every_head_that_is_not_heard_by_rule(engine: Engine) -> None:
    heads = from_bytes(model_bytes("en")).heads
    assert set(heads) == {*HEADS, GATE} - BY_RULE
    assert engine.score(["hello"])[0].model == engine.model == from_bytes(model_bytes("en")).name


def test_what_is_abuse_is_hostile_and_what_is_hostile_by_no_kind_is_an_insult() -> None:
    calm = dict.fromkeys(HEADS, 0.0)
    assert settled({**calm, "threat": 0.9})["hostile"] == 0.9
    assert settled({**calm, "hostile": 0.7, "insult": 0.3})["insult"] == 0.7
    assert settled({**calm, "hostile": 0.4, "insult": 0.3})["insult"] == 0.3


def test_a_span_that_weights_alone_fired_says_how_much(engine: Engine) -> None:
    text = "it must be lovely being paid to be as thick as you are"
    spans = [span for span in engine.score([text])[0].spans if span.signal == "insult"]
    assert spans
    assert all(span.weight > 0 for span in spans)


@pytest.mark.parametrize("text", ["hello", "you idiot", "thank you so much", "i will kill you", "my bill is wrong"])
def test_settings_at_their_defaults_change_nothing(engine: Engine, text: str) -> None:
    assert build_engine(settings={"insult": {"gain": 1.0}}).score([text]) == engine.score([text])
