"""Reading a range of a JSONL file into Arrow batches, a block at a time.

msgspec decodes a block into structs of only the keys that are needed; a key that does not occur costs nothing. Arrow's
own reader is up to twice as fast into the same columns (``./run bench scan`` measures both), but it does not say which
line was wrong, and takes two objects on a line, or one over several, for what they are not.
"""

import re
from collections.abc import Iterator
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from hearten_ear.archive.batches import Read
from hearten_ear.archive.planning import count_lines
from hearten_ear.archive.shapes import LINE_MAX, Chunk, Options, Rejected

BLOCK = 1 << 20
_EXPECTED = 'Expected a JSON object like {"%s": "…"} with text there.'
_BOM = b"\xef\xbb\xbf"
_NEWLINE, _BRACE = b"\n{"
#: What msgspec says first of a value of the wrong kind; the rest may repeat what was in the line.
_WRONG_KIND = re.compile(r"Expected `[^`]*`, got `[^`]*`|Object missing required field")


class _Line(msgspec.Struct):
    """What all structs of a line have in common."""


class Reader:
    """Reads chunks with the same options. Remembers which keys it met, which changes its speed and nothing else."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._met: frozenset[str] = frozenset()

    def read(self, chunk: Chunk) -> Iterator[Read]:
        """Yield the rows of a chunk as batches with a column ``row``, and the lines that could not be read."""
        name = chunk.files[0].name
        number = chunk.first + 1
        for block in blocks(Path(name), chunk.start, chunk.end):
            if block is None:
                yield Rejected(name, number, "line_too_long", f"The line is longer than {LINE_MAX} bytes.")
                number += 1
                continue
            lines = count_lines(block) + (not block.endswith(b"\n"))
            body = block.removeprefix(_BOM) if number == 1 else block
            yield from self._block(body, lines, number, name)
            number += lines

    def _block(self, block: bytes, lines: int, number: int, name: str) -> Iterator[Read]:
        rows = self._decoded(block)
        # Objects that share a line or span several, and blank lines, are decoded too; their places give them away.
        if rows is not None and len(rows) == lines and _each_line_is_an_object(block):
            yield self._batch(rows, pa.arange(number, number + lines))
        else:
            yield from self._line_by_line(block, number, name)

    def _decoded(self, block: bytes) -> list[_Line] | None:
        """Decode all lines at once, with the keys that were met so far; ``None`` if one cannot be read."""
        try:
            return _decoder(self._options, self._met).decode_lines(block)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            pass
        self._meet(block)
        try:
            return _decoder(self._options, self._met).decode_lines(block)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    def _meet(self, block: bytes) -> None:
        """Look which of the keys occur in a block that the present decoder cannot read."""
        escaped = b"\\u" in block  # a key may be spelled in escapes
        self._met |= {key for key in self._options.columns if escaped or msgspec.json.encode(key) in block}

    def _batch(self, rows: list[_Line], numbers: pa.Array) -> pa.RecordBatch:
        names = [key for key in self._options.columns if key in self._met or key == self._options.text]
        places = [self._options.columns.index(key) for key in names]
        columns = [
            _column(list(map(attrgetter(f"f{place}"), rows)), name == self._options.final)
            for place, name in zip(places, names, strict=True)
        ]
        return pa.RecordBatch.from_arrays([numbers, *columns], names=["row", *names])

    def _line_by_line(self, block: bytes, number: int, name: str) -> Iterator[Read]:
        self._meet(block)
        decoder = _decoder(self._options, self._met)
        rows: list[_Line] = []
        numbers: list[int] = []
        for place, line in enumerate(block.removesuffix(b"\n").split(b"\n"), number):
            if not line.strip():
                continue
            answer = _one(decoder, line, name, place, self._options)
            if isinstance(answer, Rejected):
                yield answer
            else:
                rows.append(answer)
                numbers.append(place)
        if rows:
            yield self._batch(rows, pa.array(numbers, pa.int64()))


def blocks(path: Path, start: int, end: int) -> Iterator[bytes | None]:
    """Yield whole lines of a range, about a megabyte at a time; ``None`` for a line too long to read."""
    rest = b""
    skipping = False
    with path.open("rb", buffering=0) as file:
        file.seek(start)
        place = start
        while place < end:
            read_now = file.read(min(BLOCK, end - place))
            if not read_now:
                break
            place += len(read_now)
            if skipping:
                _, ended, read_now = read_now.partition(b"\n")
                skipping = not ended
            cut = read_now.rfind(b"\n") + 1
            if cut:
                yield from _within_limit(rest + read_now[:cut])
                rest = read_now[cut:]
            else:
                rest += read_now
            if len(rest) > LINE_MAX:
                yield None
                rest, skipping = b"", True
    if rest:
        yield rest


def _within_limit(block: bytes) -> Iterator[bytes | None]:
    """Take a first line out that grew too long before its end came in sight."""
    first = block.find(b"\n") + 1
    if first <= LINE_MAX:
        yield block
        return
    yield None
    if first < len(block):
        yield block[first:]


def _each_line_is_an_object(block: bytes) -> bool:
    bytes_of_block = np.frombuffer(block, np.uint8)
    starts = np.flatnonzero(bytes_of_block == _NEWLINE)[: -1 if block.endswith(b"\n") else None] + 1
    return block.startswith(b"{") and bool((bytes_of_block[starts] == _BRACE).all())


class _NeverMet(msgspec.Struct, tag=True):
    """The type of a key that was not met so far: no value is of it, so that the first one stops the decoder.

    Looking for the keys in every block would cost as much as decoding it.
    """


@cache
def _decoder(options: Options, met: frozenset[str]) -> msgspec.json.Decoder[_Line]:
    kinds: dict[str, Any] = {
        options.context: str | list[str] | None,
        options.final: bool | None,
        options.language: str | None,
    }
    fields: list[tuple[str, Any, Any]] = []
    for place, key in enumerate(options.columns):
        if key == options.text:
            fields.insert(0, (f"f{place}", str, msgspec.field(name=key)))
        else:
            kind = kinds.get(key, str | int | None) if key in met else _NeverMet | msgspec.UnsetType
            fields.append((f"f{place}", kind, msgspec.field(default=None, name=key)))
    return msgspec.json.Decoder(msgspec.defstruct("Line", fields, bases=(_Line,), gc=False))


def _column(values: list[Any], is_flag: bool) -> pa.Array:  # noqa: FBT001 -- one private caller
    if is_flag:
        return pa.array(values, pa.bool_())
    try:
        return pa.array(values, pa.string())
    except (pa.ArrowException, TypeError):
        pass
    # Numbers are names too, in some archives; of a list of what was said before, the last counts.
    last = [value[-1] if isinstance(value, list) and value else None if value == [] else value for value in values]
    return pa.array([value if value is None else str(value) for value in last], pa.string())


def _one(
    decoder: msgspec.json.Decoder[_Line], line: bytes, name: str, number: int, options: Options
) -> _Line | Rejected:
    expected = _EXPECTED % options.text
    try:
        return decoder.decode(line)
    except msgspec.ValidationError as problem:
        said = _WRONG_KIND.match(str(problem))
        what = f"{said[0]}. " if said else ""
        return Rejected(name, number, "wrong_shape", f"{what}{expected}")
    except UnicodeDecodeError:
        return Rejected(name, number, "not_utf8", f"The line is not UTF-8. {expected}")
    except (msgspec.DecodeError, RecursionError) as problem:
        if "surrogate" in str(problem) or _ends_in_half_a_pair(line):
            return Rejected(name, number, "lone_surrogate", "The line holds half of a surrogate pair.")
        return Rejected(name, number, "not_json", f"The line is not valid JSON. {expected}")


_HALF = re.compile(rb"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])")


def _ends_in_half_a_pair(line: bytes) -> bool:
    # msgspec calls this one truncated.
    return _HALF.search(line) is not None
