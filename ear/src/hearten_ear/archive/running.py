"""Scanning files into a folder, on all cores, so that it can be killed at any instant and gone on with."""

import os
import shutil
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import msgspec

from hearten_ear.archive.crew import Crew, crew
from hearten_ear.archive.durable import forget_unfinished, in_the_making, put_in_place
from hearten_ear.archive.journal import VERSION, Journal
from hearten_ear.archive.messages import Broken, Setup
from hearten_ear.archive.planning import chunk_sizes, find_files, is_the_same, look_at, plan
from hearten_ear.archive.progress import Progress
from hearten_ear.archive.shapes import (
    TMP,
    CannotGoOn,
    Chunk,
    Done,
    Entry,
    Heading,
    Options,
    Outcome,
    Piece,
    Rejected,
    ScanFailed,
    Source,
    part_name,
    rejected_name,
)

try:
    import fcntl
except ImportError:  # Windows has no such hold; two scans into one folder are then up to its user.
    fcntl = None  # type: ignore[assignment]

REJECTED = "_rejected.jsonl"


def usable_cores() -> int:
    """Count the cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def scan(
    inputs: Sequence[Path],
    out: Path,
    options: Options | None = None,
    *,
    cores: int | None = None,
    restart: bool = False,
    progress: TextIO | None = None,
    chunks: tuple[int, int] | None = None,
) -> Outcome:
    """Scan files and folders into the folder ``out``, or go on with a scan that was cut short.

    Raises :class:`CannotGoOn` where ``out`` holds something else (``restart`` throws an earlier scan away, nothing but
    a scan), :class:`ScanFailed` where it must stop, and what :func:`find_files` raises. Whatever stops it, calling it
    again goes on. ``chunks`` are bytes (JSONL) and rows (Parquet) of a part where the usual choice is not wanted.
    """
    began = time.monotonic()
    files, _ = find_files(inputs)
    files = [path for path in files if not path.resolve().is_relative_to(out.resolve())]
    if not files:
        raise ValueError("there is nothing to scan: no file of a known kind")
    asked = options or Options()
    with _only_one(out):
        journal = Journal(out)
        _take_up(journal, out, restart=restart)
        hands = crew(Setup(str(out), asked), cores or usable_cores())
        try:
            sources = tuple(look_at(path, hands.look) for path in files)
            heading = Heading(VERSION, hands.model, asked, *(chunks or chunk_sizes(sources)), sources)
            return _scan(heading, out, journal, hands, progress or sys.stderr, began)
        finally:
            journal.close()
            hands.close()


@contextmanager
def _only_one(out: Path) -> Iterator[None]:
    """Hold the folder, so that a second scan into it is told so. The hold ends with the process, however it ends."""
    out.mkdir(parents=True, exist_ok=True)
    if fcntl is None:
        yield
        return
    handle = os.open(out, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotGoOn(f"another scan is writing into {out}") from None
        yield
    finally:
        os.close(handle)


def _take_up(journal: Journal, out: Path, *, restart: bool) -> None:
    """Read the journal of an earlier scan, or make sure that there is nothing else in the folder."""
    if restart and journal.path.exists():
        journal.path.unlink()
        for old in [*out.glob("part-*.parquet"), out / REJECTED]:
            old.unlink(missing_ok=True)
        shutil.rmtree(out / TMP, ignore_errors=True)
    journal.read()
    if journal.heading is None and any(out.glob("*.parquet")):
        raise CannotGoOn(f"{out} holds Parquet files of something else; choose an empty folder")


def _scan(heading: Heading, out: Path, journal: Journal, hands: Crew, told: TextIO, began: float) -> Outcome:
    sources = heading.sources
    resumed = journal.heading is not None
    if journal.heading is None:
        journal.begin(heading)
    else:
        changed = what_changed(journal.heading, heading)
        if changed:
            raise CannotGoOn(f"{out} holds a scan that began before {changed}")
    forget_unfinished(out / TMP)
    _forget_lost_parts(journal, out)
    journal.open()
    if resumed:
        told.write(f"going on: parts done so far: {len(journal.entries):,}\n")
    scanned = _make_the_rest(heading, journal, hands, told)
    for source in sources:
        if not (source.problem or is_the_same(_piece(source))):
            raise ScanFailed(f"{source.name} changed while it was scanned")
    rejected = _join_rejected(out, sources, journal)
    journal.settle()
    shutil.rmtree(out / TMP, ignore_errors=True)
    done = [entry.done for entry in journal.entries.values()]
    return _outcome(out, heading, done, rejected, resumed=resumed, scanned=scanned, seconds=time.monotonic() - began)


def _piece(source: Source) -> Piece:
    return Piece(source.name, source.size, source.modified_ns)


def what_changed(before: Heading, now: Heading) -> str:
    """Say in words what differs between a scan that was begun and what is asked for now; empty if nothing does."""
    if before.model != now.model:
        return f"the model changed (it was {before.model}, it is {now.model})"
    if before.options != now.options:
        names = [
            name for name in Options.__struct_fields__ if getattr(before.options, name) != getattr(now.options, name)
        ]
        return f"the options changed ({', '.join(names)})"
    was = {source.name: source for source in before.sources}
    for source in now.sources:
        if source.name not in was:
            return f"the input {source.name} was added"
        if source != was.pop(source.name):
            return f"the input {source.name} changed"
    if was:
        return f"the input {min(was)} was taken away"
    return "" if before == now else "hearten-ear changed how it cuts an archive"


def _forget_lost_parts(journal: Journal, out: Path) -> None:
    """Leave out of the journal what is not there as it says: somebody removed or cut a file."""
    joined = out / REJECTED
    parts = journal.entries
    lost = {part for part, entry in parts.items() if not _has(out / part_name(part), entry.done.size)}
    with_side = {part for part, entry in parts.items() if entry.done.rejected_size}
    if lost and joined.exists():
        # The side files have gone into it: they are made again, with their parts.
        joined.unlink()
    if not joined.exists():
        folder = out / TMP
        lost |= {p for p in with_side if not _has(folder / rejected_name(p), parts[p].done.rejected_size)}
    for part in lost:
        del parts[part]


def _has(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except OSError:
        return False


def _make_the_rest(heading: Heading, journal: Journal, hands: Crew, told: TextIO) -> int:
    """Make every part that the journal does not have; gives the rows scanned now."""
    entries, sources = journal.entries, heading.sources
    every = plan(sources, heading.chunk_bytes, heading.chunk_rows, entries)
    total = sum(source.size for source in sources if not source.problem)
    progress = Progress(total, sum(entry.weight for entry in entries.values()), told)
    scanned = 0
    try:
        for chunk, made in hands.make(chunk for chunk in every if chunk.part not in entries):
            if isinstance(made, Broken):
                raise ScanFailed(f"{_where(chunk)}: {made.why}")
            journal.add(Entry(made.done, chunk.end, chunk.rows, chunk.weight))
            scanned += made.done.rows
            progress.add(chunk.weight, made.done.rows)
    finally:
        progress.end()
    return scanned


def _where(chunk: Chunk) -> str:
    return f"part {chunk.part}, {chunk.files[0].name}"


def _join_rejected(out: Path, sources: Sequence[Source], journal: Journal) -> int:
    """Join the side files in order, after the files that could not be read at all; gives how many rows there are."""
    whole = [
        Rejected(source.name, None, source.problem[0], source.problem[1], 0) for source in sources if source.problem
    ]
    done = [journal.entries[part].done for part in sorted(journal.entries) if journal.entries[part].done.rejected]
    count = len(whole) + sum(each.rejected for each in done)
    joined = out / REJECTED
    if count and not joined.exists():
        made = in_the_making(out / TMP, REJECTED)
        with made.open("wb") as file:
            file.writelines(msgspec.json.encode(each) + b"\n" for each in whole)
            for each in done:
                with (out / TMP / rejected_name(each.part)).open("rb") as side:
                    shutil.copyfileobj(side, file)
        put_in_place(made, joined)
    return count


def _outcome(
    out: Path, heading: Heading, done: Sequence[Done], rejected: int, *, resumed: bool, scanned: int, seconds: float
) -> Outcome:
    reasons: Counter[str] = Counter()
    levels = [0, 0, 0, 0]
    for each in done:
        reasons.update(each.not_read)
        levels = [before + now for before, now in zip(levels, each.levels, strict=True)]
    return Outcome(
        out=str(out),
        model=heading.model,
        files=len(heading.sources),
        parts=len(done),
        rows=sum(each.rows for each in done),
        levels=(levels[0], levels[1], levels[2], levels[3]),
        not_read=dict(sorted(reasons.items())),
        rejected=rejected,
        resumed=resumed,
        scanned=scanned,
        seconds=round(seconds, 3),
    )
