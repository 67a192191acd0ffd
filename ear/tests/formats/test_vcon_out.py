"""vCon out: valid by the schema and by the rules between places, read again as it was, and silent on employees."""

import json
from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from ear.tests.formats.vcon_rules import broken_rules
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator

import hearten_ear
from hearten_ear.conversation import Channel, Role, RoleBasis
from hearten_ear.engine import NotHeard, read_turn
from hearten_ear.formats import ConversationSeen, ReadOptions, Report, UnreadableFile, read
from hearten_ear.formats.roles import party
from hearten_ear.formats.vcon_out import ANALYSIS_TYPE, stable_uuid, vcons_of
from hearten_ear.formats.words import find_masks
from hearten_ear.reading import HEADS, Reading
from hearten_ear.segment import Segment

SCHEMA = json.loads((Path(hearten_ear.__file__).parent / "formats" / "schemas" / "vcon.schema.json").read_bytes())
VALID = Draft202012Validator(SCHEMA)
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
CUSTOMER, AGENT, NOBODY = party(Role.CUSTOMER), party(Role.AGENT), party(Role.UNKNOWN)


def heard(segment: Segment, before: str | None) -> Reading | NotHeard:
    return read_turn(segment.as_turn(), context=before)


def turn(number: int, text: str, who: Any = CUSTOMER, **more: Any) -> Segment:
    start: dict[str, Any] = {"start_ms": number * 4000, "end_ms": number * 4000 + 2500, "channel": Channel.VOICE}
    start = more or start
    return Segment("test", "c-1", f"s{number}", who, text, redactions=find_masks(text), **start)


CALL = (
    turn(0, "you are an idiot", AGENT),
    turn(1, "you useless idiot"),
    turn(2, "my card is [PAN], thanks a lot"),
    turn(3, "who is there?", NOBODY),
)


def written(*turns: Segment, seen: ConversationSeen | None = None) -> dict[str, Any]:
    report = Report("test", turns, conversations=(seen,) if seen else ())
    (one,) = vcons_of(report, heard, created_at=NOW)
    document = json.loads(one.encoded())
    assert isinstance(document, dict)
    return document


def check(document: dict[str, Any]) -> None:
    assert [error.message for error in VALID.iter_errors(document)] == []
    assert broken_rules(document) == []


def test_the_schema_is_a_schema_and_says_whose_draft_it_is() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert "draft-ietf-vcon-vcon-core-03" in SCHEMA["title"]


def test_what_is_written_is_valid_and_signals_are_one_entry_of_analysis() -> None:
    document = written(*CALL)
    check(document)
    (entry,) = document["analysis"]
    assert (entry["type"], entry["dialog"]) == (ANALYSIS_TYPE, [1, 2])
    first = entry["body"]["turns"][0]
    assert (first["dialog"], first["level"]) == (1, 2)
    assert first["signals"]["insult"] >= 0.5
    assert [CALL[1].text[span["start"] : span["end"]] for span in first["spans"]] != []
    assert entry["body"]["peak"] == 2
    assert entry["body"]["not_read"] == {"not_customer": 1, "role_unknown": 1}
    assert entry["body"]["turns"][1]["masked"] == [{"start": 11, "end": 16, "label": "PAN"}]


def test_no_turn_of_an_employee_or_of_nobody_carries_a_score() -> None:
    document = written(*CALL)
    roles = [document["parties"][dialog["originator"]]["role"] for dialog in document["dialog"]]
    assert roles == ["agent", "customer", "customer", "unknown"]
    for entry in document["analysis"]:
        assert all(roles[scored["dialog"]] == "customer" for scored in entry["body"]["turns"])


def test_a_reader_that_breaks_house_law_one_is_stopped() -> None:
    everything = Reading(0.9, dict.fromkeys(HEADS, 0.9), 3, (), "broken")
    with pytest.raises(ValueError, match="only a final turn"):
        vcons_of(Report("test", CALL), lambda _segment, _before: everything, created_at=NOW)


def test_nobody_is_named() -> None:
    document = written(turn(0, "Hello.", agent_ref="ana-7", sent_at=NOW))
    assert "ana-7" not in json.dumps(document)
    assert document["parties"] == [{"role": "customer"}]


def test_a_partial_is_not_written() -> None:
    assert vcons_of(Report("test", (turn(0, "you are", final=False),)), heard, created_at=NOW) == []


def test_the_uuid_is_stable_and_of_version_8() -> None:
    assert written(*CALL)["uuid"] == written(*CALL)["uuid"] == stable_uuid("test", "c-1")
    assert UUID(stable_uuid("test", "c-1")).version == 8
    assert stable_uuid("test", "c-1") != stable_uuid("test", "c-2") != stable_uuid("tes", "tc-2")


def again(document: dict[str, Any]) -> Report:
    return read(json.dumps(document).encode(), options=ReadOptions(source="test"))


def test_a_call_is_read_again_as_it_was() -> None:
    report = again(written(*CALL, seen=ConversationSeen("c-1", Channel.VOICE, NOW)))
    assert report.format == "vcon"
    assert [(part.text, part.party.role, part.start_ms, part.end_ms, part.channel) for part in report.segments] == [
        (part.text, part.party.role, part.start_ms, part.end_ms, part.channel) for part in CALL
    ]
    assert report.summary().customer_turns == 2
    assert report.conversations[0].started_at == NOW
    assert not report.problems


