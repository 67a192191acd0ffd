"""Chatwoot webhooks of old and new versions."""

import hmac
from datetime import UTC, datetime
from typing import Any

import pytest

from hearten_ear.conversation import Channel, Role
from hearten_ear.formats.chatwoot import read_webhook, verify_signature
from hearten_ear.segment import ContactEvent, Problem, Segment, Skipped

MESSAGE: dict[str, Any] = {
    "event": "message_created",
    "id": 12,
    "content": "Where is my order?",
    "content_type": "text",
    "message_type": "incoming",
    "private": False,
    "created_at": "2026-03-01T10:00:00.000Z",
    "sender": {"id": 3, "type": "contact"},
    "inbox": {"id": 4},
    "conversation": {"id": 7, "channel": "Channel::WebWidget", "meta": {"assignee": {"id": 21}}},
}


def one(**changes: Any) -> Any:
    (found,) = read_webhook(MESSAGE | changes, source="cw")
    return found


def test_a_customers_message_is_a_turn_of_its_conversation() -> None:
    segment = one()
    assert isinstance(segment, Segment)
    assert (segment.conversation, segment.segment_id, segment.order) == ("7", "12", 12)
    assert segment.may_be_scored
    assert (segment.channel, segment.queue, segment.agent_ref) == (Channel.CHAT, "4", "21")
    assert segment.sent_at == datetime(2026, 3, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("changes", "role"),
    [
        ({"message_type": 0}, Role.CUSTOMER),
        ({"message_type": "outgoing", "sender": {"type": "user"}}, Role.AGENT),
        ({"message_type": 1, "sender": {}}, Role.AGENT),
        ({"sender": None}, Role.CUSTOMER),
        ({"sender": {"type": "user"}}, Role.UNKNOWN),
        ({"message_type": None}, Role.UNKNOWN),
    ],
)
def test_the_role_needs_direction_and_sender_to_agree(changes: dict[str, Any], role: Role) -> None:
    assert one(**changes).party.role is role


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"private": True}, "private"),
        ({"message_type": "template"}, "template"),
        ({"message_type": 2}, "activity"),
        ({"message_type": "outgoing", "sender": {"type": "agent_bot"}}, "bot"),
        ({"content_type": "input_select"}, "not_words"),
        ({"content_type": 5}, "not_words"),
        ({"content": None}, "empty"),
        ({"content": " "}, "empty"),
        ({"content_attributes": {"deleted": True}}, "deleted"),
        ({"event": "webwidget_triggered"}, "event"),
        ({"event": "conversation_updated"}, "event"),
    ],
)
def test_what_no_customer_wrote_is_left_out(changes: dict[str, Any], reason: str) -> None:
    found = one(**changes)
    assert isinstance(found, Skipped)
    assert found.reason == reason


def test_no_content_type_means_text_and_mail_loses_its_quotes() -> None:
    assert one(content_type=None).may_be_scored
    mail = {"content": "No.\n\nOn 1 March 2026 Ana wrote:\n> old anger", "content_type": "incoming_email"}
    assert (one(**mail).text, one(**mail).channel) == ("No.", Channel.EMAIL)


@pytest.mark.parametrize("stamp", ["2026-03-01 10:00:00 UTC", 1772359200, 1772359200.0, "1772359200"])
def test_times_come_in_four_spellings(stamp: Any) -> None:
    assert one(created_at=stamp).sent_at == datetime(2026, 3, 1, 10, tzinfo=UTC)


def test_old_versions_name_the_conversation_by_display_id_and_ids_are_strings() -> None:
    segment = one(id="1", conversation={"display_id": "9"})
    assert (segment.conversation, segment.segment_id) == ("9", "1")
    assert one(id=0, conversation={"id": 0}).segment_id == "0"


def test_an_update_is_a_revision_by_its_own_time() -> None:
    messages = [{"id": 11, "updated_at": 1}, {"id": 12, "updated_at": "2026-03-01T10:00:05Z"}]
    update = one(event="message_updated", conversation={"id": 7, "messages": messages})
    assert update.revision == 1772359205000
    assert one(event="message_updated").revision == 1
    assert one().revision == 0


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"id": None}, "id"),
        ({"id": True}, "id"),
        ({"conversation": None}, "conversation.id"),
        ({"content": 5}, "content"),
        ({"content": "x" * 1_000_001}, "content"),
        ({"created_at": "lately"}, "created_at"),
        ({"event": None}, "event"),
    ],
)
def test_a_bad_payload_is_a_problem_that_names_its_place(changes: dict[str, Any], where: str) -> None:
    found = one(**changes)
    assert isinstance(found, Problem)
    assert found.where == where


@pytest.mark.parametrize(
    ("event", "status", "kind"),
    [
        ("conversation_created", "open", "started"),
        ("conversation_status_changed", "resolved", "ended"),
        ("conversation_resolved", "resolved", "ended"),
        ("conversation_status_changed", "open", "resumed"),
    ],
)
def test_conversations_begin_end_and_reopen(event: str, status: str, kind: str) -> None:
    found = one(event=event, id=7, status=status, timestamp=1772359200)
    assert isinstance(found, ContactEvent)
    assert (found.kind, found.conversation, found.event_id) == (kind, "7", f"7:{kind}:1772359200")


def test_a_signature_is_checked_over_time_and_raw_body() -> None:
    body = b'{"event": "message_created"}'
    good = "sha256=" + hmac.digest(b"secret", b"1772359200." + body, "sha256").hex()
    assert verify_signature(body, "1772359200", good, "secret")
    wrong = [
        (body + b" ", "1772359200", good, "secret"),
        (body, "1772359201", good, "secret"),
        (body, "1772359200", good, "other"),
        (body, "1772359200", good.removeprefix("sha256="), "secret"),
        (body, "1772359200", good[:-1], "secret"),
        (body, "1772359200", "", "secret"),
        (body, "1772359200", "sha256=é", "secret"),
        (body, "1772359200", "sha256=" + hmac.digest(b"", b"1772359200." + body, "sha256").hex(), ""),
    ]
    assert not any(verify_signature(*case) for case in wrong)
