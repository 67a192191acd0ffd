"""Chatwoot webhooks: the message and conversation events of any version, as segments and contact events.

Read are ``message_created`` and ``message_updated``, and of the conversation its beginning, end and reopening. Left
out: private notes, templates, activity lines, bots, cards and forms, deleted messages. The signature is the caller's to
check, over the raw body, before it is parsed. As a file: one payload, an array, or a line for each; an update replaces
its message.
"""

import hmac
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from hearten_ear.conversation import Channel, Party, Role
from hearten_ear.formats.mail import cut_quotes, html_to_text, looks_like_html
from hearten_ear.formats.records import Piece, opens_json, records_of, settle, top_keys
from hearten_ear.formats.roles import party, role_of_word
from hearten_ear.formats.shapes import Format, Item, ReadOptions
from hearten_ear.formats.times import to_instant
from hearten_ear.formats.words import clean, find_masks, is_id, is_too_long, stable_id
from hearten_ear.segment import ContactEvent, Problem, Segment, Skipped

_MESSAGE_TYPES = {0: "incoming", 1: "outgoing", 2: "activity", 3: "template"}
_ROLE_BY_TYPE = {"incoming": Role.CUSTOMER, "outgoing": Role.AGENT}
_SENDERS = {"contact": Role.CUSTOMER, "user": Role.AGENT, "agent_bot": Role.BOT, "captain_assistant": Role.BOT}
_STATUSES = {"resolved": "ended", "open": "resumed"}
# "incoming_email" is what Chatwoot calls the words of a mail; all else but text is a card or a form.
_WRITTEN = frozenset({None, "text", "incoming_email"})
_SIGNATURE = re.compile(r"sha256=([0-9a-f]{64})")


def verify_signature(body: bytes, timestamp: str, signature: str, secret: str) -> bool:
    """Check ``X-Chatwoot-Signature`` (``sha256=`` and hex) over ``{timestamp}.{raw body}``, in constant time.

    The age of ``timestamp`` is the caller's to judge.
    """
    given = _SIGNATURE.fullmatch(signature.strip())
    wanted = hmac.digest(secret.encode(), timestamp.encode() + b"." + body, "sha256").hex()
    return hmac.compare_digest(given[1] if given else "", wanted) and bool(secret)


def read_webhook(payload: dict[str, Any], *, source: str) -> Iterator[Segment | ContactEvent | Problem | Skipped]:
    """Turn one delivered payload into what it says; one item, a problem or a skip with its reason."""
    event = payload.get("event")
    if event in ("message_created", "message_updated"):
        yield _message(payload, source)
    elif isinstance(event, str) and event.startswith("conversation_"):
        yield _conversation_event(payload, event, source)
    elif isinstance(event, str):
        yield Skipped("event", "event")
    else:
        yield Problem("missing", "event", "Expected the name of a Chatwoot event, such as message_created.")


def sniff(data: bytes, _name: str | None) -> bool:
    """Say whether this is JSON with the keys of a Chatwoot webhook."""
    if not opens_json(data) or b'"event"' not in data:
        return False
    keys = top_keys(data).keys()
    return "event" in keys and bool(keys & {"message_type", "inbox_id", "content_attributes", "can_reply"})


def read(data: bytes, options: ReadOptions) -> Iterator[Item]:
    """Yield the events, then the messages of each conversation by their number."""
    pieces: list[Piece] = []
    events: set[str] = set()
    for record in records_of(data):
        if isinstance(record, Problem):
            yield record
            continue
        for item in read_webhook(record.value, source=options.source):
            match item:
                case Segment():
                    pieces.append(Piece(record.where or "content", item))
                case Problem():
                    yield Problem(item.code, record.at(item.where), item.message)
                case Skipped():
                    yield Skipped(item.reason, record.at(item.where))
                case ContactEvent() if item.event_id in events:
                    yield Skipped("duplicate", record.at("event"))
                case ContactEvent():
                    events.add(item.event_id)
                    yield item
    yield from settle(pieces)


def _message(payload: dict[str, Any], source: str) -> Segment | Problem | Skipped:
    sender = _sender(payload)
    if reason := _why_skipped(payload, sender):
        return Skipped(reason, "content_type" if reason == "not_words" else "content")
    conversation = _dict(payload.get("conversation"))
    ids = _id(conversation.get("id", conversation.get("display_id"))), _id(payload.get("id"))
    if ids[0] is None or ids[1] is None:
        where = "conversation.id" if ids[0] is None else "id"
        return Problem("missing", where, "Expected the number of the conversation and of the message.")
    channel = _channel(payload, conversation)
    text = _text(payload["content"], channel)
    if not isinstance(text, str):
        return text
    try:
        sent = to_instant(payload.get("created_at"), "UTC")
        revision = _revision(payload, conversation)
    except ValueError:
        return Problem("bad_time", "created_at", "Expected an ISO time, or seconds since 1970.")
    return Segment(
        source,
        ids[0],
        ids[1],
        sender,
        text,
        revision,
        order=int(ids[1]) if ids[1].isdecimal() and len(ids[1]) < 19 else None,
        sent_at=sent,
        redactions=find_masks(text),
        channel=channel,
        queue=_id(_dict(payload.get("inbox")).get("id", conversation.get("inbox_id"))),
        agent_ref=_assignee(conversation),
    )


