"""What it costs to scan an archive, beside reading it with the standard library and scoring it with VADER.

    python -m bench scan [--rows=10000000]

The archive is made here, of pieces of our own corpus put together anew: about 53 bytes an utterance, nearly all of them
different, as JSONL and as Parquet. "One core" is a scan held to one core by the system; the seconds of a scan are those
of the whole command, start included. Memory is the sum over all processes, as often as it can be looked at.
"""

import json
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pyarrow as pa
import pyarrow.json as arrow_json
import pyarrow.parquet as pq

from bench.rows import Row, show
from hearten_ear.archive import Options
from hearten_ear.archive.jsonl import Reader
from hearten_ear.archive.shapes import Chunk, Piece

CORPUS = Path(__file__).resolve().parent.parent / "ear" / "corpus" / "en"
#: Enough that starting is not what is measured.
ROWS = 1_000_000
#: Texts that VADER is timed on: it takes the same for each.
SAMPLE = 5_000
GROUP = "scan of an archive"
_SCAN = """
import sys
from pathlib import Path
from hearten_ear.archive import scan
out = scan([Path(sys.argv[1])], Path(sys.argv[2]), cores=int(sys.argv[3]), progress=open("/dev/null", "w"))
print(out.seconds, out.rows)
"""


#: How many of a hundred pieces come from rows of each level. Two in a hundred utterances or so are hostile: a centre
#: that has more has other worries than the speed of a scan.
OF_A_HUNDRED = (95, 4, 0.8, 0.2)


