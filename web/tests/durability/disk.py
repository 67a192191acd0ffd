"""A disk that forgets: from a recording of system calls, what may be in a folder after the power went at any moment.

The model is the least a disk promises. What was written to a file is there for certain once that file was synced;
until then any part of it may be there or not, in any order, the last write cut at a sector. That a name exists, or is
gone, is certain once its folder was synced. A recording that touches the folder in a way not modelled here is refused.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
CALLS = (
    "open,openat,openat2,creat,close,dup,dup2,dup3,write,pwrite64,writev,pwritev,pwritev2,fsync,fdatasync,"
    "sync_file_range,ftruncate,truncate,fallocate,unlink,unlinkat,rename,renameat,renameat2,link,linkat,mmap,sendfile,"
    "copy_file_range"
)
STRACE = ("strace", "-xx", "-s", "10000000", "-e", f"trace={CALLS}", "-o")
LINE = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+|\?|0x[0-9a-f]+)")
TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


class NotModelledError(Exception):
    """The recording touches the folder in a way this disk does not know."""


@dataclass(frozen=True, slots=True)
class Write:
    """Bytes at an offset, or with ``data`` None a new length."""

    offset: int
    data: bytes | None


@dataclass(slots=True, eq=False)
class File:
    """What is certain of a file's content, and what is not yet."""

    synced: bytearray = field(default_factory=bytearray)
    pending: list[Write] = field(default_factory=list)

    def sync(self) -> None:
        for each in self.pending:
            apply(self.synced, each)
        self.pending.clear()


def apply(content: bytearray, change: Write) -> None:
    """Change a content as the write does."""
    if change.data is None:
        del content[change.offset :]
        content.extend(bytes(change.offset - len(content)))
        return
    content.extend(bytes(max(0, change.offset + len(change.data) - len(content))))
    content[change.offset : change.offset + len(change.data)] = change.data


@dataclass(frozen=True, slots=True)
class Step:
    """A system call that matters: ``what`` it does to ``name`` of the folder."""

    what: str  # create, write, sync, unlink, sync folder, say
    name: str = ""
    file: int = 0
    write: Write | None = None
    said: str = ""


def recorded(recording: Path, folder: Path, start: Iterable[str]) -> list[Step]:
    """Read a recording of one thread: what it did in the folder that held these names, and the lines it said."""
    reader = Reader(folder, start)
    for line in recording.read_text(encoding="ascii").splitlines():
        found = LINE.match(line)
        if found and not found[3].startswith(("-", "?")):
            reader.take(found[1], found[2], int(found[3], 0))
    return reader.steps


class Reader:
    """Follows names and descriptors. Files that were there at the beginning are numbered in the order given."""

    def __init__(self, folder: Path, start: Iterable[str]) -> None:
        self.folder = str(folder)
        self.steps: list[Step] = []
        self.names = {name: number for number, name in enumerate(start, 1)}
        self.made = len(self.names)
        self.open: dict[int, tuple[str, int]] = {}

    def take(self, call: str, arguments: str, result: int) -> None:
        texts = [bytes.fromhex(text.replace("\\x", "")) for text in TEXT.findall(arguments)]
        first = int(found[0]) if (found := re.match(r"\d+(?=,|$)", arguments)) else -1
        if call in {"open", "openat", "creat"}:
            self._open(texts[0].decode(), arguments, result)
        elif call == "close":
            self.open.pop(first, None)
        elif call == "write" and first == 1:
            self.steps.append(Step("say", said=texts[0].decode()))
        elif call in {"unlink", "unlinkat"}:
            self._unlink(texts[0].decode())
        elif call == "mmap":
            self._mmap(arguments)
        elif first in self.open:
            self._change(call, *self.open[first], arguments, texts)
        elif call.startswith(("rename", "link", "trunc", "openat2")) and any(self._name(t.decode()) for t in texts):
            raise NotModelledError(call)

    def _name(self, path: str) -> str:
        """Give the name within our folder, or nothing; what only several processes share lies outside the model."""
        folder, _, name = path.rpartition("/")
        return name if folder == self.folder and not name.endswith("-shm") else ""

    def _open(self, path: str, arguments: str, result: int) -> None:
        if path.rstrip("/") == self.folder:
            self.open[result] = ("", 0)
            return
        name = self._name(path)
        if not name:
            return
        if name not in self.names:
            self.made += 1
            self.names[name] = self.made
            self.steps.append(Step("create", name, self.made))
        if "O_TRUNC" in arguments:
            raise NotModelledError("O_TRUNC")
        self.open[result] = (name, self.names[name])

    def _unlink(self, path: str) -> None:
        if name := self._name(path):
            self.names.pop(name)
            self.steps.append(Step("unlink", name))

    def _mmap(self, arguments: str) -> None:
        parts = [part.strip() for part in arguments.split(",")]
        if parts[4].isdigit() and int(parts[4]) in self.open and "MAP_SHARED" in parts[3] and "WRITE" in parts[2]:
            raise NotModelledError("a file is written through memory")

    def _change(self, call: str, name: str, file: int, arguments: str, texts: list[bytes]) -> None:
        if call in {"fsync", "fdatasync"}:
            self.steps.append(Step("sync" if file else "sync folder", name, file))
        elif call == "pwrite64":
            offset = int(arguments.rpartition(",")[2])
            self.steps.append(Step("write", name, file, Write(offset, texts[0])))
        elif call == "ftruncate":
            self.steps.append(Step("write", name, file, Write(int(arguments.rpartition(",")[2]), None)))
        else:
            raise NotModelledError(f"{call} on {name}")


