"""Ways to spoil bytes, as a fuzzer without coverage does, by a seeded die so that a finding can be repeated."""

import json
import random
from collections.abc import Callable
from copy import deepcopy
from typing import Any

#: Bytes that have broken parsers before: ours, Python's, other people's.
TOKENS = [
    b"", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\\u0000", b"\\ud800",
    b"\\udc00\\ud800", b"\xe2\x80\xae", b"\xe2\x81\xa6", b"\xcc\x81" * 40, b"\r", b"\n", b"\n\n", b"\t", b" ",
    b"{", b"}", b"[", b"]", b'"', b"'", b",", b":", b"[" * 40, b'{"a":' * 40, b"null", b"true", b"NaN", b"-Infinity",
    b"1e400", b"-0", b"1e9999999", b"-1e-9999999", b"9" * 25, b"9" * 5000, b"0x10", b"1_000",
    b"0001-01-01T00:00:00+14:00",
    b"9999-12-31T23:59:59-14:00", b"2026-03-29T01:30:00", b"-->", b"00:00:00.000 --> 99:99:99.999", b"<v ",
    b"</", b"<!--",
    b"<![CDATA[", b"<script>", b"&#x110000;", b"&#0;", b"--b", b"Content-Type: x/y; charset=unicode_escape\r\n\r\n",
    b"at `$.nope`", b"missing required field `nope`", b"sNaN", b"WEBVTT", b"> ", b"[PII]", b"{{BAN}}", b"****",
]  # fmt: skip

#: Values in the place of any other value of a document.
VALUES: list[Any] = [
    None, True, False, 0, -1, 2**31, 2**63 - 1, -(2**63), 1.5, -0.0, 1e300, "", " ", "0", "-1", "1e400",
    "1e9999999", "sNaN",
    "x" * 300, "\u202eabc\u202c", "e\u0301" * 50, "\u0301\u0316" * 200, "at `$.nope`", "missing required field `nope`",
    "2026-03-29T01:30:00", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", [], {}, [[]], [None], {"": ""},
    ["x"] * 50, {"a": {"b": {"c": []}}}, "<b>", "</", "\x01", "\x7f", "\u2028", "\ufffe", "\U000e0041",
]  # fmt: skip


def _cut(data: bytearray, dice: random.Random) -> None:
    at = dice.randint(0, len(data))
    del data[at : at + dice.choice((1, 2, 8, 64, len(data)))]


def _flip(data: bytearray, dice: random.Random) -> None:
    for _ in range(dice.choice((1, 1, 2, 16))):
        if data:
            data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)


def _put(data: bytearray, dice: random.Random) -> None:
    at = dice.randint(0, len(data))
    data[at:at] = dice.choice(TOKENS)


def _repeat(data: bytearray, dice: random.Random) -> None:
    at = dice.randint(0, len(data))
    data[at:at] = data[at : at + dice.choice((1, 4, 32, 200))] * dice.choice((1, 2, 50))


def _swap(data: bytearray, dice: random.Random) -> None:
    here, there = sorted(dice.randint(0, len(data)) for _ in range(2))
    data[:] = data[there:] + data[here:there] + data[:here]


_WAYS: list[Callable[[bytearray, random.Random], None]] = [_cut, _flip, _flip, _put, _put, _repeat, _swap]


def spoil_bytes(seed: bytes, dice: random.Random) -> bytes:
    """Give a seed with one to five wounds."""
    data = bytearray(seed)
    for _ in range(dice.randint(1, 5)):
        dice.choice(_WAYS)(data, dice)
    return bytes(data[:200_000])


def _places(value: Any) -> list[tuple[Any, Any]]:
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    return [(value, key) for key in keys] + [place for key in keys for place in _places(value[key])]


def spoil_values(seed: bytes, dice: random.Random) -> bytes:
    """Give a JSON seed with one to four values exchanged or taken out, still JSON; other seeds are spoilt as bytes."""
    try:
        document = json.loads(seed)
    except ValueError:
        return spoil_bytes(seed, dice)
    for _ in range(dice.randint(1, 4)):
        places = _places(document)
        if not places:
            break
        container, key = dice.choice(places)
        if isinstance(container, dict) and dice.random() < 0.3:
            del container[key]
        else:
            container[key] = deepcopy(dice.choice(VALUES))
    return json.dumps(document, ensure_ascii=dice.random() < 0.5).encode(errors="surrogatepass")


def spoil(seed: bytes, dice: random.Random) -> bytes:
    """Spoil a seed in one of the two ways, or both."""
    spoilt = spoil_values(seed, dice) if dice.random() < 0.5 else spoil_bytes(seed, dice)
    return spoil_bytes(spoilt, dice) if dice.random() < 0.1 else spoilt
