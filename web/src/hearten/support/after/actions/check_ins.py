"""Check-ins: offered after a hard contact, asked of somebody, accepted or not, moved, called off, and forgotten."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models import Q

from hearten.live import actions as live
from hearten.people import mail
from hearten.people.middleware import zone_of
from hearten.people.models import Person
from hearten.support.after.events import CheckInOffered, check_in_offered
from hearten.support.after.models import CheckIn, CheckInOffer, CheckInState
from hearten.support.after.rules.check_ins import LENGTH, Verb, Which, may
from hearten.support.after.tasks import send_check_in

NOTICE = "check-in"
HOSTILE = 2  # the level from which on a contact is followed by an offer


def offer_check_ins(agent_id: int, *, after_level: int, in_time: bool = True, now: datetime) -> bool:
    """Offer check-ins on the desk after a hard contact; say whether that was done. Nothing is asked.

    Late is better than never: an offer that is not ``in_time`` is made all the same, and counts as a broken promise.
    """
    if after_level < HOSTILE:
        return False
    with transaction.atomic():
        CheckInOffer.objects.update_or_create(person_id=agent_id, defaults={"at": now})
        live.tell(agent_id, NOTICE)
        check_in_offered.send(CheckInOffer, event=CheckInOffered(agent_id, now, in_time))
    return True


def put_offer_away(agent: Person) -> None:
    """Take the offer from the desk. Nobody is told."""
    with transaction.atomic():
        if CheckInOffer.objects.filter(person=agent).delete()[0]:
            live.tell(agent.pk, NOTICE)


def ask_for_check_ins(
    agent: Person, companion: Person, times: Mapping[Which, datetime], *, key: UUID, now: datetime
) -> list[CheckIn]:
    """Ask somebody for one or two check-ins. The same key again asks once."""
    zone = zone_of(agent.zone).key
    made = []
    with transaction.atomic():
        for which, starts_at in times.items():
            defaults = {
                "agent": agent,
                "companion": companion,
                "which": which,
                "starts_at": starts_at,
                "zone": zone,
                "changed_at": now,
            }
            made.append(CheckIn.objects.get_or_create(key=uuid5(key, f"{agent.key} {which}"), defaults=defaults)[0])
        CheckInOffer.objects.filter(person=agent).delete()
        live.tell_many([(agent.pk, NOTICE, ""), (companion.pk, NOTICE, "")])
    return made


def answer_check_in(companion: Person, key: UUID, *, accept: bool, now: datetime) -> bool:
    """Say yes or no to a check-in one was asked for. Yes puts it into both calendars. False where there is none."""
    found = CheckIn.objects.filter(key=key, companion=companion).first()
    if found is None:
        return False
    if may("accept" if accept else "decline", found.state, is_agent=False):  # type: ignore[arg-type]
        state = CheckInState.ACCEPTED if accept else CheckInState.DECLINED
        _change(found, {"state": state}, now=now, to_calendars=accept, sequence=found.sequence)
    return True


def move_check_in(person: Person, key: UUID, *, starts_at: datetime, now: datetime) -> bool:
    """Put a check-in at another time; either of the two may. False where there is none of theirs."""
    found = check_in_of(person, key)
    if found is None:
        return False
    if _may(person, "move", found) and found.starts_at != starts_at:
        was_accepted = found.state == CheckInState.ACCEPTED
        _change(found, {"starts_at": starts_at}, now=now, to_calendars=was_accepted, sequence=found.sequence + 1)
    return True


def cancel_check_in(person: Person, key: UUID, *, now: datetime) -> bool:
    """Call a check-in off, without a word; either of the two may. It goes from both calendars."""
    found = check_in_of(person, key)
    if found is None:
        return False
    if _may(person, "cancel", found):
        was_accepted = found.state == CheckInState.ACCEPTED
        _change(
            found, {"state": CheckInState.CANCELLED}, now=now, to_calendars=was_accepted, sequence=found.sequence + 1
        )
    return True


def check_in_of(person: Person, key: UUID) -> CheckIn | None:
    """Give a check-in of which somebody is one of the two."""
    return CheckIn.objects.filter(Q(agent=person) | Q(companion=person), key=key).first()


def _may(person: Person, verb: Verb, check_in: CheckIn) -> bool:
    return may(verb, check_in.state, is_agent=check_in.agent_id == person.pk)  # type: ignore[arg-type]


def _change(found: CheckIn, changes: dict[str, object], *, now: datetime, to_calendars: bool, sequence: int) -> None:
    """Change a check-in that is still as it was read: of two who act at once the second one changes nothing."""
    as_read = CheckIn.objects.filter(pk=found.pk, state=found.state, sequence=found.sequence)
    with transaction.atomic():
        if not as_read.update(changed_at=now, sequence=sequence, **changes):
            return
        live.tell_many([(found.agent_id, NOTICE, ""), (found.companion_id, NOTICE, "")])
        if to_calendars and mail.is_set_up():
            send_check_in.enqueue(found.pk, sequence)


def forget_old(now: datetime) -> int:
    """Delete check-ins a day after they were to be, refused and cancelled ones after a day, and old offers."""
    gone, _ = CheckIn.objects.filter(starts_at__lt=now - LENGTH - CheckIn.lifetime).delete()
    over = [CheckInState.DECLINED, CheckInState.CANCELLED]
    ended, _ = CheckIn.objects.filter(state__in=over, changed_at__lt=now - timedelta(days=1)).delete()
    offers, _ = CheckInOffer.objects.filter(at__lt=now - CheckInOffer.lifetime).delete()
    return gone + ended + offers
