"""The verbs of the promise: ask for a moment, start it, come back. Each may be called twice and acts once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from hearten.live import actions as live
from hearten.people.models import Person
from hearten.staffing import queries as staffing
from hearten.support.events import MomentBegan, MomentOver, MomentWaits, moment_began, moment_over, moment_waits
from hearten.support.models import Moment
from hearten.support.rules import MomentPolicy, decide_cover


def ask_for_moment(agent: Person, *, key: UUID, now: datetime) -> Moment:
    """Grant a moment at once; during a contact it begins when that ends. Asking twice with one key is asking once.

    Asking again with another key while a moment is open begins it anew, and what was granted is never shortened.
    """
    contacts = staffing.contacts_now(agent, now=now)
    after_level = staffing.level_just_met(agent, now=now)
    cover = decide_cover(after_level, MomentPolicy(), in_contact=contacts > 0, now=now)
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
            live.tell(agent.pk, "moment", str(moment.key))
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
    elif moment.phone_confirmed_at is None:
        moment_began.send(Moment, event=MomentBegan(moment.agent_id, moment.covered_until))


def contacts_over(agent_id: int, *, over: int, under_way: int, after_level: int, now: datetime) -> None:
    """Count contacts down for a waiting moment, and begin it when those of the time it was asked for are over.

    Counted, not named: a chat agent is given new contacts while old ones end, and must not wait for those.
    """
    waiting = Moment.objects.filter(agent_id=agent_id, began_at=None, ended_at=None)
    with transaction.atomic():
        moment = waiting.select_for_update().first()
        if moment is None:
            return
        moment.waits_for = max(0, min(moment.waits_for - over, under_way))
        moment.save(update_fields=["waits_for"])
        if moment.waits_for == 0:
            begin_waiting_moment(agent_id, after_level=after_level, now=now)


def begin_waiting_moment(agent_id: int, *, after_level: int, now: datetime) -> Moment | None:
    """Begin the moment that waited for a contact to end, or that the agent will not let wait. None if there is none."""
    cover = decide_cover(after_level, MomentPolicy(), in_contact=False, now=now)
    with transaction.atomic():
        moment = Moment.objects.select_for_update().filter(agent_id=agent_id, began_at=None, ended_at=None).first()
        if moment is None:
            return None
        moment.began_at, moment.covered_until = now, cover.until
        moment.save(update_fields=["began_at", "covered_until"])
        live.tell(agent_id, "moment", str(moment.key))
        _announce(moment)
    return moment


def come_back(agent: Person, *, now: datetime) -> None:
    """End the agent's open moment, whenever they want. Without one it changes nothing."""
    with transaction.atomic():
        if Moment.objects.filter(agent=agent, ended_at=None).update(ended_at=now):
            live.tell(agent.pk, "moment")
            moment_over.send(Moment, event=MomentOver(agent.pk))


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
        if gone:
            moment_over.send(Moment, event=MomentOver(agent_id))


def forget_old(now: datetime) -> int:
    """Delete moments 24 hours after the return; one never ended counts from its cover, or from when it was asked."""
    gone = now - Moment.lifetime
    finished, _ = Moment.objects.filter(ended_at__lt=gone).delete()
    left, _ = Moment.objects.filter(ended_at=None, covered_until__lt=gone).delete()
    never, _ = Moment.objects.filter(ended_at=None, began_at=None, asked_at__lt=gone).delete()
    return finished + left + never
