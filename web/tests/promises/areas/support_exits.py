"""Ways out of a contact, what is covered, and the centre's lists."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone
from web.tests.promises.centre import SAID, Centre, hold_contact, says
from web.tests.promises.registry import Filler, address, declare_words, fact, outlet, plants

from hearten.listening.models import Contact
from hearten.people.models import Person
from hearten.staffing.contacts import contact_for
from hearten.support.exits import actions
from hearten.support.exits.models import (
    CallerMark,
    CallerNotice,
    Cover,
    CoverAccount,
    Destination,
    Exit,
    HelpLine,
    Ladder,
)
from hearten.support.models import Moment

LIST = "a list of the centre's for everybody who works here"
declare_words(Ladder, own="contact mark", coded={"kind": "a kind of ours", "said": "ids of steps of ours"})
declare_words(Exit, own="contact key external_id", coded={"source": "the slug of a source"})
declare_words(
    Cover,
    kept="batch",
    open={"external_id": "goes to quality and workforce management: the contact counts for no score"},
    coded={"source": "the slug of a source"},
)
declare_words(CoverAccount, kept="token_hash", open={"key": "administrators set it up"})
declare_words(CallerMark, kept="key customer")
declare_words(CallerNotice, own="contact subject text key external_id")
declare_words(Destination, open={"key": LIST, "name": LIST, "address": LIST})
declare_words(HelpLine, open={"key": LIST, "name": LIST, "reach": LIST, "note": LIST})


@plants(Ladder, Exit)
def a_way_out(person: Person, fill: Filler) -> None:
    now = timezone.now()
    Ladder.objects.create(agent=person, kind="insult", level=2, chosen_at=now, **fill(Ladder))
    Exit.objects.create(agent=person, source="desk", action="end", taken_at=now, **fill(Exit))


@plants(CallerNotice)
def a_notice(person: Person, fill: Filler) -> None:
    """A letter hangs on a contact that was left: its page is reached from there."""
    now, words = timezone.now(), fill(CallerNotice)
    CallerNotice.objects.create(by=person, made_at=now, **words)
    left = {"contact": words["contact"], "source": "desk", "external_id": "", "action": "end", "taken_at": now}
    Exit.objects.create(agent=person, key=uuid4(), **left)


@plants(Cover, CoverAccount, CallerMark)
def what_names_nobody(person: Person, fill: Filler) -> None:
    """Hers only in that she caused it: none of it leads to her."""
    now = timezone.now()
    Cover.objects.create(source="desk", external_id=f"covered-{person.pk}", at=now, **fill(Cover))
    CoverAccount.objects.create(made_at=now, **fill(CoverAccount))
    CallerMark.objects.create(on=now.date(), **fill(CallerMark))


@fact("contacts left, with words said before", Ladder, Exit)
def contacts_left(centre: Centre, now: datetime) -> None:
    for number in range(50):
        began = now - timedelta(hours=20) + number * timedelta(minutes=20)
        hold_contact(centre, f"left-{number}", "ana-7", SAID, began=began)
        at = began + timedelta(minutes=3)
        contact = contact_for(centre.ana, Contact.objects.get(external_id=f"left-{number}").key, now=at)
        assert contact is not None
        step = {"kind": "insult", "level": 2, "step": "insult-warning", "purpose": "warning"}
        actions.take_step(centre.ana, contact, **step, now=at)  # type: ignore[arg-type]
        actions.leave(centre.ana, contact, key=uuid4(), action="end", to=None, now=at)
    # With the last contact a moment that waited begins, and whoever leads sees who is away now. That is no secret while
    # it runs, so here it is over.
    running = Moment.objects.filter(agent=centre.ana, ended_at=None).exclude(began_at=None)
    running.update(ended_at=now)


@fact("letters to callers prepared", CallerNotice)
def letters(centre: Centre, now: datetime) -> None:
    for number in range(8):
        taken = Exit(agent=centre.ana, contact=uuid4(), external_id=f"letter-{number}")
        actions.write_notice(centre.ana, taken, subject="About your call", text="Dear customer", now=now)


@outlet("covers as a file", told_because="quality and workforce management must know which contacts not to score")
def covers(centre: Centre) -> Iterable[bytes]:
    for cover in Cover.objects.order_by("pk"):
        yield f"{cover.source},{cover.external_id},covered\n".encode()


def her_contact(centre: Centre) -> dict[str, Any]:
    def make() -> Any:
        centre.hear(says(SAID, 1, contact="turned", agent="ana-7"), now=timezone.now())
        return Contact.objects.get(external_id="turned").key

    return {"contact": centre.once("contact that turned", make)}


def her_exit(centre: Centre) -> dict[str, Any]:
    found = her_contact(centre)

    def make() -> Exit:
        now = timezone.now()
        contact = contact_for(centre.ana, found["contact"], now=now)
        assert contact is not None
        return actions.leave(centre.ana, contact, key=uuid4(), action="end", to=None, now=now)

    centre.once("exit", make)
    return found


STEP = {"case": "insult.2", "step": "insult-limit"}
address("exits:ladder", objects=her_contact)
address("exits:pick", objects=her_contact, form={"case": "rambling.0"}, bare=422)
address("exits:take_step", objects=her_contact, form=STEP, bare=422)
address("exits:unsay", objects=her_contact, form=STEP, bare=422)
address(
    "exits:leave",
    objects=her_contact,
    form={"key": "22222222-2222-4222-8222-222222222222", "action": "end"},
    bare=422,
)
address("exits:done", objects=her_exit)
address("exits:put_away", objects=her_exit)
address("exits:mark", objects=her_contact)
address("exits:unmark", objects=her_contact)
LETTER = {"subject": "About your call", "text": "Dear customer"}
address("exits:notice", objects=her_exit, form=LETTER, bare=422)
address("exits:drop_notice", objects=her_exit)


def her_letter(centre: Centre) -> dict[str, Any]:
    found = her_exit(centre)

    def make() -> CallerNotice:
        return actions.write_notice(centre.ana, centre.made["exit"], **LETTER, now=timezone.now())

    centre.once("letter", make)
    return found


address("exits:print_notice", objects=her_letter)
address("exits:appeal", form={"source": "desk", "customer": "4711"}, bare=422)
address("exits:take_covers", posts=404)
address("exits:covers_stored", objects=lambda centre: {"batch": uuid4()}, posts=404)


def a_destination(centre: Centre) -> dict[str, Any]:
    def make() -> Destination:
        return Destination.objects.create(name="Duty desk", address="7001", place=1)

    return {"key": centre.once("destination", make).key}


def a_line(centre: Centre) -> dict[str, Any]:
    def make() -> HelpLine:
        return HelpLine.objects.create(name="Night line", reach="0800 555 0199", whom="customer", place=1)

    return {"key": centre.once("help line", make).key}


ENTRY = {"key": "33333333-3333-4333-8333-333333333333", "name": "Duty desk", "address": "7001", "place": "1"}
LINE = {"key": ENTRY["key"], "whom": "staff", "name": "Night line", "reach": "0800 555 0199", "place": "1"}
address("exits:new_destination", form=ENTRY, bare=422)
address("exits:destination", objects=a_destination, form=ENTRY, bare=422)
address("exits:remove_destination", objects=a_destination)
address("exits:new_help_line", form=LINE, bare=422)
address("exits:help_line", objects=a_line, form=LINE, bare=422)
address("exits:remove_help_line", objects=a_line)
address("exits:make_cover_account", posts=200)
