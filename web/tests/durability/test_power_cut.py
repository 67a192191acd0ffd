"""G-02: the power goes at any moment of a recorded stretch of work, and no acknowledged commit is lost.

The same check must find commits lost where ``synchronous`` is weaker than what ``config/storage.py`` chooses.
"""

import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from .conftest import Count
from .disk import STRACE, Disk, Step, Write, contents, recorded, some
from .hard_day_commits import commits_of_support
from .writer_at_work import BATCH

pytestmark = [
    pytest.mark.process,
    pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed, so writes cannot be recorded"),
]
PROGRAM = Path(__file__).parent / "writer_at_work.py"
ROOT = PROGRAM.parents[3]
SAFE = [("WAL", "FULL"), ("DELETE", "EXTRA")]
WEAK = [("WAL", "NORMAL"), ("DELETE", "FULL")]
WEAKER = [("WAL", "OFF"), ("DELETE", "NORMAL"), ("DELETE", "OFF")]


@dataclass(frozen=True, slots=True)
class Work:
    """A recorded stretch of work, and the folder it began with."""

    start: dict[str, bytes]
    steps: list[Step]


def programs_environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in {"HEARTEN_DATABASE_URL", "HEARTEN_DEMO"}}
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return kept | {"HEARTEN_DATA": str(data), "PYTHONPATH": path}


@pytest.fixture(scope="module")
def database_at_rest() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="h-dur-") as name:
        subprocess.run([sys.executable, PROGRAM, "prepare"], env=programs_environment(Path(name)), check=True)
        yield Path(name)


def at_work(rest: Path, folder: Path, journal: str, sync: str, commits: int) -> Work:
    """Record a stretch of work on a copy of the database at rest."""
    data, recording = folder / "data", folder / "recording.txt"
    shutil.copytree(rest, data)
    command = [*STRACE, str(recording), sys.executable, str(PROGRAM), journal, sync, str(commits)]
    start = contents(data)
    done = subprocess.run(command, env=programs_environment(data), capture_output=True, text=True, check=False)
    if "ptrace" in done.stderr.lower():
        pytest.skip(f"strace may not record here: {done.stderr.strip()[:100]}")
    assert done.returncode == 0, done.stderr
    return Work(start, recorded(recording, data, start))


@dataclass(slots=True)
class Toll:
    """What was counted over all power cuts."""

    cuts: int = 0
    lost: int = 0  # power cuts after which something acknowledged is gone
    broken: int = 0  # power cuts after which the database is damaged, or a commit is there in part


def cut_everywhere(work: Work, folder: Path, *, tries: int, seed: int, most: int) -> Toll:
    """Cut the power after every step, or after ``most`` of them by chance, and after every acknowledgement."""
    pick = random.Random(seed)
    matters = [number for number, step in enumerate(work.steps) if step.what != "say"]
    chosen = set(pick.sample(matters, min(most, len(matters))))
    chosen |= {number for number, step in enumerate(work.steps) if step.what == "say"}
    disk, acknowledged, toll = Disk(work.start), -1, Toll()
    for number, step in enumerate(work.steps):
        disk.do(step)
        if step.what == "say":
            acknowledged = int(step.said.split()[1])
        if number in chosen:
            for left in disk.after_power_cut(pick, tries):
                look(left, acknowledged, folder, toll)
    return toll


def look(left: dict[str, bytes], acknowledged: int, folder: Path, toll: Toll) -> None:
    """Start again from what the power cut left, and count what is wrong."""
    toll.cuts += 1
    for path in folder.iterdir():
        path.unlink()
    for name, content in left.items():
        if name.startswith("hearten.sqlite3"):
            (folder / name).write_bytes(content)
    try:
        commits = whole_commits(folder / "hearten.sqlite3")
    except (sqlite3.DatabaseError, AssertionError):
        toll.broken += 1
        return
    toll.lost += not commits >= set(range(acknowledged + 1))


