"""Captures of live streams: what "partial" means to each source, in any order, and some of it twice."""

import base64
import json
import random
from collections.abc import Callable, Iterable
from typing import Any

import pytest

from hearten_ear.conversation import Role
from hearten_ear.formats import ReadOptions, Report, UnreadableFile, read
from hearten_ear.formats.records import CORRECTED, FINAL
from hearten_ear.segment import Segment

KNOWN = ReadOptions(roles={"channel 0": Role.CUSTOMER, "speaker A": Role.CUSTOMER, "speaker 0": Role.CUSTOMER})


def lines(records: Iterable[Any]) -> bytes:
    return "\n".join(map(json.dumps, records)).encode()


def array(records: Iterable[Any]) -> bytes:
    return json.dumps(list(records)).encode()


def kinesis(records: Iterable[Any]) -> bytes:
    packed = [base64.b64encode(json.dumps(record).encode()).decode() for record in records]
    return json.dumps({"Records": [{"kinesis": {"data": data, "sequenceNumber": "1"}} for data in packed]}).encode()


def got_records(records: Iterable[Any]) -> bytes:
    packed = [base64.b64encode(json.dumps(record).encode()).decode() for record in records]
    return json.dumps({"Records": [{"Data": data, "SequenceNumber": "1"} for data in packed]}).encode()


def shown(report: Report) -> list[tuple[str, bool]]:
    return [(part.text, part.final) for part in report.segments]


# ---------------------------------------------------------------- Contact Lens: append


def record(*segments: Any, kind: str = "SEGMENTS", contact: str = "c-1") -> dict[str, Any]:
    base = {"Version": "1.0.0", "Channel": "VOICE", "ContactId": contact, "LanguageCode": "en-US", "EventType": kind}
    return base | ({"Segments": list(segments)} if kind == "SEGMENTS" else {})


def utterance(transcript: str, begin: int, end: int, text: str, who: str = "CUSTOMER") -> dict[str, Any]:
    return {
        "Utterance": {
            "Id": f"u{begin}",
            "TranscriptId": transcript,
            "ParticipantId": who,
            "ParticipantRole": who,
            "PartialContent": text,
            "BeginOffsetMillis": begin,
            "EndOffsetMillis": end,
        }
    }


def transcript(name: str, begin: int, end: int, text: str, who: str = "CUSTOMER") -> dict[str, Any]:
    return {
        "Transcript": {
            "Id": name,
            "ParticipantId": who,
            "ParticipantRole": who,
            "Content": text,
            "BeginOffsetMillis": begin,
            "EndOffsetMillis": end,
        }
    }


CALL = [
    record(kind="STARTED"),
    record(utterance("t1", 1000, 1900, "I want to")),
    record(utterance("t1", 2000, 2900, "speak to somebody.")),
    record(transcript("t1", 1000, 2900, "I want to speak to somebody.")),
    record(transcript("t0", 5000, 5900, "One moment please.", "AGENT")),
    record(utterance("t2", 6000, 6900, "You are")),
    record(utterance("t2", 7000, 7900, "useless.")),
]


@pytest.mark.parametrize("pack", [lines, array, kinesis, got_records])
def test_contact_lens_pieces_are_put_together_until_the_transcript_replaces_them(
    pack: Callable[[Iterable[Any]], bytes],
) -> None:
    report = read(pack(CALL))
    assert report.format == "contact-lens-live"
    assert shown(report) == [
        ("I want to speak to somebody.", True),
        ("One moment please.", True),
        ("You are useless.", False),
    ]
    assert [part.revision for part in report.segments] == [FINAL, FINAL, 7900]
    assert report.summary().customer_turns == 1
    assert [event.kind for event in report.events] == ["started"]


def test_a_lost_piece_does_not_spoil_the_final() -> None:
    report = read(lines([CALL[2], CALL[3]]))
    assert shown(report) == [("I want to speak to somebody.", True)]


