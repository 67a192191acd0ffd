"""Tables of turns: CSV, TSV and JSON lines (or an array) of any tool, one turn to a row.

With a mapping (:mod:`hearten_ear.formats.mapped`) columns are what it says. Without one they are known by their usual
names, and only what cannot be misread is taken: a role from a word that is one, a time with its unit and zone. The
role of a row that tells none is unknown; the report counts those and a mapping helps. A file whose every row is the
customer's is read with the role of ``*``. Fields may hold line breaks, so nothing is split by lines.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any

from msgspec import structs

from hearten_ear.conversation import Role
from hearten_ear.formats.json_door import BadJson, parse_json, parse_json_lines
from hearten_ear.formats.mapped import Mapping, item_of
from hearten_ear.formats.recognised import label
from hearten_ear.formats.records import BOM_AND_SPACE, Piece, is_lines, opens_json, settle, top_keys
from hearten_ear.formats.roles import party, role_of_word
from hearten_ear.formats.shapes import FILE_MAX, Format, Item, ReadOptions, UnreadableFile
from hearten_ear.formats.times import clock_ms, is_zone, parse_moment, to_instant, to_ms
from hearten_ear.formats.whisper import EVERYBODY
from hearten_ear.formats.wire import decode_item
from hearten_ear.formats.words import file_id, is_id, stable_id
from hearten_ear.segment import Problem, Segment, Skipped

#: Most columns of a table that are looked at.
COLUMNS_MAX = 500

_DELIMITERS = ("\t", ",", ";", "|")
_HEAD = 100_000
# Python's limit is for the whole process; turns of a megabyte are longer than its default.
csv.field_size_limit(FILE_MAX)

# Usual names of columns, lower case, letters and digits alone; the earlier wins where a table has several.
_NAMES: dict[str, str] = {
    "text": "text utterance message content transcript body words said sentence comment displaytext messagetext "
    "utterancetext messagebody",
    "conversation": "conversationid conversation callid contactid sessionid chatid dialogueid dialogid threadid "
    "interactionid ticketid convid",
    "segment_id": "segmentid utteranceid messageid turnid id",
    "role": "role speakerrole participantrole speakertype authortype sendertype authorrole senderrole",
    "speaker": "speaker participant author sender from speakerid speakername participantid name who party",
    "order": "turnnumber turnindex turn order sequence sequencenumber seq index utteranceindex position",
    "start_ms": "startms startmillis beginoffsetmillis startoffsetmillis offsetms starttimems",
    "end_ms": "endms endmillis endoffsetmillis endtimems",
    "start_s": "startseconds startsec starts startoffsetseconds",
    "end_s": "endseconds endsec ends",
    "start": "start starttime begin begintime offset",
    "end": "end endtime stop",
    "sent_at": "sentat createdat timestamp datetime senttime time date",
    "language": "language lang locale languagecode",
    "agent": "agentid agentref agent",
    "queue": "queue queueid queuename skill",
    "confidence": "confidence",
}
_FIELD_OF = {name: field for field, names in _NAMES.items() for name in names.split()}
_RANK = {name: rank for names in _NAMES.values() for rank, name in enumerate(names.split())}
# What Whisper and its kin write with --output_format tsv: whole milliseconds, no quoting at all.
_WHISPER = ["start", "end", "text"]


@dataclass(frozen=True, slots=True)
class _Row:
    """One row with the place it came from; ``number`` counts rows from 1."""

    number: int
    where: str
    value: dict[str, Any]


# ------------------------------------------------------------------ recognising


def sniff_csv(data: bytes, name: str | None) -> bool:
    """Say whether the first record is a heading with a column for words; the ending of the name alone is not enough."""
    if data[:3] == b"\xef\xbb\xbf":
        data = data[3:]
    head = data[:_HEAD].decode("utf-8", errors="replace").lstrip("\r\n")
    named = name is not None and name.lower().endswith((".csv", ".tsv"))
    if head[:1] in {"{", "[", ""}:
        return False
    columns = _heading(head)
    return len(columns) > 1 and ("text" in _fields(columns) or named)


def sniff_rows(data: bytes, name: str | None) -> bool:
    """Say whether the first object, of JSON lines or of an array, has a key for words."""
    if not opens_json(data) or not (is_lines(data) or data.lstrip(BOM_AND_SPACE)[:1] == b"["):
        return False
    named = name is not None and name.lower().endswith((".jsonl", ".ndjson"))
    return "text" in _fields(list(top_keys(data))) or (named and is_lines(data))


def _heading(text: str, delimiter: str | None = None) -> list[str]:
    """Give the columns of the first record, by the delimiter that finds most of them."""
    tried = [delimiter] if delimiter else _DELIMITERS
    found = (_first_record(text, each) for each in tried)
    return max(found, key=lambda columns: (len(_fields(columns)), len(columns)), default=[])


def _first_record(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])[:COLUMNS_MAX]
    except csv.Error:
        return []


def _delimiter(text: str) -> str:
    head = text[:_HEAD].lstrip("\r\n")
    return max(_DELIMITERS, key=lambda each: (len(_fields(columns := _first_record(head, each))), len(columns)))


def _fields(columns: list[str]) -> dict[str, str]:
    """Say which column each field is taken from, by the usual names."""
    found: dict[str, str] = {}
    for column in columns:
        plain = _plain(column)
        field = _FIELD_OF.get(plain)
        if field and (field not in found or _RANK[plain] < _RANK[_plain(found[field])]):
            found[field] = column
    return found


def _plain(column: str) -> str:
    return "".join(char for char in column[:100].casefold() if char.isalnum())


# ------------------------------------------------------------------ reading


def read_csv(data: bytes, options: ReadOptions) -> Iterator[Item]:
    """Yield the rows of a CSV or TSV file, by conversation and then in their order."""
    if len(data) > FILE_MAX:
        raise _refused("too_large", "file", f"The file is larger than {FILE_MAX // 1_000_000} MB; split it.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = "Not UTF-8 from this byte on (Latin-1, perhaps). Save the file as UTF-8."
        raise _refused("not_utf8", f"byte {error.start}", message) from None
    delimiter = _delimiter(text)
    columns = _heading(text[:_HEAD].lstrip("\r\n"), delimiter)
    if options.mapping is None and "text" not in _fields(columns):
        message = "Expected a heading with a column for the words (text, utterance, message), or a mapping."
        raise _refused("no_text_column", "line 1", message)
    is_whisper = delimiter == "\t" and columns == _WHISPER
    rows = _records(text, delimiter, columns, quoted=not is_whisper)
    yield from _rows(rows, columns, data, options, is_whisper=is_whisper)


def read_rows(data: bytes, options: ReadOptions) -> Iterator[Item]:
    """Yield the objects of JSON lines, or of an array, by conversation and then in their order."""
    objects = _objects(data)
    first = next(objects, None)
    columns = list(first.value) if isinstance(first, _Row) else []
    every = chain([first] if first else [], objects)
    yield from _rows(every, columns[:COLUMNS_MAX], data, options, is_whisper=False)


def _records(text: str, delimiter: str, columns: list[str], *, quoted: bool) -> Iterator[_Row | Problem]:
    source = io.StringIO(text.lstrip("\r\n"), newline="")
    if quoted:
        reader = csv.reader(source, delimiter=delimiter, strict=True)
    else:
        reader = csv.reader(source, delimiter=delimiter, quoting=csv.QUOTE_NONE)
    try:
        next(reader, None)
    except csv.Error:
        yield Problem("bad_quotes", "line 1", "Expected a heading whose quoted fields are closed.")
    number = 0
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield Problem("bad_quotes", f"line {line}", "Expected a quoted field to be closed, and then a delimiter.")
            continue
        if not any(cells):
            continue
        number += 1
        if len(cells) > len(columns):
            where = f"line {line}"
            yield Problem("too_many_fields", where, f"Expected {len(columns)} fields, as in the heading.")
            continue
        yield _Row(number, f"line {line}", _nested(dict(zip(columns, cells, strict=False))))


def _nested(cells: dict[str, str]) -> dict[str, Any]:
    """Let a dotted column be found by a mapping's path, as in JSON."""
    row: dict[str, Any] = {column: cell if cell.strip() else None for column, cell in cells.items()}
    for column in [column for column in row if "." in column]:
        *parts, last = column.split(".")[:8]
        inside = row
        for part in parts:
            found = inside.setdefault(part, {})
            inside = found if isinstance(found, dict) else {}
        inside.setdefault(last, row[column])
    return row