def test_a_chat_is_read_again_with_its_times_and_languages() -> None:
    chat = (
        turn(0, "Where is it?", sent_at=NOW, channel=Channel.CHAT, language="en"),
        turn(1, "eres idiota", sent_at=NOW.replace(minute=1), channel=Channel.CHAT, language="es"),
        turn(2, "> not a quote", sent_at=NOW.replace(minute=2), channel=Channel.SMS),
    )
    document = written(*chat)
    check(document)
    assert document["analysis"][0]["body"]["not_read"] == {"language:es": 1}
    report = again(document)
    assert [(part.text, part.sent_at, part.language, part.channel) for part in report.segments] == [
        (part.text, part.sent_at, part.language, part.channel) for part in chat
    ]


def test_what_is_written_of_what_was_read_is_the_same_again() -> None:
    first = written(*CALL, seen=ConversationSeen("c-1", Channel.VOICE, NOW))
    (second,) = vcons_of(again(first), heard, created_at=NOW)
    for key in ("parties", "analysis"):
        assert second.document[key] == first[key]


def test_the_times_of_an_undated_call_are_said_to_be_relative() -> None:
    assert written(*CALL)["analysis"][0]["body"]["times"] == "relative"
    assert written(*CALL, seen=ConversationSeen("c-1", None, NOW))["analysis"][0]["body"]["times"] == "absolute"


BREAKS: list[tuple[str, Callable[[dict[str, Any]], Any]]] = [
    ("uuid", lambda vcon: vcon.update(uuid="7")),
    ("created_at", lambda vcon: vcon.update(created_at="2026-03-01T12:00:00")),
    ("parties", lambda vcon: vcon.pop("parties")),
    ("amended", lambda vcon: vcon.update(redacted={"type": "x"}, amended={})),
    ("critical", lambda vcon: vcon.update(critical=["x"])),
    ("party index", lambda vcon: vcon["dialog"][0].update(parties=[9], originator=9)),
    ("originator", lambda vcon: vcon["dialog"][0].update(originator=0)),
    ("negative", lambda vcon: vcon["dialog"][0].update(duration=-1)),
    ("encoding", lambda vcon: vcon["dialog"][0].pop("encoding")),
    ("content", lambda vcon: [vcon["dialog"][0].pop(key) for key in ("encoding", "body")]),
    ("outside too", lambda vcon: vcon["dialog"][0].update(url="https://x.example/a", content_hash="sha512-aa")),
    ("unhashed", lambda vcon: vcon["analysis"][0].update(url="https://x.example/a")),
    ("kind", lambda vcon: vcon["dialog"][0].update(type="chat")),
    ("disposition", lambda vcon: vcon["dialog"][0].update(type="incomplete")),
    ("vendor", lambda vcon: vcon["analysis"][0].pop("vendor")),
    ("analysed", lambda vcon: vcon["analysis"][0].update(dialog=[99])),
    ("level", lambda vcon: vcon["analysis"][0]["body"].update(peak=4)),
    ("base64", lambda vcon: vcon["dialog"][0].update(encoding="base64url", body="ä")),
    ("json", lambda vcon: vcon["analysis"][0].update(body="{")),
    ("attached", lambda vcon: vcon.update(attachments=[{"start": "2026-03-01T12:00:00Z", "party": 0, "dialog": 9}])),
]


@pytest.mark.parametrize(("name", "spoil"), BREAKS, ids=[name for name, _ in BREAKS])
def test_schema_and_rules_notice_what_is_wrong(name: str, spoil: Callable[[dict[str, Any]], Any]) -> None:
    document = deepcopy(written(*CALL))
    spoil(document)
    assert [*VALID.iter_errors(document), *broken_rules(document)]


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.builds(
            Segment,
            st.just("test"),
            st.sampled_from(["c-1", "c-2"]),
            st.text("abc", min_size=1, max_size=4),
            st.sampled_from([CUSTOMER, AGENT, NOBODY, party(Role.CUSTOMER, RoleBasis.GUESS), party(Role.BOT, index=9)]),
            st.text(min_size=1, max_size=30).map(str.strip).filter(bool),
            final=st.booleans(),
            start_ms=st.none() | st.integers(0, 2**31 - 1),
            sent_at=st.none() | st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
            language=st.sampled_from([None, "en", "es"]),
            channel=st.sampled_from([None, *Channel]),
        ),
        max_size=6,
    )
)
def test_whatever_is_written_is_valid(turns: list[Segment]) -> None:
    made = vcons_of(Report("test", tuple(turns)), heard, created_at=NOW)
    assert sum(len(one.document["dialog"]) for one in made) == sum(part.final for part in turns)
    for one in made:
        check(json.loads(one.encoded()))


def test_it_also_passes_the_schema_of_the_draft_s_own_repository(samples: Path) -> None:
    theirs = Draft7Validator(json.loads((samples / "vcon-core" / "vcon_json_schema.json").read_bytes()))
    for document in (written(*CALL), written(turn(0, "Hi.", sent_at=NOW))):
        assert [error.message for error in theirs.iter_errors(document)] == []


def test_every_sample_that_has_words_can_be_written_and_read_again(samples: Path) -> None:
    for path in sorted(samples.rglob("*")):
        if not path.is_file() or path.stat().st_size > 200_000:
            continue
        try:
            report = read(path.read_bytes(), name=path.name)
        except UnreadableFile:
            continue
        finals = [part for part in report.segments if part.final]
        made = vcons_of(report, lambda _segment, _before: NotHeard("not_asked"), created_at=NOW)
        assert sum(len(one.document["dialog"]) for one in made) == len(finals)
        for one in made:
            document = json.loads(one.encoded())
            check(document)
            words = sorted(part.text for part in again(document).segments)
            # Quoting is cut from what is written; what was cut once stays as it is.
            assert words == sorted(entry["body"] for entry in document["dialog"]), path.name
