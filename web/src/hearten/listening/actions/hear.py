"""Hear a batch: everything a request brought, in one transaction, each item once.

The recipe:

1. score every final customer turn whose language we hear (before the transaction: it takes the write lock);
2. find or make the contacts, and lock them;
3. tell apart what is new, a duplicate, or a conflict, by key and keyed digest;
4. apply contact events in the source's order;
5. fold the new turns, or fold the whole contact again where one came late or was corrected;
6. write segments, contacts, cues, presence and notices together.

Nothing here depends on the order in which a contact's turns arrive, so a shuffled delivery ends in the same state.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b

import msgspec
from django.conf import settings
from django.db import transaction

from hearten.listening import hot
from hearten.listening.actions.batch import Batch, ContactInHand
from hearten.listening.actions.cues import raise_cues, settle_cues
from hearten.listening.actions.states import apply_event
from hearten.listening.models import Contact, HeardEvent
from hearten.listening.rules import pack
from hearten.live import actions as live
from hearten_ear.engine import Engine, hears, load_engine
from hearten_ear.reading import Reading
from hearten_ear.segment import ContactEvent, Segment

Item = Segment | ContactEvent
Agents = Mapping[tuple[str, str], int | None]


class Outcome(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What became of one item: ``accepted``, ``duplicate`` or ``rejected`` with a code and a sentence."""

    status: str
    code: str = ""
    message: str = ""


ACCEPTED = Outcome("accepted")
DUPLICATE = Outcome("duplicate")
CONFLICT = Outcome(
    "rejected",
    "conflict",
    "This key was used before with other content. Send a correction as a final segment with a higher revision.",
)
UNKNOWN_AGENT_EVENT = Outcome("accepted", "agent_event", "Taken by the phone-system part.")


def hear(
    items: Sequence[Item],
    *,
    agents: Agents,
    now: datetime,
    readings: Sequence[Reading | None] | None = None,
) -> list[Outcome]:
    """Take in a batch durably and say what became of each item, in its order.

    ``agents`` maps ``(source, agent_ref)`` to a person's id, or None while nobody is matched. A caller who is in a
    transaction gives the ``readings`` of :func:`score`, made before it. Raises only what the database raises; then
    nothing was written.
    """
    readings = score(items) if readings is None else readings
    with transaction.atomic(savepoint=False):
        batch = Batch(agents=agents, now=now)
        batch.contacts = _contacts_of(items, now)
        known = _known(items, batch.contacts)
        known_events = _known_events(items)
        outcomes = [
            _take(item, reading, batch, known, known_events) for item, reading in zip(items, readings, strict=True)
        ]
        hot.insert_segments(batch.segments)
        hot.score_late(batch.late)
        HeardEvent.objects.bulk_create(batch.events)
        for contact in batch.contacts.values():
            if contact.touched:
                settle_cues(contact, batch)
        raise_cues(batch)
        changed = [contact for contact in batch.contacts.values() if contact.changed]
        hot.update_contacts([contact.row() for contact in changed if contact.moved])
        hot.update_quietly([contact.quiet_row() for contact in changed if not contact.moved])
        batch.settle_presence()
        live.tell_many(batch.notices)
        warmer = {contact.agent_id for contact in changed if contact.agent_id}
        transaction.on_commit(lambda: live.nudge(warmer, "heat"))
    return outcomes


def score(items: Sequence[Item]) -> list[Reading | None]:
    """Score what house law 1 lets us: final customer turns of a known role, in a language we hear. Others give None."""
    readings: list[Reading | None] = [None] * len(items)
    wanted = [
        index
        for index, item in enumerate(items)
        if isinstance(item, Segment) and item.may_be_scored and (not item.language or hears(item.language))
    ]
    if wanted:
        engine: Engine = load_engine()
        texts = [items[index].text for index in wanted]  # type: ignore[union-attr]
        for index, reading in zip(wanted, engine.score(texts), strict=True):
            readings[index] = reading
    return readings


def digest_of(text: str) -> bytes:
    """Give a keyed digest: it tells a repeat from a conflict and cannot be used to guess short sentences."""
    keyed = _keyed(settings.SECRET_KEY).copy()
    keyed.update(text.encode("utf-8", "surrogatepass"))
    return keyed.digest()


@lru_cache(maxsize=2)
def _keyed(secret: str) -> blake2b:
    return blake2b(digest_size=12, key=secret.encode()[:64])