def test_contacts_of_one_delivery_stay_apart() -> None:
    other = record(transcript("t1", 10, 20, "Hello?"), contact="c-2")
    report = read(lines([CALL[3], other]))
    assert {part.conversation for part in report.segments} == {"c-1", "c-2"}


def test_a_record_that_is_no_base64_costs_that_record() -> None:
    delivered = json.loads(kinesis(CALL[:4]))
    delivered["Records"][1]["kinesis"]["data"] = "%%%"
    delivered["Records"].append({"odd": 1})
    report = read(json.dumps(delivered).encode())
    assert [(problem.code, problem.where) for problem in report.problems] == [
        ("not_base64", "Records[1]"),
        ("not_a_record", "Records[4]"),
    ]
    assert report.segments[0].final


# ---------------------------------------------------------------- Live Call Analytics: replace by id


def lca(name: str, text: str, *, partial: Any = False, start: Any = "1.5", end: Any = "2.25", **more: Any) -> Any:
    base = {"EventType": "ADD_TRANSCRIPT_SEGMENT", "CallId": "call-1", "SegmentId": name, "Channel": "CALLER"}
    return base | {"Transcript": text, "IsPartial": partial, "StartTime": start, "EndTime": end} | more


CALL_OF_LCA = [
    {"EventType": "START", "CallId": "call-1", "AgentId": "a-7", "CreatedAt": "2026-03-01T10:00:00.000Z"},
    lca("s1", "My number", partial=True, end="2.0"),
    lca("s1", "My number is [PIN].", OriginalTranscript="My number is 1234."),
    lca("s2", "Thank you.", Channel="AGENT", start="3", end="4"),
    lca("s3", "Ask for the date of birth.", Channel="AGENT_ASSISTANT"),
    lca("s4", "You are", partial="true", start="5", end="5.5"),
    {"EventType": "END", "CallId": "call-1"},
]


def test_lca_partials_are_replaced_and_the_unredacted_words_never_read() -> None:
    report = read(lines(CALL_OF_LCA))
    assert report.format == "aws-lca"
    assert [(part.text, part.final, part.party.role) for part in report.segments] == [
        ("My number is [PIN].", True, Role.CUSTOMER),
        ("Thank you.", True, Role.AGENT),
        ("You are", False, Role.CUSTOMER),
    ]
    first = report.segments[0]
    assert (first.start_ms, first.end_ms, first.redactions[0].label) == (1500, 2250, "PIN")
    assert [(event.kind, event.agent_ref) for event in report.events] == [("started", "a-7"), ("ended", None)]
    assert report.summary().skipped == {"partial": 1, "not_words": 1}
    assert "1234" not in repr(report)


def test_lca_names_what_is_wrong_with_an_event() -> None:
    report = read(
        lines([lca("s1", "Hi."), lca("s2", "x", start="soon"), lca("s3", "x", partial="perhaps"), {"CallId": 1}])
    )
    assert [problem.where for problem in report.problems] == ["line 2: StartTime", "line 3: IsPartial"]
    assert report.summary().skipped == {"event": 1}


def test_lca_with_an_unknown_channel_has_no_role_unless_it_is_mapped() -> None:
    odd = lines([lca("s1", "Hi.", Channel="LINE_3")])
    assert read(odd).summary().no_usable_role == 1
    assert read(odd, options=ReadOptions(roles={"line_3": Role.CUSTOMER})).summary().customer_turns == 1


# ---------------------------------------------------------------- Deepgram: two-level final


def window(
    start: float, length: float, text: str, *, final: bool = True, ends: bool = False, channel: Any = (0, 1)
) -> Any:
    said = [
        {"word": word, "punctuated_word": word, "start": start + place * 0.1, "end": start + place * 0.1 + 0.1}
        for place, word in enumerate(text.split())
    ]
    return {
        "type": "Results",
        "channel_index": list(channel),
        "start": start,
        "duration": length,
        "is_final": final,
        "speech_final": ends,
        "channel": {"alternatives": [{"transcript": text, "confidence": 0.9 if text else 0.0, "words": said}]},
        "metadata": {"request_id": "live-1"},
    }


