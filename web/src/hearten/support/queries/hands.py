"""Hands for a viewer: one's own, and those that one is asked to come to, for as long as they are up."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings

from hearten.people.models import Person
from hearten.staffing import queries as staffing
from hearten.staffing.labels import say
from hearten.staffing.levels import levels_now
from hearten.support.models import Asked, Buddy, HandUp, Moment
from hearten.support.rules import ABUSIVE, ANSWER_WITHIN, choose_next
from hearten.support.rules.hands import BUDDY


def reachable_buddy(agent: Person, *, now: datetime) -> int | None:
    """Give the buddy who accepted and can come now: here, in no contact, in no moment. None otherwise."""
    pair = Buddy.objects.filter(agent=agent, buddy__is_active=True).exclude(accepted_at=None).first()
    if pair is None or not staffing.can_be_reached(pair.buddy_id, now=now):
        return None
    is_away = Moment.objects.filter(agent_id=pair.buddy_id, ended_at=None).exclude(began_at=None).exists()
    return None if is_away else pair.buddy_id


@dataclass(frozen=True, slots=True)
class OwnHand:
    """The viewer's hand that is up. ``then`` is who would be asked next; nobody means the centre's number."""

    answered_by: str
    asks: str
    asks_as: str
    goes_on_at: datetime
    then: str
    still_asked: tuple[str, ...]
    number_due: bool
    number: str


def hand_of(viewer: Person, *, now: datetime) -> OwnHand | None:
    """Give the viewer's own hand, if it is up: who is coming, who has been asked, and who comes next."""
    hand = HandUp.objects.filter(agent=viewer, closed_at=None).select_related("asks", "answered_by").first()
    if hand is None:
        return None
    asked = dict(Asked.objects.filter(hand=hand).values_list("person_id", "person__name"))
    order = staffing.leadership(viewer.team_id, but=viewer.pk, now=now).order
    following = choose_next(order, buddy=reachable_buddy(viewer, now=now), asked=asked.keys())
    then = Person.objects.filter(pk=following.person_id).values_list("name", flat=True).first() if following else ""
    return OwnHand(
        answered_by=hand.answered_by.name if hand.answered_by else "",
        asks=hand.asks.name if hand.asks else "",
        asks_as=hand.because,
        goes_on_at=hand.due_at or now + ANSWER_WITHIN,
        then=then or "",
        still_asked=tuple(name for person_id, name in asked.items() if person_id != hand.asks_id),
        number_due=hand.number_due,
        number=settings.CENTRE_NUMBER,
    )


def said_as(because: str) -> str:
    """Give what makes somebody the one who is asked, in words; a buddy needs none."""
    return "" if because in {"", BUDDY} else say(because)


@dataclass(frozen=True, slots=True)
class HandSeen:
    """A hand that the viewer is asked to come to.

    ``is_mine`` says that the viewer is coming, ``asks_me`` that they are the one asked last. ``in_abuse`` is true while
    the agent is in a contact of level 3; a lead sees that, and only while the hand is up.
    """

    ref: UUID
    name: str
    team: str
    raised_at: datetime
    answered_by: str
    is_mine: bool
    asks_me: bool
    as_buddy: bool
    in_abuse: bool


def hands_for(viewer: Person) -> list[HandSeen]:
    """Give the hands that are up and that the viewer has been asked to come to, the one that waits longest first."""
    rows = Asked.objects.filter(person=viewer, is_open=True).select_related("hand__agent__team", "hand__answered_by")
    found = sorted(rows, key=lambda row: (row.hand.raised_at, row.pk))
    levels = levels_now([row.hand.agent_id for row in found if row.because != BUDDY])
    in_abuse = {person_id for person_id, level in levels.items() if level >= ABUSIVE}
    return [_seen(row, viewer, in_abuse) for row in found]


def _seen(row: Asked, viewer: Person, in_abuse: set[int]) -> HandSeen:
    hand = row.hand
    return HandSeen(
        ref=hand.ref,
        name=hand.agent.name,
        team=hand.agent.team.name if hand.agent.team else "",
        raised_at=hand.raised_at,
        answered_by=hand.answered_by.name if hand.answered_by else "",
        is_mine=hand.answered_by_id == viewer.pk,
        asks_me=hand.answered_by_id is None and hand.asks_id == viewer.pk,
        as_buddy=row.because == BUDDY,
        in_abuse=hand.agent_id in in_abuse,
    )
