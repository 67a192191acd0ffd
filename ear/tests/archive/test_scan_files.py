"""Files of every kind, whole and broken: what comes out, what is rejected and where, and that cores change nothing."""

import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from ear.tests.archive.conftest import FakeScorer, Rows, bytes_of, rejected_in, rows_of, said
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearten_ear.archive import CONVERSATION_MAX, LINE_MAX, Options, Outcome, scan
from hearten_ear.archive import jsonl as lines
from hearten_ear.archive.scoring import CERTAINTIES
from hearten_ear.archive.shapes import Chunk, Piece, Rejected
from hearten_ear.engine import load_engine

CUSTOMER = {"role": "customer"}
VCON = {
    "uuid": "0195544a-b9b1-8ee4-8b94-000000000001",
    "parties": [{"name": "x", "role": "customer"}, {"role": "agent"}, {}],
    "dialog": [
        {"type": "text", "start": "2026-01-05T10:00:00Z", "parties": party, "originator": party, "body": body}
        for party, body in ((1, "How can I help?"), (0, "you useless idiot"), (2, "who am I"))
    ],
}


def run(source: Path, tmp_path: Path, *, cores: int = 1, out: str = "out", **options: object) -> Outcome:
    return scan([source], tmp_path / out, Options(**options), cores=cores, progress=io.StringIO())  # type: ignore[arg-type]


def why(tmp_path: Path) -> list[tuple[object, object]]:
    return [(bad["row"], bad["code"]) for bad in rejected_in(tmp_path / "out")]


def test_rows_of_jsonl_keep_their_place_their_ids_and_their_scores(jsonl: Rows, tmp_path: Path) -> None:
    texts = ["hello there", "you useless idiot", "this bloody router"]
    source = jsonl([{"id": f"t{n}", "conversation": "c", "role": "customer", "text": t} for n, t in enumerate(texts)])
    run(source, tmp_path)
    found = rows_of(tmp_path / "out")
    readings = load_engine().score(texts)
    assert [(row["file"], row["row"], row["conversation"], row["id"]) for row in found] == [
        (str(source), number, "c", f"t{number - 1}") for number in (1, 2, 3)
    ]
    assert [row["level"] for row in found] == [reading.level for reading in readings]
    assert [row["hostility"] for row in found] == pytest.approx([reading.hostility for reading in readings], abs=1e-6)
    assert not any(word in str(found) for word in ("idiot", "router", "hello"))


@pytest.mark.process
@pytest.mark.parametrize("kind", ["jsonl", pytest.param("parquet", marks=pytest.mark.slow)])
def test_two_processes_write_the_very_bytes_that_one_writes(kind: str, jsonl: Rows, tmp_path: Path) -> None:
    source = jsonl([*said(300), b"bad", *said(300)])
    if kind == "parquet":
        source = tmp_path / "archive.parquet"
        pq.write_table(pa.Table.from_pylist(said(600)), source, row_group_size=170)
    for cores in (1, 2):
        scan([source], tmp_path / f"by-{cores}", cores=cores, progress=io.StringIO(), chunks=(9_000, 50))
    assert len(list((tmp_path / "by-1").glob("part-*"))) > 5
    assert bytes_of(tmp_path / "by-1") == bytes_of(tmp_path / "by-2")


def test_the_same_rows_come_from_jsonl_and_from_parquet(quick: FakeScorer, jsonl: Rows, tmp_path: Path) -> None:
    run(jsonl(said(1_000)), tmp_path, out="a")
    pq.write_table(pa.Table.from_pylist(said(1_000)), tmp_path / "archive.parquet", row_group_size=300)
    scan([tmp_path / "archive.parquet"], tmp_path / "b", cores=1, progress=io.StringIO(), chunks=(1, 70))
    one, two = rows_of(tmp_path / "a"), rows_of(tmp_path / "b")
    assert [{**row, "file": ""} for row in one] == [{**row, "file": ""} for row in two]
    assert [row["row"] for row in two] == list(range(1, 1_001))