def contents(folder: Path) -> dict[str, bytes]:
    """Give what a replay starts from."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.endswith("-shm"))
    return {path.name: path.read_bytes() for path in files}


class Disk:
    """Follows a recording step by step; at any moment it gives folders that a power cut may leave behind."""

    def __init__(self, start: dict[str, bytes]) -> None:
        self.files = {number: File(bytearray(content)) for number, content in enumerate(start.values(), 1)}
        self.names = {name: number for number, name in enumerate(start, 1)}  # certain
        self.pending_names: list[tuple[str, int | None]] = []

    def do(self, step: Step) -> None:
        if step.what == "create":
            self.files[step.file] = File()
            self.pending_names.append((step.name, step.file))
        elif step.what == "unlink":
            self.pending_names.append((step.name, None))
        elif step.what == "write":
            assert step.write
            self.files[step.file].pending.append(step.write)
        elif step.what == "sync":
            self.files[step.file].sync()
        elif step.what == "sync folder":
            self.names = self._names(len(self.pending_names))
            self.pending_names.clear()

    def after_power_cut(self, pick: random.Random, tries: int = 2) -> Iterator[dict[str, bytes]]:
        """Give folders: nothing unsure is there; all but the names; all; and ``tries`` by chance, a write cut."""
        every = len(self.pending_names)
        yield self._folder(self._names(0), lambda _: [])
        yield self._folder(self._names(0), lambda pending: pending)
        yield self._folder(self._names(every), lambda pending: pending)
        for _ in range(tries):
            yield self._folder(self._names(pick.randint(0, every)), lambda pending: some(pending, pick))

    def _names(self, taken: int) -> dict[str, int]:
        names = dict(self.names)
        for name, file in self.pending_names[:taken]:
            if file is None:
                names.pop(name, None)
            else:
                names[name] = file
        return names

    def _folder(self, names: dict[str, int], keep: Callable[[list[Write]], list[Write]]) -> dict[str, bytes]:
        folder = {}
        for name, number in names.items():
            content = bytearray(self.files[number].synced)
            for each in keep(self.files[number].pending):
                apply(content, each)
            folder[name] = bytes(content)
        return folder


def some(pending: list[Write], pick: random.Random) -> list[Write]:
    """Choose writes that happened to reach the disk; the last of them may be cut at a sector."""
    share = pick.random()
    chosen = [each for each in pending if pick.random() < share]
    if chosen and chosen[-1].data and len(chosen[-1].data) > SECTOR:
        data = chosen[-1].data
        chosen[-1] = Write(chosen[-1].offset, data[: SECTOR * pick.randint(1, len(data) // SECTOR)])
    return chosen
