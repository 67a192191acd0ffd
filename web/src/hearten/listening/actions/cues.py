"""Fold a contact's new turns and settle which cues its turns warrant."""

import uuid
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from hearten.listening import hot
from hearten.listening.actions.batch import Batch, ContactInHand
from hearten.listening.models import Cue, HeardSegment
from hearten.listening.rules import CueToShow, Following, Heard, TurnHeard, follow_all, in_force, may_continue


def settle_cues(contact: ContactInHand, batch: Batch) -> None:
    """Fold on where all turns are newer than what was folded; else fold the whole contact again, from what was kept."""
    turns = [turn for turn, _ in contact.turns]
    if not contact.corrected and may_continue(contact.following, turns):
        heard = follow_all(contact.following, turns)
        _add_cues(contact, heard.cues, {turn.segment_id: words for turn, words in contact.turns}, batch)
    else:
        heard = _fold_again(contact, batch)
    contact.following = heard.following
    contact.level = heard.following.heat.level
    contact.changed = True


def _fold_again(contact: ContactInHand, batch: Batch) -> Heard:
    """Settle every cue of a contact anew: withdraw what its turns no longer warrant, raise what they newly do.

    A corrected turn may warrant another cue than it did. That cue takes the old one's place, and waits for the agent
    again: what was dismissed was something else.
    """
    kept = _turns_kept(contact.id)
    heard = follow_all(Following(), [turn for turn, _ in kept.values()])
    before = {cue.segment_id: cue for cue in Cue.objects.filter(contact_id=contact.id)}
    warranted = {cue.segment_id for cue in heard.cues}
    gone = [cue.pk for cue in before.values() if not cue.withdrawn and cue.segment_id not in warranted]
    if gone:
        Cue.objects.filter(pk__in=gone).update(withdrawn=True)
        batch.tell(contact.agent_id, "contact", contact.key)
    words = {segment_id: heard_words for segment_id, (_, heard_words) in kept.items()}
    raised = [cue for cue in heard.cues if not _stands(before.get(cue.segment_id), cue)]
    _add_cues(contact, raised, words, batch, before)
    return heard


def _says_the_same(before: Cue | None, cue: CueToShow) -> bool:
    return before is not None and (before.kind, before.level) == (cue.kind, cue.level)


def _stands(before: Cue | None, cue: CueToShow) -> bool:
    return before is not None and not before.withdrawn and _says_the_same(before, cue)


def _turns_kept(contact_id: int) -> dict[str, tuple[TurnHeard, str]]:
    """Give the turns in force of a contact with the words that fired. The batch's own rows are written already."""
    rows = HeardSegment.objects.filter(contact_id=contact_id, final=True).order_by("segment_id", "revision")
    revisions: dict[str, dict[int, HeardSegment]] = {}
    for row in rows:
        revisions.setdefault(row.segment_id, {})[row.revision] = row
    kept = {}
    for segment_id, by_revision in revisions.items():
        chosen = in_force((revision, row.final) for revision, row in by_revision.items())
        counts = by_revision[chosen] if chosen is not None else None
        if counts is not None and counts.heads is not None:
            turn = TurnHeard(segment_id, counts.position, counts.channel_index, counts.at_ms, bytes(counts.heads))
            kept[segment_id] = (turn, counts.heard)
    return kept


def _add_cues(
    contact: ContactInHand,
    cues: Iterable[CueToShow],
    words: Mapping[str, str],
    batch: Batch,
    before: Mapping[str, Cue] = MappingProxyType({}),
) -> None:
    for cue in cues:
        earlier = before.get(cue.segment_id)
        batch.cues.append(
            hot.CueRow(
                key=uuid.uuid4(),
                contact_id=contact.id,
                agent_id=contact.agent_id,
                segment_id=cue.segment_id,
                kind=cue.kind,
                level=cue.level,
                heard=words.get(cue.segment_id) or "[]",
                raised_at=batch.now_kept,
                handled_at=hot.as_kept(earlier.handled_at) if earlier and _says_the_same(earlier, cue) else None,
                withdrawn=False,
            )
        )


def raise_cues(batch: Batch) -> None:
    """Write the cues of all contacts of a batch, and tell their agents.

    A turn has one cue, under one key: where a correction brings it back or makes it another, its row is written again.
    """
    for agent_id, key in hot.write_cues(batch.cues):
        batch.tell(agent_id, "cue", key)
