"""What tests of the archive share: a scorer that costs nothing, and small archives."""

import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from zlib import crc32

import pytest

pa = pytest.importorskip("pyarrow", reason="the archive needs the extra hearten-ear[archive]")
pq = pytest.importorskip("pyarrow.parquet")

from hearten_ear.archive import working  # noqa: E402 -- only where Arrow is
from hearten_ear.archive.scoring import CERTAINTIES, Scores  # noqa: E402

Rows = Callable[..., Path]


class FakeScorer:
    """Scores by a checksum of text and context: exact, quick, and different for every text."""

    model = "fake-1"

    def __init__(self, pause: float = 0.0) -> None:
        self._pause = pause  # seconds before each batch, for a scan that must still be under way

    def score(self, texts: pa.Array, contexts: pa.Array | None) -> Scores:
        time.sleep(self._pause)
        said = texts.to_pylist()
        before = [None] * len(said) if contexts is None else contexts.to_pylist()
        sums = [crc32(f"{text}|{context}".encode()) for text, context in zip(said, before, strict=True)]
        shares = pa.array([value / 2**32 for value in sums], pa.float32())
        return Scores((shares,) * len(CERTAINTIES), pa.array([value % 4 for value in sums], pa.int8()))


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> FakeScorer:
    """Let the scans of this process be scored for nothing."""
    scorer = FakeScorer()
    monkeypatch.setattr(working, "column_scorer", lambda _language: scorer)
    return scorer


@pytest.fixture
def jsonl(tmp_path: Path) -> Rows:
    """Write rows, or raw lines, as JSONL."""

    def write(rows: Iterable[dict[str, object] | bytes], name: str = "archive.jsonl") -> Path:
        path = tmp_path / name
        path.write_bytes(
            b"".join((row if isinstance(row, bytes) else json.dumps(row).encode()) + b"\n" for row in rows)
        )
        return path

    return write


def said(count: int, *, start: int = 0) -> list[dict[str, object]]:
    """Give rows of an archive in which every third row is the agent's."""
    return [
        {
            "id": f"t{number}",
            "conversation": f"c{number // 10}",
            "role": "agent" if number % 3 == 0 else "customer",
            "text": f"this is turn {number}, and the bill for march is wrong again",
        }
        for number in range(start, start + count)
    ]


def rows_of(out: Path) -> list[dict[str, object]]:
    """Read a scan's rows in order."""
    return [row for part in sorted(out.glob("part-*.parquet")) for row in pq.read_table(part).to_pylist()]


def rejected_in(out: Path) -> list[dict[str, object]]:
    """Read what a scan rejected."""
    path = out / "_rejected.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def bytes_of(out: Path) -> dict[str, bytes]:
    """Give every file of a folder with its bytes."""
    return {str(path.relative_to(out)): path.read_bytes() for path in sorted(out.rglob("*")) if path.is_file()}
