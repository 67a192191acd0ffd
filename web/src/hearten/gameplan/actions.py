"""The verbs of the gameplan. Everything is sealed as it is written, which works while one's notes are locked.

All of them raise ``seal.actions.NotSetUp`` where the person has no seal, and ``NotYours`` for somebody else's key.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from hearten.gameplan import kinds
from hearten.gameplan.models import GameplanSettings
from hearten.gameplan.rules.fired import Fired, write_fired
from hearten.gameplan.rules.kinds import kind_of_signal
from hearten.gameplan.rules.plans import Plan, write_plan
from hearten.gameplan.rules.roadmaps import Roadmap, write_roadmap
from hearten.gameplan.rules.sheets import write_sheet
from hearten.gameplan.rules.triggers import Trigger, write_trigger
from hearten.people.models import Person
from hearten.seal import actions as seal
from hearten.seal.actions import NotSetUp, NotYours
from hearten.staffing import prompts

__all__ = ["NotSetUp", "NotYours"]


def note_cue(person: Person, *, key: UUID, contact: UUID, signal: str, level: int, now: datetime) -> None:
    """Put a cue into the log, by one press: what was heard as what, and in which contact. No word of the customer."""
    at = timezone.localtime(now)
    trigger = Trigger(key, kind_of_signal(signal), signal, level, f"{at:%H:%M}", str(contact))
    keep_trigger(person, trigger, on=at.date())


def keep_trigger(person: Person, trigger: Trigger, *, on: date) -> None:
    """Seal a line of the log, or write one of the person's own anew."""
    seal.write_note(person, kind=kinds.TRIGGER, text=write_trigger(trigger), on=on, key=trigger.key)


def keep_plan(person: Person, plan: Plan, *, on: date) -> None:
    """Seal a plan; as a desk card, too, where it may appear while one's notes are locked, and else no longer."""
    text = write_plan(plan)
    with transaction.atomic():
        seal.write_note(person, kind=kinds.PLAN, text=text, on=on, key=plan.key)
        if plan.is_card:
            seal.write_card(person, kind=kinds.PLAN, text=text, on=on, key=plan.key)
        else:
            seal.forget_card(person, plan.key)


def keep_roadmap(person: Person, roadmap: Roadmap, *, on: date) -> None:
    """Seal a roadmap, or write one of the person's own anew."""
    seal.write_note(person, kind=kinds.ROADMAP, text=write_roadmap(roadmap), on=on, key=roadmap.key)


def keep_goal(person: Person, text: str, *, on: date) -> None:
    """Seal who the person wants to be, in the place of what was there; nothing takes it away."""
    with transaction.atomic():
        seal.forget_kinds(person, [kinds.GOAL])
        if text.strip():
            seal.write_note(person, kind=kinds.GOAL, text=text, on=on)


def keep_intention(person: Person, text: str, *, on: date, now: datetime) -> None:
    """Keep today's intention as a desk card, in the place of the last one; nothing takes it away."""
    seal.public_key_of(person)  # one place for all of it: without a seal nothing is kept here either
    with transaction.atomic():
        seal.forget_kinds(person, [kinds.INTENTION])
        if text.strip():
            seal.write_card(person, kind=kinds.INTENTION, text=text, on=on)
        prompts.settle(person, now=now)


def keep_good(person: Person, answers: Mapping[str, str], *, key: UUID, on: date, now: datetime) -> None:
    """Seal something the person did well, with the thanks for it if there were any."""
    with transaction.atomic():
        seal.write_note(person, kind=kinds.GOOD, text=write_sheet(answers), on=on, key=key)
        prompts.settle(person, now=now)


def answer_fired(person: Person, fired: Fired, *, key: UUID, on: date, now: datetime) -> None:
    """Seal what the person says of a plan after a contact."""
    with transaction.atomic():
        seal.write_note(person, kind=kinds.FIRED, text=write_fired(fired), on=on, key=key)
        prompts.settle(person, now=now)


def forget(person: Person, key: UUID) -> bool:
    """Delete one note, and its desk card if it has one."""
    return seal.forget(person, key)


def erase_gameplan(person: Person, only: Collection[str] = tuple(kinds.LABELS)) -> int:
    """Delete everything the person wrote here; give how many notes and cards there were."""
    return seal.forget_kinds(person, only)


def choose_what_is_asked(person: Person, *, asks: str) -> None:
    """Settle which question this area may bring up by itself."""
    GameplanSettings.objects.update_or_create(person=person, defaults={"asks": asks})


def put_question_away(person: Person, *, now: datetime) -> None:
    """Put the question of this shift away. There is no other one until the next."""
    prompts.settle(person, now=now)
