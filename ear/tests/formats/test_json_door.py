"""Whatever is sent as JSON is either decoded or refused with a code; nothing crashes, nothing is echoed."""

import contextlib
import json
import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearten_ear.formats import BadJson, parse_json, parse_json_lines

# A shared machine is slow now and then; that is no finding about a reader.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

LIMIT = 10_000


def code_of(body: bytes, **options: Any) -> str:
    with pytest.raises(BadJson) as refusal:
        parse_json(body, limit=LIMIT, **options)
    assert refusal.value.where
    assert refusal.value.message.endswith(".")
    return refusal.value.code


NASTY = {
    "an array bomb": (b"[" * 5000, "too_deep"),
    "an object bomb": (b'{"a":' * 1500, "too_deep"),
    "33 deep and closed": (b'{"a":' * 33 + b"1" + b"}" * 33, "too_deep"),
    "a mixed bomb with brackets in strings": (b'{"]}":[' * 300 + b"1" + b"]}" * 300, "too_deep"),
    "a bomb behind an open quote": (b'{"a":"' + b"[" * 100, "not_json"),
    "a bomb behind an escaped quote": (b'["\\"",' + b"[" * 100, "too_deep"),
    "a bomb behind an escaped backslash": (b'["\\\\",' + b"[" * 100, "too_deep"),
    "half a surrogate pair in a value": (b'{"a":"\\ud800"}', "bad_text"),
    "half a surrogate pair in a key": (b'{"\\udfff":1}', "bad_text"),
    "a NUL in a value": (b'{"a":"x\\u0000y"}', "bad_text"),
    "a NUL in a deep key": (b'{"a":[{"b\\u0000":1}]}', "bad_text"),
    "a raw NUL": (b'{"a":"\x00"}', "not_json"),
    "1e400": (b'{"a":1e400}', "number_out_of_range"),
    "minus 1e400": (b'{"a":-1e400}', "number_out_of_range"),
    "NaN": (b'{"a":NaN}', "not_a_number"),
    "Infinity": (b'{"a":[-Infinity]}', "not_a_number"),
    "an integer of 5000 digits": (b'{"a":' + b"9" * 5000 + b"}", "number_out_of_range"),
    "2 to the 63": (b'{"a":9223372036854775808}', "number_out_of_range"),
    "the same key twice": (b'{"a":1,"a":2}', "duplicate_key"),
    "the same key twice, once escaped": (b'{"a":1,"\\u0061":2}', "duplicate_key"),
    "the same key twice, deep down": (b'{"a":[{"b":1,"b":1}]}', "duplicate_key"),
    "a byte order mark": (b'\xef\xbb\xbf{"a":1}', "not_utf8"),
    "UTF-16": ('{"a":1}'.encode("utf-16"), "not_utf8"),
    "Latin-1": ('{"a":"é"}'.encode("latin-1"), "not_utf8"),
    "an overlong slash": (b'{"a":"\xc0\xaf"}', "not_utf8"),
    "a surrogate written in UTF-8": (b'{"a":"\xed\xa0\x80"}', "not_utf8"),
    "nothing": (b"", "not_json"),
    "only spaces": (b"  \n", "not_json"),
    "a string on top": (b'"text"', "wrong_top"),
    "a number on top": (b"1", "wrong_top"),
    "null on top": (b"null", "wrong_top"),
    "an array on top": (b"[]", "wrong_top"),
    "a comment": (b'{"a":1} // one', "not_json"),
    "a comment inside": (b'{/* a */"a":1}', "not_json"),
    "a trailing comma": (b'{"a":1,}', "not_json"),
    "something after it": (b'{"a":1}{"b":2}', "not_json"),
    "single quotes": (b"{'a':1}", "not_json"),
    "a leading zero": (b'{"a":01}', "not_json"),
    "a plus sign": (b'{"a":+1}', "not_json"),
    "a bad escape": (b'{"a":"\\x41"}', "not_json"),
    "a line break in a string": (b'{"a":"x\ny"}', "not_json"),
    "cut off": (b'{"a":"x', "not_json"),
    "too large": (b'{"a":"' + b"x" * LIMIT + b'"}', "too_large"),
}