def test_conversation_files_bring_their_roles_and_what_was_said_before(tmp_path: Path) -> None:
    folder = tmp_path / "vcons"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "one.vcon").write_text(json.dumps(VCON))
    (folder / "two.json").write_text("{}")
    (folder / "notes.txt").write_text("not one of ours")
    outcome = run(folder, tmp_path)
    found = rows_of(tmp_path / "out")
    assert [(row["level"], row["not_read"]) for row in found] == [
        (None, "not_customer"),
        (2, None),
        (None, "role_unknown"),
    ]
    assert {row["conversation"] for row in found} == {VCON["uuid"]}
    assert [Path(str(bad["file"])).name for bad in rejected_in(tmp_path / "out")] == ["two.json"]
    assert (outcome.rows, outcome.rejected) == (3, 1)


def test_a_conversation_file_with_hours_of_audio_inside_is_rejected(tmp_path: Path) -> None:
    (tmp_path / "big.vcon").write_bytes(b'{"parties": [' + b" " * CONVERSATION_MAX + b"]}")
    run(tmp_path / "big.vcon", tmp_path)
    assert [bad["code"] for bad in rejected_in(tmp_path / "out")] == ["too_large"]


def test_columns_of_other_names_are_mapped(quick: FakeScorer, jsonl: Rows, tmp_path: Path) -> None:
    row = {"utterance": "hello", "speaker": "End User", "before": ["a", "b"], "key": 7, "call": "c1"}
    options = {"text": "utterance", "role": "speaker", "context": "before", "id": "key", "conversation": "call"}
    run(jsonl([row]), tmp_path, **options, customer_words=("end user",))
    plain = {"text": "hello", "role": "customer", "context": "b", "id": "7", "conversation": "c1"}
    run(jsonl([plain], "plain.jsonl"), tmp_path, out="plain")
    found, expected = rows_of(tmp_path / "out")[0], rows_of(tmp_path / "plain")[0]
    assert {**found, "file": ""} == {**expected, "file": ""}
    assert found["level"] is not None


BAD_LINES = [
    (b"nope", "not_json"),
    (b'{"text": "a"', "not_json"),
    (b'{"text": "a"} {"text": "b"}', "not_json"),
    (b"[1]", "wrong_shape"),
    (b"5", "wrong_shape"),
    (b"null", "wrong_shape"),
    (b"{}", "wrong_shape"),
    (b'{"text": 5}', "wrong_shape"),
    (b'{"text": null}', "wrong_shape"),
    (b'{"text": ["a"]}', "wrong_shape"),
    (b'{"text": "a", "context": {"secret": 1}}', "wrong_shape"),
    (b'{"text": "a", "role": true}', "wrong_shape"),
    (b'{"text": "a", "final": "yes"}', "wrong_shape"),
    (b'{"text": "\\ud800"}', "lone_surrogate"),
    (b'{"text": "\\ud83d\\u0041"}', "lone_surrogate"),
    (b'{"text": "\\udc00x"}', "lone_surrogate"),
    (b'{"text": "\xff"}', "not_utf8"),
    (b'{"text": "\xed\xa0\x80"}', "not_utf8"),
    (b'{"text": "a\x00"}', "not_json"),
    (b"\xff\xfe{\x00}\x00", "not_json"),
    (b"[" * 100_000, "wrong_shape"),
]


@pytest.mark.parametrize(("line", "code"), BAD_LINES)
def test_a_bad_line_costs_itself_alone_and_is_named(
    line: bytes, code: str, quick: FakeScorer, jsonl: Rows, tmp_path: Path
) -> None:
    good = {"text": "fine", **CUSTOMER}
    outcome = run(jsonl([good, line, good, b"", good]), tmp_path)
    assert why(tmp_path) == [(2, code)]
    assert [row["row"] for row in rows_of(tmp_path / "out")] == [1, 3, 5]
    assert (outcome.rows, outcome.rejected) == (3, 1)
    assert "secret" not in str(rejected_in(tmp_path / "out"))


def test_marks_of_other_systems_are_no_bad_lines(quick: FakeScorer, jsonl: Rows, tmp_path: Path) -> None:
    source = jsonl([])
    source.write_bytes(b'\xef\xbb\xbf{"text":"a"}\r\n\r\n  {"text":"b"}  \r\n{"text":"c\\u0000"}')
    assert run(source, tmp_path, all_customers=True).rejected == 0
    assert [(row["row"], row["not_read"]) for row in rows_of(tmp_path / "out")] == [(1, None), (3, None), (4, None)]


