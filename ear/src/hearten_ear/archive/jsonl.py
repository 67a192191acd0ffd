"""Reading a range of a JSONL file into Arrow batches, a block at a time.

msgspec with a struct of only the keys that are needed reads a million lines of three columns in 0.23 s; Arrow's own
reader takes 0.26 s and does not tell which line was wrong (``./run bench scan`` measures both). A key that does not
occur in a block costs nothing there.
"""

import re
from collections.abc import Iterator
from functools import cache
from operator import attrgetter
from pathlib import Path
from typing import Any

import msgspec
import pyarrow as pa

from hearten_ear.archive.batches import Read
from hearten_ear.archive.shapes import LINE_MAX, Chunk, Options, Rejected

BLOCK = 1 << 20
_EXPECTED = 'Expected a JSON object like {"%s": "…"} with text there.'
_BOM = b"\xef\xbb\xbf"
#: What msgspec says first of a value of the wrong kind; the rest may repeat what was in the line.
_WRONG_KIND = re.compile(r"Expected `[^`]*`, got `[^`]*`|Object missing required field")


class _Line(msgspec.Struct):
    """What all structs of a line have in common."""


def read(chunk: Chunk, options: Options) -> Iterator[Read]:
    """Yield the rows of a chunk as batches with a column ``row``, and the lines that could not be read."""
    name = chunk.files[0].name
    number = chunk.first + 1
    for block in blocks(Path(name), chunk.start, chunk.end):
        if block is None:
            yield Rejected(name, number, "line_too_long", f"The line is longer than {LINE_MAX} bytes.")
            number += 1
            continue
        lines = block.count(b"\n") + (not block.endswith(b"\n"))
        body = block.removeprefix(_BOM) if number == 1 else block
        yield from _block(body, lines, number, name, options)
        number += lines


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


def _block(block: bytes, lines: int, number: int, name: str, options: Options) -> Iterator[Read]:
    names = _present(block, options)
    decoder = _decoder(names, options)
    try:
        rows = decoder.decode_lines(block)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        rows = []
    # Objects that share a line or span several, and blank lines, are decoded too; their count gives them away.
    if len(rows) == lines and block.count(b"\n{") == lines - 1:
        yield _batch(rows, names, pa.arange(number, number + lines), options.final)
    else:
        yield from _line_by_line(block, number, name, names, options)


def _present(block: bytes, options: Options) -> tuple[str, ...]:
    """Give the keys that are needed and occur in the block; the text always."""
    escaped = b"\\u" in block  # a key may be spelled in escapes
    return tuple(key for key in options.columns if key == options.text or escaped or msgspec.json.encode(key) in block)


@cache
def _decoder(names: tuple[str, ...], options: Options) -> msgspec.json.Decoder[_Line]:
    kinds: dict[str, Any] = {
        options.context: str | list[str] | None,
        options.final: bool | None,
        options.language: str | None,
    }
    fields: list[tuple[str, Any, Any]] = []
    for place, key in enumerate(names):
        if key == options.text:
            fields.insert(0, (f"f{place}", str, msgspec.field(name=key)))
        else:
            kind = kinds.get(key, str | int | None)
            fields.append((f"f{place}", kind, msgspec.field(default=None, name=key)))
    return msgspec.json.Decoder(msgspec.defstruct("Line", fields, bases=(_Line,), gc=False))


def _batch(rows: list[Any], names: tuple[str, ...], numbers: pa.Array, final: str) -> pa.RecordBatch:
    columns = [_column(list(map(attrgetter(f"f{place}"), rows)), name == final) for place, name in enumerate(names)]
    return pa.RecordBatch.from_arrays([numbers, *columns], names=["row", *names])


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


def _line_by_line(block: bytes, number: int, name: str, names: tuple[str, ...], options: Options) -> Iterator[Read]:
    decoder = _decoder(names, options)
    rows: list[_Line] = []
    numbers: list[int] = []
    for place, line in enumerate(block.removesuffix(b"\n").split(b"\n"), number):
        if not line.strip():
            continue
        answer = _one(decoder, line, name, place, options)
        if isinstance(answer, Rejected):
            yield answer
        else:
            rows.append(answer)
            numbers.append(place)
    if rows:
        yield _batch(rows, names, pa.array(numbers, pa.int64()), options.final)


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
