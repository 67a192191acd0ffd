"""The list of pitfalls that every importer is tested with, one after the other, over every format it can happen to."""

import base64
import json
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from ear.tests.hostile import seeds

from hearten_ear.conversation import Role
from hearten_ear.engine import load_engine
from hearten_ear.formats import FILE_MAX, ReadOptions, Report, UnreadableFile, formats, read
from hearten_ear.segment import Problem

SOUND = {name: seeds.WRITTEN[name][0] for name in formats()}
JSON = sorted(name for name, data in SOUND.items() if data[:1] in (b"{", b"["))
#: The second sound document of these two is a capture, the first a response to a file.
STREAMS = {name: SOUND[name] for name in ("contact-lens-live", "aws-lca", "amazon-transcribe", "assemblyai-live")} | {
    name: seeds.WRITTEN[name][1] for name in ("azure-speech", "deepgram")
}
OPTIONS = ReadOptions(zone="Europe/London", roles={"speaker 0": Role.CUSTOMER, "guest-1": Role.CUSTOMER})


#: The words of the sound documents, as they stand in them.
SAID = (
    "Hi.", " Hi.", "Hello.", "hello", "You [PII].", "You [PIN].", "You there.", "Good morning.", "Hi\n> before",
    "<p>Hi</p><blockquote>before</blockquote>",
)  # fmt: skip


def opened(data: bytes, form: str | None = None, options: ReadOptions = OPTIONS) -> Report:
    return read(data, format=form, options=options)


def refusal_of(data: bytes, form: str | None = None) -> Problem:
    with pytest.raises(UnreadableFile) as refusal:
        opened(data, form)
    return refusal.value.problem


def words(report: Report) -> list[tuple[str, str, int, bool]]:
    return sorted((part.segment_id, part.text, part.revision, part.final) for part in report.segments)


@pytest.mark.parametrize("form", SOUND)
def test_every_format_is_found_by_its_content_and_gives_words_or_events(form: str) -> None:
    report = opened(SOUND[form])
    assert report.format == form
    assert report.segments or report.events


@pytest.mark.parametrize("form", SOUND)
def test_delivered_twice_gives_the_same_ids_and_words(form: str) -> None:
    assert words(opened(SOUND[form])) == words(opened(SOUND[form]))


@pytest.mark.parametrize("form", STREAMS)
def test_every_record_twice_in_one_file_counts_once(form: str) -> None:
    records = [json.loads(line) for line in STREAMS[form].splitlines()]
    once, twice = (opened("\n".join(map(json.dumps, records * times)).encode(), form) for times in (1, 2))
    assert words(once) == words(twice)


@pytest.mark.parametrize("form", SOUND)
def test_a_byte_order_mark_changes_nothing_but_the_name_of_the_file(form: str) -> None:
    plain, marked = opened(SOUND[form]), opened(b"\xef\xbb\xbf" + SOUND[form])
    assert marked.format == form
    assert [part.text for part in marked.segments] == [part.text for part in plain.segments]


@pytest.mark.parametrize("form", SOUND)
def test_latin_1_is_refused_with_the_byte(form: str) -> None:
    spoilt = SOUND[form].replace(b"Hi", b"H\xe9").replace(b"Hello", b"H\xe9llo").replace(b"hello", b"h\xe9llo")
    spoilt = spoilt.replace(b"You", b"Y\xf6u").replace(b"morning", b"m\xf6rning")
    try:
        problems = opened(spoilt, form).problems  # of lines, only the bad one is lost
    except UnreadableFile as refused:
        problems = (refused.problem,)
    assert ("not_utf8", True) in {(problem.code, "byte" in problem.where) for problem in problems}


@pytest.mark.parametrize("form", SOUND)
def test_utf_16_is_refused(form: str) -> None:
    assert refusal_of(SOUND[form].decode().encode("utf-16"), form).code == "not_utf8"


@pytest.mark.parametrize("form", SOUND)
def test_more_than_a_hundred_megabytes_is_refused_unread(form: str) -> None:
    assert refusal_of(SOUND[form] + b" " * FILE_MAX, form).code == "too_large"


@pytest.mark.parametrize("form", sorted(set(JSON) - {"hearten-jsonl"}))
@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda data: b'{"deep": ' + b"[" * 64 + b"]" * 64 + b"}", "too_deep"),
        (lambda data: data.rstrip() + b" // trailing", "not_json"),
        (lambda data: data.rstrip()[:-1] + b"/* remark */" + data.rstrip()[-1:], "not_json"),
        (lambda data: data[: len(data) // 2], "not_json"),
        (lambda data: data.replace(b"{", b'{"again": 1, "again": 2, ', 1), "duplicate_key"),
        (lambda data: data.replace(b"{", b'{"number": 99999999999999999999, ', 1), "number_out_of_range"),
        (lambda data: data.replace(b"{", b'{"number": NaN, ', 1), "not_a_number"),
    ],
)
def test_json_that_is_not_quite_json_is_named(form: str, spoil: Callable[[bytes], bytes], code: str) -> None:
    one = SOUND[form].splitlines()[0]
    assert refusal_of(spoil(one), form).code == code


def vcon(**more: Any) -> bytes:
    return json.dumps(json.loads(SOUND["vcon"]) | more).encode()


def test_an_encrypted_container_nobody_asked_for_is_refused_clearly() -> None:
    sealed = {"ciphertext": "eyJ", "recipients": [{}], "protected": "e30"}
    assert refusal_of(json.dumps(sealed).encode()).code == "encrypted"
    payload = base64.urlsafe_b64encode(json.dumps(sealed).encode()).decode()
    assert refusal_of(json.dumps({"payload": payload, "signatures": []}).encode()).code == "encrypted"