def whole_commits(database: Path) -> set[int]:
    """Give the numbers of the commits that are there. Raises where one is there in part, or the file is damaged."""
    connection = sqlite3.connect(database)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        parts: dict[int, int] = {}
        for (name,) in connection.execute("SELECT segment_id FROM listening_heardsegment"):
            number = int(name.split("-")[0])
            parts[number] = parts.get(number, 0) + 1
        assert all(count == BATCH for count in parts.values())
        moments = {UUID(key).int for (key,) in connection.execute("SELECT key FROM support_moment")}
        # A notice of a moment that names none says that one is offered.
        named = connection.execute("SELECT count(*) FROM live_notice WHERE kind = 'moment' AND object_id <> ''")
        assert named.fetchone()[0] == len(moments)
        support = commits_of_support(connection)
    finally:
        connection.close()
    return set(parts) | moments | support


def run(
    rest: Path, folder: Path, mode: tuple[str, str], counted: Count, *, commits: int, most: int, tries: int = 2
) -> Toll:
    seed = random.randrange(10**6)
    work = at_work(rest, folder, *mode, commits)
    # The WAL was copied back, or the journal deleted: the moments at which commits could be lost were among them.
    assert commits < 50 or sum(step.name == "hearten.sqlite3" and step.what == "sync" for step in work.steps) > 3
    place = folder / "after"
    place.mkdir()
    toll = cut_everywhere(work, place, tries=tries, seed=seed, most=most)
    counted(
        f"power cut, {'+'.join(mode)}: {commits} commits, {toll.cuts} power cuts, acknowledged commits lost after"
        f" {toll.lost}, database damaged after {toll.broken} (seed {seed})"
    )
    return toll


@pytest.mark.parametrize("mode", SAFE, ids="+".join)
@pytest.mark.parametrize(("commits", "most"), [(12, 30), pytest.param(150, 1000, marks=pytest.mark.slow)])
def test_no_power_cut_loses_an_acknowledged_commit(
    database_at_rest: Path, folder: Path, mode: tuple[str, str], commits: int, most: int, counted: Count
) -> None:
    toll = run(database_at_rest, folder, mode, counted, commits=commits, most=most)
    assert toll.cuts >= 5 * commits
    assert (toll.lost, toll.broken) == (0, 0)


@pytest.mark.parametrize(
    "mode", [*WEAK, *(pytest.param(mode, marks=pytest.mark.slow) for mode in WEAKER)], ids="+".join
)
def test_the_check_finds_commits_lost_at_a_weaker_level(
    database_at_rest: Path, folder: Path, mode: tuple[str, str], counted: Count
) -> None:
    toll = run(database_at_rest, folder, mode, counted, commits=9, most=10)
    assert toll.lost > 0


def test_our_choice_is_one_of_those_that_lose_nothing() -> None:
    from hearten.config.storage import journal_and_sync

    assert {journal_and_sync(version) for version in ((3, 40, 1), (3, 51, 3), (3, 52, 0), (3, 53, 4))} == set(SAFE)


class TestTheDiskThatForgets:
    def test_keeps_what_was_synced_and_nothing_else_at_worst(self) -> None:
        disk = Disk({"a": b"old"})
        disk.do(Step("write", "a", 1, Write(0, b"new")))
        assert next(disk.after_power_cut(random.Random(1)))["a"] == b"old"
        disk.do(Step("sync", "a", 1))
        assert all(left["a"] == b"new" for left in disk.after_power_cut(random.Random(1)))

    def test_brings_an_unlinked_name_back_until_its_folder_is_synced(self) -> None:
        disk = Disk({"a": b"1", "a-journal": b"2"})
        disk.do(Step("unlink", "a-journal"))
        assert "a-journal" in next(disk.after_power_cut(random.Random(1)))
        disk.do(Step("sync folder"))
        assert not any("a-journal" in left for left in disk.after_power_cut(random.Random(1)))

    def test_cuts_a_write_at_a_sector(self) -> None:
        kept = {
            len(part.data or b"") for seed in range(50) for part in some([Write(0, bytes(4096))], random.Random(seed))
        }
        assert len(kept) > 3
        assert all(size % 512 == 0 for size in kept)