STREAM = [
    window(0.0, 1.0, "i want", final=False),
    window(0.0, 1.2, "I want"),
    window(1.2, 1.0, "to speak"),
    window(2.2, 1.0, "to somebody.", ends=True),
    window(3.2, 1.0, ""),
    window(4.2, 1.0, "You are", final=False),
]


def test_deepgram_windows_are_one_turn_until_speech_is_final() -> None:
    report = read(lines(STREAM))
    assert report.format == "deepgram"
    assert shown(report) == [("I want to speak to somebody.", True), ("You are", False)]
    first = report.segments[0]
    assert (first.conversation, first.segment_id, first.start_ms, first.end_ms) == ("live-1", "0:0", 0, 2400)
    assert (first.revision, report.segments[1].revision) == (FINAL, 5200)
    assert report.summary().skipped == {"partial": 1, "empty": 1}


def test_deepgram_ends_a_turn_by_the_utterance_end_too() -> None:
    ended = {"type": "UtteranceEnd", "channel": [0, 1], "last_word_end": 1.4}
    report = read(lines([window(0, 1.2, "I want"), window(1.2, 1, "this"), ended, window(4, 1, "And that", ends=True)]))
    assert shown(report) == [("I want this", True), ("And that", True)]


def test_deepgram_settles_what_is_left_when_the_stream_ends() -> None:
    assert shown(read(lines([window(0, 1, "I want")]))) == [("I want", False)]
    assert shown(read(lines([window(0, 1, "I want"), {"type": "Metadata", "request_id": "live-1"}]))) == [
        ("I want", True)
    ]


def test_deepgram_holds_nothing_back_where_a_window_was_lost() -> None:
    report = read(lines([window(0, 1.2, "I want"), window(3.2, 1, "somebody.", ends=True)]))
    assert shown(report) == [("I want", True), ("somebody.", True)]


def test_deepgram_channels_have_roles_only_by_mapping_and_where_there_are_two() -> None:
    both = [window(0, 1, "You idiot.", ends=True, channel=(0, 2)), window(2, 1, "Sorry.", ends=True, channel=(1, 2))]
    assert [part.party.role for part in read(lines(both), options=KNOWN).segments] == [Role.CUSTOMER, Role.UNKNOWN]
    alone = [window(0, 1, "You idiot.", ends=True)]
    assert read(lines(alone), options=KNOWN).summary().customer_turns == 0


def test_deepgram_silence_alone_says_so() -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read(lines([window(0, 1, "", ends=True)]))
    assert refusal.value.problem.code == "no_words"


# ---------------------------------------------------------------- Vosk, AssemblyAI, Amazon Transcribe


def test_vosk_partials_are_of_the_turn_that_the_next_text_ends() -> None:
    said = [{"word": "hello", "start": 0.3, "end": 0.6, "conf": 1.0}]
    stream = [
        {"partial": ""},
        {"partial": "hel"},
        {"partial": "hello"},
        {"text": "hello", "result": said},
        {"text": ""},
        {"partial": "you"},
    ]
    report = read(lines(stream))
    assert report.format == "vosk"
    assert [(part.segment_id, part.text, part.final) for part in report.segments] == [
        ("turn1", "hello", True),
        ("turn2", "you", False),
    ]
    assert (report.segments[0].start_ms, report.segments[0].end_ms) == (300, 600)


def turn(order: int, text: str, *, end: bool, formatted: bool = False) -> dict[str, Any]:
    said = [{"text": word, "start": 100 + place, "end": 200 + place} for place, word in enumerate(text.split())]
    return {
        "type": "Turn",
        "turn_order": order,
        "end_of_turn": end,
        "turn_is_formatted": formatted,
        "transcript": text,
        "words": said,
        "speaker_label": "A",
    }


