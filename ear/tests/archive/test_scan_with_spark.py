"""The same function under a real, local Spark gives the rows that the local scan gives, bit for bit."""

import io
import os
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from ear.tests.archive.conftest import Rows, rows_of, said

from hearten_ear.archive import scan

PAGE = Path(__file__).resolve().parents[3] / "docs" / "howto" / "scan-with-spark.md"
SCRIPT = Path(__file__).resolve().parents[2] / "spark" / "scan_with_spark.py"
HOSTILE = ["you useless idiot", "this bloody router", "thanks a lot", "¿qué?", "", "I know where you live"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.process,
    pytest.mark.skipif(find_spec("pyspark") is None, reason="PySpark is not installed: requirements/spark.txt"),
    pytest.mark.skipif(shutil.which("java") is None, reason="there is no Java, which Spark runs on"),
]


def rows() -> list[dict[str, object]]:
    many = said(2_000)
    for number, row in enumerate(many):
        if number % 2:
            row["text"] = HOSTILE[number // 2 % len(HOSTILE)]
        row["context"] = "What did he say to you?" if number % 7 == 0 else None
        row["language"] = "es" if number % 11 == 0 else None
        row["final"] = number % 13 != 0
        if number % 17 == 0:
            row["role"] = None
    return many


def environment() -> dict[str, str]:
    """One machine, no names looked up, no page served."""
    return os.environ | {
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_SUBMIT_ARGS": "--conf spark.ui.enabled=false --conf spark.sql.shuffle.partitions=2 pyspark-shell",
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
    }


def by_spark(source: Path, out: Path) -> list[dict[str, object]]:
    command = [sys.executable, str(SCRIPT), "--master", "local[2]", str(source), str(out)]
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4_000:]
    return [row for part in sorted(out.glob("part-*.parquet")) for row in pq.read_table(part).to_pylist()]


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_spark_gives_the_rows_of_the_local_scan(kind: str, jsonl: Rows, tmp_path: Path) -> None:
    source = jsonl(rows())
    if kind == "parquet":
        source = tmp_path / "archive.parquet"
        pq.write_table(pa.Table.from_pylist(rows()), source, row_group_size=700)
    scan([source], tmp_path / "local", cores=2, progress=io.StringIO(), chunks=(40_000, 300))
    local = [{k: v for k, v in row.items() if k not in {"file", "row"}} for row in rows_of(tmp_path / "local")]
    spark = by_spark(source, tmp_path / "spark")
    assert len(local) == 2_000
    assert sorted(spark, key=lambda row: str(row["id"])) == sorted(local, key=lambda row: str(row["id"]))


def test_the_job_of_the_documentation_runs_as_it_stands(tmp_path: Path) -> None:
    (job,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    turns = [{"turn_id": row["id"], "utterance": row["text"], "speaker": row["role"]} for row in said(30)]
    pq.write_table(pa.Table.from_pylist(turns), tmp_path / "contacts")
    before = "from pyspark.sql import SparkSession\nspark = SparkSession.builder.master('local[1]').getOrCreate()\n"
    after = "\nprint(sum(row.level is not None for row in scores.collect()), scores.columns[0])\n"
    done = subprocess.run(
        [sys.executable, "-c", before + job + after],
        cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-4_000:]
    assert done.stdout.split() == ["20", "turn_id"]
