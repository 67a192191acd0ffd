"""The verbs of the way out: pick a ladder, take a step, leave the contact, say it is done. Twice is once."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from hearten.live import actions as live
from hearten.people.events import announce
from hearten.people.models import Person
from hearten.staffing.contacts import ContactInHand
from hearten.support.exits.events import (
    ContactCovered,
    ExitAsked,
    ExitSettled,
    ExitTaken,
    contact_covered,
    exit_asked,
    exit_settled,
    exit_taken,
)
from hearten.support.exits.models import CallerMark, CallerNotice, Cover, CoverAccount, Destination, Exit, Ladder
from hearten.words.shapes import ANY


def pick_ladder(agent: Person, contact: ContactInHand, *, kind: str, level: int, now: datetime) -> None:
    """Put a contact on a ladder of the agent's choice: heard or not, nobody asks why."""
    with transaction.atomic():
        fields = {"kind": kind, "level": level, "chosen_at": now}
        Ladder.objects.update_or_create(agent=agent, contact=contact.key, defaults=fields)
        live.tell(agent.pk, "exit", str(contact.key))


def take_step(
    agent: Person, contact: ContactInHand, *, kind: str, level: int, step: str, purpose: str, now: datetime
) -> None:
    """Remember that the agent took a step, so that the desk shows the next. The same step again changes nothing."""
    with transaction.atomic():
        ladder = _locked(agent, contact, kind=kind, level=level, now=now)
        ladder.kind, ladder.level, ladder.chosen_at = kind, level, now
        if [step, purpose] not in ladder.said:
            ladder.said = [*ladder.said, [step, purpose]]
        ladder.save(update_fields=["kind", "level", "chosen_at", "said"])
        live.tell(agent.pk, "exit", str(contact.key))


def unsay_step(agent: Person, contact: ContactInHand, *, step: str) -> None:
    """Take a step back that was pressed by mistake."""
    with transaction.atomic():
        ladder = Ladder.objects.select_for_update().filter(agent=agent, contact=contact.key).first()
        if ladder is None:
            return
        ladder.said = [pair for pair in ladder.said if pair[0] != step]
        ladder.save(update_fields=["said"])
        live.tell(agent.pk, "exit", str(contact.key))


def _locked(agent: Person, contact: ContactInHand, *, kind: str, level: int, now: datetime) -> Ladder:
    fields = {"kind": kind, "level": level, "chosen_at": now}
    Ladder.objects.get_or_create(agent=agent, contact=contact.key, defaults=fields)
    return Ladder.objects.select_for_update().get(agent=agent, contact=contact.key)


def leave(
    agent: Person, contact: ContactInHand, *, key: UUID, action: str, to: Destination | None, now: datetime
) -> Exit:
    """Leave a contact: cover it, ask the phone system, offer a moment. No reason is asked.

    The same key again is the same exit. With another key the phone system is asked anew, for a contact that could not
    be passed on is then ended; it stays one exit with one cover.
    """
    with transaction.atomic():
        taken, is_new = Exit.objects.get_or_create(
            agent=agent,
            contact=contact.key,
            defaults={
                "key": key,
                "source": contact.source,
                "external_id": contact.external_id,
                "action": action,
                "to": to,
                "taken_at": now,
                "confirmed_at": now if contact.is_over else None,
            },
        )
        if not is_new and (taken.key == key or taken.confirmed_at is not None):
            return taken
        if not is_new:
            taken.key, taken.action, taken.to = key, action, to
            taken.save(update_fields=["key", "action", "to"])
        if is_new:
            write_cover(contact.source, contact.external_id, now=now)
            exit_taken.send(Exit, event=ExitTaken(agent.pk, contact.level))
        if taken.confirmed_at is None:
            address = to.address if to else ""
            exit_asked.send(Exit, event=ExitAsked(contact.source, contact.external_id, action, address))
        live.tell(agent.pk, "exit", str(contact.key))
    return taken


def write_cover(source: str, external_id: str, *, now: datetime) -> None:
    """Cover a contact, in the caller's transaction. A contact is covered once; covered and told is covered too."""
    _, is_new = Cover.objects.get_or_create(
        source=source, external_id=external_id, defaults={"at": now, "to_file": CoverAccount.objects.exists()}
    )
    if is_new:
        contact_covered.send(Cover, event=ContactCovered(source, external_id))


def say_done(agent: Person, contact: UUID, *, now: datetime) -> bool:
    """Take the agent's word that they are out of the contact. Gives whether there is such an exit."""
    with transaction.atomic():
        found = Exit.objects.filter(agent=agent, contact=contact)
        if found.filter(confirmed_at=None).update(confirmed_at=now):
            live.tell(agent.pk, "exit", str(contact))
            return True
        return found.exists()


def put_away(agent: Person, contact: UUID) -> bool:
    """Take an exit off the agent's desk. Gives whether there is such an exit."""
    with transaction.atomic():
        found = Exit.objects.filter(agent=agent, contact=contact)
        if found.filter(put_away=False).update(put_away=True):
            live.tell(agent.pk, "exit", str(contact))
            return True
        return found.exists()


