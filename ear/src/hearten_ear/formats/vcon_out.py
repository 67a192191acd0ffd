"""vCon out: a conversation with what was heard in it, by the fields of draft-ietf-vcon-vcon-core-03.

Strict where reading is liberal: stable ``uuid`` (the same conversation gives the same one), times with zone, a role
on each party, final turns only, masks left in the words. What was heard is one entry of ``analysis``, ``type``
``signals``, and names turns by their index in ``dialog``. Only final turns of customers whose role is known have been
read at all; no employee's turn carries a score, and nobody is named: parties have a role and, where the source was
given one, a pseudonym. The schema is ``schemas/vcon.schema.json``; the tests hold what is written here to it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

from hearten_ear import heat
from hearten_ear.conversation import Channel, Role
from hearten_ear.engine import NotHeard
from hearten_ear.formats.shapes import ConversationSeen, Report
from hearten_ear.reading import Reading
from hearten_ear.segment import Segment

#: The draft that is written, and what its deprecated version field says.
DRAFT = "draft-ietf-vcon-vcon-core-03"
SYNTAX = "0.4.0"
#: What our entry of ``analysis`` is called, and the shape of its body.
ANALYSIS_TYPE = "signals"
BODY_SCHEMA = "hearten-signals-1"
#: Heads under this are left out of a turn's signals: nothing was heard.
LEAST = 0.05

#: Reads one segment, given what was said just before it; says why it may not.
Read = Callable[[Segment, str | None], Reading | NotHeard]


@dataclass(frozen=True, slots=True)
class Written:
    """One conversation as a vCon, and its name: the uuid in it."""

    uuid: str
    document: dict[str, Any]

    def encoded(self) -> bytes:
        """Give the file's bytes: JSON in the order of the draft, and a line end."""
        return msgspec.json.format(msgspec.json.encode(self.document), indent=2) + b"\n"


def vcons_of(report: Report, read: Read, *, created_at: datetime) -> list[Written]:
    """Give a vCon for each conversation of a report that has final turns, in the order of the report.

    ``created_at`` is an instant with a zone. ``read`` is asked about every final turn and must keep house law 1, as
    :func:`hearten_ear.engine.read_turn` does.
    """
    seen = {each.id: each for each in report.conversations}
    turns: dict[str, list[Segment]] = {}
    for segment in report.segments:
        if segment.final:
            turns.setdefault(segment.conversation, []).append(segment)
    return [_vcon(group, seen.get(name), read, created_at) for name, group in turns.items()]


def stable_uuid(source: str, conversation: str) -> str:
    """Give the UUID of a conversation: version 8 (RFC 9562) from the SHA-256 of its source and id."""
    digest = bytearray(sha256(f"{source}\x00{conversation}".encode()).digest()[:16])
    digest[6] = (digest[6] & 0x0F) | 0x80
    digest[8] = (digest[8] & 0x3F) | 0x80
    return str(UUID(bytes=bytes(digest)))


def _vcon(turns: Sequence[Segment], seen: ConversationSeen | None, read: Read, created_at: datetime) -> Written:
    first = turns[0]
    uuid = stable_uuid(first.source, first.conversation)
    began = seen.started_at if seen else None
    parties = _parties(turns)
    places = {key: place for place, key in enumerate(parties)}
    document: dict[str, Any] = {
        "vcon": SYNTAX,
        "uuid": uuid,
        "created_at": _time(created_at),
        "parties": [_party(*key) for key in parties],
        "dialog": [_dialog(turn, places[_key(turn)], began or created_at) for turn in turns],
        "analysis": [_analysis(turns, read, is_dated=began is not None)],
        "attachments": [],
    }
    return Written(uuid, document)


def _key(turn: Segment) -> tuple[int, Role, str | None]:
    return turn.party.index, turn.party.role, turn.party.pseudonym


def _parties(turns: Iterable[Segment]) -> list[tuple[int, Role, str | None]]:
    return sorted({_key(turn) for turn in turns}, key=lambda key: (key[0], key[1], key[2] or ""))


def _party(_index: int, role: Role, pseudonym: str | None) -> dict[str, Any]:
    return {"role": role.value} | ({"name": pseudonym} if pseudonym else {})


def _dialog(turn: Segment, party: int, origin: datetime) -> dict[str, Any]:
    """Write a turn as text. What was spoken says so in ``application``, which also tells how to read its time."""
    start = turn.sent_at or origin + timedelta(milliseconds=turn.start_ms or 0)
    channel = turn.channel or (Channel.VOICE if turn.start_ms is not None else Channel.CHAT)
    entry: dict[str, Any] = {"type": "text", "start": _time(start)}
    if turn.start_ms is not None and turn.end_ms is not None:
        entry["duration"] = (turn.end_ms - turn.start_ms) / 1000
    entry |= {
        "parties": [party],
        "originator": party,
        "mediatype": "text/plain",
        "encoding": "none",
        "body": turn.text,
        "application": channel.value,
        "message_id": turn.segment_id,
    }
    return entry


def _analysis(turns: Sequence[Segment], read: Read, *, is_dated: bool) -> dict[str, Any]:
    scored: list[dict[str, Any]] = []
    not_read: dict[str, int] = {}
    course = heat.START
    models: dict[str, None] = {}
    before: str | None = None
    for place, turn in enumerate(turns):
        reading = read(turn, before)
        before = turn.text
        if isinstance(reading, NotHeard):
            not_read[reading.reason] = not_read.get(reading.reason, 0) + 1
            continue
        if not turn.may_be_scored:
            raise ValueError("only a final turn of a customer whose role is known may be scored")
        models[reading.model] = None
        course = heat.fold(course, reading, turn.start_ms)
        scored.append(_scored(place, turn, reading))
    return {
        "type": ANALYSIS_TYPE,
        "dialog": [entry["dialog"] for entry in scored],
        "vendor": "Hearten",
        "product": "hearten-ear",
        "schema": BODY_SCHEMA,
        "mediatype": "application/json",
        "encoding": "json",
        "body": {
            "model": ", ".join(models) or None,
            "peak": course.peak,
            "level": course.level,
            "heat": course.value,
            "turns": scored,
            "not_read": not_read,
            # By index of dialog, for all turns: the draft has no field for a language.
            "languages": {str(place): turn.language for place, turn in enumerate(turns) if turn.language},
            # Without a known start, only the distances between the times of this file are true.
            "times": "absolute" if is_dated or all(turn.sent_at for turn in turns) else "relative",
        },
    }


def _scored(place: int, turn: Segment, reading: Reading) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "dialog": place,
        "level": reading.level,
        "hostility": round(reading.hostility, 4),
        "signals": {head: round(value, 4) for head, value in reading.heads.items() if value >= LEAST},
        "spans": [{"start": span.start, "end": span.end, "signal": span.signal} for span in reading.spans],
    }
    if turn.redactions:
        entry["masked"] = [{"start": mask.start, "end": mask.end, "label": mask.label} for mask in turn.redactions]
    return entry


def _time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
