"""The pathways page, and what comes afterwards."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone
from web.tests.promises.areas.seal import PASSPHRASE
from web.tests.promises.centre import Centre
from web.tests.promises.registry import (
    Filler,
    address,
    declare_not_private,
    declare_words,
    fact,
    parameter,
    plants,
)

from hearten.live.models import Notice, NoticeCounter
from hearten.people.models import Person
from hearten.seal import actions as seal
from hearten.seal.models import LentNote, Seal, SealedNote
from hearten.support.after.actions import check_ins
from hearten.support.after.actions import pathway as actions
from hearten.support.after.actions.reviews import KIND
from hearten.support.after.models import Acknowledgement, CheckIn, CheckInOffer, Debrief, DoorSlot, PathwayVersion
from hearten.support.after.pathways import shipped
from hearten.support.after.rules.pathway import digest
from hearten.work.models import QueuedTask

EVERYBODY = "everybody who works here reads the procedure"
declare_words(PathwayVersion, own="key", open={"text": EVERYBODY, "because": "everybody reads why it was changed"})
declare_words(Acknowledgement, own="of")
declare_words(CheckIn, open={"key": "in the address and the calendars of the two"}, coded={"zone": "an IANA zone"})
declare_words(CheckInOffer)
declare_words(DoorSlot, open={"key": "in the addresses of the slots"})
TEAM = "the whole team reads what it found out about the process"
declare_words(
    Debrief,
    open={"key": "on the team's page"} | dict.fromkeys(("meant", "happened", "keep", "change"), TEAM),
    coded={"part": "a part of the process, of a closed list"},
)
declare_words(LentNote, kept="kind lent blob", open={"key": "in the address of its reader's page"})
declare_not_private(PathwayVersion, "administrators and people partners sign what they changed for everybody")
declare_not_private(Debrief, "knows a team and no person; the whole team reads it")
declare_not_private(LentNote, "whoever is shown a review sees who shows it")


@plants(Acknowledgement)
def an_acknowledgement(person: Person, fill: Filler) -> None:
    Acknowledgement.objects.create(person=person, on=timezone.now().date(), **fill(Acknowledgement))


@plants(PathwayVersion)
def a_version(person: Person, fill: Filler) -> None:
    number = PathwayVersion.objects.count() + 2
    text = f"# Version {number}\n- Press Hand up."
    PathwayVersion.objects.create(
        number=number, text=text, because="it was missing", by=person, at=timezone.now(), **fill(PathwayVersion)
    )


@fact("the pathways page acknowledged", Acknowledgement)
def read_the_pathways(centre: Centre, now: datetime) -> None:
    actions.acknowledge_pathway(centre.ana, of=digest(shipped()), now=now)


@plants(LentNote)
def a_lent_note(person: Person, fill: Filler) -> None:
    lender = Person.objects.exclude(pk=person.pk).earliest("pk")
    LentNote.objects.create(
        person=person, lender=lender, written_on=timezone.now().date(), size_class=1, **fill(LentNote)
    )


@fact("past check-ins, and one offered", CheckIn, CheckInOffer)
def past_check_ins(centre: Centre, now: datetime) -> None:
    """Over, and so out of everybody's sight, the sweep not yet having come by.

    The companion still has them in their own data, so it is Sade, who is nobody's role here.
    """
    sade = Person.objects.get(name="Sade")
    for number in range(50):
        asked = now - timedelta(days=4 + number)
        at = now - timedelta(hours=1, minutes=20 * number)
        made = check_ins.ask_for_check_ins(centre.ana, sade, {"days": at}, key=uuid4(), now=asked)
        for each in made:
            check_ins.answer_check_in(sade, each.key, accept=True, now=asked)
    Notice.objects.filter(person=sade).delete()
    NoticeCounter.objects.filter(person=sade).delete()
    QueuedTask.objects.all().delete()
    check_ins.offer_check_ins(centre.ana.pk, after_level=3, now=now)


@fact("fifty learning reviews", Seal, SealedNote)
def reviews(centre: Centre, now: datetime) -> None:
    """Sealed, and shown to nobody: whoever is shown one knows by whom, which is what showing is for."""
    seal.set_up(centre.ana, passphrase=PASSPHRASE, now=now)
    for number in range(50):
        seal.write_note(centre.ana, kind=KIND, text=f"what was meant, {number}", on=now.date())


@fact("open doors of yesterday, booked", DoorSlot)
def past_doors(centre: Centre, now: datetime) -> None:
    lead = centre.ana  # whoever opened them still has them in their own data: so both sides are hers here
    yesterday = now - timedelta(days=1)
    for number in range(50):
        begins = yesterday + number * timedelta(minutes=15)
        DoorSlot.objects.create(
            lead=lead, starts_at=begins, ends_at=begins + timedelta(minutes=15), booked_by=centre.ana
        )


def a_version_form(centre: Centre) -> dict[str, Any]:
    return {
        "key": str(uuid4()),
        "begun_at": "1",
        "text": "# If a contact goes wrong\n- Press Hand up.",
        "because": "shorter",
        "save": "1",
    }


address("support_after:pathway_version", objects=lambda centre: {"number": 1})
address("support_after:acknowledge_pathway", form=lambda centre: {"of": digest(shipped())})
address("support_after:change_pathway", form=a_version_form, posts=(302, 422), bare=422)


def a_check_in(centre: Centre) -> dict[str, Any]:
    """One between Ana and somebody who plays no role of the walk: to the roles it is Ana's alone."""

    def make() -> CheckIn:
        ida = Person.objects.create_user("ida.companion@hearten.test", "Ida")
        now = timezone.now()
        made = check_ins.ask_for_check_ins(centre.ana, ida, {"days": now + timedelta(days=3)}, key=uuid4(), now=now)[0]
        check_ins.answer_check_in(ida, made.key, accept=True, now=now)
        return made

    return {"key": centre.once("check-in", make).key}


