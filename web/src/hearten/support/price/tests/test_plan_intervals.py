"""Planning a queue: by hand, by file, from the shifts; read by those who plan and by nobody else."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from web.tests.cast import hire

from hearten.audit.models import Entry
from hearten.people.models import Person, Role, Team
from hearten.staffing import actions as staffing
from hearten.staffing.models import SavedColumns
from hearten.support import actions as support
from hearten.support.price import actions, queries
from hearten.support.price.models import ExpectedInterval, ForecastFile, QueuePlan
from hearten.support.price.rules.reading import Expected

NINE = datetime(2026, 11, 25, 9, tzinfo=UTC)
FORM = {
    "key": "11111111-1111-4111-8111-111111111111",
    "name": "Parcels",
    "team": "",
    "minutes": "15",
    "target": "80",
    "within": "20",
    "patience": "120",
    "moments_per_100_hours": "12",
    "moment_minutes": "5",
}
DAY = "2026-11-25"


@pytest.fixture
def plan(harbour: Team) -> QueuePlan:
    return actions.save_plan(key=uuid4(), name="Parcels", team=harbour, patience=120)


def shown(client: Client, plan: QueuePlan, day: str = DAY) -> str:
    response = client.get(f"/interval-plan/{plan.key}/?day={day}")
    assert response.status_code == 200
    return response.content.decode()


def main_of(page: str) -> str:
    """Give what is the page's own, without the tokens of its forms."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", main)


def on_shift(person: Person, role: str = "agent", *, begins: datetime = NINE, hours: float = 8) -> None:
    staffing.save_shift(
        key=uuid4(),
        person=person,
        team=person.team,
        role=role,
        starts_at=begins,
        ends_at=begins + timedelta(hours=hours),
    )


def test_a_lead_plans_a_queue_and_types_an_interval(tom_client: Client) -> None:
    made = tom_client.post("/interval-plan/add/", FORM, follow=True)
    assert "Nothing is expected of this day yet" in made.content.decode()
    plan = QueuePlan.objects.get()
    typed = {"starts_at": f"{DAY}T09:00", "contacts": "60", "handling": "300", "staff": "22"}
    page = tom_client.post(f"/interval-plan/{plan.key}/interval/", typed, follow=True).content.decode()
    assert "With moments it is" in page
    assert ExpectedInterval.objects.get().staff == 22
    tom_client.post(f"/interval-plan/{plan.key}/interval/", typed | {"staff": "24"})
    assert ExpectedInterval.objects.get().staff == 24
    assert list(Entry.objects.values_list("deed", flat=True)) == ["interval_plan.added"]


def test_sending_the_form_twice_is_one_plan(tom_client: Client) -> None:
    for _twice in range(2):
        tom_client.post("/interval-plan/add/", FORM)
    assert QueuePlan.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("minutes", "7"), ("target", "100"), ("within", "-1"), ("patience", "0"), ("moment_minutes", "0"),
     ("moments_per_100_hours", "nan"), ("team", "5d6a92ef-921b-438c-83d6-0a065db78031")],
)  # fmt: skip
def test_what_cannot_be_planned_is_said_at_the_field_and_kept(field: str, value: str, tom_client: Client) -> None:
    response = tom_client.post("/interval-plan/add/", FORM | {field: value})
    assert response.status_code == 422
    assert not QueuePlan.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {"starts_at": f"{DAY}T09:07"},
        {"starts_at": "never"},
        {"contacts": "-1"},
        {"handling": "0"},
        {"contacts": "1000000", "handling": "14400"},
        {"contacts": "inf"},
    ],
)
def test_an_interval_that_cannot_be_is_refused(typed: dict[str, str], plan: QueuePlan, tom_client: Client) -> None:
    whole = {"starts_at": f"{DAY}T09:00", "contacts": "60", "handling": "300", "staff": ""} | typed
    assert tom_client.post(f"/interval-plan/{plan.key}/interval/", whole).status_code == 422
    assert not ExpectedInterval.objects.exists()


