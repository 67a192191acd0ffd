"""Which files are scanned, and how they are cut into chunks: by a rule that knows only the files and the options."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np

from hearten_ear.archive.shapes import (
    CHUNK_BYTES,
    CHUNK_FILES,
    CHUNK_FILES_BYTES,
    CHUNK_ROWS,
    CHUNKS,
    CONVERSATIONS,
    JSONL,
    PARQUET,
    Chunk,
    Entry,
    Piece,
    Source,
)

KINDS = {
    ".jsonl": JSONL,
    ".ndjson": JSONL,
    ".parquet": PARQUET,
    ".pq": PARQUET,
    ".json": CONVERSATIONS,
    ".vcon": CONVERSATIONS,
    ".vtt": CONVERSATIONS,
    ".srt": CONVERSATIONS,
}
EXPECTED = f"expected a folder, or a file that ends in {', '.join(KINDS)}"
BLOCK = 1 << 20
#: How a file is sampled: so many blocks of so many bytes, spread evenly, the last one at the end.
_SAMPLES, _SAMPLE = 64, 4096

#: Reads the metadata of a Parquet file: rows per row group, or why the file cannot be read, as code and sentence.
Looker = Callable[[str], "tuple[int, ...] | tuple[str, str]"]


def find_files(inputs: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Give the files to scan in a fixed order, and those found in folders that are of no known kind.

    Raises :class:`FileNotFoundError` for an input that is not there and :class:`ValueError` for a file named outright
    that is of no known kind. Names that begin with ``_`` or ``.`` are left out, as readers of Parquet folders do.
    """
    found: list[Path] = []
    unknown: list[Path] = []
    for given in inputs:
        if given.is_dir():
            for path in sorted(each for each in given.rglob("*") if each.is_file()):
                if not any(part.startswith(("_", ".")) for part in path.relative_to(given).parts):
                    (found if path.suffix.lower() in KINDS else unknown).append(path)
        elif not given.exists():
            raise FileNotFoundError(given)
        elif given.suffix.lower() not in KINDS:
            raise ValueError(f"{given}: not a kind of file that can be scanned; {EXPECTED}")
        else:
            found.append(given)
    return list(dict.fromkeys(found)), unknown


def look_at(path: Path, parquet: Looker) -> Source:
    """Describe a file as it is now."""
    kind = KINDS[path.suffix.lower()]
    try:
        facts = path.stat()
        sample = _sample(path, facts.st_size)
    except OSError as problem:
        return Source(str(path), kind, 0, 0, "", problem=("cannot_open", f"Cannot be opened: {problem.strerror}."))
    source = Source(str(path), kind, facts.st_size, facts.st_mtime_ns, sample)
    if facts.st_size == 0:
        return _with_problem(source, ("empty_file", "The file is empty."))
    if kind != PARQUET:
        return source
    seen = parquet(str(path))
    if seen and isinstance(seen[0], str):
        return _with_problem(source, (seen[0], str(seen[1])))
    groups = tuple(int(rows) for rows in seen)
    return Source(source.name, kind, source.size, source.modified_ns, sample, groups)


def _with_problem(source: Source, problem: tuple[str, str]) -> Source:
    return Source(source.name, source.kind, source.size, source.modified_ns, source.sample, problem=problem)


def is_the_same(piece: Piece) -> bool:
    """Say whether a file still has the size and the time it had when the scan began."""
    try:
        facts = Path(piece.name).stat()
    except OSError:
        return False
    return (facts.st_size, facts.st_mtime_ns) == (piece.size, piece.modified_ns)