def _objects(data: bytes) -> Iterator[_Row | Problem]:
    if is_lines(data):
        for number, value in parse_json_lines(data, limit=FILE_MAX, line_limit=FILE_MAX, strip_bom=True):
            where = f"line {number}"
            if isinstance(value, BadJson):
                yield Problem(value.code, f"{where}: {value.where}", value.message)
            else:
                yield _Row(number, where, value)
        return
    try:
        value = parse_json(data, limit=FILE_MAX, top=(dict, list), strip_bom=True)
    except BadJson as bad:
        raise _refused(bad.code, bad.where, bad.message) from None
    for place, entry in enumerate(value if isinstance(value, list) else [value]):
        if isinstance(entry, dict):
            yield _Row(place + 1, f"[{place}]", entry)
        else:
            yield Problem("not_an_object", f"[{place}]", "Expected an object with the words of a turn.")


def _rows(
    rows: Iterator[_Row | Problem] | chain[_Row | Problem],
    columns: list[str],
    data: bytes,
    options: ReadOptions,
    *,
    is_whisper: bool,
) -> Iterator[Item]:
    if options.zone is not None and not is_zone(options.zone):
        raise _refused("unknown_zone", "zone", "Expected an IANA zone such as America/New_York.")
    guess = _Guess(_fields(columns), options, file_id(data), is_whisper=is_whisper)
    pieces: list[Piece] = []
    told: set[str] = set()
    for row in rows:
        if isinstance(row, Problem):
            yield row
            continue
        item = guess.item(row) if options.mapping is None else _by_mapping(row, options.mapping, options, guess.file)
        if isinstance(item, Segment):
            pieces.append(Piece(row.where, item))
        else:
            yield item
        # What concerns a whole column is said once.
        new = guess.notes.keys() - told
        told |= new
        yield from (Problem(code, f"{row.where}: {guess.notes[code][0]}", guess.notes[code][1]) for code in sorted(new))
    yield from settle(pieces)