def _sender(payload: dict[str, Any]) -> Party:
    """Take the role from the direction of the message and the type of its sender; unknown where they disagree."""
    by_direction = _ROLE_BY_TYPE.get(_message_type(payload), Role.UNKNOWN)
    kind = _dict(payload.get("sender")).get("type")
    by_sender = _SENDERS.get(kind.lower(), role_of_word(kind)) if isinstance(kind, str) else by_direction
    if by_sender is Role.BOT:
        return party(Role.BOT)
    return party(by_direction if by_direction is by_sender else Role.UNKNOWN)


def _message_type(payload: dict[str, Any]) -> str:
    told = payload.get("message_type")
    if isinstance(told, int) and not isinstance(told, bool):
        return _MESSAGE_TYPES.get(told, "")
    return told if isinstance(told, str) else ""


def _why_skipped(payload: dict[str, Any], sender: Party) -> str | None:
    kind = _message_type(payload)
    content_type = payload.get("content_type")
    if payload.get("private") is True:
        return "private"
    if kind in ("activity", "template"):
        return kind
    if sender.role is Role.BOT:
        return "bot"
    if _dict(payload.get("content_attributes")).get("deleted") is True:
        return "deleted"
    if content_type is not None and (not isinstance(content_type, str) or content_type not in _WRITTEN):
        return "not_words"
    return "empty" if payload.get("content") is None else None


def _text(content: Any, channel: Channel) -> str | Problem | Skipped:
    if not isinstance(content, str):
        return Problem("text_not_a_string", "content", "Expected the words as a string.")
    text = html_to_text(content) if looks_like_html(content) else content
    text = clean(cut_quotes(text) if channel is Channel.EMAIL else text)
    if is_too_long(text):
        return Problem("text_too_long", "content", "Expected at most 1 MB of text.")
    return text or Skipped("empty", "content")


def _channel(payload: dict[str, Any], conversation: dict[str, Any]) -> Channel:
    name = f"{conversation.get('channel')} {payload.get('content_type')}".lower()
    if "email" in name:
        return Channel.EMAIL
    return Channel.SMS if "sms" in name else Channel.CHAT


def _revision(payload: dict[str, Any], conversation: dict[str, Any]) -> int:
    """Give an update the time of its change in milliseconds since 1970; a first delivery is 0, an undated update 1."""
    if payload["event"] == "message_created":
        return 0
    messages = conversation.get("messages")
    same = [_dict(entry) for entry in messages] if isinstance(messages, list) else []
    stamps = (entry.get("updated_at") for entry in (payload, *same) if entry.get("id") == payload.get("id"))
    updated = to_instant(next((stamp for stamp in stamps if stamp is not None), None), "UTC")
    return _milliseconds(updated) if updated else 1


def _conversation_event(payload: dict[str, Any], event: str, source: str) -> ContactEvent | Problem | Skipped:
    status = payload.get("status")
    kind = "started" if event == "conversation_created" else None
    if event in ("conversation_status_changed", "conversation_resolved", "conversation_opened"):
        kind = _STATUSES.get(status) if isinstance(status, str) else None
    if kind is None:
        return Skipped("event", "event")
    conversation = _id(payload.get("id", payload.get("display_id")))
    if conversation is None:
        return Problem("missing", "id", "Expected the number of the conversation.")
    stamp = next((payload[key] for key in ("updated_at", "timestamp", "created_at") if payload.get(key)), None)
    try:
        at = to_instant(stamp, "UTC")
    except ValueError:
        return Problem("bad_time", "timestamp", "Expected an ISO time, or seconds since 1970.")
    return ContactEvent(
        source,
        stable_id(conversation, kind, stamp or 0),
        kind,
        conversation=conversation,
        agent_ref=_assignee(payload),
        channel=_channel({}, payload),
        queue=_id(payload.get("inbox_id")),
        at=at,
    )


def _assignee(conversation: dict[str, Any]) -> str | None:
    return _id(_dict(_dict(conversation.get("meta")).get("assignee")).get("id"))


def _id(value: Any) -> str | None:
    """Give an id as a string: a number in webhooks, a string in old documentation."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    return text if is_id(text) else None


def _milliseconds(moment: datetime) -> int:
    return max(int(moment.timestamp() * 1000), 0)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


FORMAT = Format("chatwoot", sniff, read)
