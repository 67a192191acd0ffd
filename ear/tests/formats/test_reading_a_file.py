"""One door for every file: the format is found, the report adds up, and a refusal names place and shape."""

import json
from collections.abc import Iterator

import pytest

from hearten_ear.conversation import Channel, Role
from hearten_ear.formats import FILE_MAX, Format, Item, ReadOptions, UnreadableFile, formats, read, registry
from hearten_ear.formats.roles import party
from hearten_ear.segment import Problem, Segment, Skipped

LINE = {"conversation": "c1", "segment_id": "s1", "role": "customer", "text": "Where is it?"}
STARTED = {"event": "started", "event_id": "e", "conversation": "c1", "at": "2026-03-01T10:00:00Z", "channel": "voice"}


def lines(*items: object) -> bytes:
    return b"\n".join(json.dumps(item).encode() for item in items)


def refusal_of(data: bytes, **options: str) -> Problem:
    with pytest.raises(UnreadableFile) as refusal:
        read(data, **options)  # type: ignore[arg-type]
    return refusal.value.problem


def test_our_own_lines_are_read_with_and_without_a_byte_order_mark() -> None:
    body = lines(LINE, LINE | {"segment_id": "s2", "role": "agent", "channel": "chat"})
    for data in (body, b"\xef\xbb\xbf" + body, b"[" + body.replace(b"\n", b",") + b"]"):
        report = read(data, options=ReadOptions(source="archive"))
        assert report.format == "hearten-jsonl"
        assert [part.segment_id for part in report.segments] == ["s1", "s2"]
        assert {part.source for part in report.segments} == {"archive"}


def test_a_single_object_over_many_lines_is_read() -> None:
    assert len(read(json.dumps(LINE, indent=1).encode()).segments) == 1


def test_a_line_without_a_conversation_costs_that_line() -> None:
    report = read(lines(LINE, {"segment_id": "s2", "role": "agent", "text": "Hi."}) + b"\n{broken")
    assert [problem.where for problem in report.problems] == ["line 2: conversation", "line 3: line 1, column 2"]
    assert report.summary().problems == 2


def test_the_report_counts_what_cannot_be_scored_for_want_of_a_role() -> None:
    report = read(
        lines(
            LINE,
            LINE | {"segment_id": "s2", "role": "unknown"},
            LINE | {"segment_id": "s3", "role_basis": "guess"},
            LINE | {"segment_id": "s4", "text": " "},
            {
                "event": "started",
                "event_id": "e",
                "conversation": "c1",
                "at": "2026-03-01T10:00:00Z",
                "channel": "voice",
            },
            LINE | {"conversation": "c2", "segment_id": "s5", "final": False},
        )
    )
    summary = report.summary()
    assert (summary.segments, summary.customer_turns, summary.no_usable_role) == (4, 1, 2)
    assert (summary.events, summary.conversations, summary.skipped) == (1, 2, {"empty": 1})
    first = report.conversations[0]
    assert (first.id, first.channel, first.started_at) == ("c1", Channel.VOICE, report.events[0].at)


def test_a_default_language_fills_only_what_the_file_leaves_open() -> None:
    report = read(
        lines(LINE, LINE | {"segment_id": "s2", "language": "Catalan"}), options=ReadOptions(default_language="de")
    )
    assert [part.language for part in report.segments] == ["de", "ca"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty_file"),
        (b" \n", "empty_file"),
        (b"hello there", "unknown_format"),
        (b"\x00\x01\x02", "unknown_format"),
        (b'{"a": 1}', "unknown_shape"),
        (b"[1, 2]", "unknown_shape"),
        (b'{"a": 1,}', "not_json"),
        (b'{"a": 1} // trailing', "not_json"),
        (b"{" * 100, "too_deep"),
        ("{}".encode("utf-16"), "not_utf8"),
        ('{"a": "é"}'.encode("latin-1"), "not_utf8"),
        (b'{"parties": [], "dialog": [', "not_json"),
        (b'{"parties": [], "parties": [], "dialog": []}', "duplicate_key"),
        (b'{"Transcript": [], "ParticipantId": 1} x', "not_json"),
        (b'{"parties": [], "dialog": ' + b"[" * 40 + b"]" * 40 + b"}", "too_deep"),
    ],
)
def test_what_is_none_of_them_is_refused_with_place_and_shape(data: bytes, code: str) -> None:
    problem = refusal_of(data)
    assert problem.code == code
    assert problem.where
    assert "xpected" in problem.message or code in {"not_utf8", "not_json", "too_deep", "duplicate_key"}


def test_a_format_can_be_named_and_a_wrong_name_lists_the_known_ones() -> None:
    assert refusal_of(lines(LINE), format="vcon").code == "not_a_vcon"
    assert "webvtt" in refusal_of(lines(LINE), format="word").message


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    assert refusal_of(b"{" + b" " * FILE_MAX).code == "too_large"


def test_a_file_of_bad_lines_only_names_the_first() -> None:
    problem = refusal_of(lines(LINE | {"role": "boss"}, LINE | {"text": 1}))
    assert (problem.code, problem.where) == ("unknown_value", "line 1: role")
    assert "first of 2" in problem.message


def test_the_five_formats_are_known_by_name() -> None:
    assert {"contact-lens", "vcon", "webvtt", "srt", "hearten-jsonl"} <= formats().keys()


def test_a_format_of_another_distribution_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_plain(data: bytes, options: ReadOptions) -> Iterator[Item]:
        yield Segment(options.source, "c", "s", party(Role.CUSTOMER), data.decode())
        yield Skipped("bot", "line 2")

    plain = Format("plain", lambda data, _name: data.startswith(b"PLAIN"), read_plain)

    class Point:
        name = "plain"

        def load(self) -> Format:
            return plain

    monkeypatch.setattr(registry, "entry_points", lambda group: [Point()])
    formats.cache_clear()
    try:
        assert read(b"PLAIN words").segments[0].text == "PLAIN words"
    finally:
        formats.cache_clear()
