"""The only way to read ways out for a viewer: what their own contact needs, and the lists that the centre keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from hearten.people.models import Person
from hearten.staffing import contacts
from hearten.staffing.contacts import ContactInHand
from hearten.support.exits.models import (
    CallerMark,
    CallerNotice,
    CoverAccount,
    Destination,
    Exit,
    ForWhom,
    HelpLine,
    Ladder,
)
from hearten.support.exits.rules import Case, Chosen, Rung, Said, choose_case, in_danger, is_done, lay_ladder
from hearten.words import queries as words
from hearten.words.shapes import House, Notice, Safeguarding, WayOut


@dataclass(frozen=True, slots=True)
class ContactLeft:
    """An exit as its agent sees it."""

    taken: Exit
    is_done: bool


@dataclass(frozen=True, slots=True)
class Script:
    """A script of the centre for a contact: its steps, and how to end a call that has turned."""

    item: str
    title: str
    steps: tuple[str, ...]
    endings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LadderShown:
    """Everything about leaving one contact that the viewer may use at once."""

    contact: ContactInHand
    case: Case
    rungs: tuple[Rung, ...]
    any_said: bool
    safeguarding: tuple[Safeguarding, ...]
    lines: Sequence[HelpLine]
    destinations: Sequence[Destination]
    left: ContactLeft | None
    warned_before: bool
    own_mark: CallerMark | None
    scripts: Sequence[Script]


def contact_for(viewer: Person, key: UUID, *, now: datetime) -> ContactInHand | None:
    """Give the viewer's contact, or None."""
    return contacts.contact_for(viewer, key, now=now)


def ladder_for(viewer: Person, contact: ContactInHand) -> LadderShown:
    """Give the way out of a contact of the viewer's."""
    row = Ladder.objects.filter(agent=viewer, contact=contact.key).first()
    chosen = Chosen(row.kind, row.level, row.chosen_at) if row else None
    case = choose_case(contact.heard, chosen)
    house = words.house_words(contact.language or None)
    ways = ways_for(contact, case, house)
    dangers = in_danger(contact.heard, case)
    rungs = lay_ladder(ways, [Said(*pair) for pair in row.said] if row else [])
    taken = exit_for(viewer, contact.key)
    marks = list(CallerMark.objects.filter(customer=contact.customer)) if contact.customer else []
    own = row.mark if row else None
    return LadderShown(
        contact,
        case,
        rungs,
        any_said=any(rung.is_said for rung in rungs),
        safeguarding=safeguarding_for(dangers, house),
        lines=list(help_lines_for(viewer)) if dangers else [],
        destinations=list(destinations_for(viewer)) if any(rung.leads_to == "forward" for rung in rungs) else [],
        left=ContactLeft(taken, is_done(contact, confirmed_at=taken.confirmed_at)) if taken else None,
        scripts=scripts_for(viewer, contact),
        warned_before=any(mark.key != own for mark in marks),
        own_mark=next((mark for mark in marks if mark.key == own), None),
    )


def ways_for(contact: ContactInHand, case: Case, house: House) -> tuple[WayOut, ...]:
    """Give the steps for what a contact is like, in its channel and language."""
    return words.ways_out_for(case.kind, case.level, contact.channel, house=house)


def step_of(contact: ContactInHand, case: tuple[str, int], step: str) -> WayOut | None:
    """Give a step of a ladder by its id, or None where that ladder has no such step."""
    ways = ways_for(contact, Case(*case, "chosen"), words.house_words(contact.language or None))
    return next((way for way in ways if way.id == step), None)


def safeguarding_for(dangers: Sequence[str], house: House) -> tuple[Safeguarding, ...]:
    """Give the centre's steps for these dangers, a customer in danger first."""
    found = [words.safeguarding_for(each, [each], house=house) for each in dangers]
    return tuple({each.id: each for each in found if each}.values())


def scripts_for(viewer: Person, contact: ContactInHand) -> list[Script]:
    """Give the centre's scripts for a contact's queue and channel."""
    found = words.scripts_of_queue(viewer, contact.queue, contact.channel, language=contact.language or None)
    return [Script(each.item, each.title, _lines(each.text), _lines(each.endings)) for each in found]


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def exit_for(viewer: Person, contact: UUID) -> Exit | None:
    """Give the viewer's own exit from a contact."""
    return Exit.objects.filter(agent=viewer, contact=contact).select_related("to").first()


def recent_exits_for(viewer: Person, *, now: datetime) -> list[ContactLeft]:
    """Give the viewer's own exits of the last day that are done and not put away, the newest first.

    One that is not done stands with its contact, which is still on the desk.
    """
    rows = Exit.objects.filter(agent=viewer, put_away=False, taken_at__gt=now - Exit.lifetime).select_related("to")
    return [ContactLeft(row, is_done=True) for row in rows.order_by("-taken_at") if _is_done(viewer, row, now)]


def _is_done(viewer: Person, taken: Exit, now: datetime) -> bool:
    if taken.confirmed_at is not None:
        return True
    return is_done(contacts.contact_for(viewer, taken.contact, now=now), confirmed_at=None)


def destinations_for(_viewer: Person) -> QuerySet[Destination]:
    """Give whom contacts may be passed on to. Everybody who works here may know."""
    return Destination.objects.order_by("place", "name", "pk")


def help_lines_for(_viewer: Person, whom: str = "") -> QuerySet[HelpLine]:
    """Give the centre's help lines, the customer's first. Everybody may read them."""
    lines = HelpLine.objects.filter(whom=whom) if whom in ForWhom.values else HelpLine.objects.all()
    return lines.order_by("whom", "place", "name", "pk")


def destination_for(_viewer: Person, key: UUID) -> Destination | None:
    """Give one entry of that list, or None."""
    return Destination.objects.filter(key=key).first()


def help_line_for(_viewer: Person, key: UUID) -> HelpLine | None:
    """Give one help line, or None."""
    return HelpLine.objects.filter(key=key).first()


def cover_account_for(_viewer: Person) -> CoverAccount | None:
    """Give the system that fetches covers, to administrators. How many covers wait is nobody's business."""
    return CoverAccount.objects.first()


def notice_for(viewer: Person, contact: UUID) -> CallerNotice | None:
    """Give the letter the viewer has prepared about a contact they left, or None."""
    return CallerNotice.objects.filter(by=viewer, contact=contact).first()


def notice_template(_viewer: Person) -> Notice:
    """Give the centre's letter to a caller, with its gaps."""
    notice = words.house_words().notice
    if notice is None:
        raise LookupError("The house has no notice to a caller.")
    return notice
