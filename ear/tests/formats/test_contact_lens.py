"""Contact Lens, as Amazon Connect writes it: offsets, roles, masks, repeated ids, and echoes."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from hearten_ear.conversation import Channel, Role
from hearten_ear.formats import ReadOptions, Report, UnreadableFile, read
from hearten_ear.segment import Skipped


def turn(who: str, begin: int, text: str, **more: Any) -> dict[str, Any]:
    base = {"Id": f"{who}-{begin}", "ParticipantId": who, "BeginOffsetMillis": begin, "EndOffsetMillis": begin + 900}
    return base | {"Content": text} | more


def message(who: str, second: int, text: str, **more: Any) -> dict[str, Any]:
    stamp = f"2026-03-01T10:00:{second:02}.500Z"
    base = {"Id": f"m{second}", "ParticipantId": who, "AbsoluteTime": stamp, "Type": "MESSAGE", "Content": text}
    return base | {"ContentType": "text/plain"} | more


def call(*turns: Any, **more: Any) -> Report:
    document = {
        "Channel": "VOICE",
        "CustomerMetadata": {"ContactId": "contact-1"},
        "LanguageCode": "en-US",
        "ContentMetadata": {"Output": "Raw"},
        "Transcript": list(turns),
    }
    return read(json.dumps(document | more).encode())


def chat(*messages: Any, roles: dict[str, str]) -> Report:
    people = [{"ParticipantId": who, "ParticipantRole": role} for who, role in roles.items()]
    return call(*messages, Channel="CHAT", Participants=people)


def live(**more: Any) -> Report:
    record = {"Version": "1.0.0", "Channel": "VOICE", "ContactId": "contact-2", "LanguageCode": "en-US"}
    return read(json.dumps(record | more).encode())


def test_turns_come_by_offset_with_their_roles() -> None:
    report = call(turn("CUSTOMER", 5000, "Where is it?"), turn("AGENT", 1000, "How can I help?"))
    assert report.format == "contact-lens"
    assert [(part.party.role, part.start_ms, part.end_ms) for part in report.segments] == [
        (Role.AGENT, 1000, 1900),
        (Role.CUSTOMER, 5000, 5900),
    ]
    assert {part.conversation for part in report.segments} == {"contact-1"}
    assert (report.conversations[0].channel, report.conversations[0].language) == (Channel.VOICE, "en-US")


def test_a_chat_finds_roles_by_participant_and_keeps_messages_only() -> None:
    report = chat(
        message("u1", 1, "joined", Type="EVENT"),
        message("u2", 4, "Hello?"),
        message("u1", 3, "Welcome."),
        message("u3", 2, "You are in a queue."),
        message("u4", 5, "I am a bot."),
        message("u2", 6, '{"picked": 1}', ContentType="application/vnd.amazonaws.connect.message.interactive.response"),
        roles={"u1": "AGENT", "u2": "CUSTOMER", "u3": "SYSTEM", "u4": "CUSTOM_BOT"},
    )
    assert [(part.party.role, part.text) for part in report.segments] == [
        (Role.AGENT, "Welcome."),
        (Role.CUSTOMER, "Hello?"),
    ]
    assert report.segments[0].sent_at == datetime(2026, 3, 1, 10, 0, 3, 500_000, tzinfo=UTC)
    assert report.summary().skipped == {"event": 1, "system": 1, "bot": 1, "not_words": 1}


def test_a_role_on_the_item_wins_over_the_list_of_participants() -> None:
    report = chat(message("u1", 1, "Hi.", ParticipantRole="CUSTOMER"), roles={"u1": "AGENT"})
    assert report.segments[0].party.role is Role.CUSTOMER


def test_a_participant_nobody_names_is_unknown_until_mapped() -> None:
    document = {"Channel": "CHAT", "CustomerMetadata": {}, "Transcript": [message("u9", 1, "Hi.")]}
    body = json.dumps(document).encode()
    assert read(body).summary().no_usable_role == 1
    mapped = read(body, options=ReadOptions(roles={"U9": Role.CUSTOMER}))
    assert mapped.segments[0].may_be_scored


def test_a_repeated_id_gets_the_offset_appended() -> None:
    report = call(
        turn("AGENT", 0, "Hello there.", Id="same"),
        turn("CUSTOMER", 2000, "I need help.", Id="same"),
        turn("AGENT", 5000, "Of course, go on.", Id="own"),
    )
    assert [part.segment_id for part in report.segments] == ["same:0", "same:2000", "own"]


def test_a_turn_delivered_twice_is_read_once() -> None:
    one = turn("CUSTOMER", 2000, "I need help.")
    report = call(one, one)
    assert len(report.segments) == 1
    assert report.skipped == (Skipped("duplicate", "Transcript[1]"),)


def test_masks_are_found_in_the_text_of_redacted_files_only() -> None:
    said = turn(
        "CUSTOMER", 0, "I am [NAME].", Redaction={"CharacterOffsets": [{"BeginOffsetChar": 0, "EndOffsetChar": 4}]}
    )
    redacted = call(said, ContentMetadata={"Output": "Redacted", "RedactionTypesMetadata": {"PII": {}}})
    assert [(mask.start, mask.end, mask.label) for mask in redacted.segments[0].redactions] == [(5, 11, "NAME")]
    assert call(said).segments[0].redactions == ()


def test_words_that_bled_into_the_other_channel_count_once() -> None:
    report = call(
        turn("CUSTOMER", 1000, "You people are useless, all of you."),
        turn("AGENT", 1700, "You people are useless, all of you."),
    )
    assert [part.party.role for part in report.segments] == [Role.CUSTOMER]
    assert report.skipped == (Skipped("echo", "Transcript[1]"),)


def test_an_agents_words_echoed_by_the_customer_channel_are_never_the_customers() -> None:
    report = call(
        turn("AGENT", 1000, "You people are useless, all of you."),
        turn("CUSTOMER", 1150, "You people are useless, all of you."),
    )
    assert not any(part.may_be_scored for part in report.segments)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"BeginOffsetMillis": -4}, "bad_time"),
        ({"BeginOffsetMillis": "soon"}, "bad_time"),
        ({"EndOffsetMillis": 1}, "bad_time"),
        ({"BeginOffsetMillis": True}, "bad_time"),
        ({"Content": 5}, "text_not_a_string"),
        ({"AbsoluteTime": "2026-03-01T10:00:00"}, "bad_time"),
    ],
)
def test_one_bad_turn_costs_that_turn(change: dict[str, Any], code: str) -> None:
    report = call(turn("AGENT", 3000, "Hello there.") | change, turn("CUSTOMER", 5000, "Hi."), "not a turn")
    assert [part.text for part in report.segments] == ["Hi."]
    assert {problem.code for problem in report.problems} == {code, "turn_not_an_object"}


def test_numbers_as_strings_floats_and_null_are_read() -> None:
    report = call(
        turn("CUSTOMER", 0, "One.") | {"BeginOffsetMillis": "1500", "EndOffsetMillis": 1900.0},
        turn("CUSTOMER", 0, "Two.") | {"Id": None, "BeginOffsetMillis": None, "EndOffsetMillis": None},
    )
    assert [(part.start_ms, part.end_ms) for part in report.segments] == [(1500, 1900), (None, None)]
    assert report.segments[1].segment_id == "turn:Transcript[1]"


def test_live_records_give_events_and_turns_and_a_piece_alone_is_no_final() -> None:
    started = live(EventType="STARTED")
    assert [(event.kind, event.conversation) for event in started.events] == [("started", "contact-2")]
    assert live(EventType="COMPLETED").events[0].kind == "ended"
    piece = {
        "Id": "p",
        "TranscriptId": "t",
        "ParticipantId": "CUSTOMER",
        "PartialContent": "I am",
        "BeginOffsetMillis": 1,
    }
    report = live(
        EventType="SEGMENTS",
        Segments=[
            {"Utterance": piece},
            {"Transcript": turn("AGENT", 500, "Fine words.", ParticipantRole="AGENT")},
            {"Transcript": turn("CUSTOMER", 100, "I am waiting.", ParticipantRole="CUSTOMER")},
            {"Categories": {}},
            7,
        ],
    )
    assert [(part.text, part.final) for part in report.segments] == [
        ("I am", False),
        ("I am waiting.", True),
        ("Fine words.", True),
    ]
    assert report.summary().customer_turns == 1
    assert report.summary().skipped == {"not_words": 2}


def test_a_failed_analysis_says_so() -> None:
    with pytest.raises(UnreadableFile) as refusal:
        live(EventType="FAILED")
    assert refusal.value.problem.code == "analysis_failed"


@pytest.mark.parametrize("transcript", [None, "words", {}, 5])
def test_a_transcript_that_is_no_list_is_named(transcript: Any) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        call(Transcript=transcript)
    assert refusal.value.problem.where == "Transcript"


def test_empty_turns_alone_are_a_file_that_yields_nothing() -> None:
    with pytest.raises(UnreadableFile) as refusal:
        call(turn("CUSTOMER", 0, "  "), turn("CUSTOMER", 1, "x") | {"Content": None})
    assert refusal.value.problem.code == "no_words"
    assert "2 empty" in refusal.value.problem.message


def test_a_contact_without_an_id_is_named_by_its_content() -> None:
    report = call(turn("CUSTOMER", 0, "Hi."), CustomerMetadata=None)
    assert report.segments[0].conversation.startswith("sha256-")
