"""What the fuzzers found here, each kept as the smallest body that showed it."""

import json
import time

import pytest

from hearten_ear.formats.mapped import Mapping, apply, validate_mapping
from hearten_ear.formats.shapes import ReadOptions
from hearten_ear.formats.subtitles import read_webvtt
from hearten_ear.formats.wire import decode_items
from hearten_ear.formats.words import clean
from hearten_ear.segment import Problem

SEGMENT = {"conversation": "c", "segment_id": "1", "role": "customer", "text": "Good morning."}
FIELDS = {"conversation": "c", "segment_id": "i", "role": {"value": "customer"}, "text": "t", "revision": "r"}


@pytest.mark.parametrize("word", ["at `$.nope`", "missing required field `nope`", "datetime", "a, got b"])
@pytest.mark.parametrize("key", ["role", "channel", "role_basis"])
def test_a_wrong_word_cannot_pose_as_the_decoders_own_sentence(word: str, key: str) -> None:
    ((_, item),) = decode_items(json.dumps({**SEGMENT, key: word}).encode(), source="s")
    assert isinstance(item, Problem)
    assert (item.code, item.where) == ("unknown_value", f"item 1: {key}")


@pytest.mark.parametrize("number", ["1e9999999", "-1e9999999", "1E+18446744073709551615"])
def test_a_number_with_an_endless_exponent_costs_its_item_only(number: str) -> None:
    mapping = validate_mapping({"fields": FIELDS})
    assert isinstance(mapping, Mapping)
    (item,) = apply(mapping, {"c": "c", "i": "1", "t": "Hi", "r": number}, source="s")
    assert isinstance(item, Problem)
    assert item.code in {"out_of_range", "wrong_type"}


def test_marks_without_end_are_put_in_order_in_a_blink() -> None:
    text = "a" + "\u0301\u0316" * 250_000
    began = time.thread_time()
    assert len(clean(text)) in range(len(text) - 1, len(text) + 1)
    assert time.thread_time() - began < 0.5


def test_text_with_as_many_marks_as_people_write_is_composed() -> None:
    assert clean("e\u0301" * 500 + " " + "o\u0302\u0323!") == "é" * 500 + " ộ!"


def test_a_voice_tag_that_never_closes_costs_nothing() -> None:
    file = b"WEBVTT\n\n00:01.000 --> 00:02.000\n<v" + b" " * 300_000 + b"\n"
    began = time.thread_time()
    assert list(read_webvtt(file, ReadOptions())) is not None
    assert time.thread_time() - began < 0.5