def test_staff_that_was_not_typed_comes_from_the_shifts_as_an_average(
    plan: QueuePlan, tom: Person, ana: Person, harbour: Team
) -> None:
    on_shift(ana)
    on_shift(hire("Half", harbour, Role.AGENT), begins=NINE + timedelta(minutes=7, seconds=30))
    on_shift(tom, "lead")
    actions.expect(plan, [Expected(NINE, 3, 300, None), Expected(NINE + timedelta(minutes=15), 3, 300, 9)])
    since, until = NINE, NINE + timedelta(hours=1)
    covering = queries.Covering(tom, plan, since=since, until=until)
    assert [each.staff for each in queries.intervals_of(plan, covering, since=since, until=until)] == [1.5, 9]


def test_who_could_cover_is_a_count_and_names_nobody(
    plan: QueuePlan, tom_client: Client, ana: Person, mia: Person, hana: Person, lena: Person
) -> None:
    for person in (ana, mia, hana):
        on_shift(person)
    on_shift(lena, "deputy")
    actions.expect(plan, [Expected(NINE, 3, 300, None)])
    main = main_of(shown(tom_client, plan))
    assert "2 of other teams" in main
    assert "1 lead or deputy" in main
    for person in (ana, mia, hana, lena):
        assert person.name not in main


def test_moments_that_people_take_change_nothing_on_the_page(plan: QueuePlan, tom_client: Client, ana: Person) -> None:
    on_shift(ana, begins=timezone.now() - timedelta(hours=1))
    today = timezone.localdate().isoformat()
    actions.expect(plan, [Expected(timezone.now().replace(minute=0, second=0, microsecond=0), 60, 300, 22)])
    before = main_of(shown(tom_client, plan, today))
    for _again in range(50):
        support.ask_for_moment(ana, key=uuid4(), now=timezone.now())
    assert main_of(shown(tom_client, plan, today)) == before


def test_nobody_who_does_not_plan_reads_a_plan(
    plan: QueuePlan, ana_client: Client, mia_client: Client, hana_client: Client, pia_client: Client
) -> None:
    for client in (ana_client, mia_client, hana_client, pia_client):
        for path in ("", "add/", f"{plan.key}/", f"{plan.key}/change/", f"{plan.key}/interval/", f"{plan.key}/import/"):
            assert client.get(f"/interval-plan/{path}").status_code == 404
        assert "Interval plan" not in client.get("/", follow=True).content.decode()


def test_who_does_not_plan_gets_nothing_from_the_queries(plan: QueuePlan, ana: Person) -> None:
    assert list(queries.plans_for(ana)) == []
    assert queries.plan_for(ana, str(plan.key)) is None
    covering = queries.Covering(ana, plan, since=NINE, until=NINE + timedelta(hours=1))
    assert covering.staff(NINE, NINE + timedelta(hours=1)) == 0


def upload(client: Client, plan: QueuePlan, text: str) -> str:
    """Upload a file and give the address of its preview."""
    file = SimpleUploadedFile("day.csv", text.encode())
    response = client.post(f"/interval-plan/{plan.key}/import/", {"file": file})
    assert response.status_code == 302
    return str(response["Location"])


LINES = "date,start,calls,aht,staff\n" + "".join(
    f"{DAY},{hour:02}:{minute:02},{20 + hour},300,12\n" for hour in range(24) for minute in (0, 15, 30, 45)
)
CHOSEN = {"zone": "UTC", "order": "ymd", "date": "date", "starts": "start", "contacts": "calls", "handling": "aht"}


def test_a_day_comes_by_file_after_a_look_at_it(plan: QueuePlan, tom_client: Client) -> None:
    preview = upload(tom_client, plan, LINES)
    assert "Nothing is written yet" in tom_client.get(preview).content.decode()
    assert not ExpectedInterval.objects.exists()
    page = tom_client.post(preview, CHOSEN | {"staff": "staff", "do": "import"}, follow=True).content.decode()
    assert "96 intervals added" in page
    assert ExpectedInterval.objects.count() == 96
    assert not ForecastFile.objects.exists()
    assert page.count('class="price-with"') == 96


