"""Who is in a contact now, who is here, and who is on shift."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
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

from hearten.people.models import Person
from hearten.staffing import actions, prompts
from hearten.staffing.models import Presence, Prompted, SavedColumns, Shift, ShiftFile, Whereabouts
from hearten.staffing.rules.table import read_table

PLAN = "administrators and leads plan shifts"
declare_words(Presence)
declare_words(Whereabouts)
declare_words(Prompted)
declare_words(Shift, open={"key": "in the addresses of the shifts", "external_id": "the planning system's own id"})
declare_words(
    SavedColumns,
    open={"columns": PLAN},
    coded={"header_digest": "a digest", "zone": "an IANA zone", "order": "ymd, dmy or mdy"},
)
declare_words(
    ShiftFile,
    kept="name content",
    open={"key": "in the address of the uploader's preview", "columns": PLAN},
    coded={"zone": "an IANA zone", "order": "ymd, dmy or mdy"},
)
declare_not_private(Shift, "administrators and leads plan shifts; who is on is known on the floor")
declare_not_private(ShiftFile, "the file of whoever uploads it, gone within the hour")


@plants(ShiftFile)
def a_file_of_shifts(person: Person, fill: Filler) -> None:
    ShiftFile.objects.create(**fill(ShiftFile), uploaded_by=person, zone="UTC", order="ymd", uploaded_at=timezone.now())


@fact("a question of the shift put away", Prompted)
def a_question_put_away(centre: Centre, now: datetime) -> None:
    prompts.settle(centre.ana, now=now)


@fact("said to be here or away", Whereabouts)
def whereabouts(centre: Centre, now: datetime) -> None:
    actions.say_here(centre.ana, is_here=False, now=now)


def a_shift(centre: Centre) -> dict[str, Any]:
    def make() -> Shift:
        now = timezone.now()
        return actions.save_shift(
            key=uuid4(),
            person=centre.ana,
            team=centre.harbour,
            role="agent",
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=4),
        )

    return {"key": centre.once("shift", make).key}


def a_file(centre: Centre) -> dict[str, Any]:
    """A file that each planner uploaded could only be walked by its owner: it answers 404 to everybody else."""

    def make() -> ShiftFile:
        content = b"email,start,end\nana@hearten.test,2026-11-25 09:00,2026-11-25 17:00\n"
        table = read_table(content)
        return actions.keep_file(
            centre.ana, name="week.csv", content=content, table=table, zone="UTC", now=timezone.now()
        )

    return {"key": centre.once("shift file", make).key}


def shift_form(centre: Centre) -> dict[str, Any]:
    return {
        "key": str(uuid4()),
        "person": str(centre.ana.key),
        "role": "agent",
        "starts_at": "2026-11-25T09:00",
        "ends_at": "2026-11-25T17:00",
    }


def upload_form(centre: Centre) -> dict[str, Any]:
    return {"file": SimpleUploadedFile("week.csv", b"email,start,end\na,2026-11-25 09:00,2026-11-25 17:00\n")}


def weeks(centre: Centre) -> list[str]:
    return ["", "2026-11-24", "nothing"]


def teams(centre: Centre) -> list[str]:
    return ["", str(centre.harbour.key), "nothing"]


address("staffing:add_shift", form=shift_form, bare=422)
address("staffing:shift", objects=a_shift, form=shift_form, bare=422)
address("staffing:remove_shift", objects=a_shift)
address("staffing:import_shifts", form=upload_form, bare=422)
address("staffing:check_import", objects=a_file, gets=404, posts=404)
parameter("week", weeks)
