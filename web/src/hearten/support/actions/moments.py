"""The verbs of the promise: ask for a moment, start it, come back. Each may be called twice and acts once."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearten.live import actions as live
from hearten.people.models import Person
from hearten.staffing import queries as staffing
from hearten.support.events import (
    MomentBegan,
    MomentGranted,
    MomentMissed,
    MomentOver,
    MomentWaits,
    moment_began,
    moment_granted,
    moment_missed,
    moment_over,
    moment_waits,
)
from hearten.support.models import Moment, MomentOffer
from hearten.support.queries.policies import policy_of
from hearten.support.rules import ABUSIVE, MomentPolicy, covered_time, decide_cover, should_offer

AWAY = "away"  # the kind of what a lead's page hears
#: A moment that waited longer for a contact to end is not begun any more: its agent has long been somewhere else.
WAITS_AT_MOST = timedelta(hours=4)
#: Whoever has not come back by then went home; the cover ends where it was granted to.
OPEN_AT_MOST = timedelta(hours=12)


def ask_for_moment(agent: Person, *, key: UUID, pressed_at: datetime | None = None, now: datetime) -> Moment:
    """Grant a moment at once; during a contact it begins when that ends. Asking twice with one key is asking once.

    Asking again with another key while a moment is open begins it anew, and what was granted is never shortened.
    ``pressed_at`` is for the ledger of promises alone, and is not kept.
    """
    contacts = staffing.contacts_now(agent, now=now)
    after_level = staffing.level_just_met(agent, now=now)
    cover = decide_cover(after_level, policy_of(agent.team_id), in_contact=contacts > 0, now=now)
    # IMMEDIATE takes SQLite's only write lock on this line: reads stay above it.
    with transaction.atomic():
        moment, is_new = Moment.objects.get_or_create(
            agent=agent,
            key=key,
            defaults={
                "asked_at": now,
                "began_at": now if cover.until else None,
                "covered_until": cover.until,
                "waits_for": contacts,
            },
        )
        if is_new:
            _take_over_from_earlier(moment, now)
            MomentOffer.objects.filter(agent=agent).delete()
            live.tell(agent.pk, "moment", str(moment.key))
            moment_granted.send(Moment, event=MomentGranted(agent.pk, pressed_at))
            _announce(moment)
    return moment


def _take_over_from_earlier(moment: Moment, now: datetime) -> None:
    earlier = Moment.objects.filter(agent=moment.agent, ended_at=None).exclude(pk=moment.pk)
    running = earlier.exclude(began_at=None).order_by("-covered_until").first()
    if running is not None:
        moment.began_at = running.began_at
        moment.covered_until = max(filter(None, (running.covered_until, moment.covered_until, now)))
        moment.phone_confirmed_at = running.phone_confirmed_at
        moment.save(update_fields=["began_at", "covered_until", "phone_confirmed_at"])
    earlier.update(ended_at=now)


def _announce(moment: Moment) -> None:
    if moment.covered_until is None:
        moment_waits.send(Moment, event=MomentWaits(moment.agent_id))
        return
    # No notice: a lead's notices are numbered, and the number of moments would be among them. Pages look again by it,
    # and every half minute by themselves.
    live.nudge(staffing.who_lead_them(moment.agent_id, now=moment.asked_at), AWAY)
    if moment.phone_confirmed_at is None:
        moment_began.send(Moment, event=MomentBegan(moment.agent_id, moment.covered_until))


def contacts_over(agent_id: int, *, over: int, under_way: int, after_level: int, now: datetime) -> None:
    """Count contacts down for a waiting moment, and begin it when those of the time it was asked for are over.

    Counted, not named: a chat agent is given new contacts while old ones end, and must not wait for those. Where no
    moment waits, and the contact was hard, one is offered.
    """
    waiting = Moment.objects.filter(agent_id=agent_id, began_at=None, ended_at=None)
    policy = policy_of(Person.objects.filter(pk=agent_id).values_list("team_id", flat=True).first())
    with transaction.atomic():
        moment = waiting.select_for_update().first()
        if moment is None:
            _offer(agent_id, after_level, policy, now)
            return
        moment.waits_for = max(0, min(moment.waits_for - over, under_way))
        moment.save(update_fields=["waits_for"])
        if moment.waits_for == 0:
            begin_waiting_moment(agent_id, after_level=after_level, now=now)


def offer_moment(agent_id: int, *, now: datetime) -> None:
    """Offer a moment to somebody who has left a contact, however calm it sounded, unless nothing is offered here."""
    policy = policy_of(Person.objects.filter(pk=agent_id).values_list("team_id", flat=True).first())
    with transaction.atomic():
        _offer(agent_id, ABUSIVE, policy, now)


def _offer(agent_id: int, after_level: int, policy: MomentPolicy, now: datetime) -> None:
    has_moment = Moment.objects.filter(agent_id=agent_id, ended_at=None).exists()
    if should_offer(after_level, policy, has_moment=has_moment):
        MomentOffer.objects.update_or_create(agent_id=agent_id, defaults={"offered_at": now})
        live.tell(agent_id, "moment")


def begin_waiting_moment(agent_id: int, *, after_level: int, now: datetime) -> Moment | None:
    """Begin the moment that waited for a contact to end, or that the agent will not let wait. None if there is none."""
    policy = policy_of(Person.objects.filter(pk=agent_id).values_list("team_id", flat=True).first())
    cover = decide_cover(after_level, policy, in_contact=False, now=now)
    with transaction.atomic():
        moment = Moment.objects.select_for_update().filter(agent_id=agent_id, began_at=None, ended_at=None).first()
        if moment is None:
            return None
        if moment.asked_at < now - WAITS_AT_MOST:
            _miss(moment, now)
            return None
        moment.began_at, moment.covered_until = now, cover.until
        moment.save(update_fields=["began_at", "covered_until"])
        live.tell(agent_id, "moment", str(moment.key))
        _announce(moment)
    return moment


def come_back(agent: Person, *, now: datetime) -> None:
    """End the agent's open moment, whenever they want. Without one it changes nothing."""
    with transaction.atomic():
        for moment in Moment.objects.select_for_update().filter(agent=agent, ended_at=None):
            _end(moment, now)