def test_a_key_may_appear_late_or_be_spelled_in_escapes(quick: FakeScorer, jsonl: Rows, tmp_path: Path) -> None:
    rows: list[dict[str, object] | bytes] = [{"text": f"turn {number}" * 20} for number in range(9_000)]
    run(jsonl([*rows, b'{"text":"x","role":"customer"}', b'{"te\\u0078t":"y","r\\u006fle":"customer"}']), tmp_path)
    assert [row["not_read"] for row in rows_of(tmp_path / "out")][-3:] == ["role_unknown", None, None]


def test_a_line_without_end_is_rejected_and_the_next_one_is_read(
    quick: FakeScorer, jsonl: Rows, tmp_path: Path
) -> None:
    endless = b'{"text": "' + b"a" * (2 * LINE_MAX) + b'"}'
    run(jsonl([{"text": "a"}, endless, {"text": "b"}, endless]), tmp_path, all_customers=True)
    assert why(tmp_path) == [(2, "line_too_long"), (4, "line_too_long")]
    assert [row["row"] for row in rows_of(tmp_path / "out")] == [1, 3]


def test_turns_of_a_megabyte_are_read(jsonl: Rows, tmp_path: Path) -> None:
    long = "you useless idiot " * 58_000
    outcome = run(jsonl([{"text": long, **CUSTOMER}, {"text": long[::-1], **CUSTOMER}]), tmp_path)
    assert sum(outcome.levels) == 2
    table = pa.table({"text": [long] * 40, "role": ["customer"] * 40})
    pq.write_table(table, tmp_path / "long.parquet")
    assert sum(run(tmp_path / "long.parquet", tmp_path, out="parquet").levels) == 40


def test_an_empty_file_is_named_and_the_others_are_read(quick: FakeScorer, jsonl: Rows, tmp_path: Path) -> None:
    empty, good = jsonl([], "empty.jsonl"), jsonl(said(3), "good.jsonl")
    outcome = scan([empty, good], tmp_path / "out", cores=1, progress=io.StringIO())
    assert outcome.rows == 3
    assert [(Path(str(b["file"])).name, b["code"]) for b in rejected_in(tmp_path / "out")] == [
        ("empty.jsonl", "empty_file")
    ]


def test_a_parquet_file_without_rows_gives_none(quick: FakeScorer, tmp_path: Path) -> None:
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), tmp_path / "none.parquet")
    outcome = run(tmp_path / "none.parquet", tmp_path)
    assert (outcome.rows, outcome.rejected) == (0, 0)


BROKEN_PARQUET = [
    (pa.table({"words": ["x"]}), {}, "no_column", "no column 'text'; the columns are words"),
    (pa.table({"text": ["x"]}), {"role": "who", "named": ("who",)}, "no_column", "no column 'who'"),
    (pa.table({"text": [1]}), {}, "wrong_type", "column 'text' holds int64, expected text"),
    (pa.table({"text": ["x"], "final": ["no"]}), {}, "wrong_type", "column 'final' holds string"),
]


@pytest.mark.parametrize(("table", "options", "code", "words"), BROKEN_PARQUET)
def test_a_parquet_file_with_other_columns_is_named_with_what_it_has(
    table: pa.Table, options: dict[str, object], code: str, words: str, quick: FakeScorer, tmp_path: Path
) -> None:
    pq.write_table(table, tmp_path / "archive.parquet")
    run(tmp_path / "archive.parquet", tmp_path, **options)
    (bad,) = rejected_in(tmp_path / "out")
    assert bad["code"] == code
    assert words in str(bad["message"])


@pytest.mark.parametrize("cut", [3, 200, 20_000])
def test_a_truncated_parquet_file_is_named(cut: int, quick: FakeScorer, tmp_path: Path) -> None:
    path = tmp_path / "archive.parquet"
    pq.write_table(pa.Table.from_pylist(said(3_000)), path, compression="none")
    path.write_bytes(path.read_bytes()[:-cut])
    run(path, tmp_path)
    assert [bad["code"] for bad in rejected_in(tmp_path / "out")] == ["not_parquet"]