def _by_mapping(row: _Row, mapping: Mapping, options: ReadOptions, file: str) -> Any:
    defaults = {"conversation": file, "segment_id": f"row{row.number}", "role": Role.UNKNOWN.value}
    item = item_of(mapping, row.value, row.value, row.where, source=options.source, defaults=defaults)
    if isinstance(item, Segment) and item.party.role is Role.UNKNOWN and (role := options.role_of(EVERYBODY)):
        return structs.replace(item, party=party(role))
    return item


class _Guess:
    """Reads rows by the usual names of columns. ``notes`` are what it could not take, by code: column and sentence."""

    def __init__(self, fields: dict[str, str], options: ReadOptions, file: str, *, is_whisper: bool) -> None:
        self.file = file
        self.notes: dict[str, tuple[str, str]] = {}
        self._fields = fields
        self._options = options
        self._is_whisper = is_whisper

    def item(self, row: _Row) -> Segment | Problem | Skipped:
        """Turn a row into a segment, or say why it gives none."""
        text = self._get(row, "text")
        if text is None:
            return Skipped("empty", row.where)
        item: dict[str, Any] = {
            "conversation": self._id(row, "conversation") or self.file,
            "segment_id": self._id(row, "segment_id") or f"row{row.number}",
            "role": self._role(row).value,
            "text": text,
            "order": self._order(row),
            "language": _word(self._get(row, "language")),
            "agent": self._id(row, "agent"),
            "queue": self._id(row, "queue"),
        }
        try:
            item |= self._times(row)
        except ValueError:
            message = "Expected a time: a number, a clock such as 1:02:03, or a date with a time."
            return Problem("bad_time", row.where, message)
        found = decode_item(item, row.where, source=self._options.source)
        return found if isinstance(found, Segment | Problem | Skipped) else Skipped("event", row.where)

    def _get(self, row: _Row, field: str) -> Any:
        column = self._fields.get(field)
        return None if column is None else row.value.get(column)

    def _id(self, row: _Row, field: str) -> str | None:
        value = self._get(row, field)
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or not value.strip():
            return None
        return value.strip() if is_id(value.strip()) else stable_id(value)

    def _role(self, row: _Row) -> Role:
        told, speaker = self._get(row, "role"), self._get(row, "speaker")
        names = (_word(told), label("speaker", speaker), _word(speaker))
        mapped = self._options.role_of(*names)
        words = (role_of_word(name) for name in names)
        known = mapped or next((role for role in words if role is not Role.UNKNOWN), Role.UNKNOWN)
        if known is Role.UNKNOWN and told is None and speaker is None:
            return self._options.role_of(EVERYBODY) or Role.UNKNOWN
        return known

    def _order(self, row: _Row) -> int | None:
        value = self._get(row, "order")
        if isinstance(value, str) and value.strip().isascii() and value.strip().isdecimal() and len(value) < 19:
            value = int(value)
        is_order = isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63
        return value if is_order else None

    def _times(self, row: _Row) -> dict[str, Any]:
        """Give start, end and instant, of those that say their unit or zone."""
        times: dict[str, Any] = {}
        for side in ("start", "end"):
            if (value := self._get(row, f"{side}_ms")) is not None:
                times[f"{side}_ms"] = to_ms(value)
            elif (value := self._get(row, f"{side}_s")) is not None:
                times[f"{side}_ms"] = to_ms(value, "s")
            elif (value := self._get(row, side)) is not None:
                times[f"{side}_ms"] = self._bare(value, self._fields[side])
        if (sent := self._get(row, "sent_at")) is not None:
            times |= self._instant(sent, self._fields["sent_at"])
        start, end = times.get("start_ms"), times.get("end_ms")
        if start is not None and end is not None and end < start:
            raise ValueError("ends before it starts")
        return {key: value for key, value in times.items() if value is not None}

    def _bare(self, value: Any, column: str) -> int | None:
        """Take a clock, or a number with a fraction as seconds; a whole number could be either unit."""
        if self._is_whisper:
            return to_ms(value)
        text = str(value).strip()
        if (clock := clock_ms(text)) is not None:
            return clock
        if to_ms(value, "s") is not None and "." in text:
            return to_ms(value, "s")
        if to_ms(value, "s") != 0:
            message = "Whole numbers may be seconds or milliseconds: say which in a mapping. They are not used."
            self.notes.setdefault("unit_needed", (column, message))
        return None

    def _instant(self, value: Any, column: str) -> dict[str, Any]:
        if isinstance(value, str) and (clock := clock_ms(value)) is not None:
            return {"start_ms": clock}
        moment = parse_moment(value)
        if moment is not None and moment.tzinfo is None and self._options.zone is None:
            message = "The times name no zone: say which one is meant (zone). Until then they are not used."
            self.notes["zone_needed"] = (column, message)
            return {}
        return {"sent_at": to_instant(value, self._options.zone)}


def _word(value: Any) -> str | None:
    return value.strip()[:200] if isinstance(value, str) and value.strip() else None


def _refused(code: str, where: str, message: str) -> UnreadableFile:
    return UnreadableFile(Problem(code, where, message))


CSV = Format("csv", sniff_csv, read_csv)
ROWS = Format("jsonl", sniff_rows, read_rows)
