"""Memory stays within its bound, whatever the archive holds: measured over all processes of a scan."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bench.scan import make_archive, memory

#: What two workers and their coordinator may take together, in MB.
BOUND = 400
SCAN = """
import sys
from pathlib import Path
from hearten_ear.archive import Options, scan
everyone, quiet = Options(all_customers=True), open("/dev/null", "w")
print(scan([Path(sys.argv[1])], Path(sys.argv[2]), everyone, cores=2, progress=quiet).rows)
"""


def most_memory(source: Path, out: Path) -> tuple[float, int]:
    """Scan with two workers; gives the most MB of all processes at one time, and the rows."""
    process = subprocess.Popen([sys.executable, "-c", SCAN, str(source), str(out)], stdout=subprocess.PIPE, text=True)
    most = 0.0
    while process.poll() is None:
        most = max(most, memory(process.pid))
        time.sleep(0.02)
    assert process.returncode == 0
    assert process.stdout is not None
    with process.stdout:
        return most, int(process.stdout.read())


@pytest.fixture(autouse=True)
def _proc() -> None:
    if not Path(f"/proc/{os.getpid()}/task").exists():
        pytest.skip("no /proc to measure memory in")


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_a_million_rows_stay_within_the_bound(kind: str, tmp_path: Path) -> None:
    lines, table = make_archive(tmp_path, 1_000_000)
    most, rows = most_memory(lines if kind == "jsonl" else table, tmp_path / "out")
    assert rows == 1_000_000
    assert most <= BOUND


@pytest.mark.slow
@pytest.mark.process
def test_one_row_group_of_a_million_rows_stays_within_the_bound(tmp_path: Path) -> None:
    _, table = make_archive(tmp_path, 1_000_000)
    whole = tmp_path / "whole.parquet"
    pq.write_table(pq.read_table(table), whole, row_group_size=1_000_000)
    assert most_memory(whole, tmp_path / "out")[0] <= BOUND


@pytest.mark.slow
@pytest.mark.process
def test_megabyte_turns_stay_within_the_bound(tmp_path: Path) -> None:
    long = "you useless idiot " * 58_000
    texts = [f"{number} {long}" if number % 9 == 0 else "hello there" for number in range(2_000)]
    pq.write_table(pa.table({"text": texts}), tmp_path / "long.parquet")
    pq.write_table(pa.table({"text": [long] * 3_000}), tmp_path / "same.parquet")
    for name in ("long", "same"):
        assert most_memory(tmp_path / f"{name}.parquet", tmp_path / f"out-{name}")[0] <= BOUND
