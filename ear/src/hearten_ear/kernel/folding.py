"""Folding for the trained scorer: one table, frozen in ``folding.bin``, that Python and C both read.

Each character alone folds to a short piece of text, so that folding is one pass with no memory: lower case, NFKD
without marks, composed again, look-alikes of a Latin letter replaced by it, invisible and direction controls dropped.
What comes out is cut into words by its ASCII bytes alone: white space and punctuation are a space (or one of the marks
``. , ? ! ; "`` and a line's end), and what is a word by itself (an emoji, a symbol, an ideograph, a letter of a script
written without spaces) stands between spaces.

The table is a file and not worked out at start, because each Python brings other Unicode data: scores must not change
with it. ``python -m hearten_ear.kernel.folding`` writes it anew; a test compares.

Layout of the file, zlib-compressed, little-endian: three uint32 (number of blocks, bytes of the pool, Unicode version
as ``15*256+1``), 8,704 uint16 (which block a code point divided by 128 is in), blocks of 128 uint32, the pool of
UTF-8. An entry is :data:`SAME`, :data:`DROPPED`, :data:`ALONE`, :data:`APART`, or ``offset << 8 | length`` into the
pool, whose first 16 bytes are not used so that the two cannot be mixed up.
"""

import sys
import unicodedata
import zlib
from array import array
from functools import cache
from pathlib import Path

from hearten_ear.lookalikes import LOOKALIKES

FILE = Path(__file__).with_name("folding.bin")
CODES, BLOCK = 0x110000, 128
#: The character itself · nothing · itself between spaces · a space.
SAME, DROPPED, ALONE, APART = range(4)
_POOL_STARTS = 16
#: A character never grows to more than so many times its own bytes, so that buffers are bounded.
MOST_GROWTH = 3

_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_SKIN_TONES = frozenset(map(chr, range(0x1F3FB, 0x1F400)))
_MARKS = (
    dict.fromkeys("‘’‚‛ʼʹ′´`＇", "'")
    | dict.fromkeys("“”„‟«»″「」『』", '"')
    | dict.fromkeys("。।॥۔…｡។။։", ".")
    | dict.fromkeys("、،﹑､", ",")
    | {"\ufffd": " ", "؟": "?", "؛": ";", "\x85": "\n", "\u2028": "\n", "\u2029": "\n"}
)
#: Scripts written without spaces: each letter is a word, pairs of them are heard as pairs of words.
_SPACELESS = (
    (0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x2E80, 0x30FF), (0x3100, 0x312F), (0x31A0, 0x31FF),
    (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF),
)  # fmt: skip
_ASCII_KEPT = frozenset(".,?!;\"'*@$#\n")


def folded(char: str) -> str:
    """Fold one character by the Unicode data of this Python. Only for writing the table and for its test."""
    if char.isascii():
        return char.lower()
    simple = _folded_simply(char, unicodedata.category(char))
    if simple is not None:
        return simple
    plain = unicodedata.normalize("NFKD", LOOKALIKES.get(char, char)).casefold()
    kept = [c for c in unicodedata.normalize("NFKD", plain) if unicodedata.category(c) not in {"Mn", "Me", "Cf"}]
    composed = unicodedata.normalize("NFC", "".join(LOOKALIKES.get(c, c) for c in kept if not c.isspace()))
    return _bounded("".join(_in_a_word(c) for c in composed), len(char.encode()))


def _folded_simply(char: str, category: str) -> str | None:
    if char in _MARKS:
        return _MARKS[char]
    if char in _INVISIBLE or char in _SKIN_TONES or (category in {"Cf", "Mn", "Me", "Cc"} and not char.isspace()):
        return ""
    if char.isspace() or category in {"Cn", "Co", "Cs"}:
        return " "
    return "$" if category == "Sc" else None


def _in_a_word(char: str) -> str:
    if char.isascii():
        return char.lower() if char.isalnum() or char in _ASCII_KEPT else " "
    if char in _MARKS:
        return _MARKS[char]
    category = unicodedata.category(char)
    if category[0] == "S" or any(first <= ord(char) <= last for first, last in _SPACELESS):
        return f" {char} "
    return char if category[0] in "LNM" else " "


def _bounded(text: str, own_bytes: int) -> str:
    while len(text.encode()) > MOST_GROWTH * own_bytes:
        text = text[:-1]
    return text


def build() -> bytes:
    """Work out the table; takes some seconds."""
    pool, places = bytearray(_POOL_STARTS), dict[bytes, int]()

    def entry(code: int) -> int:
        char = chr(code)
        text = folded(char)
        kinds = {char: SAME, "": DROPPED, f" {char} ": ALONE, " ": APART}
        if text in kinds and code >= BLOCK:
            return kinds[text]
        data = text.encode()
        if data not in places:
            places[data] = len(pool) << 8 | len(data)
            pool.extend(data)
        return places[data]

    blocks: dict[tuple[int, ...], int] = {}
    index = array("H")
    for first in range(0, CODES, BLOCK):
        block = tuple([entry(code) for code in range(first, first + BLOCK)])
        index.append(blocks.setdefault(block, len(blocks)))
    entries = array("I", [value for block in blocks for value in block])
    major, minor, *_ = map(int, unicodedata.unidata_version.split("."))
    head = array("I", [len(blocks), len(pool), major * 256 + minor])
    return b"".join((_little(head), _little(index), _little(entries), bytes(pool)))


def _little(values: "array[int]") -> bytes:
    if sys.byteorder == "big":
        values.byteswap()
    return values.tobytes()


@cache
def table() -> bytes:
    """Give the table as it stands in the file, unpacked (about 200 KB)."""
    return zlib.decompress(FILE.read_bytes())


class Folds(dict[int, str]):
    """What each character folds to, read from the table when first met. For ``str.translate``."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        head = _read("I", data[:12])
        self.unicode = (head[2] >> 8, head[2] & 255)
        blocks_at = 12 + 2 * (CODES // BLOCK)
        pool_at = blocks_at + 4 * BLOCK * head[0]
        self._index = _read("H", data[12:blocks_at])
        self._entries = _read("I", data[blocks_at:pool_at])
        self._pool = data[pool_at:]

    def __missing__(self, code: int) -> str:
        char = chr(code)
        value = self._entries[self._index[code // BLOCK] * BLOCK + code % BLOCK]
        if value > APART:
            text = self._pool[value >> 8 : (value >> 8) + (value & 255)].decode()
        else:
            text = (char, "", f" {char} ", " ")[value]
        self[code] = text
        return text


def _read(kind: str, data: bytes) -> "array[int]":
    values = array(kind)
    values.frombytes(data)
    if sys.byteorder == "big":
        values.byteswap()
    return values


@cache
def folds() -> Folds:
    """Give the folds of this process."""
    return Folds(table())


def fold(text: str) -> str:
    """Fold a text. Lone surrogates, NUL and what is not assigned become spaces; never raises."""
    return text.lower() if text.isascii() else text.translate(folds())


if __name__ == "__main__":
    FILE.write_bytes(zlib.compress(build(), 9))
