"""The items of ``POST /ingest/``: what is taken, what is refused and in which words."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearten_ear.conversation import Channel, Role, RoleBasis
from hearten_ear.formats import BadJson
from hearten_ear.formats.wire import BODY_MAX, EXPECTED, decode_item, decode_items
from hearten_ear.segment import ContactEvent, Problem, Segment, Skipped

# A shared machine is slow now and then; that is no finding about a reader.
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

ITEM = {"conversation": "c1", "segment_id": "s1", "role": "customer", "text": "Where is my order?"}
EVENT = {"event": "started", "event_id": "e1", "conversation": "c1"}
STATE = {"event": "agent_state", "event_id": "e2", "agent": "a7", "state": "not_ready"}


def decode(value: Any, content_type: str = "application/json") -> list[tuple[int, Any]]:
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return list(decode_items(body, content_type, source="crm"))


def one(value: Any) -> Any:
    (found,) = decode(value)
    return found[1]


def test_the_shortest_segment_is_final_and_may_be_scored() -> None:
    segment = one(ITEM)
    assert isinstance(segment, Segment)
    assert (segment.source, segment.conversation, segment.segment_id) == ("crm", "c1", "s1")
    assert segment.may_be_scored
    assert segment.revision == 0


def test_every_field_of_a_segment_is_read() -> None:
    segment = one(
        ITEM
        | {
            "revision": 3, "final": False, "role_basis": "channel", "order": 9, "channel_index": 1, "start_ms": 10,
            "end_ms": 20, "sent_at": "2026-03-01T10:00:00+01:00", "language": "en_us", "confidence": 1,
            "channel": "chat", "queue": "billing", "agent": "a7", "something_new": {"deep": []},
        }
    )  # fmt: skip
    assert segment.party.role is Role.CUSTOMER
    assert segment.party.role_basis is RoleBasis.CHANNEL
    assert (segment.revision, segment.final, segment.order, segment.channel_index) == (3, False, 9, 1)
    assert (segment.start_ms, segment.end_ms) == (10, 20)
    assert segment.sent_at == datetime(2026, 3, 1, 9, tzinfo=UTC)
    assert (segment.language, segment.confidence, segment.channel) == ("en-US", 1.0, Channel.CHAT)
    assert (segment.queue, segment.agent_ref) == ("billing", "a7")


def test_an_unknown_role_is_a_guess_whatever_the_sender_says() -> None:
    segment = one(ITEM | {"role": "unknown", "role_basis": "declared"})
    assert segment.party.role_basis is RoleBasis.GUESS
    assert not segment.may_be_scored


def test_text_is_trimmed_and_composed_and_otherwise_untouched() -> None:
    assert one(ITEM | {"text": "  Cafe\u0301  is\tCLOSED!! \n"}).text == "Café  is\tCLOSED!!"


def test_masks_are_found_in_the_words() -> None:
    segment = one(ITEM | {"text": "I am [NAME], card **** or {{BAN}}, a [sic] f***ing [1]"})
    assert [(segment.text[mask.start : mask.end], mask.label) for mask in segment.redactions] == [
        ("[NAME]", "NAME"),
        ("****", "MASKED"),
        ("{{BAN}}", "BAN"),
    ]


@pytest.mark.parametrize("text", ["", "  ", "\n\t"])
def test_empty_text_is_skipped_and_no_error(text: str) -> None:
    assert one(ITEM | {"text": text}) == Skipped("empty", "item 1")


def test_contact_and_agent_events_are_read() -> None:
    started = one(EVENT | {"agent": "a7", "queue": "q", "channel": "voice", "order": 1, "at": "2026-03-01T10:00:00Z"})
    assert started == ContactEvent(
        "crm", "e1", "started", "c1", "a7", None, 1, Channel.VOICE, "q", None, datetime(2026, 3, 1, 10, tzinfo=UTC)
    )
    assert one(STATE) == ContactEvent("crm", "e2", "agent_state", agent_ref="a7", state="not_ready")


REFUSED = [
    (ITEM, "conversation", 5, "wrong_type"),
    (ITEM, "conversation", "", "not_an_id"),
    (ITEM, "conversation", "x" * 201, "not_an_id"),
    (ITEM, "segment_id", "a\nb", "not_an_id"),
    (ITEM, "segment_id", "a\x7fb", "not_an_id"),
    (ITEM, "queue", "a\x85b", "not_an_id"),
    (ITEM, "agent", ["a"], "wrong_type"),
    (ITEM, "role", "boss", "unknown_value"),
    (ITEM, "role", 1, "wrong_type"),
    (ITEM, "role_basis", "hearsay", "unknown_value"),
    (ITEM, "text", None, "wrong_type"),
    (ITEM, "text", 3, "wrong_type"),
    (ITEM, "text", "é" * 500_001, "too_long"),
    (ITEM, "revision", -1, "out_of_range"),
    (ITEM, "revision", 1.5, "wrong_type"),
    (ITEM, "final", "yes", "wrong_type"),
    (ITEM, "final", 1, "wrong_type"),
    (ITEM, "order", "7", "wrong_type"),
    (ITEM, "channel_index", 40_000, "out_of_range"),
    (ITEM, "start_ms", -5, "out_of_range"),
    (ITEM, "start_ms", 2**31, "out_of_range"),
    (ITEM, "start_ms", True, "wrong_type"),
    (ITEM, "sent_at", "2026-03-01T10:00:00", "not_a_time"),
    (ITEM, "sent_at", "yesterday", "not_a_time"),
    (ITEM, "sent_at", 1772359200, "not_a_time"),
    (ITEM, "sent_at", "0001-01-01T00:00:00+14:00", "not_a_time"),
    (ITEM, "language", 1, "wrong_type"),
    (ITEM, "confidence", 1.01, "out_of_range"),
    (ITEM, "confidence", "high", "wrong_type"),
    (ITEM, "channel", "fax", "unknown_value"),
    (EVENT, "event", "paused", "unknown_value"),
    (EVENT, "event", None, "wrong_type"),
    (EVENT, "event_id", "a\x00", "not_an_id"),
    (EVENT, "at", "noon", "not_a_time"),
    (STATE, "state", "lunch", "unknown_value"),
    (STATE, "agent", {}, "wrong_type"),
]  # fmt: skip


@pytest.mark.parametrize(("base", "key", "value", "code"), REFUSED)
def test_a_wrong_value_is_a_problem_that_names_its_place(base: dict[str, Any], key: str, value: Any, code: str) -> None:
    problem = decode_item(base | {key: value}, "item 3", source="crm")
    assert isinstance(problem, Problem)
    assert (problem.code, problem.where) == (code, f"item 3: {key}")
    assert problem.message.startswith("Expected ")
    assert EXPECTED[key] in problem.message


@pytest.mark.parametrize(
    ("base", "key"),
    [(base, key) for base in (ITEM, EVENT, STATE) for key in base if key != "event"],
)
def test_a_missing_required_key_is_named(base: dict[str, Any], key: str) -> None:
    item = {name: value for name, value in base.items() if name != key}
    problem = decode_item(item, "line 2", source="crm")
    assert isinstance(problem, Problem)
    assert (problem.code, problem.where) == ("missing", f"line 2: {key}")


def test_an_end_before_its_start_is_out_of_range() -> None:
    assert one(ITEM | {"start_ms": 20, "end_ms": 19}).code == "out_of_range"
    assert isinstance(one(ITEM | {"start_ms": 20, "end_ms": 20}), Segment)


def test_one_bad_item_costs_that_item_only() -> None:
    found = decode([ITEM, 7, ITEM | {"role": "boss"}, ITEM | {"segment_id": "s2"}, [ITEM], None])
    assert [number for number, _ in found] == [1, 2, 3, 4, 5, 6]
    assert [type(item) for _, item in found] == [Segment, Problem, Problem, Segment, Problem, Problem]
    assert found[1][1].code == "not_an_object"


@pytest.mark.parametrize("content_type", ["application/x-ndjson", "application/jsonl; charset=utf-8", "", "text/plain"])
def test_lines_are_told_by_type_or_by_their_shape(content_type: str) -> None:
    body = b"\n".join([json.dumps(ITEM).encode(), b"{broken}", b"", json.dumps(EVENT).encode()])
    found = decode(body, content_type)
    assert [number for number, _ in found] == [1, 2, 4]
    assert isinstance(found[0][1], Segment)
    assert (found[1][1].code, found[1][1].where) == ("not_json", "line 2: line 1, column 2")
    assert isinstance(found[2][1], ContactEvent)


def test_one_object_over_several_lines_is_one_item() -> None:
    assert isinstance(one(json.dumps(ITEM, indent=2).encode()), Segment)
    assert isinstance(one(json.dumps(ITEM).encode() + b"\n"), Segment)


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"", "not_json"), (b"[", "not_json"), (b"7", "wrong_top"), (b"[" + b" " * BODY_MAX + b"]", "too_large")],
)
def test_a_body_that_is_wrong_as_a_whole_is_refused_before_anything_is_read(body: bytes, code: str) -> None:
    with pytest.raises(BadJson) as refusal:
        decode_items(body, source="crm")
    assert refusal.value.code == code


def test_too_many_lines_are_refused_at_once() -> None:
    with pytest.raises(BadJson):
        decode_items(json.dumps(ITEM).encode() + b"\n" * 100, "application/x-ndjson", source="crm", limit=100)


def test_no_message_repeats_what_was_sent() -> None:
    for base, key, value, _ in REFUSED:
        if isinstance(value, str) and value.strip() and len(value) > 3:
            problem = decode_item(base | {key: value}, "item 1", source="crm")
            assert isinstance(problem, Problem)
            assert value not in problem.message


_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@PATIENT
@given(st.sampled_from([ITEM, EVENT, STATE]), st.dictionaries(st.sampled_from(sorted(EXPECTED)), _json, max_size=4))
def test_no_item_raises(base: dict[str, Any], changes: dict[str, Any]) -> None:
    assert isinstance(decode_item(base | changes, "item 1", source="crm"), Segment | ContactEvent | Problem | Skipped)