def pieces() -> list[list[str]]:
    """Give the clauses of our own corpus, by the level of the row they are from."""
    found: list[list[str]] = [[], [], [], []]
    for path in sorted(CORPUS.glob("pass-[abc].jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            clauses = [clause.strip() for clause in re.split(r"(?<=[.!?,;])\s+", row["text"])]
            found[row["level"]] += [clause for clause in clauses if 4 <= len(clause) <= 48]
    return found


def utterances(count: int, *, seed: int = 11) -> Iterator[str]:
    """Give utterances of about 53 bytes, each of two pieces or more, now and then with a number of its own."""
    pick = random.Random(seed)  # noqa: S311 - sentences, not secrets
    pool = [choice for by_level in pick.choices(pieces(), OF_A_HUNDRED, k=50_000) for choice in pick.choices(by_level)]
    choose, chance = pick.choice, pick.random
    for number in range(count):
        text = f"{choose(pool)} {choose(pool)}"
        while len(text) < 30:
            text = f"{text} {choose(pool)}"
        yield f"{text} {number}" if chance() < 0.05 else text


def make_archive(folder: Path, count: int) -> tuple[Path, Path]:
    """Write the same utterances as JSONL and as Parquet; gives both."""
    lines, table = folder / "archive.jsonl", folder / "archive.parquet"
    schema = pa.schema([("id", pa.string()), ("role", pa.string()), ("text", pa.string())])
    said = utterances(count)
    encode = msgspec.json.Encoder().encode_lines
    with lines.open("wb") as file, pq.ParquetWriter(table, schema) as writer:
        for start in range(0, count, 100_000):
            rows = [
                {"id": f"t{number}", "role": "customer", "text": next(said)}
                for number in range(start, min(count, start + 100_000))
            ]
            file.write(encode(rows))
            writer.write_table(pa.Table.from_pylist(rows, schema=schema))
    return lines, table


def scanned(source: Path, cores: int) -> tuple[float, float]:
    """Scan in a process of its own, held to so many cores; gives rows a second, and the most memory in MB."""
    allowed = set(sorted(os.sched_getaffinity(0))[:cores])
    with tempfile.TemporaryDirectory(dir=source.parent) as out:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and words
            [sys.executable, "-c", _SCAN, str(source), out, str(cores)],
            stdout=subprocess.PIPE,
            preexec_fn=lambda: os.sched_setaffinity(0, allowed),  # noqa: PLW1509 - no threads here
        )
        most = 0.0
        while process.poll() is None:
            most = max(most, memory(process.pid))
            time.sleep(0.02)
        said = process.stdout.read().split() if process.stdout else []
    seconds, rows = float(said[0]), int(said[1])
    return rows / seconds, most


def memory(pid: int) -> float:
    """Sum the resident memory of a process and its children, in MB."""
    total = 0.0
    try:
        status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return total
    found = re.search(r"VmRSS:\s+(\d+)", status)
    total += int(found[1]) / 1024 if found else 0.0
    return total + sum(memory(int(child)) for child in children)


def rate(read: Callable[[], object], rows: int, *, times: int = 3) -> float:
    """Give the best rows a second of several passes."""
    best = float("inf")
    for _ in range(times):
        began = time.perf_counter()
        read()
        best = min(best, time.perf_counter() - began)
    return rows / best


def json_and_vader(lines: Path) -> float:
    """Give the rows a second that the standard library and VADER come to."""
    # Only here: the memory tests use this module where nothing to stand beside is installed.
    from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

    vader = SentimentIntensityAnalyzer()
    with lines.open(encoding="utf-8") as file:
        sample = [next(file) for _ in range(SAMPLE)]
    return rate(lambda: [vader.polarity_scores(json.loads(line)["text"]) for line in sample], SAMPLE)


def readers(lines: Path) -> tuple[float, float]:
    """Give the rows a second of our own reader of JSONL, and of Arrow's, into the same three columns."""
    size = min(lines.stat().st_size, 32 << 20)
    with lines.open("rb") as file:
        head = file.read(size)
    end = head.rfind(b"\n") + 1
    rows = head.count(b"\n", 0, end)
    chunk = Chunk(0, "jsonl", (Piece(str(lines), 0, 0),), 0, end, rows=rows)
    schema = pa.schema([("text", pa.string()), ("role", pa.string()), ("id", pa.string())])
    whole, reader = pa.BufferReader(head[:end]), Reader(Options())

    def by_arrow() -> object:
        whole.seek(0)
        return arrow_json.read_json(
            whole,
            read_options=arrow_json.ReadOptions(use_threads=False),
            parse_options=arrow_json.ParseOptions(explicit_schema=schema, unexpected_field_behavior="ignore"),
        )

    return rate(lambda: list(reader.read(chunk)), rows), rate(by_arrow, rows)


def asked_rows() -> int:
    """Read the size from the command line."""
    given = [word.partition("=")[2] for word in sys.argv if word.startswith("--rows=")]
    return max(SAMPLE, int(given[-1].replace("_", ""))) if given else ROWS


def measure() -> list[Row]:
    """Measure and give the rows."""
    count = asked_rows()
    unit, beside = "thousand rows/s", "json + VADER"
    with tempfile.TemporaryDirectory(prefix="hearten-scan-") as name:
        lines, table = make_archive(Path(name), count)
        slow = json_and_vader(lines)
        ours, arrows = readers(lines)
        rows = [
            Row(GROUP, f"{count:,} utterances, bytes each", sum(map(len, utterances(10_000))) / 10_000, "bytes"),
            Row(GROUP, beside, slow / 1e3, unit),
            Row(GROUP, "JSONL to Arrow, by Arrow", arrows / 1e3, unit, beside, arrows / slow),
            Row(GROUP, "JSONL to Arrow, ours", ours / 1e3, unit, "by Arrow", ours / arrows),
        ]
        for kind, source in (("JSONL", lines), ("Parquet", table)):
            one = [scanned(source, 1) for _ in range(5)]
            one_rate = statistics.median(each for each, _ in one)
            rows.append(Row(GROUP, f"{kind} to scores, one core", one_rate / 1e3, unit, beside, one_rate / slow))
            memories = [most for _, most in one]
            if len(os.sched_getaffinity(0)) > 1:
                two = [scanned(source, 2) for _ in range(5)]
                two_rate = statistics.median(each for each, _ in two)
                rows.append(Row(GROUP, f"{kind} to scores, two", two_rate / 1e3, unit, "one core", two_rate / one_rate))
                memories += [most for _, most in two]
            rows.append(Row(GROUP, f"{kind}, most memory", max(memories), "MB"))
    return rows


if __name__ == "__main__":
    show(measure())
