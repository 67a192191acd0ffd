"""The definition, C and NumPy give the same numbers on any text under any spec."""

import dataclasses
from typing import Any

import numpy as np
import pytest
from ear.tests.kernel.conftest import PIECES, SPECS, TEXTS, column_of
from hypothesis import given, settings
from hypothesis import strategies as st

from hearten_ear.kernel import fallback, features
from hearten_ear.kernel.explaining import contributions, joined
from hearten_ear.kernel.features import CHECK, FeatureSpec
from hearten_ear.kernel.random_model import random_model

MANY = settings(max_examples=60, deadline=None)


@MANY
@given(SPECS, st.lists(st.tuples(TEXTS, st.none() | TEXTS), min_size=1, max_size=6), st.integers(1, 15))
def test_all_three_agree_under_every_spec(native: Any, spec: FeatureSpec, said: Any, heads: int) -> None:
    texts, contexts = [text for text, _ in said], [context for _, context in said]
    model = random_model(spec, heads=heads, hears=[*texts, *filter(None, contexts)])
    wanted = [features.score(model, text, context) for text, context in said]
    quick, slow = native.Model(model), fallback.Model(model)
    assert quick.score_texts(texts, contexts).tolist() == wanted
    assert slow.score_texts(texts, contexts).tolist() == wanted
    assert [list(quick.score_str(text, context)) for text, context in said] == wanted


@MANY
@given(st.lists(TEXTS, max_size=8), st.sampled_from([np.int32, np.int64]))
def test_a_column_scores_like_its_texts(models: Any, texts: list[str], kind: Any) -> None:
    for model in models:
        data, offsets = column_of(texts, kind)
        words = np.zeros(len(texts), np.int64)
        assert model.score_buffer(data, offsets, words=words).tolist() == model.score_texts(texts).tolist()
        spec = model.definition.spec
        counted = [features.count_words(features.fold(text).encode(), spec) for text in texts]
        assert words.tolist() == counted


@MANY
@given(st.lists(st.binary(max_size=60), max_size=6))
def test_bytes_that_are_no_text_score_like_their_replacement(models: Any, pieces: list[bytes]) -> None:
    offsets = np.cumsum([0, *map(len, pieces)]).astype(np.int32)
    texts = [piece.decode("utf-8", "replace") for piece in pieces]
    for model in models:
        assert model.score_buffer(b"".join(pieces), offsets).tolist() == model.score_texts(texts).tolist()


@MANY
@given(TEXTS, st.integers(0, 11))
def test_an_explanation_is_the_same_and_lies_within_the_text(models: Any, text: str, head: int) -> None:
    quick, slow = models
    name = quick.heads[head]
    found = quick.explain(text, name)
    assert found == slow.explain(text, name) == joined(contributions(quick.definition, text, name))
    assert all(0 <= start < end <= len(text) for start, end, _ in found)


@MANY
@given(SPECS, TEXTS, st.integers(0, 3))
def test_an_explanation_speaks_of_the_highest_stretch(native: Any, spec: FeatureSpec, text: str, head: int) -> None:
    model = random_model(spec, heads=4, hears=[text])
    quick, slow, name = native.Model(model), fallback.Model(model), model.heads[head]
    assert quick.explain(text, name) == slow.explain(text, name)
    scored = features.stretch_scores(model, text)
    assert max(column[head] for column in scored) == quick.score_str(text)[head]


@MANY
@given(SPECS, st.lists(TEXTS, max_size=5))
def test_training_sees_the_features_of_the_definition(native: Any, spec: FeatureSpec, texts: list[str]) -> None:
    model = random_model(spec)
    wanted = [features.stretches(model, text, "why not?") for text in texts]
    for each in (native.Model(model), fallback.Model(model)):
        context = column_of(["why not?"] * len(texts))
        hashes, at, stretches, words = each.hashes_buffer(*column_of(texts), context=context)
        found = [(words[s], hashes[at[s] : at[s + 1]].tolist()) for s in range(len(words))]
        assert [found[stretches[i] : stretches[i + 1]] for i in range(len(texts))] == wanted