def a_door(centre: Centre) -> dict[str, Any]:
    """One of Tom's, booked by Ana; booking it again says that somebody was faster."""

    def make() -> DoorSlot:
        begins = timezone.now() + timedelta(minutes=10)
        return DoorSlot.objects.create(
            lead=centre.people["own lead"],
            starts_at=begins,
            ends_at=begins + timedelta(minutes=15),
            booked_by=centre.ana,
        )

    return {"key": centre.once("door", make).key}


def a_review(centre: Centre) -> dict[str, Any]:
    """Nobody has made their seal in the walk, so that whoever may read a review is sent to make one."""

    def make() -> SealedNote:
        return SealedNote.objects.create(
            person=centre.ana, kind=KIND, blob=b"sealed", size_class=1, written_on=timezone.now().date()
        )

    return {"key": centre.once("review", make).key}


def a_shown_review(centre: Centre) -> dict[str, Any]:
    def make() -> LentNote:
        return LentNote.objects.create(
            person=centre.ana,
            lender=centre.people["own lead"],
            lent=uuid4(),
            kind=KIND,
            blob=b"sealed",
            size_class=1,
            written_on=timezone.now().date(),
        )

    return {"key": centre.once("shown review", make).key}


def soon(**more: timedelta) -> str:
    return f"{timezone.localtime() + timedelta(**more):%Y-%m-%dT%H:%M}"  # type: ignore[arg-type]


def ask_form(centre: Centre) -> dict[str, Any]:
    return {"key": str(uuid4()), "companion": str(centre.people["own lead"].key), "days": soon(days=3)}


def call_form(centre: Centre) -> dict[str, Any]:
    return {"key": str(uuid4()), "part": "script", "starts_at": soon(days=1), "about": "process", "joining": "free"}


def found_form(centre: Centre) -> dict[str, Any]:
    def make() -> Debrief:
        return Debrief.objects.create(team=centre.harbour, part="script", starts_at=timezone.now())

    return {"key": str(centre.once("debrief", make).key), "keep": "The warning, said once."}


SEALED = 302
address("support_after:reviews", gets=SEALED)
address("support_after:new_review", gets=SEALED)
for name in ("review", "show_review", "stop_showing", "delete_review"):
    address(f"support_after:{name}", objects=a_review, gets=SEALED)
address("support_after:shown_review", objects=a_shown_review, gets=SEALED)
address("support_after:ask_for_check_ins", form=ask_form, posts=(302, 422), bare=422)
address("support_after:move_check_in", objects=a_check_in, form=lambda centre: {"starts_at": soon(days=4)}, bare=422)
address("support_after:cancel_check_in", objects=a_check_in)
address("support_after:calendar_file", objects=a_check_in)
# Ana asked: to answer is the other's, and to nobody else it exists.
address("support_after:answer_check_in", objects=a_check_in, form=lambda centre: {"accept": "1"}, posts=404)
address("support_after:book_door", objects=a_door)
address("support_after:give_back", objects=a_door)
address("support_after:withdraw_door", objects=a_door, whose="own lead")
address(
    "support_after:own_doors",
    form=lambda centre: {"starts_at": soon(hours=1), "minutes": "15", "times": "2"},
    bare=422,
)
address("support_after:debriefs", form=call_form, posts=(302, 404), bare=(404, 422))
address("support_after:write_down_debrief", form=found_form, gets=(200, 404), posts=(302, 404), bare=404)
address("support_after:call_off_debrief", form=found_form, posts=(302, 404), bare=404)
parameter("debrief", lambda centre: ["", str(found_form(centre)["key"]), "nothing"])