def _end(moment: Moment, at: datetime) -> None:
    moment.ended_at = at
    moment.save(update_fields=["ended_at"])
    live.tell(moment.agent_id, "moment")
    live.nudge(staffing.who_lead_them(moment.agent_id, now=at), AWAY)
    covered = covered_time(moment.began_at, moment.covered_until, at)
    moment_over.send(Moment, event=MomentOver(moment.agent_id, covered))


def _miss(moment: Moment, at: datetime) -> None:
    """End a moment that never began, though its agent did not take it back: a promise that was broken."""
    _end(moment, at)
    moment_missed.send(Moment, event=MomentMissed(moment.agent_id))


def put_offer_away(agent: Person) -> None:
    """Take an offered moment off the page. Nobody is told, and the button stays."""
    with transaction.atomic():
        if MomentOffer.objects.filter(agent=agent).delete()[0]:
            live.tell(agent.pk, "moment")


def phone_state_heard(agent_id: int, *, state: str, now: datetime) -> None:
    """Take the phone system's word that an agent is Not Ready; any other state leaves the reminder standing."""
    running = Moment.objects.filter(agent_id=agent_id, ended_at=None).exclude(began_at=None)
    with transaction.atomic():
        if state == "not_ready":
            changed = running.filter(phone_confirmed_at=None).update(phone_confirmed_at=now)
        else:
            changed = running.exclude(phone_confirmed_at=None).update(phone_confirmed_at=None)
        if changed:
            live.tell(agent_id, "moment")


def let_go(agent_id: int) -> None:
    """Delete a person's moments: somebody else may be about to sign in as them."""
    with transaction.atomic():
        gone, _ = Moment.objects.filter(agent_id=agent_id).delete()
        MomentOffer.objects.filter(agent_id=agent_id).delete()
        if gone:
            moment_over.send(Moment, event=MomentOver(agent_id))


def forget_old(now: datetime) -> int:
    """Delete moments within 24 hours of the return, and offers nobody took. Gives how many rows."""
    _end_those_left_open(now)
    gone, _ = Moment.objects.filter(ended_at__lt=now - Moment.lifetime).delete()
    offers, _ = MomentOffer.objects.filter(offered_at__lt=now - MomentOffer.lifetime).delete()
    return gone + offers


def _end_those_left_open(now: datetime) -> None:
    """End what nobody ended: where the cover ended, or where it was asked for if it never began."""
    long_ago = now - OPEN_AT_MOST
    left = Moment.objects.filter(ended_at=None)
    for moment in left.filter(covered_until__lt=long_ago) | left.filter(began_at=None, asked_at__lt=long_ago):
        with transaction.atomic():
            again = Moment.objects.select_for_update().filter(pk=moment.pk, ended_at=None).first()
            if again is None:
                continue
            if again.began_at is None:
                _miss(again, again.asked_at)
            else:
                _end(again, again.covered_until or again.asked_at)
