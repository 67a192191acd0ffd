"""Whatever a file holds, a reader gives items or refuses; it raises nothing else and yields nothing unsound."""

import base64
import json
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC
from typing import Any

from ear.tests.hostile import seeds
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearten_ear.conversation import Role
from hearten_ear.formats import ReadOptions, UnreadableFile, formats, read
from hearten_ear.formats.chatwoot import read_webhook
from hearten_ear.formats.mapped import Mapping, apply, validate_mapping
from hearten_ear.formats.times import MS_MAX
from hearten_ear.formats.words import is_id
from hearten_ear.segment import Segment

# A shared machine is slow now and then; that is no finding about a reader.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

OPTIONS = [
    ReadOptions(),
    ReadOptions(zone="America/New_York", roles={"kim": Role.CUSTOMER, "party 1": Role.CUSTOMER}, default_language="en"),
]

CALL: dict[str, Any] = {
    "Channel": "VOICE",
    "CustomerMetadata": {"ContactId": "c"},
    "LanguageCode": "en-US",
    "ContentMetadata": {"Output": "Redacted"},
    "Participants": [{"ParticipantId": "AGENT", "ParticipantRole": "AGENT"}],
    "Transcript": [
        {"Id": "1", "ParticipantId": "AGENT", "Content": "Hello there.", "BeginOffsetMillis": 0, "EndOffsetMillis": 9},
        {
            "Id": "1",
            "ParticipantId": "CUSTOMER",
            "Content": "Hello there.",
            "BeginOffsetMillis": 500,
            "EndOffsetMillis": 900,
        },
        {
            "Id": "2",
            "ParticipantId": "u",
            "Type": "MESSAGE",
            "AbsoluteTime": "2026-03-01T10:00:00Z",
            "Content": "[PII]",
        },
    ],
}
LIVE: dict[str, Any] = {"EventType": "SEGMENTS", "ContactId": "c", "Segments": [{"Transcript": CALL["Transcript"][0]}]}
VCON: dict[str, Any] = {
    "uuid": "v",
    "parties": [{"name": "Ana", "role": "agent", "id": "a"}, {"name": "Kim", "meta": {"role": "customer"}}],
    "dialog": [
        {"type": "text", "start": "2026-03-01T10:00:00", "parties": [[1], [0, None]], "body": "Hi\n> old"},
        {
            "type": "text",
            "start": "2026-03-01T10:00:00Z",
            "originator": 1,
            "mediatype": "multipart/mixed; boundary=b",
            "body": "--b\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n--b--",
            "message_id": "<1@x>",
            "encoding": "none",
        },
        {"type": "recording", "start": "Sun, 01 Mar 2026 10:00:00 -0000", "duration": 5.5, "parties": [1, 0]},
    ],
    "analysis": [
        {
            "type": "transcript",
            "dialog": 2,
            "body": [{"speaker": "Agent", "message": "Hi"}, {"parties": 1, "text": "x", "start": 1}],
        },
        {
            "type": "transcript",
            "dialog": [2],
            "body": {
                "results": {
                    "channels": [
                        {
                            "alternatives": [
                                {
                                    "words": [{"word": "a", "start": 1.2, "end": 1.3, "speaker": 0}],
                                    "paragraphs": {
                                        "paragraphs": [
                                            {"sentences": [{"text": "b"}], "start": 1, "end": 2, "speaker": 1}
                                        ]
                                    },
                                    "transcript": "c",
                                }
                            ]
                        }
                    ]
                }
            },
        },
        {"type": "diarized", "dialog": 2, "body": '{"transcript": "x", "detected_language": "en"}', "encoding": "json"},
    ],
}
MESSAGE: dict[str, Any] = {
    "event": "message_updated",
    "id": 1,
    "content": "Hi",
    "message_type": 0,
    "sender": {"type": "contact"},
    "created_at": 1,
    "conversation": {"id": 2, "messages": [{"id": 1, "updated_at": 5}], "meta": {"assignee": {"id": 1}}},
    "inbox": {"id": 3},
    "status": "resolved",
    "content_attributes": {},
    "timestamp": 1,
}
TEMPLATE: dict[str, Any] = {
    "items": "list",
    "fields": {
        "conversation": "$.c",
        "segment_id": "id",
        "role": {"path": "r", "values": {"x": "customer"}, "default": "agent"},
        "text": "t",
        "sent_at": "at",
        "start_ms": {"path": "s", "unit": "s"},
        "revision": "rev",
        "final": {"value": True},
        "confidence": "conf",
    },
    "filter": [{"path": "p", "in": [1, None]}],
    "zone": "UTC",
}
PAYLOAD: dict[str, Any] = {
    "c": 1,
    "list": [{"id": 1, "r": "x", "t": "<p>a</p>", "at": 1, "s": "2", "rev": "3", "conf": 1}],
}
VTT = (
    "WEBVTT\nLanguage: en\n\nNOTE x\n\n1\n00:00:01.000 --> 00:00:02.000\n<v Kim>Hi.\n2\n00:03.0 --> 00:04.0\nAgent: x\n"
)
SRT = "1\n00:00:01,000 --> 00:00:02,000\nKim: Hi.\n2\n00:00:03,000 --> 00:00:04:000\nKim: x\n"

_odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=12),
    st.just([]),
    st.just({}),
    st.just([None, [1, "x"], {"a": []}]),
    st.just("2026-03-01T10:00:00"),
    st.sampled_from(
        ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59", "1e400", "-1", 1e300]
    ),
)


#: Small sound records of each reader of recognisers and streams.
RECORDS: dict[str, Any] = {
    "contact-lens-live": seeds.LENS_LIVE,
    "aws-lca": seeds.LCA,
    "amazon-transcribe": [seeds.TRANSCRIBE],
    "wtf": [seeds.WTF],
    "azure-speech": [seeds.AZURE, *seeds.AZURE_LIVE],
    "deepgram": [seeds.DEEPGRAM, *seeds.DEEPGRAM_LIVE],
    "assemblyai-live": seeds.ASSEMBLYAI,
    "whisper": [seeds.WHISPER, seeds.WHISPER_SEGMENT],
    "vosk": seeds.VOSK,
    "chatwoot": [seeds.CHAT],
    "jsonl": seeds.ROWS,
}
_rows = validate_mapping({"fields": {"text": "text", "start_ms": "start", "role": "role"}}, for_rows=True)
assert isinstance(_rows, Mapping)
ROWS_BY_MAPPING = ReadOptions(mapping=_rows)


def _lines(records: Any) -> bytes:
    several = records if isinstance(records, list) else [records]
    return "\n".join(map(json.dumps, several)).encode(errors="replace")


def _whole(records: Any) -> bytes:
    return json.dumps(records).encode(errors="replace")


def _delivered(records: Any) -> bytes:
    several = records if isinstance(records, list) else [records]
    packed = [base64.b64encode(json.dumps(record).encode()).decode() for record in several]
    return json.dumps({"Records": [{"kinesis": {"data": data}} for data in packed]}).encode()


def _alone(records: Any) -> bytes:
    return json.dumps(records[0] if isinstance(records, list) and records else records).encode(errors="replace")


_packing = st.sampled_from([_lines, _whole, _delivered, _alone])


