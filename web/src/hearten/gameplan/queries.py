"""Reading for the one person who may. While their notes are locked there are their desk cards, and nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from hearten.gameplan import kinds
from hearten.gameplan.models import Asks, GameplanSettings
from hearten.gameplan.rules.fired import Fired, read_fired
from hearten.gameplan.rules.kinds import ALL_SIGNALS
from hearten.gameplan.rules.plans import Plan, choose_plan, read_plan
from hearten.gameplan.rules.roadmaps import Mark, Road, Roadmap, read_roadmap
from hearten.gameplan.rules.sheets import read_sheet
from hearten.gameplan.rules.triggers import Trigger, read_trigger
from hearten.people.models import Person
from hearten.seal import queries as seal
from hearten.seal.queries import OpenNote
from hearten.seal.sessions import Unlocked
from hearten.staffing import contacts, prompts
from hearten.staffing.contacts import ContactInHand, Course

GOOD_FIELDS = ("did", "thanks")
ASKED_FOR = timedelta(hours=12)  # after a contact: later one no longer knows
KEPT = timedelta(days=30)  # as long as listening keeps a contact


@dataclass(frozen=True, slots=True)
class Good:
    """Something one did well, and the thanks for it."""

    key: UUID
    did: str
    thanks: str
    on: date


@dataclass(frozen=True, slots=True)
class Called:
    """A plan that a contact called up, and what in it did."""

    plan: Plan
    contact: UUID
    signal: str
    began_at: datetime


def settings_for(viewer: Person) -> GameplanSettings:
    """Give what the viewer wants to be asked, the default where nothing was chosen."""
    return GameplanSettings.objects.filter(person=viewer).first() or GameplanSettings(person=viewer)


# --- plans


def cards_of(viewer: Person) -> list[Plan]:
    """Give the plans that may appear while the viewer's notes are locked, newest first. One query."""
    return [read_plan(card.key, card.text) for card in seal.cards_for(viewer, kind=kinds.PLAN)]


def plans_for(viewer: Person, unlocked: Unlocked | None) -> list[Plan]:
    """Give all of the viewer's plans, newest first; while they are locked, those on desk cards."""
    if unlocked is None:
        return cards_of(viewer)
    return [read_plan(note.key, note.text) for note in seal.notes_for(viewer, unlocked, kind=kinds.PLAN)]


def plan_at_cue(viewer: Person, unlocked: Unlocked | None, signal: str, level: int) -> Plan | None:
    """Give the one plan of the viewer's own that this cue calls up, or None. Two queries at most."""
    return choose_plan(plans_for(viewer, unlocked), signal, level) if signal in ALL_SIGNALS else None


def plan_for(viewer: Person, unlocked: Unlocked | None, key: UUID) -> Plan | None:
    """Give one of the viewer's own plans, or None."""
    return _one(viewer, unlocked, key, kinds.PLAN, lambda note: read_plan(note.key, note.text))


# --- the log, roadmaps, and the rest


def triggers_for(viewer: Person, unlocked: Unlocked | None) -> list[Trigger]:
    """Give the viewer's log, newest first."""
    return [_trigger(note) for note in seal.notes_for(viewer, unlocked, kind=kinds.TRIGGER)]


def trigger_for(viewer: Person, unlocked: Unlocked | None, key: UUID) -> Trigger | None:
    """Give one line of the viewer's log, or None."""
    return _one(viewer, unlocked, key, kinds.TRIGGER, _trigger)


def _trigger(note: OpenNote) -> Trigger:
    return read_trigger(note.key, note.text, note.written_on)


def roadmaps_for(viewer: Person, unlocked: Unlocked | None) -> list[Roadmap]:
    """Give the viewer's roadmaps, newest first."""
    return [_roadmap(note) for note in seal.notes_for(viewer, unlocked, kind=kinds.ROADMAP)]


def roadmap_for(viewer: Person, unlocked: Unlocked | None, key: UUID) -> Roadmap | None:
    """Give one of the viewer's roadmaps, or None."""
    return _one(viewer, unlocked, key, kinds.ROADMAP, _roadmap)


def _roadmap(note: OpenNote) -> Roadmap:
    return read_roadmap(note.key, note.text, note.written_on)


def _one[Read](
    viewer: Person, unlocked: Unlocked | None, key: UUID, kind: str, read: Callable[[OpenNote], Read]
) -> Read | None:
    note = seal.note_for(viewer, unlocked, key)
    return read(note) if note is not None and note.kind == kind else None


def has(viewer: Person, key: UUID, kind: str) -> bool:
    """Say whether the viewer has a note of this key and kind, locked or open."""
    return seal.has_note(viewer, key, kind=kind)


def goal_for(viewer: Person, unlocked: Unlocked | None) -> str:
    """Give who the viewer wants to be, in their words."""
    return next((note.text for note in seal.notes_for(viewer, unlocked, kind=kinds.GOAL)), "")


