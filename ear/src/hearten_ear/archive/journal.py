"""The journal of a scan: what it is, and which chunks are finished for good.

One line each, ``{"crc": …, "line": {…}}``, the heading first. Appended in one write and forced to disk. Reading stops
at the first line that is torn or does not match its checksum; what stands after it counts as not done.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from zlib import crc32

import msgspec

from hearten_ear.archive.durable import force_to_disk, write_whole
from hearten_ear.archive.shapes import TMP, CannotGoOn, Entry, Heading

NAME = "_journal.jsonl"
VERSION = 1


class _Line(msgspec.Struct):
    crc: int
    line: msgspec.Raw


class Journal:
    """The journal in one output folder. ``entries`` are the finished chunks by number."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / NAME
        self._tmp = folder / TMP
        self.heading: Heading | None = None
        self.entries: dict[int, Entry] = {}
        self._good = 0
        self._handle: int | None = None

    def read(self) -> None:
        """Take in what is there. Raises :class:`CannotGoOn` for a journal that is not of this format."""
        if not self.path.exists():
            return
        for raw in self.path.read_bytes().splitlines(keepends=True):
            line = _checked(raw)
            if line is None:
                return
            if self.heading is None:
                self.heading = _heading(line, self.path)
            else:
                entry = msgspec.json.decode(line, type=Entry)
                self.entries[entry.done.part] = entry
            self._good += len(raw)

    def begin(self, heading: Heading) -> None:
        """Start a new journal, on disk before any part is."""
        self.heading = heading
        content = _written(heading)
        write_whole(self.path, content, self._tmp)
        self._good = len(content)

    def open(self) -> None:
        """Make ready to append, after cutting off what a kill has torn."""
        os.truncate(self.path, self._good)
        self._handle = os.open(self.path, os.O_WRONLY | os.O_APPEND)
        force_to_disk(self.path)

    def add(self, entry: Entry) -> None:
        """Note a chunk as finished; when this returns, it is on the disk."""
        if self._handle is None:
            raise RuntimeError("the journal is not open")
        os.write(self._handle, _written(entry))
        os.fsync(self._handle)
        self.entries[entry.done.part] = entry

    def close(self) -> None:
        """Let go of the file."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def settle(self) -> None:
        """Write the journal of a finished scan in the order of its parts, the same however the scan went."""
        self.close()
        if self.heading is None:
            raise RuntimeError("a journal without a heading")
        in_order = (self.entries[part] for part in sorted(self.entries))
        write_whole(self.path, b"".join(map(_written, _all(self.heading, in_order))), self._tmp)


def _all(heading: Heading, entries: Iterable[Entry]) -> Iterable[Heading | Entry]:
    yield heading
    yield from entries


def _written(line: Heading | Entry) -> bytes:
    body = msgspec.json.encode(line)
    return b'{"crc":%d,"line":%b}\n' % (crc32(body), body)


def _checked(raw: bytes) -> msgspec.Raw | None:
    if not raw.endswith(b"\n"):
        return None
    try:
        line = msgspec.json.decode(raw, type=_Line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return line.line if crc32(bytes(line.line)) == line.crc else None


def _heading(line: msgspec.Raw, path: Path) -> Heading:
    try:
        heading = msgspec.json.decode(line, type=Heading)
    except msgspec.DecodeError:
        raise CannotGoOn(f"{path} was written by another version of hearten-ear") from None
    if heading.version != VERSION:
        raise CannotGoOn(f"{path} was written by another version of hearten-ear")
    return heading