def test_the_same_file_twice_is_the_same_day_once_and_its_columns_are_remembered(
    plan: QueuePlan, tom_client: Client
) -> None:
    odd = LINES.replace("calls", "Menge")
    for _twice in range(2):
        preview = upload(tom_client, plan, odd)
        tom_client.post(preview, CHOSEN | {"contacts": "Menge", "staff": "staff", "do": "import"})
    assert ExpectedInterval.objects.count() == 96
    assert SavedColumns.objects.get().columns["contacts"] == "Menge"
    assert "Which column holds what?" not in tom_client.get(upload(tom_client, plan, odd)).content.decode()


def test_columns_that_are_not_chosen_are_asked_for_and_nothing_is_written(plan: QueuePlan, tom_client: Client) -> None:
    preview = upload(tom_client, plan, "a,b\n1,2\n")
    assert "Say which column holds the start" in tom_client.get(preview).content.decode()
    tom_client.post(preview, {"zone": "UTC", "order": "ymd", "do": "import"})
    assert not ExpectedInterval.objects.exists()


def test_a_file_is_its_uploaders_alone(plan: QueuePlan, tom_client: Client, olu_client: Client) -> None:
    preview = upload(tom_client, plan, LINES)
    assert olu_client.get(preview).status_code == 404
    assert tom_client.get(preview.replace(str(plan.key), str(uuid4()))).status_code == 404


@pytest.mark.parametrize("content", [b"", b"\0\1\2", b'a,b\n"1,2\n', b"a,a\n1,2\n", b"a,b\n"])
def test_what_is_no_table_is_refused_with_what_to_do(content: bytes, plan: QueuePlan, tom_client: Client) -> None:
    file = SimpleUploadedFile("day.csv", content)
    assert tom_client.post(f"/interval-plan/{plan.key}/import/", {"file": file}).status_code == 422


def test_a_day_is_cleared_and_the_next_one_stays(plan: QueuePlan, tom_client: Client) -> None:
    actions.expect(plan, [Expected(NINE, 60, 300, 22), Expected(NINE + timedelta(days=1), 60, 300, 22)])
    tom_client.post(f"/interval-plan/{plan.key}/clear/", {"day": DAY})
    assert list(ExpectedInterval.objects.values_list("starts_at", flat=True)) == [NINE + timedelta(days=1)]


def test_a_plan_that_is_removed_takes_its_forecast_along(plan: QueuePlan, tom_client: Client) -> None:
    actions.expect(plan, [Expected(NINE, 60, 300, 22)])
    for _twice in range(2):
        tom_client.post(f"/interval-plan/{plan.key}/remove/")
    assert not ExpectedInterval.objects.exists()
    assert list(Entry.objects.filter(deed="interval_plan.removed").values_list("about", flat=True)) == [plan.key]


def test_a_whole_day_costs_no_more_queries_than_an_hour(plan: QueuePlan, tom_client: Client, ana: Person) -> None:
    on_shift(ana)
    shown(tom_client, plan)  # the first page of a session costs more
    counts = []
    for number in (4, 96):
        quarters = [NINE.replace(hour=0) + n * timedelta(minutes=15) for n in range(number)]
        actions.expect(plan, [Expected(at, 3, 300, None) for at in quarters])
        with CaptureQueriesContext(connection) as asked:
            shown(tom_client, plan)
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("day", ["nothing", "0001-01-01", "9999-12-31", "2026-02-30"])
def test_a_day_that_is_none_shows_today(day: str, plan: QueuePlan, tom_client: Client) -> None:
    assert shown(tom_client, plan, day)


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_the_days_on_which_the_clocks_change_are_drawn(
    day: str, plan: QueuePlan, tom: Person, tom_client: Client
) -> None:
    tom.zone = "Europe/Berlin"
    tom.save()
    begins = datetime.fromisoformat(f"{day}T00:00+00:00") - timedelta(hours=3)
    actions.expect(plan, [Expected(begins + n * timedelta(minutes=15), 30, 300, 14) for n in range(120)])
    drawn = shown(tom_client, plan, day).count('class="price-with"')
    assert drawn == {"2026-03-29": 92, "2026-10-25": 100}[day]