def exit_confirmed(source: str, external_id: str, *, now: datetime) -> None:
    """Take the phone system's word that a contact was ended or passed on."""
    with transaction.atomic():
        for taken in Exit.objects.select_for_update().filter(source=source, external_id=external_id, confirmed_at=None):
            taken.confirmed_at = now
            taken.save(update_fields=["confirmed_at"])
            live.tell(taken.agent_id, "exit", str(taken.contact))


# --- callers who have been warned


def mark_caller(agent: Person, contact: ContactInHand, *, now: datetime) -> CallerMark | None:
    """Note that the caller of a contact was warned. A person says so, never the engine; twice is once.

    None where the source told no customer. What is kept leads to no contact and to nobody.
    """
    if not contact.customer:
        return None
    with transaction.atomic():
        ladder = _locked(agent, contact, kind=ANY, level=0, now=now)
        mark = CallerMark.objects.filter(key=ladder.mark).first() if ladder.mark else None
        if mark is None:
            mark = CallerMark.objects.create(customer=contact.customer, on=now.date())
            ladder.mark = mark.key
            ladder.save(update_fields=["mark"])
        live.tell(agent.pk, "exit", str(contact.key))
    return mark


def unmark_caller(agent: Person, contact: ContactInHand) -> None:
    """Take back the mark that was set in this contact. Older ones stay: they are somebody else's word."""
    with transaction.atomic():
        ladder = Ladder.objects.select_for_update().filter(agent=agent, contact=contact.key).first()
        if ladder is None or ladder.mark is None:
            return
        CallerMark.objects.filter(key=ladder.mark).delete()
        ladder.mark = None
        ladder.save(update_fields=["mark"])
        live.tell(agent.pk, "exit", str(contact.key))


def remove_marks(customer: str) -> bool:
    """Remove every mark of a caller who appealed. Gives whether there was one."""
    with transaction.atomic():
        gone, _ = CallerMark.objects.filter(customer=customer).delete()
        if gone:
            announce("caller.unmarked")
    return bool(gone)


def write_notice(by: Person, taken: Exit, *, subject: str, text: str, now: datetime) -> CallerNotice:
    """Keep the letter to a caller as its writer has it now. It is theirs, and nothing sends it."""
    notice, _ = CallerNotice.objects.update_or_create(
        by=by,
        contact=taken.contact,
        defaults={"subject": subject, "text": text, "made_at": now, "external_id": taken.external_id},
    )
    return notice


def drop_notice(by: Person, contact: UUID) -> None:
    """Throw the letter away."""
    CallerNotice.objects.filter(by=by, contact=contact).delete()


# --- what becomes of covers


def goes_by_event(source: str, external_id: str) -> None:
    """Note that a cover is on its way as an event: it stays until that was delivered."""
    Cover.objects.filter(source=source, external_id=external_id).update(to_event=True)


def delivered_by_event(source: str, external_id: str) -> None:
    """Delete a cover that every receiver has taken, unless a file is still to carry it."""
    covers = Cover.objects.filter(source=source, external_id=external_id)
    with transaction.atomic():
        covers.filter(to_file=False).delete()
        covers.update(to_event=False)


def take_file(now: datetime) -> tuple[UUID, list[Cover]]:
    """Give every cover that a file has to carry, as one batch. What of an earlier one was never confirmed is in it."""
    batch = uuid4()
    with transaction.atomic():
        Cover.objects.filter(to_file=True, at__lte=now).update(batch=batch)
        covers = list(Cover.objects.filter(batch=batch).order_by("source", "external_id"))
    return batch, covers


def file_is_stored(batch: UUID) -> None:
    """Delete the covers of a batch that is stored over there, unless an event is still to carry them."""
    covers = Cover.objects.filter(batch=batch, to_file=True)
    with transaction.atomic():
        covers.filter(to_event=False).delete()
        covers.update(to_file=False, batch=None)


def forget_old(now: datetime) -> int:
    """Delete what has had its time. Gives how many rows."""
    ladders, _ = Ladder.objects.filter(chosen_at__lt=now - Ladder.lifetime).delete()
    exits = _forget_exits(now)
    covers, _ = Cover.objects.filter(at__lt=now - Cover.lifetime).delete()
    marks, _ = CallerMark.objects.filter(on__lt=(now - CallerMark.lifetime).date()).delete()
    notices, _ = CallerNotice.objects.filter(made_at__lt=now - CallerNotice.lifetime).delete()
    return ladders + exits + covers + marks + notices


def _forget_exits(now: datetime) -> int:
    """Forget exits of a day ago, and say of each whether its cover has arrived: the last time anybody could."""
    over = list(Exit.objects.filter(taken_at__lt=now - Exit.lifetime).order_by("pk"))
    for taken in over:
        with transaction.atomic():
            # A cover of a later exit from the same contact is not this one's.
            waits = Cover.objects.filter(
                source=taken.source, external_id=taken.external_id, at__lte=taken.taken_at
            ).exists()
            if taken.delete()[0]:
                exit_settled.send(Exit, event=ExitSettled(taken.agent_id, covered=not waits))
    return len(over)


def let_go(agent_id: int) -> None:
    """Delete a person's ladders, exits and letters: somebody else may be about to sign in as them. Covers stay."""
    with transaction.atomic():
        Ladder.objects.filter(agent_id=agent_id).delete()
        Exit.objects.filter(agent_id=agent_id).delete()
        CallerNotice.objects.filter(by_id=agent_id).delete()
