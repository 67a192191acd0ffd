"""The live stream of Amazon Connect Contact Lens: records of Kinesis, one or many, in any order, some of them twice.

STARTED and COMPLETED become contact events. Of ``Segments[]``, an ``Utterance`` is a **piece to append**: pieces with
one ``TranscriptId`` are put together by their begin offsets, and the ``Transcript`` with that ``Id`` replaces them
all, so that a lost piece does not spoil the final. Until it comes they are a partial, on which no cue is raised. A
customer's turn may begin before an agent's turn that is already final: order is by offset.
"""

from collections.abc import Iterator
from typing import Any

from msgspec import structs

from hearten_ear.formats.contact_lens import Contact, Entry, contact_of, turn_of, turns_of
from hearten_ear.formats.recognised import dict_of
from hearten_ear.formats.records import FINAL, Piece, Record, first_record, in_order, opens_json, records_of
from hearten_ear.formats.shapes import ConversationSeen, Format, Item, ReadOptions
from hearten_ear.formats.words import stable_id
from hearten_ear.segment import ContactEvent, Problem, Segment, Skipped

_EVENTS = {"STARTED": "started", "COMPLETED": "ended"}


def sniff(data: bytes, _name: str | None) -> bool:
    """Say whether this is JSON with the keys of the live stream, bare or in a delivery of Kinesis."""
    if not opens_json(data):
        return False
    if b'"EventType"' in data and b'"ContactId"' in data:
        return True
    return b'"Records"' in data[:200] and {"EventType", "ContactId"} <= first_record(data).keys()


def read(data: bytes, options: ReadOptions) -> Iterator[Item]:
    """Yield what began and ended, then the turns of each contact by offset, then what was left out and why."""
    contacts: dict[str, Contact] = {}
    entries: dict[str, list[Entry]] = {}
    events: set[str] = set()
    for record in records_of(data):
        if isinstance(record, Problem):
            yield record
            continue
        contact = contact_of(record.value, data, options)
        if contact.id not in contacts:
            yield ConversationSeen(contact.id, contact.channel, language=contact.language)
        contacts.setdefault(contact.id, contact)
        for item in _record(record, contact):
            match item:
                case Entry():
                    entries.setdefault(contact.id, []).append(item)
                case ContactEvent() if item.event_id in events:
                    yield Skipped("duplicate", record.at("EventType"))
                case _:
                    if isinstance(item, ContactEvent):
                        events.add(item.event_id)
                    yield item
    for name, found in entries.items():
        yield from _contact(found, contacts[name])


def _record(record: Record, contact: Contact) -> Iterator[Entry | ContactEvent | Problem | Skipped]:
    value = record.value
    kind = value.get("EventType")
    if isinstance(kind, str) and kind in _EVENTS:
        yield ContactEvent(
            contact.options.source,
            stable_id(contact.id, kind),
            _EVENTS[kind],
            conversation=contact.id,
            channel=contact.channel,
            language=contact.language,
        )
        return
    if kind == "FAILED":
        message = "The analysis of this contact failed at the source, so nothing is heard in it."
        yield Problem("analysis_failed", record.at("EventType"), message)
        return
    segments = value.get("Segments")
    if not isinstance(segments, list):
        message = "Expected a list of segments under EventType SEGMENTS."
        yield Problem("segments_not_a_list", record.at("Segments"), message)
        return
    for place, segment in enumerate(segments):
        where = record.at(f"Segments[{place}]")
        kinds = [key for key in ("Transcript", "Utterance") if isinstance(dict_of(segment).get(key), dict)]
        if kinds:
            yield Entry(f"{where}.{kinds[0]}", segment[kinds[0]])
        else:
            yield Skipped("not_words", where)


def _contact(entries: list[Entry], contact: Contact) -> Iterator[Item]:
    finals = [entry for entry in entries if "PartialContent" not in entry.value]
    pieces: dict[tuple[Any, Any], list[Entry]] = {}
    for entry in entries:
        if "PartialContent" in entry.value:
            key = _text(entry.value.get("TranscriptId")), _text(entry.value.get("ParticipantId"))
            pieces.setdefault(key, []).append(entry)
    settled = {(_text(entry.value.get("Id")), _text(entry.value.get("ParticipantId"))) for entry in finals}
    heard: list[Piece] = []
    for key, group in pieces.items():
        if key in settled or key[0] is None:
            yield from (Skipped("partial", entry.where) for entry in group)
            continue
        yield from (Skipped("partial", entry.where) for entry in group[1:])
        item = turn_of(_put_together(group, key[0]), contact)
        if isinstance(item, Segment):
            reach = item.end_ms if item.end_ms is not None else item.start_ms or 0
            heard.append(Piece(group[0].where, structs.replace(item, final=False, revision=reach)))
        else:
            yield item
    for item in turns_of(finals, contact):
        if isinstance(item, Segment):
            heard.append(Piece("", structs.replace(item, revision=FINAL)))
        else:
            yield item
    yield from (piece.segment for piece in in_order(heard))


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _put_together(group: list[Entry], name: str) -> Entry:
    """Make one entry of the pieces of a transcript, by begin offset; a piece that came twice counts once."""
    apart = {(_offset(entry, "Begin"), str(entry.value["PartialContent"])): entry for entry in group}
    ordered = [apart[key] for key in sorted(apart)]
    first = ordered[0].value
    texts = [entry.value["PartialContent"] for entry in ordered]
    wrong = [text for text in texts if not isinstance(text, str)]
    text = wrong[0] if wrong else " ".join(texts)
    ends = [_offset(entry, "End") for entry in ordered]
    value = first | {"Id": name, "Content": text, "EndOffsetMillis": max(ends) if min(ends) >= 0 else None}
    return Entry(ordered[0].where, {key: part for key, part in value.items() if key != "PartialContent"})


def _offset(entry: Entry, side: str) -> int:
    value = entry.value.get(f"{side}OffsetMillis")
    return value if isinstance(value, int) and not isinstance(value, bool) else -1


FORMAT = Format("contact-lens-live", sniff, read)