def _sample(path: Path, size: int) -> str:
    digest = hashlib.blake2b(digest_size=16)
    with path.open("rb", buffering=0) as file:
        last = max(0, size - _SAMPLE)
        for place in sorted({last * step // (_SAMPLES - 1) for step in range(_SAMPLES)}):
            digest.update(os.pread(file.fileno(), _SAMPLE, place))
    return digest.hexdigest()


def chunk_sizes(sources: Iterable[Source]) -> tuple[int, int]:
    """Choose the bytes and rows of a chunk from the size of the whole archive."""
    total_bytes = total_rows = 0
    for source in sources:
        total_bytes += source.size
        total_rows += sum(source.groups)
    return _between(total_bytes // CHUNKS, *CHUNK_BYTES), _between(total_rows // CHUNKS, *CHUNK_ROWS)


def _between(wanted: int, least: int, most: int) -> int:
    size = least
    while size < wanted and size < most:
        size *= 2
    return size


def plan(
    sources: Iterable[Source], chunk_bytes: int, chunk_rows: int, finished: Mapping[int, Entry]
) -> Iterator[Chunk]:
    """Cut the sources into chunks, numbered from 0 in their order. Finished chunks are given too, without reading."""
    part = 0
    together: list[Source] = []
    for source in sources:
        if together and (source.kind != CONVERSATIONS or _is_full(together)):
            yield _of_conversations(part, together)
            part, together = part + 1, []
        if source.problem:
            continue
        if source.kind == CONVERSATIONS:
            together.append(source)
            continue
        cut = (
            _of_lines(source, part, chunk_bytes, finished)
            if source.kind == JSONL
            else _of_rows(source, part, chunk_rows)
        )
        for chunk in cut:
            yield chunk
            part = chunk.part + 1
    if together:
        yield _of_conversations(part, together)


def _piece(source: Source) -> Piece:
    return Piece(source.name, source.size, source.modified_ns)


def _is_full(together: list[Source]) -> bool:
    return len(together) >= CHUNK_FILES or sum(source.size for source in together) >= CHUNK_FILES_BYTES


def _of_conversations(part: int, together: list[Source]) -> Chunk:
    files = tuple(_piece(source) for source in together)
    return Chunk(part, CONVERSATIONS, files, weight=sum(file.size for file in files))


def _of_rows(source: Source, part: int, chunk_rows: int) -> Iterator[Chunk]:
    total = sum(source.groups)
    first = 0
    for group, rows in enumerate(source.groups):
        for start in range(0, rows, chunk_rows):
            end = min(rows, start + chunk_rows)
            weight = source.size * (first + end) // total - source.size * (first + start) // total
            yield Chunk(part, PARQUET, (_piece(source),), start, end, group, first + start, end - start, weight)
            part += 1
        first += rows


def _of_lines(source: Source, part: int, chunk_bytes: int, finished: Mapping[int, Entry]) -> Iterator[Chunk]:
    """Cut where a line ends, and count the lines on the way.

    Counting costs a fiftieth of reading and leaves the bytes in the page cache for the worker that reads them next.
    """
    start = first = 0
    while start < source.size:
        known = finished.get(part)
        end, lines = (known.end, known.lines) if known else _measure(source, start, chunk_bytes)
        yield Chunk(part, JSONL, (_piece(source),), start, end, 0, first, lines, end - start)
        part, start, first = part + 1, end, first + lines


def count_lines(block: bytes) -> int:
    """Count the ends of lines, seven times as fast as ``bytes.count``."""
    return int(np.count_nonzero(np.frombuffer(block, np.uint8) == ord("\n")))


def _measure(source: Source, start: int, wanted: int) -> tuple[int, int]:
    """Find where the chunk that begins at ``start`` ends, after how many lines."""
    lines = 0
    place = start
    with Path(source.name).open("rb", buffering=0) as file:
        file.seek(start)
        while place < source.size:
            block = file.read(min(BLOCK, source.size - place))
            if not block:
                break
            enough = start + wanted - place
            if enough <= len(block) and (at := block.find(b"\n", max(0, enough - 1))) >= 0:
                return place + at + 1, lines + count_lines(block[: at + 1])
            lines += count_lines(block)
            place += len(block)
    # The last line may lack its end.
    return source.size, lines + (not block.endswith(b"\n"))
