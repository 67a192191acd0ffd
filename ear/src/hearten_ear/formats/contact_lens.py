"""Amazon Connect Contact Lens: post-call analysis of voice and chat.

Files hold ``Transcript[]``; records of the live stream are :mod:`hearten_ear.formats.contact_lens_live`. Whether a file
is redacted is told by ``ContentMetadata.Output`` alone (unredacted files carry ``Redaction`` sections too), and masks
are found in the text, because the published offsets miss the masked words. On voice, words that bled into the other
channel count once (:mod:`hearten_ear.formats.bleed`).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from msgspec import structs

from hearten_ear.conversation import Channel, Party, Role
from hearten_ear.formats import bleed
from hearten_ear.formats.json_door import BadJson, parse_json
from hearten_ear.formats.roles import party, role_of_word
from hearten_ear.formats.shapes import FILE_MAX, ConversationSeen, Format, Item, ReadOptions, UnreadableFile
from hearten_ear.formats.times import to_instant, to_ms
from hearten_ear.formats.words import clean, file_id, find_masks, is_id, is_too_long, language_tag, stable_id
from hearten_ear.segment import Problem, Segment, Skipped

_CHANNELS = {"VOICE": Channel.VOICE, "CHAT": Channel.CHAT, "EMAIL": Channel.EMAIL}


def sniff(data: bytes, _name: str | None) -> bool:
    """Say whether this is a JSON object with the keys of Contact Lens."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] != b"{":
        return False
    return b'"Transcript"' in data and (b'"ParticipantId"' in data or b'"CustomerMetadata"' in data)


def read(data: bytes, options: ReadOptions) -> Iterator[Item]:
    """Yield the contact, then its turns by offset (voice) or time (chat), then what was left out and why."""
    try:
        document = parse_json(data, limit=FILE_MAX, strip_bom=True)
    except BadJson as bad:
        raise UnreadableFile(Problem(bad.code, bad.where, bad.message)) from None
    contact = contact_of(document, data, options)
    yield ConversationSeen(contact.id, contact.channel, language=contact.language)
    yield from _post_call(document, contact)


@dataclass(frozen=True, slots=True)
class Contact:
    """What is known of the whole: its id, how it came, and who takes part."""

    id: str
    channel: Channel
    language: str | None
    roles: dict[str, Role]
    is_redacted: bool
    options: ReadOptions


@dataclass(frozen=True, slots=True)
class Entry:
    """One element of ``Transcript[]`` and the place it came from."""

    where: str
    value: dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Turn:
    where: str
    segment: Segment


def contact_of(document: dict[str, Any], data: bytes, options: ReadOptions) -> Contact:
    """Describe the contact of an analysis, or of a live record."""
    metadata = _dict(document.get("CustomerMetadata"))
    found = metadata.get("ContactId") or document.get("ContactId")
    channel = document.get("Channel")
    return Contact(
        id=found if is_id(found) else file_id(data),
        channel=_CHANNELS.get(channel if isinstance(channel, str) else "", Channel.VOICE),
        language=language_tag(document.get("LanguageCode")),
        roles=_participants(document.get("Participants")),
        # Live records have no ContentMetadata: what looks like a mask there is one.
        is_redacted=_dict(document.get("ContentMetadata")).get("Output") != "Raw",
        options=options,
    )


def _participants(value: Any) -> dict[str, Role]:
    entries = [_dict(entry) for entry in value] if isinstance(value, list) else []
    return {
        entry["ParticipantId"]: role_of_word(entry.get("ParticipantRole"))
        for entry in entries
        if isinstance(entry.get("ParticipantId"), str)
    }


def _post_call(document: dict[str, Any], contact: Contact) -> Iterator[Item]:
    transcript = document.get("Transcript")
    if not isinstance(transcript, list):
        message = "Expected a list of turns with ParticipantId and Content."
        yield Problem("transcript_not_a_list", "Transcript", message)
        return
    entries = []
    for place, value in enumerate(transcript):
        if isinstance(value, dict):
            entries.append(Entry(f"Transcript[{place}]", value))
        else:
            yield Problem("turn_not_an_object", f"Transcript[{place}]", "Expected an object with Content.")
    yield from turns_of(entries, contact)


def turns_of(entries: list[Entry], contact: Contact) -> Iterator[Item]:
    """Yield the turns in the order of time, ids told apart and echoes taken out, and what was left out and why."""
    read: list[_Turn] = []
    for entry in entries:
        item = turn_of(entry, contact)
        if isinstance(item, Segment):
            read.append(_Turn(entry.where, item))
        else:
            yield item
    in_order = _in_order(read)
    unique = _tell_ids_apart(in_order)
    yield from _without_bleed(unique) if contact.channel is Channel.VOICE else (item for _, item in unique)


def turn_of(entry: Entry, contact: Contact) -> Item:
    """Read one turn; what it gives instead of a segment says why."""
    value, where = entry.value, entry.where
    speaker = _speaker(value, contact)
    text = value.get("Content")
    if reason := _why_skipped(value, speaker, text):
        return Skipped(reason, where)
    if not isinstance(text, str):
        return Problem("text_not_a_string", f"{where}.Content", "Expected the words as a string.")
    words = clean(text)
    if not words:
        return Skipped("empty", where)
    if is_too_long(words):
        return Problem("text_too_long", f"{where}.Content", "Expected at most 1 MB of text.")
    try:
        start, end, sent = _times(value)
    except ValueError:
        message = "Expected whole milliseconds in BeginOffsetMillis and EndOffsetMillis, or AbsoluteTime with a zone."
        return Problem("bad_time", where, message)
    return Segment(
        contact.options.source,
        contact.id,
        value["Id"] if is_id(value.get("Id")) else stable_id("turn", where),
        speaker,
        words,
        channel_index=speaker.index if contact.channel is Channel.VOICE else None,
        start_ms=start,
        end_ms=end,
        sent_at=sent,
        language=contact.language,
        redactions=find_masks(words) if contact.is_redacted else (),
        channel=contact.channel,
    )


def _speaker(value: dict[str, Any], contact: Contact) -> Party:
    name = value.get("ParticipantId")
    display = value.get("DisplayName")
    participant = name if isinstance(name, str) else None
    mapped = contact.options.role_of(participant, display if isinstance(display, str) else None)
    roles = (
        mapped or Role.UNKNOWN,
        role_of_word(value.get("ParticipantRole")),
        contact.roles.get(participant or "", Role.UNKNOWN),
        role_of_word(participant),
    )
    return party(next((role for role in roles if role is not Role.UNKNOWN), Role.UNKNOWN))


def _why_skipped(value: dict[str, Any], speaker: Party, text: Any) -> str | None:
    kind = value.get("ContentType")
    if value.get("Type", "MESSAGE") != "MESSAGE":
        return "event"
    if isinstance(kind, str) and not kind.startswith("text/"):
        return "not_words"
    if text is None:
        return "empty"
    return {Role.BOT: "bot", Role.SYSTEM: "system"}.get(speaker.role)


def _times(value: dict[str, Any]) -> tuple[int | None, int | None, datetime | None]:
    start, end = to_ms(value.get("BeginOffsetMillis")), to_ms(value.get("EndOffsetMillis"))
    if start is not None and end is not None and end < start:
        raise ValueError("ends before it starts")
    return start, end, to_instant(value.get("AbsoluteTime"))


def _in_order(turns: list[_Turn]) -> list[_Turn]:
    """Sort by offset or time, then channel; a turn without a time stays behind the one it followed."""
    last = 0.0
    keyed: list[tuple[float, int, int]] = []
    for place, turn in enumerate(turns):
        part = turn.segment
        if part.start_ms is not None:
            last = float(part.start_ms)
        elif part.sent_at is not None:
            last = part.sent_at.timestamp()
        keyed.append((last, part.channel_index or 0, place))
    return [turns[place] for _, _, place in sorted(keyed)]


def _tell_ids_apart(turns: list[_Turn]) -> Iterator[tuple[str, Segment | Skipped]]:
    """Append the offset to an id that occurs more than once; the same turn again is a duplicate."""
    # A turn that was delivered twice is one use: its id must not depend on that.
    uses = Counter(part.segment_id for part in dict.fromkeys(turn.segment for turn in turns))
    seen: set[Segment] = set()
    given: set[str] = set()
    for turn in turns:
        part = turn.segment
        if part in seen:
            yield turn.where, Skipped("duplicate", turn.where)
            continue
        seen.add(part)
        if uses[part.segment_id] > 1:
            at = part.start_ms if part.start_ms is not None else part.sent_at
            apart = stable_id(part.segment_id, at)
            # Both channels may begin in the same millisecond.
            apart = stable_id(apart, part.party.role) if apart in given else apart
            part = structs.replace(part, segment_id=apart)
        given.add(part.segment_id)
        yield turn.where, part


def _without_bleed(items: Iterator[tuple[str, Segment | Skipped]]) -> Iterator[Item]:
    spoken: list[tuple[str, Segment]] = []
    for where, item in items:
        if isinstance(item, Segment):
            spoken.append((where, item))
        else:
            yield item
    for (where, part), verdict in zip(spoken, bleed.judge([_heard(part) for _, part in spoken]), strict=True):
        if verdict is bleed.Verdict.ECHO:
            yield Skipped("echo", where)
        elif verdict is bleed.Verdict.ROLE_UNKNOWN:
            yield structs.replace(part, party=party(Role.UNKNOWN, index=part.party.index))
        else:
            yield part


def _heard(part: Segment) -> bleed.Heard:
    start = part.start_ms or 0
    return bleed.Heard(part.channel_index or 0, start, part.end_ms or start, part.text)


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


FORMAT = Format("contact-lens", sniff, read)
