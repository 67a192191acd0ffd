"""The pure function: who is read, what comes out, and that a batch may be cut anywhere."""

import pickle

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearten_ear.archive import Options, scan_batches, scores_schema
from hearten_ear.archive.scoring import CERTAINTIES
from hearten_ear.engine import load_engine
from hearten_ear.reading import HEADS

INSULT = "you are a useless idiot"


def scanned(columns: dict[str, object], **options: object) -> list[dict[str, object]]:
    batch = pa.RecordBatch.from_pydict(columns)
    return [row for out in scan_batches(iter([batch]), Options(**options)) for row in out.to_pylist()]  # type: ignore[arg-type]


def reasons(columns: dict[str, object], **options: object) -> list[object]:
    return [row["not_read"] for row in scanned(columns, **options)]


def test_a_row_has_every_head_level_hostility_and_the_model() -> None:
    row = scanned({"text": [INSULT], "role": ["customer"]})[0]
    reading = load_engine().score([INSULT])[0]
    assert list(row) == ["hostility", *HEADS, "level", "not_read", "model"]
    assert row["level"] == reading.level == 2
    assert row["model"] == reading.model
    assert row["not_read"] is None
    assert [row[name] for name in HEADS] == pytest.approx([reading.heads[name] for name in HEADS], abs=1e-6)


def test_only_customers_are_read_and_all_others_pass_through_with_the_reason() -> None:
    rows = scanned(
        {"text": [INSULT] * 5, "role": ["customer", "agent", "Caller", None, "somebody"], "id": list("abcde")},
        keep=("id",),
    )
    assert [row["not_read"] for row in rows] == [None, "not_customer", None, "role_unknown", "role_unknown"]
    assert [row["level"] for row in rows] == [2, None, 2, None, None]
    assert [row["id"] for row in rows] == list("abcde")
    assert all(row[name] is None for row in rows if row["not_read"] for name in CERTAINTIES)
    assert all(row["model"] for row in rows)


def test_without_a_role_column_nothing_is_read_unless_the_caller_vouches() -> None:
    assert reasons({"text": [INSULT]}) == ["role_unknown"]
    assert reasons({"text": [INSULT]}, all_customers=True) == [None]


def test_vouching_never_overrules_a_role_that_says_somebody_else_spoke() -> None:
    columns = {"text": [INSULT] * 3, "role": ["agent", None, "bot"]}
    assert reasons(columns, all_customers=True) == ["not_customer", None, "not_customer"]


def test_words_of_the_centres_own_mean_the_customer_where_it_says_so() -> None:
    columns = {"text": [INSULT] * 3, "role": ["End of Line", "2", "agent"]}
    assert reasons(columns, customer_words=("end of line", "2")) == [None, None, "not_customer"]


def test_roles_may_be_numbers_and_dictionaries() -> None:
    assert reasons({"text": [INSULT] * 2, "role": pa.array([1, 0])}, customer_words=("1",)) == [None, "role_unknown"]
    coded = pa.array(["customer", "agent"]).dictionary_encode()
    assert reasons({"text": [INSULT] * 2, "role": coded}) == [None, "not_customer"]


def test_other_languages_and_unfinished_turns_are_not_read() -> None:
    columns = {
        "text": [INSULT] * 4,
        "role": ["customer"] * 4,
        "language": ["en-GB", "es", None, "en"],
        "final": [True, True, None, False],
    }
    assert reasons(columns) == [None, "language:es", None, "not_final"]


def test_a_missing_text_and_one_that_is_no_utf8_are_named() -> None:
    bad = pa.array([None, b"you \xff idiot", b"hello"], pa.binary()).view(pa.string())
    assert reasons({"text": bad, "role": ["customer"] * 3}) == ["no_text", "not_utf8", None]


@pytest.mark.parametrize(
    "kind", [pa.large_string(), pa.string_view(), pa.binary(), pa.dictionary(pa.int32(), pa.string())]
)
def test_any_column_of_text_will_do(kind: pa.DataType) -> None:
    said = [INSULT, "my order number is 671"]
    levels = [row["level"] for row in scanned({"text": pa.array(said).cast(kind)}, all_customers=True)]
    assert levels == [reading.level for reading in load_engine().score(said)]


def test_what_was_said_before_counts_as_text_or_as_a_list() -> None:
    answer, asked = "he called me a stupid idiot", "What did he say to you?"
    expected = load_engine().score([answer], [asked])[0].level
    said = {"text": [answer], "role": ["customer"]}
    assert scanned({**said, "context": [asked]})[0]["level"] == expected
    assert scanned({**said, "context": [["Hello.", asked]]})[0]["level"] == expected


def test_an_empty_batch_gives_an_empty_batch_of_the_promised_schema() -> None:
    batch = pa.RecordBatch.from_pydict({"text": pa.array([], pa.string()), "id": pa.array([], pa.int64())})
    options = Options(keep=("id",))
    out = next(scan_batches(iter([batch]), options))
    assert out.schema == scores_schema(batch.schema, options)
    assert len(out) == 0


def test_a_column_that_is_missing_or_of_a_wrong_type_is_named() -> None:
    with pytest.raises(KeyError, match="no column 'text'; the columns are words"):
        scanned({"words": ["x"]})
    with pytest.raises(KeyError, match="'speaker'"):
        scanned({"text": ["x"]}, role="speaker", named=("speaker",))
    with pytest.raises(TypeError, match="'text' holds int64, expected text"):
        scanned({"text": [1]})
    with pytest.raises(TypeError, match="'final' holds string"):
        scanned({"text": ["x"], "final": ["yes"]})
    with pytest.raises(TypeError, match="'context' holds double"):
        scanned({"text": ["x"], "context": [0.5]})
    with pytest.raises(KeyError, match="level cannot be kept"):
        scanned({"text": ["x"], "level": ["gold"]}, keep=("level",))


TURNS = st.lists(
    st.tuples(
        st.sampled_from([INSULT, "hello", "this bloody router", None, "ü", "thanks a lot"]),
        st.sampled_from(["customer", "agent", None, "caller"]),
        st.sampled_from(["en", "es", None]),
    ),
    min_size=1,
    max_size=30,
)


@settings(deadline=None)  # the first example loads the engine
@given(TURNS, st.integers(1, 29))
def test_a_batch_may_be_cut_anywhere(turns: list[tuple[str | None, str | None, str | None]], at: int) -> None:
    texts, roles, languages = zip(*turns, strict=True)
    schema = pa.schema([("text", pa.string()), ("role", pa.string()), ("language", pa.string())])
    whole = pa.RecordBatch.from_pydict({"text": texts, "role": roles, "language": languages}, schema=schema)
    one = pa.Table.from_batches(scan_batches(iter([whole])))
    two = pa.Table.from_batches(scan_batches(iter([whole.slice(0, at), whole.slice(at)])))
    assert one.equals(two)


def test_the_options_travel_to_other_machines() -> None:
    options = Options(text="words", keep=("id",), customer_words=("x",))
    assert pickle.loads(pickle.dumps(options)) == options  # noqa: S301 -- our own bytes
