"""Moments, hands up, buddies."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone
from web.tests.cast import hire
from web.tests.promises.centre import CALM, Centre, says, told
from web.tests.promises.registry import (
    Filler,
    address,
    declare_dear,
    declare_not_private,
    declare_words,
    fact,
    plants,
)

from hearten.integrations.models import PhoneRequest
from hearten.people.models import Person, Role
from hearten.support import actions
from hearten.support.models import Asked, Buddy, HandUp, Moment, MomentOffer, MomentVersion, Reaching

RANK = "a rank of who leads, or buddy"
declare_words(Moment, own="key")
declare_words(MomentOffer)
declare_words(MomentVersion)
declare_words(
    HandUp,
    own="key",
    open={"ref": "in the addresses by which those who were asked answer"},
    coded={"because": RANK, "lease_by": "a process"},
)
declare_words(Asked, coded={"because": RANK})
declare_words(Buddy, open={"key": "in the addresses by which the other one says yes or no"})
declare_words(Reaching)
declare_not_private(MomentVersion, "what holds for a team, for everybody to read; names nobody")
declare_not_private(Buddy, "the one who was chosen sees by whom; that nobody else does has tests of its own")


@plants(Moment, PhoneRequest)
def a_moment(person: Person, fill: Filler) -> None:
    now = timezone.now()
    Moment.objects.create(
        agent=person, asked_at=now, began_at=now, covered_until=now + timedelta(minutes=5), **fill(Moment)
    )
    PhoneRequest.objects.create(person=person, until=now + timedelta(minutes=5), asked_at=now)


@plants(HandUp)
def a_hand(person: Person, fill: Filler) -> None:
    HandUp.objects.create(agent=person, raised_at=timezone.now(), closed_at=timezone.now(), **fill(HandUp))


@fact("past moments", Moment)
def past_moments(centre: Centre, now: datetime) -> None:
    """Fifty in a month; the newest ended an hour ago."""
    for number in range(50):
        asked = now - timedelta(days=30) + number * timedelta(hours=14)
        actions.ask_for_moment(centre.ana, key=uuid4(), now=asked)
        actions.come_back(centre.ana, now=asked + timedelta(minutes=5))
    Moment.objects.filter(agent=centre.ana).update(ended_at=now - timedelta(hours=1))


@fact("a moment that waits for a contact to end, and the phone system asked", Moment, PhoneRequest)
def a_waiting_moment(centre: Centre, now: datetime) -> None:
    """Nobody is away yet. One that has begun is seen by who leads now, and is no secret while it runs."""
    for name in ("ana-first", "ana-second"):
        centre.hear(told("started", contact=name, agent="ana-7"), now=now)
        centre.hear(says(CALM, 1, contact=name, agent="ana-7"), now=now)
    actions.ask_for_moment(centre.ana, key=uuid4(), now=now)


@fact("a moment was offered", MomentOffer)
def an_offer(centre: Centre, now: datetime) -> None:
    # Not by the verb: a contact that ends would begin the moment that waits.
    MomentOffer.objects.create(agent=centre.ana, offered_at=now)


@fact("past hands up", HandUp, Asked)
def past_hands(centre: Centre, now: datetime) -> None:
    """Fifty that are down. Whoever was asked was told at the time and has it in their own data, so here nobody was."""
    for number in range(50):
        at = now - timedelta(hours=30) + number * timedelta(minutes=30)
        hand = HandUp.objects.create(agent=centre.ana, key=uuid4(), raised_at=at, closed_at=at + timedelta(minutes=4))
        Asked.objects.create(hand=hand, person=centre.ana, because="lead_on_shift", at=at, is_open=False)


@fact("wants a sound when a hand goes up", Reaching)
def wants_sound(centre: Centre, now: datetime) -> None:
    actions.set_reaching(centre.ana, browser=True, sound=True)


def a_hand_asked_of_tom(centre: Centre) -> dict[str, Any]:
    def make() -> Any:
        now = timezone.now()
        # Down already: while it is up, Tom may see whether she is in an abusive contact, which is no secret then. Rows
        # alone: whom a hand reaches first depends on who is on shift at the moment of the walk, and each one is told.
        hand = HandUp.objects.create(agent=centre.ana, key=uuid4(), raised_at=now, closed_at=now)
        Asked.objects.create(
            hand=hand, person=centre.people["own lead"], because="lead_on_shift", at=now, is_open=False
        )
        return hand.ref

    return {"ref": centre.once("hand", make)}


def chosen(centre: Centre) -> dict[str, Any]:
    """Noor is asked to be Ana's buddy."""

    def make() -> Any:
        actions.choose_buddy(centre.ana, centre.people["peer"], now=timezone.now())
        return Buddy.objects.get(agent=centre.ana).key

    return {"key": centre.once("buddy", make)}


def a_pair(centre: Centre) -> dict[str, Any]:
    """Ana and somebody who is nobody's role here: both of a pair may end it."""

    def make() -> Any:
        sade = hire("Sade", centre.harbour, Role.AGENT)
        Buddy.objects.filter(agent=centre.ana).delete()
        actions.choose_buddy(centre.ana, sade, now=timezone.now())
        return Buddy.objects.get(agent=centre.ana).key

    return {"key": centre.once("pair", make)}


KEY = {"key": "11111111-1111-4111-8111-111111111111"}
MINUTES = {"usual_minutes": "6", "after_abuse_minutes": "12", "offer_from": "2"}
address("support:ask_for_moment", form=KEY)
address("support:raise_hand", form=KEY)
address("support:settle_for_centre", form=MINUTES, bare=422)
address("support:settle_for_team", objects=lambda centre: {"key": centre.harbour.key}, form=MINUTES, bare=422)
for page in ("team_now", "now"):
    declare_dear(f"support:{page}", "passes over a moment that waits, which is shown within minutes, when it begins")
for verb in ("answer", "pass_on", "finish_help"):
    address(f"support:{verb}", objects=a_hand_asked_of_tom, whose="own lead")
address("support:accept_buddy", objects=chosen, whose="peer")
address("support:end_buddy", objects=a_pair)
address(
    "support:choose_buddy",
    form=lambda centre: {"buddy": str(centre.people["peer"].key)},
    posts=(302, 422),
    bare=422,
)