@pytest.mark.parametrize("case", NASTY)
def test_a_nasty_body_is_refused_with_its_code(case: str) -> None:
    body, code = NASTY[case]
    assert code_of(body) == code


def test_a_refusal_names_the_place_and_repeats_nothing() -> None:
    with pytest.raises(BadJson) as refusal:
        parse_json(b'{"a": 1,\n "secret-word": oops}', limit=LIMIT)
    assert refusal.value.where == "line 2, column 17"
    assert "secret" not in str(refusal.value)
    assert "oops" not in str(refusal.value)


def test_the_first_failing_check_names_the_refusal() -> None:
    assert code_of(b"\xff" + b"[" * LIMIT) == "too_large"
    assert code_of(b"\xff" + b"[" * 100) == "not_utf8"
    assert code_of(b'{"a":' * 40 + b"1e400" + b"}" * 40) == "too_deep"


def test_32_deep_is_read_and_brackets_in_strings_do_not_count() -> None:
    assert parse_json(b'{"a":' * 32 + b"1" + b"}" * 32, limit=LIMIT)
    body = json.dumps({"a": "[" * 500 + '\\"{', "b": [1]}).encode()
    assert parse_json(body, limit=LIMIT)["a"] == "[" * 500 + '\\"{'


def test_the_edges_of_64_bits_and_of_floats_are_read() -> None:
    assert parse_json(b'{"a":[9223372036854775807,-9223372036854775808,1.7e308,-0.0]}', limit=LIMIT)["a"][:2] == [
        2**63 - 1,
        -(2**63),
    ]


def test_an_escaped_pair_is_one_character() -> None:
    assert parse_json(b'{"a":"\\ud83d\\ude00"}', limit=LIMIT) == {"a": "\U0001f600"}


def test_a_file_may_have_a_byte_order_mark_where_the_caller_says_so() -> None:
    assert parse_json(b'\xef\xbb\xbf{"a":1}', limit=LIMIT, strip_bom=True) == {"a": 1}


def test_the_top_may_be_one_of_several_kinds() -> None:
    assert parse_json(b"[1]", limit=LIMIT, top=(dict, list)) == [1]
    assert code_of(b"1", top=(dict, list)) == "wrong_top"


def test_a_bad_line_costs_that_line_only() -> None:
    found = list(parse_json_lines(b'{"a":1}\n\n{"a":\n[1]\r\n{"a":2}', limit=LIMIT))
    assert [number for number, _ in found] == [1, 3, 4, 5]
    assert [value if isinstance(value, dict) else value.code for _, value in found] == [
        {"a": 1},
        "not_json",
        "wrong_top",
        {"a": 2},
    ]


def test_a_hundred_thousand_brackets_are_refused_at_once() -> None:
    began = time.perf_counter()
    bodies = [b"[" * 900_000, b"{}" * 450_000, b"[]" * 450_000, b"}{" * 450_000, b'"[' * 450_000]
    bodies += [b"[" * 33 + b'"' + b'\\"' * 400_000, b"[" * 33 + b'"' + b'\\"' * 400_000 + b"\\"]
    for body in bodies:
        with pytest.raises(BadJson):
            parse_json(body, limit=1_000_000)
    assert time.perf_counter() - began < 2


@PATIENT
@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(body: bytes) -> None:
    with contextlib.suppress(BadJson):
        parse_json(body, limit=LIMIT, top=(dict, list, str, int, float, bool, type(None)))


_plain = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20)
_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_plain, inner, max_size=4),
    max_leaves=20,
)


@PATIENT
@given(st.dictionaries(_plain, _values, max_size=5), st.booleans())
def test_every_good_object_is_read_as_it_was_written(value: dict[str, Any], ascii_only: bool) -> None:
    assert parse_json(json.dumps(value, ensure_ascii=ascii_only).encode(), limit=1_000_000) == value
