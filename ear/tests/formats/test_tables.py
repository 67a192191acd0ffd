"""Tables of turns: columns by their names or by a mapping, and nothing taken that could be misread."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from hearten_ear.conversation import Role
from hearten_ear.formats import ReadOptions, Report, UnreadableFile, read
from hearten_ear.formats.mapped import Mapping, validate_mapping
from hearten_ear.segment import Problem

CHAT = "conversation_id,turn,role,text\nc1,2,agent,How can I help?\nc1,1,customer,Hello?\nc2,1,customer,You idiot.\n"


def mapping(**template: Any) -> Mapping:
    checked = validate_mapping(template, for_rows=True)
    assert isinstance(checked, Mapping), checked
    return checked


def texts(report: Report) -> list[str]:
    return [part.text for part in report.segments]


def refusal_of(data: bytes, options: ReadOptions | None = None) -> Problem:
    with pytest.raises(UnreadableFile) as refusal:
        read(data, options=options)
    return refusal.value.problem


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_table_is_read_by_conversation_and_in_its_own_order(delimiter: str, line_end: str, mark: str) -> None:
    report = read((mark + CHAT.replace(",", delimiter).replace("\n", line_end)).encode())
    assert report.format == "csv"
    assert [(part.conversation, part.text, part.party.role) for part in report.segments] == [
        ("c1", "Hello?", Role.CUSTOMER),
        ("c1", "How can I help?", Role.AGENT),
        ("c2", "You idiot.", Role.CUSTOMER),
    ]


def test_quoted_fields_hold_tabs_line_breaks_and_quotes() -> None:
    report = read(b'id\ttext\trole\n1\t"Two\nlines,\ta tab and ""quotes"""\tcustomer\n2\tplain\tagent\n')
    assert texts(report) == ['Two\nlines,\ta tab and "quotes"', "plain"]


def test_a_role_that_no_word_tells_is_unknown_until_somebody_says() -> None:
    data = b"speaker,text\nKim,You idiot.\nAna,I am sorry.\n"
    assert read(data).summary().no_usable_role == 2
    report = read(data, options=ReadOptions(roles={"kim": Role.CUSTOMER, "Ana": Role.AGENT}))
    assert [part.party.role for part in report.segments] == [Role.CUSTOMER, Role.AGENT]


def test_everybody_is_the_customer_only_where_nobody_is_told_apart() -> None:
    one_side = ReadOptions(roles={"*": Role.CUSTOMER})
    assert read(b"id,utterance\n1,You idiot.\n2,Hello.\n", options=one_side).summary().customer_turns == 2
    assert read(b"speaker,text\nKim,You idiot.\n", options=one_side).summary().customer_turns == 0
    lines = b'{"utterance": "You idiot.", "utterance_id": "u1"}\n{"utterance": "Hi.", "utterance_id": "u2"}'
    assert read(lines, options=one_side).summary().customer_turns == 2
    assert [part.segment_id for part in read(lines).segments] == ["u1", "u2"]


@pytest.mark.parametrize(
    ("heading", "value", "expected"),
    [
        ("start_ms", "1500", 1500),
        ("start seconds", "1.5", 1500),
        ("start", "00:01:02.5", 62_500),
        ("Start Time", "01:02", 62_000),
        ("start", "1.5", 1500),
        ("timestamp", "0:00:07", 7_000),
    ],
)
def test_a_time_with_a_unit_is_taken(heading: str, value: str, expected: int) -> None:
    report = read(f"{heading},text\n{value},Hello.\n".encode())
    assert report.segments[0].start_ms == expected
    assert not report.problems


def test_a_whole_number_could_be_either_unit_and_is_said_once() -> None:
    report = read(b"start,end,text,role\n16,32,Hello.,customer\n32,48,Bye.,customer\n")
    assert [part.start_ms for part in report.segments] == [None, None]
    assert [(problem.code, problem.where) for problem in report.problems] == [("unit_needed", "line 2: start")]


def test_a_naive_time_is_taken_only_with_its_zone() -> None:
    data = b"created_at,text\n2026-03-01 10:00:00,Hello.\n2026-03-01 10:00:09,Bye.\n"
    report = read(data)
    assert [part.sent_at for part in report.segments] == [None, None]
    assert [problem.code for problem in report.problems] == ["zone_needed"]
    told = read(data, options=ReadOptions(zone="America/New_York"))
    assert told.segments[0].sent_at == datetime(2026, 3, 1, 15, tzinfo=UTC)
    assert refusal_of(data, ReadOptions(zone="Mars/Olympus")).code == "unknown_zone"


def test_what_whisper_writes_as_tsv_is_in_milliseconds_and_not_quoted() -> None:
    report = read(b'start\tend\ttext\n0\t16000\t"Hello," she said.\n16000\t32000\tGoodbye.\n')
    assert [(part.text, part.start_ms, part.end_ms) for part in report.segments] == [
        ('"Hello," she said.', 0, 16000),
        ("Goodbye.", 16000, 32000),
    ]


