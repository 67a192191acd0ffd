"""Files that hold one JSON record or many, and the settling of what a live source said more than once.

A capture of a live stream is one object, an array, a line for each record, or what Kinesis delivers (``Records`` with
base64 inside). Streams deliver at least once and in no certain order, so nothing here depends on the order of arrival.

**Revisions.** A partial is numbered by how far into the contact its words reach, in milliseconds: that only grows as
more is heard, and is the same however often it is delivered. A final is :data:`FINAL`, above every partial; a
correction of a final (a formatted turn) is :data:`CORRECTED`. No cue is ever raised on a partial.
"""

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from hearten_ear.formats.json_door import BadJson, parse_json, parse_json_lines
from hearten_ear.formats.shapes import FILE_MAX, Item, UnreadableFile
from hearten_ear.formats.times import MS_MAX
from hearten_ear.segment import Problem, Segment, Skipped

#: Revision of a final piece of a live stream: above any partial, which is numbered by milliseconds.
FINAL = MS_MAX + 1
#: Revision of a final that corrects a final.
CORRECTED = FINAL + 1

#: What may stand before the first sign of a JSON file.
BOM_AND_SPACE = b"\xef\xbb\xbf \t\r\n"
_LOOKED_AT = 1_000_000
# Possessive, and an open string runs to the end: see json_door.
_TOKEN = re.compile(rb'"((?:[^"\\]|\\.)*+)(?:"|\Z)(\s*+:)?|[{}\[\]]', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Record:
    """One record and the place it came from (empty where the file holds no other)."""

    where: str
    value: dict[str, Any]

    def at(self, path: str) -> str:
        """Name a place inside the record."""
        return f"{self.where}: {path}" if self.where else path


@dataclass(frozen=True, slots=True)
class Piece:
    """A segment and the place it came from."""

    where: str
    segment: Segment


def opens_json(data: bytes) -> bool:
    """Say whether the first sign of a file is that of a JSON object or array."""
    return data.lstrip(BOM_AND_SPACE)[:1] in (b"{", b"[")


def top_keys(data: bytes) -> dict[str, None]:
    """Give the keys of the object a file opens with, or of the first in its array, as far as the first megabyte shows.

    Works on a broken file as well, so that it is refused by the reader that knows what was meant.
    """
    depth, found = 0, dict[str, None]()
    body = data[:_LOOKED_AT].lstrip(BOM_AND_SPACE)
    for token in _TOKEN.finditer(body, 1 if body[:1] == b"[" else 0):
        sign = token[0][:1]
        if sign in b"{[":
            depth += 1
        elif sign in b"}]":
            depth -= 1
            if depth < 1:
                break
        elif depth == 1 and token[2]:
            found[token[1].decode("utf-8", errors="replace")] = None
    return found


def records_of(data: bytes) -> Iterator[Record | Problem]:
    """Yield the records of a file; a bad line or entry costs only itself.

    Raises :class:`UnreadableFile` where the file as a whole is no JSON.
    """
    if is_lines(data):
        yield from _lines(data)
        return
    try:
        value = parse_json(data, limit=FILE_MAX, top=(dict, list), strip_bom=True)
    except BadJson as bad:
        raise UnreadableFile(Problem(bad.code, bad.where, bad.message)) from None
    yield from _entries(value, "")


def is_lines(data: bytes) -> bool:
    """Say whether a file is JSON lines: its first line closes what it opens, and another object follows."""
    body = data.lstrip(BOM_AND_SPACE)
    if body[:1] != b"{":
        return False
    end = body.find(b"\n")
    return end > 0 and body[:end].rstrip().endswith(b"}") and body[end : end + 1000].lstrip()[:1] in (b"{", b"")


def _lines(data: bytes) -> Iterator[Record | Problem]:
    for number, value in parse_json_lines(data, limit=FILE_MAX, line_limit=FILE_MAX, strip_bom=True):
        where = f"line {number}"
        if isinstance(value, BadJson):
            yield Problem(value.code, f"{where}: {value.where}", value.message)
        else:
            yield from _entries(value, where)


def _entries(value: Any, where: str) -> Iterator[Record | Problem]:
    if isinstance(value, list):
        for place, entry in enumerate(value):
            here = f"[{place}]"
            if isinstance(entry, dict):
                yield from _entries(entry, here)
            else:
                yield Problem("not_an_object", here, "Expected an object.")
        return
    match value:
        case {"Records": [*records]}:
            for place, entry in enumerate(records):
                yield _from_kinesis(entry, f"{where}: Records[{place}]" if where else f"Records[{place}]")
        case _:
            yield Record(where, value)


def _from_kinesis(entry: Any, where: str) -> Record | Problem:
    match entry:
        case {"kinesis": {"data": str() as packed}} | {"Data": str() as packed} | {"data": str() as packed}:
            pass
        case _:
            return Problem("not_a_record", where, "Expected a Kinesis record with its data as base64.")
    try:
        return Record(where, parse_json(b64decode(packed, validate=True), limit=FILE_MAX))
    except (Base64Error, ValueError):
        return Problem("not_base64", where, "Expected the data of the record as base64.")
    except BadJson as bad:
        return Problem(bad.code, f"{where}: {bad.where}", bad.message)


def first_record(data: bytes) -> dict[str, Any]:
    """Give the first record as far as it can be had cheaply, for sniffing; an empty one otherwise. Never raises."""
    try:
        for record in records_of(data):
            if isinstance(record, Record):
                return record.value
    except UnreadableFile:
        pass
    return {}


def settle(pieces: Iterable[Piece]) -> Iterator[Item]:
    """Keep the highest revision of each segment, in the order of the canonical rules; say what became of the rest.

    Pieces that came twice are duplicates; a lower revision was replaced (``partial``, or ``replaced`` for a corrected
    final); one revision with two texts is a conflict, of which the first stays.
    """
    kept: dict[tuple[str, str], Piece] = {}
    for piece in pieces:
        key = piece.segment.conversation, piece.segment.segment_id
        known = kept.get(key)
        if known is None:
            kept[key] = piece
        elif piece.segment.revision == known.segment.revision:
            yield _again(known, piece)
        else:
            lower, kept[key] = sorted((known, piece), key=lambda each: each.segment.revision)
            yield Skipped("replaced" if lower.segment.final else "partial", lower.where)
    yield from (piece.segment for piece in in_order(kept.values()))


def _again(known: Piece, piece: Piece) -> Item:
    if piece.segment.text == known.segment.text or not piece.segment.final:
        return Skipped("duplicate" if piece.segment.final else "partial", piece.where)
    message = "The same turn came before with other words; the first stays."
    return Problem("conflict", piece.where, message)


def in_order(pieces: Iterable[Piece]) -> list[Piece]:
    """Sort by conversation as they first came, then by the source's order, start, and channel; then as they came."""
    first: dict[str, int] = {}
    keyed = []
    last: dict[str, float] = {}
    for place, piece in enumerate(pieces):
        part = piece.segment
        rank = first.setdefault(part.conversation, len(first))
        if part.order is not None:
            at = float(part.order)
        elif part.start_ms is not None:
            at = float(part.start_ms)
        elif part.sent_at is not None:
            at = part.sent_at.timestamp()
        else:
            at = last.get(part.conversation, 0.0)  # without a time it stays behind the one it followed
        last[part.conversation] = at
        keyed.append((rank, at, part.channel_index or 0, place, piece))
    return [entry[-1] for entry in sorted(keyed, key=lambda entry: entry[:-1])]
