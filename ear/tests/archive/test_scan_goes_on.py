"""What a scan makes of a folder it finds: its own, another's, one whose input or model has changed since."""

import io
import os
from pathlib import Path

import pytest
from ear.tests.archive.conftest import FakeScorer, Rows, bytes_of, rejected_in, rows_of, said

from hearten_ear.archive import CannotGoOn, Options, Outcome, ScanFailed, scan
from hearten_ear.archive.journal import Journal

CHUNKS = (20_000, 200)


def run(source: Path, out: Path, options: Options | None = None, *, restart: bool = False) -> Outcome:
    return scan([source], out, options, cores=1, restart=restart, progress=io.StringIO(), chunks=CHUNKS)


def drop_entries(out: Path, keep: int) -> None:
    """Take a finished scan back to where only its first parts were done."""
    path = out / "_journal.jsonl"
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[: 1 + keep]))
    for part in sorted(out.glob("part-*.parquet"))[keep:]:
        part.unlink()


def test_a_finished_scan_has_nothing_left_to_do(quick: FakeScorer, jsonl: Rows, tmp_path: Path) -> None:
    source = jsonl([*said(600), b"bad"])
    first = run(source, tmp_path / "out")
    before = bytes_of(tmp_path / "out")
    again = run(source, tmp_path / "out")
    assert bytes_of(tmp_path / "out") == before
    assert (again.scanned, again.resumed) == (0, True)
    assert (again.rows, again.levels, again.not_read, again.rejected) == (
        first.rows,
        first.levels,
        first.not_read,
        first.rejected,
    )


def test_only_what_is_missing_is_made_again(quick: FakeScorer, jsonl: Rows, tmp_path: Path) -> None:
    source = jsonl(said(1_000))
    run(source, tmp_path / "out")
    before = bytes_of(tmp_path / "out")
    kept = (tmp_path / "out" / "part-000000.parquet").stat().st_mtime_ns
    drop_entries(tmp_path / "out", 2)
    assert 0 < run(source, tmp_path / "out").scanned < 1_000
    assert bytes_of(tmp_path / "out") == before
    assert (tmp_path / "out" / "part-000000.parquet").stat().st_mtime_ns == kept


@pytest.mark.parametrize("cut", [1, 30, 200])
def test_a_torn_last_line_of_the_journal_counts_as_not_done(
    cut: int, quick: FakeScorer, jsonl: Rows, tmp_path: Path
) -> None:
    source = jsonl(said(1_000))
    run(source, tmp_path / "out")
    before = bytes_of(tmp_path / "out")
    path = tmp_path / "out" / "_journal.jsonl"
    path.write_bytes(path.read_bytes()[:-cut])
    assert run(source, tmp_path / "out").scanned > 0
    assert bytes_of(tmp_path / "out") == before


def test_a_line_of_the_journal_that_was_altered_counts_for_nothing(
    quick: FakeScorer, jsonl: Rows, tmp_path: Path
) -> None:
    source = jsonl(said(1_000))
    run(source, tmp_path / "out")
    before = bytes_of(tmp_path / "out")
    path = tmp_path / "out" / "_journal.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b'"rejected":0', b'"rejected":7')
    path.write_bytes(b"".join(lines))
    assert run(source, tmp_path / "out").rejected == 0
    assert bytes_of(tmp_path / "out") == before


def test_a_part_that_somebody_removed_or_cut_is_made_again(quick: FakeScorer, jsonl: Rows, tmp_path: Path) -> None:
    source = jsonl([b"bad", *said(1_000), b"worse"])
    run(source, tmp_path / "out")
    before = bytes_of(tmp_path / "out")
    (tmp_path / "out" / "part-000001.parquet").unlink()
    os.truncate(tmp_path / "out" / "part-000002.parquet", 100)
    run(source, tmp_path / "out")
    assert bytes_of(tmp_path / "out") == before
    assert [bad["row"] for bad in rejected_in(tmp_path / "out")] == [1, 1002]


def test_a_changed_input_is_noticed_and_said(quick: FakeScorer, jsonl: Rows, tmp_path: Path) -> None:
    source = jsonl(said(600))
    run(source, tmp_path / "out")
    jsonl(said(601))
    with pytest.raises(CannotGoOn, match=r"began before the input .*archive\.jsonl changed"):
        run(source, tmp_path / "out")
    assert run(source, tmp_path / "out", restart=True).rows == 601


