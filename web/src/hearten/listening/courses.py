"""How an agent's own contacts went, for themselves: the heat line and what was heard, as long as they are kept."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from hearten.listening.models import Contact, ContactState, Cue, HeardSegment
from hearten.listening.queries import line_of, spans_of
from hearten.people.models import Person
from hearten.staffing.contacts import Course, HeardWords
from hearten_ear.reading import HEADS

THANKS = HEADS.index("thanks")
CERTAIN = 128  # of 255: the half from which a head counts as heard
MOST = 200  # contacts: a long shift of short chats
OVER = {ContactState.WRAP_UP, ContactState.ENDED}


def courses_of(viewer: Person, since: datetime) -> tuple[Course, ...]:
    """Give how the viewer's contacts since then went, oldest first. Three queries, however many there are."""
    contacts = list(Contact.objects.filter(agent=viewer, heard_at__gte=since).order_by("-began_at", "-id")[:MOST])
    heard = _heard(viewer, [contact.pk for contact in contacts])
    return tuple(_course(contact, heard[contact.pk]) for contact in reversed(contacts))


def _course(contact: Contact, heard: Sequence[HeardWords]) -> Course:
    points = line_of(contact)
    start = min([at for at, _ in points[:1]] + [each.at_ms for each in heard], default=0)
    return Course(
        contact.key,
        contact.channel or "voice",
        contact.queue,
        contact.began_at,
        contact.level,
        contact.state in OVER,
        tuple((at - start, heat) for at, heat in points),
        tuple(
            HeardWords(each.kind, each.level, each.at_ms - start, each.words)
            for each in sorted(heard, key=lambda each: each.at_ms)
        ),
    )


def _heard(viewer: Person, contacts: Sequence[int]) -> dict[int, list[HeardWords]]:
    """Give what was heard by contact: the viewer's own cues, and thanks, which raise none."""
    turns = HeardSegment.objects.filter(contact__in=contacts, final=True).exclude(heads=None).order_by("revision")
    by_turn = {(turn.contact_id, turn.segment_id): turn for turn in turns}
    found: dict[int, list[HeardWords]] = defaultdict(list)
    for cue in Cue.objects.filter(agent=viewer, contact__in=contacts, withdrawn=False).select_related("contact"):
        at_ms = _at(by_turn.get((cue.contact_id, cue.segment_id)))
        if at_ms is None:  # a source without times: as long after its beginning as the cue came
            at_ms = int((cue.raised_at - cue.contact.began_at).total_seconds() * 1000)
        found[cue.contact_id].append(HeardWords(cue.kind, cue.level, at_ms, tuple(cue.heard)))
    for (contact, _), turn in by_turn.items():
        if _thanks(turn):
            found[contact].append(HeardWords("thanks", 0, _at(turn) or 0, spans_of(turn.heard)))
    return found


def _thanks(turn: HeardSegment) -> bool:
    return len(turn.heads or b"") > THANKS and bytes(turn.heads or b"")[THANKS] >= CERTAIN


def _at(turn: HeardSegment | None) -> int | None:
    return turn.at_ms if turn else None