def test_a_bad_row_costs_that_row() -> None:
    report = read(b"role,text,start_ms\ncustomer,One.,0\ncustomer,Two.,soon\ncustomer,a,b,c,d\nagent,Three.,9\n\n,,\n")
    assert texts(report) == ["One.", "Three."]
    assert [(problem.code, problem.where) for problem in report.problems] == [
        ("bad_time", "line 3"),
        ("too_many_fields", "line 4"),
    ]


def test_a_quote_that_never_closes_is_named() -> None:
    report = read(b'role,text\ncustomer,One.\ncustomer,"Two.\nagent,Three.\n')
    assert texts(report) == ["One."]
    assert [(problem.code, problem.where) for problem in report.problems] == [("bad_quotes", "line 3")]


def test_a_table_in_latin_1_is_refused_with_the_byte() -> None:
    problem = refusal_of("role,text\ncustomer,Où est-il?\n".encode("latin-1"))
    assert (problem.code, problem.where) == ("not_utf8", "byte 20")


def test_the_same_row_twice_is_a_duplicate_and_other_words_are_a_conflict() -> None:
    report = read(b"id,role,text\n1,customer,One.\n1,customer,One.\n1,customer,Two.\n2,agent,Three.\n")
    assert texts(report) == ["One.", "Three."]
    assert report.summary().skipped == {"duplicate": 1}
    assert [(problem.code, problem.where) for problem in report.problems] == [("conflict", "line 4")]


@pytest.mark.parametrize("data", [b"a,b\n1,2\n", b"Dear all, hello\nhow are you, then?\n", b"one\ntwo\n", b",\n"])
def test_what_has_no_column_for_words_is_no_table(data: bytes) -> None:
    assert refusal_of(data).code == "unknown_format"


def test_a_table_named_so_without_a_column_for_words_asks_for_a_mapping() -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(b"a,b\n1,2\n", name="export.CSV")
    assert (refusal.value.problem.code, refusal.value.problem.where) == ("no_text_column", "line 1")


def test_a_mapping_says_what_the_columns_are() -> None:
    data = (
        b"call;who;when;what;meta.lang\n7;rep;90;I am sorry.;en\n7;caller 1;91.5;You idiot.;en\n7;ivr;1;Press 1.;en\n"
    )
    options = ReadOptions(
        mapping=mapping(
            fields={
                "conversation": "call",
                "role": {"path": "who", "values": {"rep": "agent", "caller 1": "customer"}},
                "start_ms": {"path": "when", "unit": "s"},
                "text": "what",
                "language": "meta.lang",
            },
            filter=[{"path": "call", "equals": "7"}],
        )
    )
    report = read(data, options=options)
    assert report.format == "csv"
    assert [(part.start_ms, part.party.role, part.language) for part in report.segments] == [
        (1000, Role.UNKNOWN, "en"),
        (90_000, Role.AGENT, "en"),
        (91_500, Role.CUSTOMER, "en"),
    ]
    assert {part.conversation for part in report.segments} == {"7"}
    assert [part.segment_id for part in report.segments] == ["row3", "row1", "row2"]


def test_a_mapping_reads_json_lines_with_dotted_paths_and_a_constant_role() -> None:
    data = b'{"m": {"body": "<p>You idiot.</p>"}, "n": 5}\n{"m": {"body": null}, "n": 6}\n{"m": 1}'
    fields = {"text": "m.body", "role": {"value": "customer"}, "segment_id": "n"}
    report = read(data, options=ReadOptions(mapping=mapping(fields=fields)))
    assert report.format == "jsonl"
    assert [(part.text, part.segment_id, part.party.role) for part in report.segments] == [
        ("You idiot.", "5", Role.CUSTOMER)
    ]
    assert [problem.code for problem in report.problems] == ["missing", "missing"]


def test_a_mapping_for_rows_needs_the_text_alone_and_one_for_a_webhook_more() -> None:
    template = {"fields": {"text": "t"}}
    assert isinstance(validate_mapping(template, for_rows=True), Mapping)
    missing = validate_mapping(template)
    assert isinstance(missing, list)
    assert {problem.where for problem in missing} == {"fields.conversation", "fields.segment_id", "fields.role"}


def test_an_array_of_turns_is_a_table_and_a_bad_entry_costs_itself() -> None:
    turns = [{"speaker": "customer", "message": "Hello?"}, 7, {"speaker": "bot", "message": "Hi."}]
    report = read(json.dumps(turns).encode())
    assert report.format == "jsonl"
    assert [(part.text, part.party.role) for part in report.segments] == [
        ("Hello?", Role.CUSTOMER),
        ("Hi.", Role.BOT),
    ]
    assert [(problem.code, problem.where) for problem in report.problems] == [("not_an_object", "[1]")]


def test_a_text_of_two_megabytes_in_a_row_is_named() -> None:
    report = read(b"role,text\ncustomer," + b"a" * 2_000_000 + b"\ncustomer,Hello.\n")
    assert texts(report) == ["Hello."]
    assert [problem.where for problem in report.problems] == ["line 2: text"]
