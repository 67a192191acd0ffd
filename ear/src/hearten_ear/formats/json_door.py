"""The only way JSON enters Hearten.

The checks run in this order, and the first that fails names the refusal: size · strict UTF-8 without a byte order
mark · nesting of at most 32, counted on the bytes before anything is decoded · integers of at most 64 bits, digits
counted before they are converted · finite floats, no NaN and no Infinity · no key twice in one object · the expected
kind at the top · no lone surrogate and no NUL in any key or value. Messages never repeat what was sent.

========================  =============================================================
code                      meaning
========================  =============================================================
``too_large``             more bytes than the caller's limit
``not_utf8``              not strict UTF-8, or a byte order mark where none may be
``too_deep``              objects and arrays nested more than 32 deep
``not_json``              no JSON, JSON with something after it, or comments in it
``number_out_of_range``   an integer beyond signed 64 bits, or a float beyond a double
``not_a_number``          NaN or Infinity
``duplicate_key``         one key twice in one object
``wrong_top``             the value at the top is of another kind than asked for
``bad_text``              a lone surrogate or a NUL in a key or value
========================  =============================================================
"""

import json
import math
import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Any, NoReturn

MAX_DEPTH = 32

# "-9223372036854775808"; a longer run of digits is refused before int() pays for it.
_INT_DIGITS = 20
_INT_LOW, _INT_HIGH = -(2**63), 2**63 - 1

# Possessive, and an open string runs to the end: backtracking over quotes would cost n² on a hostile body.
_STRING = re.compile(rb'"[^"\\]*+(?:\\(?:.|\Z)[^"\\]*+)*+(?:"|\Z)', re.DOTALL)
_TO_SQUARE = bytes.maketrans(b"{}", b"[]")
_NOT_BRACKETS = bytes(byte for byte in range(256) if byte not in b"{}[]")

_KINDS: dict[type, str] = {dict: "an object", list: "an array"}


class BadJson(Exception):  # noqa: N818 -- named as callers speak of it
    """A body that does not pass. ``code`` is stable, ``where`` a place in it, ``message`` one sentence, no content."""

    def __init__(self, code: str, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.code = code
        self.where = where
        self.message = message


def parse_json(data: bytes, *, limit: int, top: type | tuple[type, ...] = dict, strip_bom: bool = False) -> Any:
    """Decode one JSON value of at most ``limit`` bytes whose top is a ``top``; raise :class:`BadJson` otherwise.

    ``strip_bom`` forgives a leading byte order mark; files have them, request bodies must not.
    """
    if len(data) > limit:
        raise BadJson("too_large", "body", f"Larger than {limit} bytes.")
    text = _decoded(data, strip_bom=strip_bom)
    _check_depth(data)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise BadJson("not_json", where, "Not valid JSON from here on.") from None
    except RecursionError:
        # Cannot follow the depth check on valid JSON; kept because a crash here would be a 500.
        raise BadJson("too_deep", "body", f"Nested more than {MAX_DEPTH} deep.") from None
    if not isinstance(value, top):
        raise BadJson("wrong_top", "top level", f"Expected {_kinds(top)} at the top.")
    # Raw NULs and surrogates cannot have passed so far; only an escape can bring one.
    if "\\u" in text and not _is_clean(value):
        raise BadJson("bad_text", "body", "A key or value holds a NUL or half of a surrogate pair.")
    return value


def parse_json_lines(
    data: bytes, *, limit: int, line_limit: int = 1_000_000, strip_bom: bool = False
) -> Iterator[tuple[int, Any]]:
    """Yield ``(line number from 1, object)`` for each line that is not blank, or :class:`BadJson` in its place.

    A bad line costs that line only. ``limit`` bounds the whole, ``line_limit`` one line. Raises :class:`BadJson` if the
    whole is too large.
    """
    if len(data) > limit:
        raise BadJson("too_large", "body", f"Larger than {limit} bytes.")
    for number, line in enumerate(_lines(data), start=1):
        if not line or line.isspace():
            continue
        try:
            yield number, parse_json(line, limit=line_limit, strip_bom=strip_bom and number == 1)
        except BadJson as bad:
            yield number, bad


def _lines(data: bytes) -> Iterator[bytes]:
    # Not data.split(): a hundred megabytes would lie in memory twice.
    start = 0
    while (end := data.find(b"\n", start)) >= 0:
        yield data[start:end]
        start = end + 1
    yield data[start:]


def _decoded(data: bytes, *, strip_bom: bool) -> str:
    if data.startswith(BOM_UTF8) and not strip_bom:
        raise BadJson("not_utf8", "byte 0", "Begins with a byte order mark; send plain UTF-8.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadJson("not_utf8", f"byte {error.start}", "Not UTF-8 from this byte on.") from None
    return text.removeprefix("\ufeff") if strip_bom else text


def _check_depth(data: bytes) -> None:
    if data.count(b"{") + data.count(b"[") <= MAX_DEPTH:
        return
    brackets = _STRING.sub(b"", data).translate(_TO_SQUARE, _NOT_BRACKETS)
    for _ in range(MAX_DEPTH):  # each round peels off the innermost level, in C
        if not brackets:
            return
        brackets = brackets.replace(b"[]", b"")
    # A pair left over was more than 32 deep; openings that never close are as costly to a decoder.
    if b"[]" in brackets or brackets.count(b"[") > MAX_DEPTH:
        raise BadJson("too_deep", "body", f"Nested more than {MAX_DEPTH} deep.")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise BadJson("duplicate_key", "body", "An object has the same key twice.")
    return found


def _int64(digits: str) -> int:
    if len(digits) > _INT_DIGITS or not _INT_LOW <= (number := int(digits)) <= _INT_HIGH:
        raise BadJson("number_out_of_range", "body", "An integer does not fit into 64 bits.")
    return number


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise BadJson("number_out_of_range", "body", "A number is too large for a float.")
    return number


def _constant(_name: str) -> NoReturn:
    raise BadJson("not_a_number", "body", "NaN and Infinity are not JSON.")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique, parse_int=_int64, parse_float=_finite, parse_constant=_constant, strict=True
)


def _is_clean(value: Any) -> bool:
    if isinstance(value, str):
        return _is_clean_text(value)
    if isinstance(value, dict):
        return all(_is_clean_text(key) and _is_clean(item) for key, item in value.items())
    if isinstance(value, list):
        return all(map(_is_clean, value))
    return True


def _is_clean_text(text: str) -> bool:
    if "\x00" in text:
        return False
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _kinds(top: type | tuple[type, ...]) -> str:
    wanted = top if isinstance(top, tuple) else (top,)
    return " or ".join(_KINDS.get(kind, f"a {kind.__name__}") for kind in wanted)