def goods_for(viewer: Person, unlocked: Unlocked | None) -> list[Good]:
    """Give what the viewer did well, newest first."""
    return [_good(note) for note in seal.notes_for(viewer, unlocked, kind=kinds.GOOD)]


def _good(note: OpenNote) -> Good:
    told = read_sheet(note.text, GOOD_FIELDS)
    return Good(note.key, told["did"], told["thanks"], note.written_on)


def intention_for(viewer: Person, *, today: date) -> str:
    """Give what the viewer intends today, or nothing: yesterday's is over."""
    cards = seal.cards_for(viewer, kind=kinds.INTENTION)
    return next((card.text for card in cards if card.written_on == today), "")


def answers_for(viewer: Person, unlocked: Unlocked | None) -> list[Fired]:
    """Give what the viewer said of their plans, oldest first."""
    notes = seal.notes_for(viewer, unlocked, kind=kinds.FIRED)
    return [read_fired(note.text, note.written_on) for note in reversed(notes)]


def answered(viewer: Person, keys: Sequence[UUID]) -> frozenset[UUID]:
    """Give those of some keys under which the viewer has answered already."""
    return seal.which_of(viewer, keys, kind=kinds.FIRED)


def everything_for(viewer: Person, unlocked: Unlocked) -> list[OpenNote]:
    """Give all that the viewer wrote in the gameplan, opened, desk cards last."""
    notes = [note for kind in kinds.LABELS for note in seal.notes_for(viewer, unlocked, kind=kind)]
    return notes + [card for kind in kinds.LABELS for card in seal.cards_for(viewer, kind=kind)]


# --- what listening lets the viewer read of their own contacts


def contact_in_hand(viewer: Person, key: UUID, *, now: datetime) -> ContactInHand | None:
    """Give a contact the viewer has now, or had some minutes ago."""
    return contacts.contact_for(viewer, key, now=now)


def course_of(viewer: Person, contact: str, *, now: datetime) -> Course | None:
    """Give how one of the viewer's own contacts went, or None where it is no longer kept."""
    return next((each for each in contacts.courses_for(viewer, since=now - KEPT) if str(each.key) == contact), None)


def road_of(course: Course | None) -> Road:
    """Give the shape of a contact, without a word of it."""
    if course is None:
        return Road()
    points = tuple((at, round(100 * heat)) for at, heat in course.points)
    return Road(points, tuple(Mark(each.at_ms, each.kind, each.level) for each in course.heard))


def hard_contacts_for(viewer: Person, *, now: datetime) -> list[Course]:
    """Give the viewer's own contacts of the last days in which something raised a cue, newest first."""
    found = contacts.courses_for(viewer, since=now - timedelta(days=7))
    return [each for each in reversed(found) if any(heard.kind in ALL_SIGNALS for heard in each.heard)][:20]


def thanks_for(viewer: Person, *, now: datetime) -> list[Course]:
    """Give the viewer's own contacts of the last day in which they were thanked, newest first."""
    found = contacts.courses_for(viewer, since=now - timedelta(days=1))
    return [each for each in reversed(found) if any(heard.kind == "thanks" for heard in each.heard)][:10]


def called_up_for(viewer: Person, unlocked: Unlocked | None, *, now: datetime) -> list[Called]:
    """Give which of the viewer's plans their contacts of this shift called up, newest first; each plan once a contact.

    Nothing was kept for this: it is read from the contacts and the plans as they are.
    """
    plans = plans_for(viewer, unlocked)
    if not plans:
        return []
    found: list[Called] = []
    for course in reversed(contacts.courses_for(viewer, since=now - ASKED_FOR)):
        if not course.is_over:
            continue
        seen: set[UUID] = set()
        for heard in course.heard:
            plan = choose_plan(plans, heard.kind, heard.level)
            if plan is not None and plan.key not in seen:
                seen.add(plan.key)
                found.append(Called(plan, course.key, heard.kind, course.began_at))
    return found


def open_question_for(viewer: Person, unlocked: Unlocked | None, *, now: datetime) -> list[Called]:
    """Give what may be asked unasked: of contacts since the viewer last answered something or put it away."""
    settled = prompts.settled_at(viewer)
    found = called_up_for(viewer, unlocked, now=now)
    return [each for each in found if settled is None or each.began_at > settled]


def wants_to_ask(viewer: Person, now: datetime) -> bool:
    """Say whether the gameplan has its question for the viewer now: for ``staffing.prompts``."""
    if not seal.is_set_up(viewer):
        return False
    asks = settings_for(viewer).asks
    if asks == Asks.FIRED:
        return bool(open_question_for(viewer, None, now=now))
    if asks == Asks.INTENTION:
        return not intention_for(viewer, today=timezone.localtime(now).date())
    return asks == Asks.GOOD