def test_every_length_round_a_block_of_64_agrees(models: Any) -> None:
    quick, slow = models
    texts = ["ab, c!d e'f. "[: n % 13 + 1] * (n // 7) + "x" * (n % 3) for n in range(220)]
    texts += ["y" * n + mark + "z" for n in range(60, 70) for mark in ("'", "!", ".", ",", '"', " ")]
    texts += ["n" * n for n in range(140)] + ["word " * n for n in range(120, 136)] + ["a " * n for n in range(140)]
    assert quick.score_texts(texts).tolist() == slow.score_texts(texts).tolist()
    assert quick.score_buffer(*column_of(texts)).tolist() == slow.score_texts(texts).tolist()
    assert quick.score_texts(texts).tolist() == [features.score(quick.definition, text) for text in texts]


def test_the_same_text_scores_the_same_whatever_was_read_before(models: Any) -> None:
    quick, _ = models
    first = quick.score_texts(list(PIECES)).tolist()
    many = [f"{piece}{number}x word{number}" for number in range(3_000) for piece in PIECES[:8]]
    quick.score_texts(many)
    assert quick.score_texts(list(PIECES)).tolist() == first


def test_an_insult_in_a_long_turn_weighs_what_it_weighs_alone(native: Any) -> None:
    spec = FeatureSpec(stretch=(3, 40))
    insult, calm = "you useless idiot.", "my bill for march came late and nobody rang me back."
    model = random_model(spec, hears=[insult], share=1.0)
    model.weights[:] = 0
    for each in features.stretches(model, insult)[0].hashes:
        row = model.weights[features.bucket(each, spec.bits)]
        row[0], row[CHECK] = 20, features.check_of(each, spec.bits)
    alone, within = [native.Model(model).score_str(text)[0] for text in (insult, f"{calm} {insult} {calm}")]
    assert 0.9 * alone < within <= alone
    whole = dataclasses.replace(model, spec=FeatureSpec())
    assert native.Model(whole).score_str(f"{calm} {insult} {calm}")[0] < 0.7 * alone


def test_numbers_are_remembered_by_their_shape_alone_and_score_as_ever(native: Any) -> None:
    texts = ["555", "00", "0", "47", "1'1", "##5", "#5", "$50", "1!1", "5555 0 00 000", "4pm", "1,000.50", "99*99"]
    model = random_model(hears=texts)
    model.lexicon[features.hash_bytes(b"0")] = (features.hash_bytes(b"nought"), 9)
    quick = native.Model(model)
    for _ in range(2):
        assert quick.score_texts(texts).tolist() == [features.score(model, text) for text in texts]
    assert quick.score_str("call 47 now") == quick.score_str("call 83 now")


@pytest.mark.parametrize("heads", [1, 8, 9, 15])
def test_heads_beside_each_other_do_not_mix(native: Any, heads: int) -> None:
    text = "you are not an idiot, he said"
    wide, narrow = random_model(heads=15, hears=[text]), random_model(heads=heads, hears=[text])
    narrow.weights[:, :heads], narrow.weights[:, CHECK] = wide.weights[:, :heads], wide.weights[:, CHECK]
    narrow.bias[:] = wide.bias[:heads]
    assert native.Model(narrow).score_str(text) == native.Model(wide).score_str(text)[:heads]


def test_a_feature_without_a_row_of_its_own_adds_nothing(native: Any) -> None:
    model = random_model(hears=["you useless thing"], share=1.0)
    quick = native.Model(model)
    assert quick.explain("you useless thing", "head0")
    model.weights[:, CHECK] ^= 1
    deaf = native.Model(model).score_str("you useless thing")
    assert list(deaf) != list(quick.score_str("you useless thing"))
    assert sum(abs(score - bias) for score, bias in zip(deaf, model.bias.tolist(), strict=True)) < 200
