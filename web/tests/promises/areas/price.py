"""The interval plan: figures of queues, for those who plan."""

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
    parameter,
    plants,
)

from hearten.people.models import Person
from hearten.staffing.rules.table import read_table
from hearten.support.price import actions
from hearten.support.price.models import ExpectedInterval, ForecastFile, QueuePlan
from hearten.support.price.rules.reading import Expected

PLAN = "administrators and leads plan queues"
HERS = "the file of whoever uploads it, gone within hours"
declare_words(QueuePlan, open={"key": "in the addresses of the plan", "name": PLAN})
declare_words(ExpectedInterval)
declare_words(
    ForecastFile,
    kept="name content",
    open={"key": "in the address of the uploader's preview", "columns": PLAN},
    coded={"zone": "an IANA zone", "order": "ymd, dmy or mdy"},
)
declare_not_private(QueuePlan, "a queue and its team; leads to a person only as the one who leads that team")
declare_not_private(ExpectedInterval, "figures of a queue")
declare_not_private(ForecastFile, HERS)
CSV = b"date,start,calls,aht\n2026-11-24,09:00,60,300\n"


@plants(ForecastFile)
def a_file_of_a_forecast(person: Person, fill: Filler) -> None:
    plan = actions.save_plan(key=uuid4(), name="Parcels", team=None)
    parts = {"plan": plan, "uploaded_by": person, "zone": "UTC", "order": "ymd", "uploaded_at": timezone.now()}
    ForecastFile.objects.create(**fill(ForecastFile), **parts)


def a_plan(centre: Centre) -> dict[str, Any]:
    def make() -> QueuePlan:
        plan = actions.save_plan(key=uuid4(), name="Harbour calls", team=centre.harbour)
        begins = timezone.now().replace(hour=9, minute=0, second=0, microsecond=0)
        actions.expect(plan, [Expected(begins, 60, 300, 22), Expected(begins.replace(hour=10), 40, 300, None)])
        return plan

    return {"key": centre.once("interval plan", make).key}


def a_forecast(centre: Centre) -> dict[str, Any]:
    """A file is its uploader's alone: it answers 404 to everybody else."""

    def make() -> ForecastFile:
        now = timezone.now()
        plan = QueuePlan.objects.get(key=a_plan(centre)["key"])
        return actions.keep_file(
            plan, centre.ana, name="day.csv", content=CSV, table=read_table(CSV), zone="UTC", now=now
        )

    return a_plan(centre) | {"file": centre.once("forecast file", make).key}


def plan_form(centre: Centre) -> dict[str, Any]:
    parts = {"name": "Parcels", "minutes": "15", "target": "80", "within": "20", "patience": ""}
    return {"key": str(uuid4()), "team": "", "moments_per_100_hours": "10", "moment_minutes": "5", **parts}


def interval_form(centre: Centre) -> dict[str, Any]:
    return {"starts_at": "2026-11-25T09:00", "contacts": "60", "handling": "300", "staff": ""}


def days(centre: Centre) -> list[str]:
    return ["", "2026-11-24", "nothing"]


address("price:add_plan", form=plan_form, bare=422)
address("price:plan", objects=a_plan)
address("price:change_plan", objects=a_plan, form=plan_form, bare=422)
address("price:remove_plan", objects=a_plan)
address("price:type_interval", objects=a_plan, form=interval_form, bare=422)
address("price:clear_day", objects=a_plan, form={"day": "2026-11-25"})
address(
    "price:import_forecast",
    objects=a_plan,
    form=lambda centre: {"file": SimpleUploadedFile("day.csv", CSV)},
    bare=422,
)
address("price:check_forecast", objects=a_forecast, gets=404, posts=404)
parameter("day", days)
