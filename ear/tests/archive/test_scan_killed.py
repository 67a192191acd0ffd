"""Killed by signal 9 at any instant, a scan goes on, and leaves the very bytes of one that was not killed."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from ear.tests.archive.conftest import Rows, bytes_of, rejected_in, rows_of, said

PROGRAM = Path(__file__).with_name("dying_scan.py")
QUICK = [sys.executable, str(Path(__file__).with_name("quick_scan.py"))]
BAD = [b"not json", b'{"text": 5}', b'{"text": "\\ud800"}']


def archive(jsonl: Rows) -> Path:
    rows: list[dict[str, object] | bytes] = [*said(1_000)]
    for place, bad in zip((5, 400, 999), BAD, strict=True):
        rows.insert(place, bad)
    return jsonl(rows)


def dying(source: Path, out: Path, at: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(PROGRAM), str(source), str(out), str(at)], capture_output=True, text=True, check=False
    )


def whole_scan(source: Path, out: Path) -> int:
    """Scan without a kill; gives the steps it took."""
    done = dying(source, out, 0)
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def kill_until_done(source: Path, out: Path, steps: list[int]) -> int:
    """Kill run after run, each at its step, and let the last one end; gives how many were killed."""
    killed = 0
    for at in steps:
        result = dying(source, out, at)
        if result.returncode == 0:
            return killed
        assert result.returncode == -signal.SIGKILL, result.stderr
        killed += 1
    whole_scan(source, out)
    return killed


@pytest.mark.process
def test_killed_eight_times_on_its_way_a_scan_leaves_the_same_bytes(jsonl: Rows, tmp_path: Path) -> None:
    source = archive(jsonl)
    whole_scan(source, tmp_path / "whole")
    assert kill_until_done(source, tmp_path / "killed", [1, 4, 7, 10, 9, 8, 11, 6]) >= 6
    assert bytes_of(tmp_path / "killed") == bytes_of(tmp_path / "whole")
    assert len(rows_of(tmp_path / "whole")) == 1_000
    assert [bad["row"] for bad in rejected_in(tmp_path / "whole")] == [6, 401, 1000]


@pytest.mark.slow
@pytest.mark.process
def test_killed_at_every_single_step_a_scan_leaves_the_same_bytes(jsonl: Rows, tmp_path: Path) -> None:
    source = archive(jsonl)
    steps = whole_scan(source, tmp_path / "whole")
    assert steps >= 30
    expected = bytes_of(tmp_path / "whole")
    for at in range(1, steps + 1):
        out = tmp_path / f"killed-{at}"
        assert dying(source, out, at).returncode == -signal.SIGKILL
        whole_scan(source, out)
        assert bytes_of(out) == expected, f"killed at step {at}"


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_killed_at_forty_random_instants_with_two_workers(kind: str, jsonl: Rows, tmp_path: Path) -> None:
    source = jsonl(said(60_000)) if kind == "jsonl" else tmp_path / "archive.parquet"
    if kind == "parquet":
        pq.write_table(pa.Table.from_pylist(said(60_000)), source, row_group_size=45_000)
    whole, out = tmp_path / "whole", tmp_path / "killed"
    began = time.monotonic()
    subprocess.run([*QUICK, str(source), str(whole), "2"], check=True, capture_output=True)
    span = time.monotonic() - began
    chosen = random.Random(5)
    killed = ended = 0
    while killed < 40:
        process = subprocess.Popen([*QUICK, str(source), str(out), "2"], stderr=subprocess.DEVNULL)
        time.sleep(chosen.uniform(0.3, 1.0) * span)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGKILL)
            killed += 1
        if process.wait() == 0:
            ended += 1
            assert bytes_of(out) == bytes_of(whole)
            shutil.rmtree(out)
    subprocess.run([*QUICK, str(source), str(out), "2"], check=True, capture_output=True)
    assert bytes_of(out) == bytes_of(whole)
    assert ended < 40


@pytest.mark.process
def test_workers_do_not_outlive_a_killed_coordinator(jsonl: Rows, tmp_path: Path) -> None:
    source = jsonl(said(60_000))
    process = subprocess.Popen([*QUICK, str(source), str(tmp_path / "out"), "2"], stderr=subprocess.DEVNULL)
    workers = _wait_for(lambda: _children(process.pid))
    process.kill()
    process.wait()
    assert _wait_for(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))


def _children(pid: int) -> list[int]:
    if not Path("/proc/self/task").exists():
        pytest.skip("no /proc to find the workers in")
    try:
        found = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [int(child) for child in found] if len(found) == 2 else []


def _wait_for(answer: object, seconds: float = 120) -> list[int]:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := answer():  # type: ignore[operator]
            return found  # type: ignore[no-any-return]
        time.sleep(0.02)
    raise AssertionError("it never came")