def test_a_damaged_page_costs_its_rows_alone(quick: FakeScorer, tmp_path: Path) -> None:
    path = tmp_path / "archive.parquet"
    table = pa.Table.from_pylist(said(3_000))
    pq.write_table(
        table, path, row_group_size=1_000, compression="none", write_page_checksum=True, use_dictionary=False
    )
    content = bytearray(path.read_bytes())
    content[content.index(b"this is turn 1500,")] ^= 1
    path.write_bytes(content)
    outcome = run(path, tmp_path)
    (bad,) = rejected_in(tmp_path / "out")
    assert (bad["row"], bad["rows"], bad["code"]) == (1001, 1000, "damaged")
    assert (outcome.rows, outcome.rejected) == (2_000, 1_000)
    assert [row["row"] for row in rows_of(tmp_path / "out")] == [*range(1, 1_001), *range(2_001, 3_001)]


def test_ids_of_any_type_become_text_and_big_row_groups_are_cut(quick: FakeScorer, tmp_path: Path) -> None:
    table = pa.table(
        {"text": ["hello"] * 500, "id": range(500), "role": pa.array(["customer"] * 500).dictionary_encode()}
    )
    pq.write_table(table, tmp_path / "a.parquet")
    scan([tmp_path / "a.parquet"], tmp_path / "out", cores=1, progress=io.StringIO(), chunks=(1, 64))
    assert [row["id"] for row in rows_of(tmp_path / "out")] == [str(number) for number in range(500)]
    assert len(list((tmp_path / "out").glob("part-*"))) == 8


def test_inputs_that_cannot_be_are_refused(quick: FakeScorer, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        run(tmp_path / "none.jsonl", tmp_path)
    (tmp_path / "notes.txt").write_text("x")
    with pytest.raises(ValueError, match="not a kind of file"):
        run(tmp_path / "notes.txt", tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(ValueError, match="nothing to scan"):
        run(tmp_path / "empty", tmp_path)


def test_a_scan_into_its_own_input_does_not_read_itself(quick: FakeScorer, jsonl: Rows, tmp_path: Path) -> None:
    jsonl(said(30))
    first = run(tmp_path, tmp_path)
    again = run(tmp_path, tmp_path)
    assert (first.rows, again.rows, again.scanned) == (30, 30, 0)


def test_every_row_has_a_model_and_scores_or_a_reason(quick: FakeScorer, jsonl: Rows, tmp_path: Path) -> None:
    run(jsonl(said(100)), tmp_path)
    for row in rows_of(tmp_path / "out"):
        assert row["model"] == "fake-1"
        assert (row["not_read"] is None) == (row["level"] is not None)
        assert all((row[name] is None) == (row["level"] is None) for name in CERTAINTIES)


JUNK = st.one_of(
    st.binary(max_size=40).map(lambda line: line.replace(b"\n", b" ")),
    st.dictionaries(
        st.sampled_from(["text", "role", "final", "id", "context", "x"]),
        st.one_of(st.text(max_size=9), st.integers(), st.none(), st.booleans(), st.lists(st.text(max_size=3))),
    ).map(lambda row: json.dumps(row).encode()),
)


@given(st.lists(JUNK, max_size=12), st.integers(1, 60))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_lines_hold_each_becomes_a_row_or_a_reason_once(
    tmp_path_factory: pytest.TempPathFactory, junk: list[bytes], cut: int
) -> None:
    path = tmp_path_factory.mktemp("junk") / "junk.jsonl"
    content = b"\n".join(junk)
    path.write_bytes(content)
    # Cut at a line's end, as the plan does: both halves together say what the whole says.
    at = content.find(b"\n", min(cut, len(content))) + 1 or len(content)
    before = content.count(b"\n", 0, at)
    whole = outcomes(path, [(0, len(content), 0)])
    assert outcomes(path, [(0, at, 0), (at, len(content), before)]) == whole
    numbers = [number for number, _ in whole]
    assert numbers == sorted(set(numbers))
    assert set(numbers) == {number for number, line in enumerate(content.split(b"\n"), 1) if line.strip()}


def outcomes(path: Path, ranges: list[tuple[int, int, int]]) -> list[tuple[int, object]]:
    found: list[tuple[int, object]] = []
    for start, end, first in ranges:
        for item in lines.Reader(Options()).read(Chunk(0, "jsonl", (Piece(str(path), 0, 0),), start, end, first=first)):
            if isinstance(item, Rejected):
                found.append((item.row or 0, item.code))
            else:
                found += [(row["row"], {k: v for k, v in row.items() if v is not None}) for row in item.to_pylist()]
    return sorted(found, key=lambda each: each[0])