def _contacts_of(items: Sequence[Item], now: datetime) -> dict[tuple[str, str], ContactInHand]:
    """Find or make the contacts a batch speaks of, locked in the order of their ids."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for item in items:
        if item.conversation is not None:
            wanted[item.source].add(item.conversation)
    found: dict[tuple[str, str], ContactInHand] = {}
    for source, names in sorted(wanted.items()):
        held = {contact.external_id: contact for contact in hot.locked_contacts(source, sorted(names))}
        missing = names - held.keys()
        if missing:
            Contact.objects.bulk_create(
                [Contact(source=source, external_id=name, began_at=now, heard_at=now) for name in sorted(missing)],
                ignore_conflicts=True,  # another process may have been quicker
            )
            held |= {contact.external_id: contact for contact in hot.locked_contacts(source, sorted(missing))}
        for name, contact in held.items():
            found[source, name] = ContactInHand.of(contact)
    return found


Known = dict[tuple[int, str], dict[int, hot.KnownSegment]]


def _known(items: Sequence[Item], contacts: Mapping[tuple[str, str], ContactInHand]) -> Known:
    known: Known = defaultdict(dict)
    keys = {
        (contacts[item.source, item.conversation].id, item.segment_id) for item in items if isinstance(item, Segment)
    }
    for row in hot.known_segments(sorted(keys)):
        known[row.contact_id, row.segment_id][row.revision] = row
    return known


def _known_events(items: Sequence[Item]) -> dict[tuple[str, str], bytes]:
    by_source: dict[str, list[str]] = defaultdict(list)
    for item in items:
        if isinstance(item, ContactEvent):
            by_source[item.source].append(item.event_id)
    return {
        (source, event_id): bytes(digest)
        for source, ids in by_source.items()
        for event_id, digest in HeardEvent.objects.filter(source=source, event_id__in=ids).values_list(
            "event_id", "digest"
        )
    }


def _take(
    item: Item,
    reading: Reading | None,
    batch: Batch,
    known: Known,
    known_events: dict[tuple[str, str], bytes],
) -> Outcome:
    if isinstance(item, ContactEvent):
        return _take_event(item, batch, known_events)
    return _take_segment(item, reading, batch, known)


def _take_event(event: ContactEvent, batch: Batch, known: dict[tuple[str, str], bytes]) -> Outcome:
    digest = digest_of(
        "\x1f".join(map(str, (event.kind, event.conversation, event.agent_ref, event.state, event.order)))
    )
    before = known.get((event.source, event.event_id))
    if before is not None:
        return DUPLICATE if before == digest else CONFLICT
    known[event.source, event.event_id] = digest
    batch.events.append(HeardEvent(source=event.source, event_id=event.event_id, digest=digest, at=batch.now))
    if event.conversation is None:
        return UNKNOWN_AGENT_EVENT
    apply_event(batch.contacts[event.source, event.conversation], event, batch)
    return ACCEPTED


def _take_segment(segment: Segment, reading: Reading | None, batch: Batch, known: Known) -> Outcome:
    contact = batch.contacts[segment.source, segment.conversation]
    digest = digest_of(segment.text)
    revisions = known[contact.id, segment.segment_id]
    before = revisions.get(segment.revision)
    if before is not None and before.digest != digest:
        return CONFLICT
    if before is not None and not (reading and segment.final and not before.scored):
        return DUPLICATE
    contact.describe(segment, batch)
    if before is not None:
        # The same words, and only now do we know that the customer said them: somebody has said who is who.
        return _score_late(segment, reading, batch, contact, revisions)
    if segment.final and segment.may_be_scored:
        reading = _unless_other_language(reading, segment, contact)
    row = contact.new_row(segment, digest, pack(reading) if reading else None, _heard(reading, segment.text))
    batch.segments.append(row)
    if segment.final and (reading or any(other.scored for other in revisions.values())):
        contact.take_turn(row, corrects=any(other.final for other in revisions.values()))
    revisions[segment.revision] = hot.KnownSegment(
        contact.id, segment.segment_id, segment.revision, digest, segment.final, row.heads is not None
    )
    return ACCEPTED


def _score_late(
    segment: Segment,
    reading: Reading | None,
    batch: Batch,
    contact: ContactInHand,
    revisions: dict[int, hot.KnownSegment],
) -> Outcome:
    reading = _unless_other_language(reading, segment, contact)
    if reading is None:
        return DUPLICATE
    batch.late.append(
        hot.LateRow(pack(reading), _heard(reading, segment.text), contact.id, segment.segment_id, segment.revision)
    )
    contact.corrected = True
    revisions[segment.revision] = revisions[segment.revision]._replace(scored=True)
    return ACCEPTED


def _unless_other_language(reading: Reading | None, segment: Segment, contact: ContactInHand) -> Reading | None:
    """Drop a reading where only the contact says that its language is one we do not hear, and let the desk say so."""
    language = segment.language or contact.language
    if reading is not None and (not language or hears(language)):
        return reading
    contact.not_heard = f"language:{language}"
    return None


def _heard(reading: Reading | None, text: str) -> str:
    if reading is None or not reading.spans:
        return ""
    return msgspec.json.encode(reading.words(text)).decode()