def test_an_assemblyai_turn_that_is_final_twice_is_corrected_by_the_formatted_one() -> None:
    stream = [
        {"type": "Begin", "id": "session-1"},
        turn(0, "i want", end=False),
        turn(0, "i want this", end=True),
        turn(0, "I want this.", end=True, formatted=True),
        turn(1, "you", end=False),
    ]
    for records in (stream, stream[::-1]):
        report = read(lines(records), options=KNOWN)
        assert report.format == "assemblyai-live"
        assert shown(report) == [("I want this.", True), ("you", False)]
        assert report.segments[0].revision == CORRECTED
        assert report.segments[0].conversation == "session-1"
        assert report.summary().skipped == {"event": 1, "partial": 1, "replaced": 1}


def heard(name: str, text: str, *, partial: bool, start: float = 1.0, end: float = 2.0) -> dict[str, Any]:
    result = {"ResultId": name, "IsPartial": partial, "StartTime": start, "EndTime": end, "ChannelId": "ch_0"}
    return {"Transcript": {"Results": [result | {"Alternatives": [{"Transcript": text, "Items": []}]}]}}


def test_transcribe_replaces_by_the_id_of_the_result() -> None:
    stream = [heard("r1", "you", partial=True, end=1.2), heard("r1", "You idiot.", partial=False), {"Transcript": 1}]
    report = read(lines([{"TranscriptEvent": stream[0]}, *stream[1:]]), options=KNOWN)
    assert report.format == "amazon-transcribe"
    assert shown(report) == [("You idiot.", True)]
    assert report.summary().customer_turns == 1


# ---------------------------------------------------------------- what holds for all of them

STREAMS: dict[str, list[Any]] = {
    "contact-lens-live": CALL,
    "aws-lca": CALL_OF_LCA,
    "deepgram": STREAM,
    "assemblyai-live": [
        turn(0, "i want this", end=True),
        turn(0, "I want this.", end=True, formatted=True),
        turn(1, "a", end=False),
    ],
    "amazon-transcribe": [heard("r1", "you", partial=True), heard("r1", "You there.", partial=False)],
    "azure-speech": [
        {"Offset": 10_000_000, "Duration": 5_000_000, "Text": "i want", "SpeakerId": "Unknown"},
        {"RecognitionStatus": "Success", "Offset": 10_000_000, "Duration": 9_000_000, "DisplayText": "I want it."},
    ],
}


def settled(report: Report) -> list[Segment]:
    return sorted(report.segments, key=lambda part: part.segment_id)


@pytest.mark.parametrize("name", STREAMS)
def test_a_stream_in_any_order_and_twice_gives_the_same_segments(name: str) -> None:
    stream = STREAMS[name]
    once = read(lines(stream), options=KNOWN)
    assert once.format == name
    dice = random.Random(name)
    for _ in range(20):
        mixed = [*stream, *stream]
        dice.shuffle(mixed)
        again = read(lines(mixed), options=KNOWN)
        # What a file without an id is called depends on its bytes alone.
        assert [(part.segment_id, part.text, part.final, part.revision) for part in settled(again)] == [
            (part.segment_id, part.text, part.final, part.revision) for part in settled(once)
        ]
        assert not any(problem.code == "conflict" for problem in again.problems)


@pytest.mark.parametrize("name", STREAMS)
def test_a_partial_after_its_final_changes_nothing(name: str) -> None:
    stream = STREAMS[name]
    finals = [part for part in read(lines(stream)).segments if part.final]
    late = read(lines([*stream, *(record for record in stream if "true" in json.dumps(record).lower())]))
    assert [part.text for part in late.segments if part.final] == [part.text for part in finals]


@pytest.mark.parametrize("name", STREAMS)
def test_a_line_cut_off_costs_that_line(name: str) -> None:
    report = read(lines(STREAMS[name]) + b'\n{"cut')
    assert [problem.code for problem in report.problems] == ["not_json"]
    assert report.segments


@pytest.mark.parametrize("name", STREAMS)
def test_only_finals_are_ever_scored(name: str) -> None:
    for part in read(lines(STREAMS[name]), options=KNOWN).segments:
        assert part.final or not part.may_be_scored
