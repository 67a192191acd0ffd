"""Live Call Analytics (the AWS sample): events of a call, one to a record, as its stream and its hooks carry them.

Times are seconds in **strings**. ``Channel`` is AGENT or CALLER; lines of the agent's assistant and of categories are
no words of the call. A segment's partials replace each other by ``SegmentId``. ``Transcript`` is what the redactor
left; ``OriginalTranscript`` is never read.
"""

from collections.abc import Iterator
from typing import Any

from hearten_ear.conversation import Channel, Role, RoleBasis
from hearten_ear.formats.recognised import Said, piece_of
from hearten_ear.formats.records import FINAL, Piece, Record, first_record, opens_json, records_of, settle
from hearten_ear.formats.roles import party
from hearten_ear.formats.shapes import ConversationSeen, Format, Item, ReadOptions
from hearten_ear.formats.times import to_instant, to_ms
from hearten_ear.formats.words import file_id, is_id, language_tag, stable_id
from hearten_ear.segment import ContactEvent, Problem, Skipped

_ROLES = {"AGENT": Role.AGENT, "CALLER": Role.CUSTOMER, "CUSTOMER": Role.CUSTOMER}
_EVENTS = {"START": "started", "END": "ended"}
_WORDS = "ADD_TRANSCRIPT_SEGMENT"


def sniff(data: bytes, _name: str | None) -> bool:
    """Say whether this is JSON with the keys of Live Call Analytics, bare or in a delivery of Kinesis."""
    if not opens_json(data):
        return False
    if b'"EventType"' in data and b'"CallId"' in data:
        return True
    return b'"Records"' in data[:200] and {"EventType", "CallId"} <= first_record(data).keys()


def read(data: bytes, options: ReadOptions) -> Iterator[Item]:
    """Yield calls begun and ended, then the turns of each by start. Duplicates of a delivery are skipped."""
    pieces: list[Piece] = []
    events: set[str] = set()
    seen: set[str] = set()
    for record in records_of(data):
        if isinstance(record, Problem):
            yield record
            continue
        told = record.value.get("CallId")
        call = told if is_id(told) else file_id(data)
        if call not in seen:
            seen.add(call)
            yield ConversationSeen(call, Channel.VOICE, language=language_tag(record.value.get("LanguageCode")))
        item = _item(record, call, options)
        match item:
            case Piece():
                pieces.append(item)
            case ContactEvent() if item.event_id in events:
                yield Skipped("duplicate", record.where or "top level")
            case _:
                if isinstance(item, ContactEvent):
                    events.add(item.event_id)
                yield item
    yield from settle(pieces)


def _item(record: Record, call: str, options: ReadOptions) -> Piece | ContactEvent | Problem | Skipped:
    value = record.value
    kind = value.get("EventType")
    if kind == _WORDS:
        return _segment(record, call, options)
    if isinstance(kind, str) and kind in _EVENTS:
        return _event(record, call, _EVENTS[kind], options)
    return Skipped("event", record.where or "top level")


def _event(record: Record, call: str, kind: str, options: ReadOptions) -> ContactEvent | Problem:
    value = record.value
    agent = value.get("AgentId")
    try:
        at = to_instant(value.get("CreatedAt") or value.get("UpdatedAt"), "UTC")
    except ValueError:
        return Problem("bad_time", record.at("CreatedAt"), "Expected a time such as 2026-03-01T14:02:11Z.")
    return ContactEvent(
        options.source,
        stable_id(call, kind),
        kind,
        conversation=call,
        agent_ref=agent if is_id(agent) else None,
        channel=Channel.VOICE,
        at=at,
    )


def _segment(record: Record, call: str, options: ReadOptions) -> Piece | Problem | Skipped:
    value = record.value
    channel = value.get("Channel")
    name = channel.upper() if isinstance(channel, str) else ""
    role = options.role_of(channel if isinstance(channel, str) else None) or _ROLES.get(name, Role.UNKNOWN)
    if role is Role.UNKNOWN and name.endswith(("_ASSISTANT", "_VOICETONE", "_MATCH")):
        return Skipped("not_words", record.at("Channel"))
    try:
        start, end = to_ms(value.get("StartTime"), "s"), to_ms(value.get("EndTime"), "s")
    except ValueError:
        return Problem("bad_time", record.at("StartTime"), "Expected StartTime and EndTime in seconds.")
    told = value.get("SegmentId")
    final = _is_final(value.get("IsPartial"))
    if final is None:
        return Problem("wrong_type", record.at("IsPartial"), "Expected true or false.")
    said = Said(
        told if is_id(told) else stable_id(name, start),
        record.at("Transcript"),
        value.get("Transcript"),
        party(role, RoleBasis.CHANNEL),
        start,
        end,
        0 if role is Role.CUSTOMER else 1 if role is Role.AGENT else None,
        language_tag(value.get("LanguageCode")),
        None,
        final,
        FINAL if final else (end or start or 0),
    )
    return piece_of(said, call, options.source)


def _is_final(value: Any) -> bool | None:
    """Read IsPartial, which hooks send as a word now and then; absent means final."""
    if isinstance(value, str):
        value = {"true": True, "false": False}.get(value.strip().lower())
        return None if value is None else not value
    return not value if isinstance(value, bool) else (True if value is None else None)


FORMAT = Format("aws-lca", sniff, read)
