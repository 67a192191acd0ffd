"""Hand up: raise it, answer it, pass it on, take it back. Each may be called twice and acts once.

Whoever is asked is told in the transaction that asks them. After 60 seconds without an answer the next one is asked by
the worker: the row is the queue (``duty.py``).
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from hearten.live import actions as live
from hearten.people.models import Person
from hearten.staffing import queries as staffing
from hearten.staffing.rules import Leadership
from hearten.support.events import HandAsks, HandClosed, hand_asks, hand_closed
from hearten.support.models import Asked, HandUp
from hearten.support.queries.hands import reachable_buddy
from hearten.support.rules import ANSWER_WITHIN, choose_next, was_in_time
from hearten.work import lease as leases

KIND = "hand-up"  # of the notice
#: A hand that nobody lowered is lowered after a shift.
OPEN_AT_MOST = timedelta(hours=12)


def raise_hand(agent: Person, *, key: UUID, pressed_at: datetime | None = None, now: datetime) -> HandUp:
    """Ask for help at once. Asking twice with one key is asking once; while a hand is up, another press adds nothing.

    A hand is up since it was pressed (``pressed_at``), however long the line was down: that is how long somebody has
    been waiting. Gives the hand that is up, or that this key raised.
    """
    with transaction.atomic():
        # One press of this agent after another: their hand is up once.
        Person.objects.select_for_update(no_key=True).get(pk=agent.pk)
        made = HandUp.objects.filter(agent=agent, key=key).first()
        if made is not None:
            return made
        up = HandUp.objects.filter(agent=agent, closed_at=None).first()
        if up is not None:
            # The press is kept, so that a late repetition of it raises no second hand when this one is down.
            HandUp.objects.create(agent=agent, key=key, raised_at=now, closed_at=now)
            return up
        hand = HandUp.objects.create(agent=agent, key=key, raised_at=pressed_at or now, due_at=now + ANSWER_WITHIN)
        _ask_next(hand, agent, now)
    return hand


def _ask_next(hand: HandUp, agent: Person, now: datetime) -> None:
    """Ask whoever is next, and tell all whom it concerns. With nobody left the centre's number is shown."""
    leadership = staffing.leadership(agent.team_id, but=agent.pk, now=now)
    asked = set(Asked.objects.filter(hand=hand).values_list("person_id", flat=True))
    ask = choose_next(leadership.order, buddy=reachable_buddy(agent, now=now), asked=asked)
    hand.answered_by = hand.answered_at = None
    hand.due_at = now + ANSWER_WITHIN
    if ask is None:
        hand.asks_id, hand.because, hand.number_due = None, "", True
    else:
        hand.asks_id, hand.because = ask.person_id, ask.because
        hand.number_due = _nobody_is_on(leadership)
        Asked.objects.create(hand=hand, person_id=ask.person_id, because=ask.because, at=now)
        hand_asks.send(HandUp, event=HandAsks(ask.person_id))
    hand.save(update_fields=["asks", "because", "number_due", "answered_by", "answered_at", "due_at"])
    _tell(hand)


def _nobody_is_on(leadership: Leadership) -> bool:
    return not leadership.order


def _tell(hand: HandUp) -> None:
    asked = Asked.objects.filter(hand=hand).order_by("pk").values_list("person_id", flat=True)
    live.tell_many([(person_id, KIND, str(hand.ref)) for person_id in (hand.agent_id, *asked)])


def go_on(row: HandUp, *, now: datetime) -> bool:
    """Ask the next one after 60 seconds. Gives False where it was answered, closed or taken over meanwhile."""
    with transaction.atomic():
        held = HandUp.objects.select_for_update(of=("self",)).select_related("agent")
        hand = held.filter(pk=row.pk, lease_by=row.lease_by).first()
        if hand is None:
            return False
        is_waiting = hand.closed_at is None and hand.answered_at is None
        if is_waiting:
            _ask_next(hand, hand.agent, now)
        return leases.finish(row, due_at=hand.due_at) and is_waiting


def answer(viewer: Person, ref: UUID, *, now: datetime) -> bool:
    """Say that one is coming. The first one who says so comes. False where the viewer was never asked."""
    with transaction.atomic():
        hand = _hand_asked_of(viewer, ref)
        if hand is None:
            return False
        if hand.closed_at is None and hand.answered_at is None:
            hand.answered_by, hand.answered_at, hand.due_at = viewer, now, None
            hand.first_answered_at = hand.first_answered_at or now
            hand.save(update_fields=["answered_by", "answered_at", "first_answered_at", "due_at"])
            _tell(hand)
    return True


def pass_on(viewer: Person, ref: UUID, *, now: datetime) -> bool:
    """Let the next one be asked, at once; one may still answer. False where the viewer was never asked."""
    with transaction.atomic():
        hand = _hand_asked_of(viewer, ref)
        if hand is None:
            return False
        holds = (hand.answered_by_id or hand.asks_id) == viewer.pk
        if hand.closed_at is None and holds:
            _ask_next(hand, hand.agent, now)
    return True


def finish_help(viewer: Person, ref: UUID, *, now: datetime) -> bool:
    """Lower a hand that one has answered. False where the viewer was never asked."""
    with transaction.atomic():
        hand = _hand_asked_of(viewer, ref)
        if hand is None:
            return False
        if hand.answered_by_id == viewer.pk:
            _close(hand, now)
    return True


def _hand_asked_of(viewer: Person, ref: UUID) -> HandUp | None:
    hands = HandUp.objects.select_for_update(of=("self",)).select_related("agent")
    hand = hands.filter(ref=ref).first()
    if hand is None or not Asked.objects.filter(hand=hand, person=viewer).exists():
        return None
    return hand


def take_back(agent: Person, *, now: datetime) -> None:
    """Lower one's own hand, helped or not. Without one up it changes nothing."""
    with transaction.atomic():
        for hand in HandUp.objects.select_for_update().filter(agent=agent, closed_at=None):
            _close(hand, now)


def _close(hand: HandUp, now: datetime) -> None:
    if hand.closed_at is not None:
        return
    hand.closed_at, hand.due_at = now, None
    hand.save(update_fields=["closed_at", "due_at"])
    Asked.objects.filter(hand=hand).update(is_open=False)
    _tell(hand)
    in_time = was_in_time(hand.raised_at, hand.first_answered_at, now)
    hand_closed.send(HandUp, event=HandClosed(hand.agent_id, in_time))


def forget_old(now: datetime) -> int:
    """Lower hands that were left up for a shift, and delete those closed, within 24 hours. Gives how many rows."""
    for left in HandUp.objects.filter(closed_at=None, raised_at__lt=now - OPEN_AT_MOST):
        with transaction.atomic():
            hand = HandUp.objects.select_for_update().filter(pk=left.pk, closed_at=None).first()
            if hand is not None:
                _close(hand, now)
    return HandUp.objects.filter(closed_at__lt=now - HandUp.lifetime).delete()[0]


def let_go(agent_id: int) -> None:
    """Delete a person's hands: somebody else may be about to sign in as them."""
    HandUp.objects.filter(agent_id=agent_id).delete()