def test_an_input_altered_in_place_at_the_same_size_and_time_is_noticed(
    quick: FakeScorer, jsonl: Rows, tmp_path: Path
) -> None:
    source = jsonl(said(600))
    facts = source.stat()
    run(source, tmp_path / "out")
    source.write_bytes(source.read_bytes().replace(b't1"', b't9"'))
    os.utime(source, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    assert source.stat().st_size == facts.st_size
    with pytest.raises(CannotGoOn, match="changed"):
        run(source, tmp_path / "out")


def test_an_input_that_was_added_or_taken_away_is_named(quick: FakeScorer, jsonl: Rows, tmp_path: Path) -> None:
    one, two = jsonl(said(10), "one.jsonl"), jsonl(said(10), "two.jsonl")
    scan([one], tmp_path / "out", cores=1)
    with pytest.raises(CannotGoOn, match=r"two\.jsonl was added"):
        scan([one, two], tmp_path / "out", cores=1)
    scan([one, two], tmp_path / "out", cores=1, restart=True)
    with pytest.raises(CannotGoOn, match=r"one\.jsonl was taken away"):
        scan([two], tmp_path / "out", cores=1)


def test_another_model_is_noticed_and_said(quick: FakeScorer, jsonl: Rows, tmp_path: Path) -> None:
    source = jsonl(said(600))
    run(source, tmp_path / "out")
    quick.model = "fake-2"
    with pytest.raises(CannotGoOn, match="it was fake-1, it is fake-2"):
        run(source, tmp_path / "out")


def test_other_options_are_noticed_and_said(quick: FakeScorer, jsonl: Rows, tmp_path: Path) -> None:
    source = jsonl(said(600))
    run(source, tmp_path / "out")
    with pytest.raises(CannotGoOn, match=r"options changed \(all_customers\)"):
        run(source, tmp_path / "out", Options(all_customers=True))


def test_a_folder_with_parquet_of_something_else_is_left_alone(quick: FakeScorer, jsonl: Rows, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "sales.parquet").write_bytes(b"precious")
    for restart in (False, True):
        with pytest.raises(CannotGoOn, match="something else"):
            run(jsonl(said(10)), tmp_path / "out", restart=restart)
    assert (tmp_path / "out" / "sales.parquet").read_bytes() == b"precious"


def test_a_journal_of_another_version_is_refused(quick: FakeScorer, jsonl: Rows, tmp_path: Path) -> None:
    source = jsonl(said(10))
    run(source, tmp_path / "out")
    journal = Journal(tmp_path / "out")
    journal.read()
    assert journal.heading is not None
    path = tmp_path / "out" / "_journal.jsonl"
    body = b'{"version":99}'
    from zlib import crc32

    path.write_bytes(b'{"crc":%d,"line":%b}\n' % (crc32(body), body))
    with pytest.raises(CannotGoOn, match="another version"):
        run(source, tmp_path / "out")


def test_two_scans_into_one_folder_are_one_too_many(quick: FakeScorer, jsonl: Rows, tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    (tmp_path / "out").mkdir()
    held = os.open(tmp_path / "out", os.O_RDONLY)
    fcntl.flock(held, fcntl.LOCK_EX)
    try:
        with pytest.raises(CannotGoOn, match="another scan"):
            run(jsonl(said(10)), tmp_path / "out")
    finally:
        os.close(held)
    assert run(jsonl(said(10)), tmp_path / "out").rows == 10


def test_an_input_that_changes_under_the_scan_stops_it(
    quick: FakeScorer, jsonl: Rows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = jsonl(said(1_000))
    real = FakeScorer.score

    def meddle(self: FakeScorer, *given: object) -> object:
        with source.open("ab") as file:
            file.write(b"{}\n")
        return real(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(FakeScorer, "score", meddle)
    with pytest.raises(ScanFailed, match="changed while it was scanned"):
        run(source, tmp_path / "out")


def test_a_full_disk_stops_the_scan_and_it_goes_on_when_there_is_room(
    quick: FakeScorer, jsonl: Rows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hearten_ear.archive import making

    source = jsonl(said(1_000))
    run(source, tmp_path / "whole")
    real = making.put_in_place
    calls = iter(range(100))

    def full(made: Path, final: Path) -> None:
        if next(calls) == 2:
            raise OSError(28, "No space left on device")
        real(made, final)

    with monkeypatch.context() as patched:
        patched.setattr(making, "put_in_place", full)
        with pytest.raises(ScanFailed, match="No space left on device"):
            run(source, tmp_path / "out")
    run(source, tmp_path / "out")
    assert bytes_of(tmp_path / "out") == bytes_of(tmp_path / "whole")
    assert len(rows_of(tmp_path / "out")) == 1_000