@pytest.mark.parametrize(
    ("more", "where"),
    [
        ({"dialog": None, "analysis": "words"}, "analysis"),
        ({"dialog": [{"type": "text", "body": "Hi.", "parties": [7]}]}, "dialog[0].parties"),
        ({"dialog": [{"type": "text", "body": "Hi.", "parties": [0], "duration": -4}]}, "dialog[0].duration"),
    ],
)
def test_a_vcon_with_a_broken_frame_names_the_place(more: dict[str, Any], where: str) -> None:
    try:
        problems = opened(vcon(**more)).problems
    except UnreadableFile as refused:
        problems = (refused.problem,)
    assert where in [problem.where for problem in problems]


@pytest.mark.parametrize("mask", ["[PII]", "[NAME]", "{{BAN}}", "****", "[CREDIT CARD]"])
@pytest.mark.parametrize("form", JSON)
def test_masks_are_found_in_the_words_and_score_nothing(form: str, mask: str) -> None:
    spoilt = SOUND[form]
    for said in SAID:
        spoilt = spoilt.replace(json.dumps(said).encode(), json.dumps(f"It is {mask}").encode())
    report = opened(spoilt, form)
    masked = [part for part in report.segments if mask in part.text]
    assert masked
    for part in masked:
        if form != "contact-lens":  # there the file says whether it is redacted
            assert [part.text[found.start : found.end] for found in part.redactions] == [mask]
        if mask != "****":  # stars may stand for a swear-word as well: the engine judges, not the reader
            assert load_engine("en").score([part.text])[0].level == 0


def test_numbers_as_strings_null_and_float_ticks_are_the_same_times() -> None:
    for times in ({"StartTime": "1.5", "EndTime": "2.25"}, {"StartTime": 1.5, "EndTime": 2.25}):
        part = opened(json.dumps([seeds.LCA[1] | times]).encode(), "aws-lca").segments[0]
        assert (part.start_ms, part.end_ms) == (1500, 2250)
    part = opened(json.dumps([seeds.LCA[1] | {"StartTime": None, "EndTime": None}]).encode(), "aws-lca").segments[0]
    assert (part.start_ms, part.end_ms) == (None, None)
    for ticks in (400000, 400000.0, "400000", "400000.0"):
        phrase = seeds.AZURE["recognizedPhrases"][0] | {"offsetInTicks": ticks}
        assert opened(json.dumps({"recognizedPhrases": [phrase]}).encode()).segments[0].start_ms == 40


def test_a_naive_time_over_a_change_of_the_clocks_is_the_earlier_and_is_said() -> None:
    heading = "created_at,role,text\n"
    twice = opened(f"{heading}2026-10-25 01:30:00,customer,Hello.\n".encode()).segments[0]
    assert twice.sent_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    dialog = [{"type": "text", "parties": [1], "body": "Hi.", "start": "2026-10-25T01:30:00"}]
    report = opened(vcon(dialog=dialog, analysis=[]))
    assert report.segments[0].sent_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert [problem.code for problem in report.problems] == ["ambiguous_time"]


def test_a_clock_six_minutes_off_changes_no_order_and_no_offset() -> None:
    early, late = (seeds.LCA[1] | {"SegmentId": name} for name in ("s1", "s2"))
    records = [
        early | {"StartTime": "1", "CreatedAt": "2026-03-01T10:06:00Z"},
        late | {"StartTime": "9", "EndTime": "10", "CreatedAt": "2026-03-01T10:00:00Z"},
    ]
    for order in (records, records[::-1]):
        report = opened(json.dumps(order).encode(), "aws-lca")
        assert [(part.segment_id, part.start_ms) for part in report.segments] == [("s1", 1000), ("s2", 9000)]


def test_quoted_history_is_not_read_again() -> None:
    mail = seeds.CHAT | {"content": "I am calm.\n\nOn Sun, 1 Mar 2026 at 10:00, Kim wrote:\n> you idiot\n"}
    assert [part.text for part in opened(json.dumps(mail).encode(), "chatwoot").segments] == ["I am calm."]
    dialog = [{"type": "text", "parties": [1], "body": "I am calm.\n> you idiot", "start": "2026-03-01T10:00:00Z"}]
    assert [part.text for part in opened(vcon(dialog=dialog, analysis=[])).segments] == ["I am calm."]


@pytest.mark.parametrize(
    "more", [{"private": True}, {"message_type": "template"}, {"message_type": 2}, {"sender": {"type": "agent_bot"}}]
)
def test_private_notes_and_bots_are_left_out(more: dict[str, Any]) -> None:
    both = [seeds.CHAT, seeds.CHAT | {"id": 6} | more]
    report = opened(json.dumps(both).encode(), "chatwoot")
    assert [part.segment_id for part in report.segments] == ["5"]
    assert len(report.skipped) == 1


@pytest.mark.parametrize("form", SOUND)
def test_nothing_is_ever_fetched(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("a reader asked the network")

    monkeypatch.setattr(socket, "getaddrinfo", never)
    monkeypatch.setattr(socket.socket, "connect", never)
    data = SOUND[form]
    if form in JSON:
        data = data.replace(b"{", b'{"url": "http://169.254.169.254/latest", "media_url": "file:///etc/passwd", ', 1)
    assert opened(data, form).format == form
