"""The canonical items as they travel: bodies of ``POST /ingest/`` and our own JSON lines.

A body is one object, an array of objects, or NDJSON. Unknown keys are ignored; a bad item costs that item only. Each
item keeps its number, counted from 1 (in NDJSON: the number of its line), and problems say ``item 3: start_ms``.

Segment
-------
=================  ==================================================================  ============================
key                value                                                               default
=================  ==================================================================  ============================
``conversation``   id                                                                  required
``segment_id``     id                                                                  required
``role``           customer, agent, bot, supervisor, system, unknown                   required
``text``           string, at most 1 MB of UTF-8; empty yields a skip                  required
``revision``       integer 0 … 2^63-1; a higher one replaces a lower one               0
``final``          true or false; only finals are ever scored                          true
``role_basis``     declared, channel, guess                                            declared
``order``          integer 0 … 2^63-1, the source's own sequence                       null
``channel_index``  integer 0 … 32767                                                   null
``start_ms``       integer milliseconds from the start of the contact, 0 … 2^31-1      null
``end_ms``         as ``start_ms`` and not before it                                   null
``sent_at``        RFC 3339 time with zone                                             null
``language``       BCP 47 tag or an English name of a language                         null: the source's language
``confidence``     number 0 … 1                                                        null
``channel``        voice, chat, email, sms                                             null
``queue``          id                                                                  null
``agent``          id of the agent at the source                                       null
``customer_ref``   id of the customer at the source; Hearten keeps a keyed hash alone  null
=================  ==================================================================  ============================

Event
-----
``{"event", "event_id", "conversation", "agent", "customer_ref", "queue", "channel", "language", "order", "at"}`` with
``event`` one of started, held, resumed, transferred, wrap_up, ended; ``event_id`` and ``conversation`` are required. Or
``{"event": "agent_state", "event_id", "agent", "state", "order", "at"}`` with ``state`` ready or not_ready and all of
``event_id``, ``agent``, ``state`` required. ``at`` is an RFC 3339 time with zone.

An id is a string of 1–200 characters without control characters. Null counts as absent where the default is null.

Codes of problems
-----------------
==================  ========================================================
``not_an_object``   the item is no object
``missing``         a required key is absent
``wrong_type``      a value of another JSON type than the table says
``out_of_range``    a number outside its range, or an end before its start
``unknown_value``   a word that is none of those listed
``not_an_id``       an empty or overlong id, or one with control characters
``not_a_time``      no RFC 3339 time, or one without a zone
``too_long``        a text above 1 MB
==================  ========================================================
Lines of NDJSON can also carry any code of :mod:`hearten_ear.formats.json_door`. A body that is wrong as a whole raises
:class:`~hearten_ear.formats.json_door.BadJson`. The reasons of a skip: ``empty``.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, cast

import msgspec
from msgspec import Meta

from hearten_ear.conversation import Channel, Role, RoleBasis
from hearten_ear.formats.json_door import BadJson, parse_json, parse_json_lines
from hearten_ear.formats.roles import party
from hearten_ear.formats.times import MS_MAX
from hearten_ear.formats.words import ID_MAX, clean, find_masks, is_id, is_too_long, language_tag
from hearten_ear.segment import ContactEvent, Problem, Segment, Skipped

#: What one item of a body can turn into.
WireItem = Segment | ContactEvent | Problem | Skipped

#: Largest body in bytes, unless the caller says otherwise.
BODY_MAX = 1_000_000

CONTACT_EVENTS = ("started", "held", "resumed", "transferred", "wrap_up", "ended")
NDJSON_TYPES = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl", "application/x-jsonlines"})

type _Id = Annotated[str, Meta(min_length=1, max_length=ID_MAX)]
type _Count = Annotated[int, Meta(ge=0, le=2**63 - 1)]
type _Ms = Annotated[int, Meta(ge=0, le=MS_MAX)]
type _Time = Annotated[datetime, Meta(tz=True)]


class _SegmentItem(msgspec.Struct, gc=False):
    conversation: _Id
    segment_id: _Id
    role: Role
    text: str
    revision: _Count = 0
    final: bool = True
    role_basis: RoleBasis = RoleBasis.DECLARED
    order: _Count | None = None
    channel_index: Annotated[int, Meta(ge=0, le=32767)] | None = None
    start_ms: _Ms | None = None
    end_ms: _Ms | None = None
    sent_at: _Time | None = None
    language: str | None = None
    confidence: Annotated[float, Meta(ge=0, le=1)] | None = None
    channel: Channel | None = None
    queue: _Id | None = None
    agent: _Id | None = None
    customer_ref: _Id | None = None


class _ContactEventItem(msgspec.Struct, gc=False):
    event: Literal["started", "held", "resumed", "transferred", "wrap_up", "ended"]
    event_id: _Id
    conversation: _Id
    agent: _Id | None = None
    queue: _Id | None = None
    channel: Channel | None = None
    language: str | None = None
    order: _Count | None = None
    at: _Time | None = None
    customer_ref: _Id | None = None


class _AgentStateItem(msgspec.Struct, gc=False):
    event: Literal["agent_state"]
    event_id: _Id
    agent: _Id
    state: Literal["ready", "not_ready"]
    order: _Count | None = None
    at: _Time | None = None


class _Refusal(Exception):  # noqa: N818 -- carries a judgement from a check to its item
    def __init__(self, code: str, key: str, message: str | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.key = key
        self.message = message or f"Expected {EXPECTED[key]}."


_ID_TEXT = f"a string of 1–{ID_MAX} characters without control characters"
_COUNT_TEXT = "an integer from 0 to 2^63-1"
_MS_TEXT = f"integer milliseconds from 0 to {MS_MAX}"
_TIME_TEXT = "an RFC 3339 time with a zone, such as 2026-03-01T14:02:11Z"

#: What each key wants, in words that follow "Expected".
EXPECTED = {
    "conversation": _ID_TEXT,
    "segment_id": _ID_TEXT,
    "event_id": _ID_TEXT,
    "queue": _ID_TEXT,
    "agent": _ID_TEXT,
    "customer_ref": _ID_TEXT,
    "role": "one of " + ", ".join(Role),
    "role_basis": "one of " + ", ".join(RoleBasis),
    "text": "a string of at most 1 MB",
    "revision": _COUNT_TEXT,
    "order": _COUNT_TEXT,
    "final": "true or false",
    "channel_index": "an integer from 0 to 32767",
    "start_ms": _MS_TEXT,
    "end_ms": _MS_TEXT,
    "sent_at": _TIME_TEXT,
    "at": _TIME_TEXT,
    "language": "a BCP 47 tag such as en-US",
    "confidence": "a number from 0 to 1",
    "channel": "one of " + ", ".join(Channel),
    "event": "one of " + ", ".join((*CONTACT_EVENTS, "agent_state")),
    "state": "ready or not_ready",
}


def decode_items(
    body: bytes, content_type: str = "", *, source: str, limit: int = BODY_MAX
) -> Iterator[tuple[int, WireItem]]:
    """Turn a body into numbered items, in the order sent.

    ``content_type`` of an NDJSON type forces NDJSON; otherwise the first byte and line tell. Raises :class:`BadJson` at
    once, before anything is yielded, where the body as a whole cannot be read.
    """
    if _is_ndjson(body, content_type):
        if len(body) > limit:
            raise BadJson("too_large", "body", f"Larger than {limit} bytes.")
        return _decode_lines(body, source, limit)
    value = parse_json(body, limit=limit, top=(dict, list))
    items = value if isinstance(value, list) else [value]
    return ((number, decode_item(item, f"item {number}", source=source)) for number, item in enumerate(items, 1))


def decode_item(item: Any, where: str, *, source: str) -> WireItem:
    """Turn one decoded JSON value into what it says; ``where`` names it in problems (``item 3``, ``line 12``)."""
    if not isinstance(item, dict):
        return Problem("not_an_object", where, "Expected an object with conversation, segment_id, role and text.")
    try:
        if "event" in item:
            return _event(item, source)
        return _segment(item, source) or Skipped("empty", where)
    except _Refusal as refusal:
        return Problem(refusal.code, f"{where}: {refusal.key}", refusal.message)


def _is_ndjson(body: bytes, content_type: str) -> bool:
    if content_type.partition(";")[0].strip().lower() in NDJSON_TYPES:
        return True
    if body.lstrip()[:1] != b"{":
        return False
    first, _, rest = body.strip().partition(b"\n")
    return first.rstrip().endswith(b"}") and rest.lstrip()[:1] == b"{"


def _decode_lines(body: bytes, source: str, limit: int) -> Iterator[tuple[int, WireItem]]:
    for number, value in parse_json_lines(body, limit=limit, line_limit=limit):
        where = f"line {number}"
        if isinstance(value, BadJson):
            yield number, Problem(value.code, f"{where}: {value.where}", value.message)
        else:
            yield number, decode_item(value, where, source=source)


def _segment(item: dict[str, Any], source: str) -> Segment | None:
    got = _convert(item, _SegmentItem)
    _check_ids(segment_id=got.segment_id, conversation=got.conversation, queue=got.queue, agent=got.agent)
    _check_ids(customer_ref=got.customer_ref)
    if got.end_ms is not None and got.start_ms is not None and got.end_ms < got.start_ms:
        raise _Refusal("out_of_range", "end_ms", "Expected an end that is not before start_ms.")
    text = clean(got.text)
    if not text:
        return None
    if is_too_long(text):
        raise _Refusal("too_long", "text")
    return Segment(
        source,
        got.conversation,
        got.segment_id,
        party(got.role, got.role_basis),
        text,
        got.revision,
        got.final,
        got.order,
        got.channel_index,
        got.start_ms,
        got.end_ms,
        _utc(got.sent_at, "sent_at"),
        language_tag(got.language),
        find_masks(text),
        got.confidence,
        channel=got.channel,
        queue=got.queue,
        agent_ref=got.agent,
        customer_ref=got.customer_ref,
    )


def _event(item: dict[str, Any], source: str) -> ContactEvent:
    if item["event"] == "agent_state":
        state = _convert(item, _AgentStateItem)
        _check_ids(event_id=state.event_id, agent=state.agent)
        return ContactEvent(
            source,
            state.event_id,
            state.event,
            agent_ref=state.agent,
            state=state.state,
            order=state.order,
            at=_utc(state.at, "at"),
        )
    got = _convert(item, _ContactEventItem)
    _check_ids(event_id=got.event_id, conversation=got.conversation, queue=got.queue, agent=got.agent)
    _check_ids(customer_ref=got.customer_ref)
    return ContactEvent(
        source,
        got.event_id,
        got.event,
        conversation=got.conversation,
        agent_ref=got.agent,
        order=got.order,
        channel=got.channel,
        queue=got.queue,
        language=language_tag(got.language),
        at=_utc(got.at, "at"),
        customer_ref=got.customer_ref,
    )


def _check_ids(**ids: str | None) -> None:
    for key, value in ids.items():
        if value is not None and not value.isprintable() and not is_id(value):
            raise _Refusal("not_an_id", key)


def _utc(moment: datetime | None, key: str) -> datetime | None:
    if moment is None or moment.tzinfo is UTC:
        return moment
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        raise _Refusal("not_a_time", key) from None


# Anchored: between them may stand a wrong word as it was sent, which can look like anything, like these for one.
_MISSING = re.compile(r"\AObject missing required field `(\w+)`")
_AT = re.compile(r"at `\$\.(\w+)`\Z")


def _convert[T](item: dict[str, Any], shape: type[T]) -> T:
    try:
        return msgspec.convert(item, shape)
    except msgspec.ValidationError as error:
        raise _refusal(str(error)) from None


def _refusal(said: str) -> _Refusal:
    """Turn msgspec's sentence, which may repeat what was sent, into ours."""
    if missing := _MISSING.search(said):
        return _Refusal("missing", missing[1], f"{missing[1]} is missing: expected {EXPECTED[missing[1]]}.")
    key = cast("re.Match[str]", _AT.search(said))[1]
    if said.startswith("Invalid enum value"):
        return _Refusal("unknown_value", key)
    if "datetime" in said or "RFC3339" in said:
        return _Refusal("not_a_time", key)
    if ", got " in said:
        return _Refusal("wrong_type", key)
    return _Refusal("not_an_id" if "`str` of length" in said else "out_of_range", key)