def places(value: Any) -> list[tuple[Any, Any]]:
    """Give every container with every key or index in it, so that any value can be exchanged."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    return [(value, key) for key in keys] + [place for key in keys for place in places(value[key])]


@st.composite
def mutated(draw: Callable[..., Any], base: Any) -> Any:
    document = json.loads(json.dumps(base))
    for _ in range(draw(st.integers(1, 4))):
        options = places(document)
        if not options:
            break
        container, key = draw(st.sampled_from(options))
        if draw(st.booleans()) or not isinstance(container, dict):
            container[key] = deepcopy(draw(_odd))  # the next mutation must not reach into the strategy
        else:
            del container[key]
    return document


def check_sound(part: Segment) -> None:
    assert is_id(part.conversation)
    assert is_id(part.segment_id)
    assert part.text == part.text.strip() != ""
    assert "\x00" not in part.text
    assert part.text.encode()
    assert part.start_ms is None or 0 <= part.start_ms <= MS_MAX
    assert part.end_ms is None or part.start_ms is None or part.start_ms <= part.end_ms <= MS_MAX
    assert part.sent_at is None or part.sent_at.tzinfo is UTC
    assert part.agent_ref is None or is_id(part.agent_ref)
    assert all(0 <= mask.start < mask.end <= len(part.text) for mask in part.redactions)


def read_anyhow(data: bytes, options: ReadOptions, name: str | None = None, form: str | None = None) -> None:
    try:
        report = read(data, name=name, format=form, options=options)
    except UnreadableFile as refusal:
        problem = refusal.problem
        if not (problem.code and problem.where and problem.message):
            raise AssertionError("a refusal must name its code, its place and the shape expected") from refusal
        return
    report.summary()
    for part in report.segments:
        check_sound(part)


@PATIENT
@given(st.sampled_from([CALL, LIVE, VCON]).flatmap(mutated), st.sampled_from(OPTIONS))
def test_a_mutated_document_is_read_or_refused(document: Any, options: ReadOptions) -> None:
    read_anyhow(json.dumps(document).encode(errors="replace"), options)


@PATIENT
@given(
    st.sampled_from(sorted(RECORDS)).flatmap(lambda form: st.tuples(st.just(form), mutated(RECORDS[form]))), _packing
)
def test_mutated_records_are_read_or_refused_however_they_come(
    spoilt: tuple[str, Any], pack: Callable[[Any], bytes]
) -> None:
    form, records = spoilt
    data = pack(records)
    for options in (*OPTIONS, ROWS_BY_MAPPING):
        read_anyhow(data, options)
        read_anyhow(data, options, form=form)


@PATIENT
@given(
    st.text(st.sampled_from('abé,;\t|"\n\r 0:.-'), max_size=80),
    st.sampled_from(["text", "role,text", "role;text;start", "start\tend\ttext", '"a";"text"', "created_at,a.b,text"]),
    st.sampled_from(OPTIONS),
)
def test_strange_tables_are_read_or_refused(body: str, heading: str, options: ReadOptions) -> None:
    data = f"{heading}\n{body}".encode()
    read_anyhow(data, options)
    read_anyhow(data, options, form="csv")
    read_anyhow(data, ROWS_BY_MAPPING, form="csv")


@PATIENT
@given(st.binary(max_size=300), st.sampled_from(sorted(formats())), st.sampled_from(OPTIONS))
def test_arbitrary_bytes_are_read_or_refused(data: bytes, form: str, options: ReadOptions) -> None:
    read_anyhow(data, options)
    read_anyhow(data, options, form=form)


@PATIENT
@given(
    st.sampled_from([VTT, SRT, json.dumps(VCON), json.dumps(CALL), seeds.TABLE]).map(str.encode),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 40), st.binary(max_size=8)), max_size=5),
    st.sampled_from(OPTIONS),
)
def test_a_file_with_cut_and_strange_bytes_is_read_or_refused(
    data: bytes, edits: list[tuple[int, int, bytes]], options: ReadOptions
) -> None:
    for start, length, instead in edits:
        start %= len(data) + 1  # noqa: PLW2901 -- wherever the text has got to
        data = data[:start] + instead + data[start + length :]
    read_anyhow(data, options)


@PATIENT
@given(
    st.text(st.sampled_from("WEBVT \n\r0123:.,->{}<>/vNOTE&#;\u0085\u2028é"), max_size=120),
    st.sampled_from(["webvtt", "srt"]),
)
def test_strange_captions_are_read_or_refused(text: str, form: str) -> None:
    head = "WEBVTT\n\n" if form == "webvtt" else ""
    read_anyhow((head + "00:00:01.000 --> 00:00:02.000\nHi.\n" + text).encode(), OPTIONS[0], form=form)


@PATIENT
@given(mutated(MESSAGE), st.sampled_from(["message_created", "message_updated", "conversation_status_changed"]))
def test_a_mutated_chatwoot_payload_never_raises(payload: Any, event: str) -> None:
    for item in read_webhook(payload | {"event": event}, source="cw"):
        if isinstance(item, Segment):
            check_sound(item)


@PATIENT
@given(mutated(PAYLOAD))
def test_a_mutated_payload_never_raises_through_a_template(payload: Any) -> None:
    mapping = validate_mapping(TEMPLATE)
    assert isinstance(mapping, Mapping)
    for item in apply(mapping, payload, source="desk"):
        if isinstance(item, Segment):
            check_sound(item)


@PATIENT
@given(mutated(TEMPLATE))
def test_a_mutated_template_is_refused_or_works(template: Any) -> None:
    mapping = validate_mapping(template)
    if isinstance(mapping, Mapping):
        assert list(apply(mapping, PAYLOAD, source="desk"))
