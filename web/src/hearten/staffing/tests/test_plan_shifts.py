"""Administrators and leads plan shifts by hand and by file; everybody says for themselves whether they are here."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from hearten.people.models import Person, Team
from hearten.staffing import actions, queries
from hearten.staffing.models import SavedColumns, Shift, ShiftFile, Whereabouts

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
HEAD = "Email,Role,Date,Start,End,ID\n"


def shift(person: Person, role: str = "agent", *, hours: tuple[int, int] = (-1, 4), now: datetime = NOW) -> Shift:
    return actions.save_shift(
        key=uuid4(),
        person=person,
        team=person.team,
        role=role,
        starts_at=now + timedelta(hours=hours[0]),
        ends_at=now + timedelta(hours=hours[1]),
    )


def upload(client: Client, text: str | bytes, name: str = "week.csv") -> UUID:
    content = text.encode() if isinstance(text, str) else text
    answer = client.post(reverse("staffing:import_shifts"), {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    return ShiftFile.objects.latest("uploaded_at").key


def confirm(client: Client, key: UUID, **columns: str) -> Any:
    file = ShiftFile.objects.get(key=key)
    form = {**file.columns, "zone": "Europe/London", "order": file.order, **columns, "do": "import"}
    return client.post(reverse("staffing:check_import", args=[key]), form, follow=True)


# --- who leads


def test_ana_is_told_who_leads_and_why(ana: Person, tom: Person, lena: Person) -> None:
    shift(tom, "lead")
    shift(lena, "deputy")
    found = queries.who_leads_now(ana, now=NOW)
    assert [(each.person, each.because) for each in found.people] == [
        (tom, ("lead_on_shift",)),
        (lena, ("deputy_stands_in",)),
    ]


def test_a_lead_who_says_away_hands_over_to_the_deputy(ana: Person, tom: Person, lena: Person) -> None:
    shift(tom, "lead")
    shift(lena, "deputy")
    actions.say_here(tom, is_here=False, now=NOW)
    first = queries.who_leads_now(ana, now=NOW).first
    assert first is not None
    assert first.person == lena


def test_a_word_of_yesterday_does_not_count(ana: Person, tom: Person) -> None:
    shift(tom, "lead")
    actions.say_here(tom, is_here=False, now=NOW - timedelta(hours=13))
    assert queries.who_leads_now(ana, now=NOW).first is not None
    assert queries.word_of(tom, now=NOW) is None


def test_with_nobody_on_the_centres_number_is_the_answer(ana: Person, tom: Person, settings: Any) -> None:
    settings.CENTRE_NUMBER = "0800 100 200"
    found = queries.who_leads_now(ana, now=NOW)
    assert (found.people, found.because, found.number) == ((), ("nobody_on_shift", "centre_number"), "0800 100 200")


def test_who_leads_costs_few_queries(ana: Person, tom: Person, lena: Person, django_assert_num_queries: Any) -> None:
    shift(tom, "lead")
    shift(lena, "deputy")
    with django_assert_num_queries(5):
        queries.who_leads_now(ana, now=NOW)


def test_the_dock_shows_shift_word_and_lead(ana: Person, ana_client: Client, tom: Person) -> None:
    now = timezone.now()
    shift(ana, now=now)
    shift(tom, "lead", now=now)
    page = ana_client.get(reverse("staffing:here")).content.decode()
    assert "On shift until" in page
    assert "Leads now: Tom (lead on shift)" in page
    actions.contacts_changed(tom.pk, contacts_now=1, level=3, now=now)
    assert "Leads now: Tom (lead on shift)" in ana_client.get(reverse("staffing:here")).content.decode()
    ana_client.post(reverse("staffing:say_here"), {"here": "1"})
    ana_client.post(reverse("staffing:say_here"), {"here": "1"})
    assert Whereabouts.objects.get(person=ana).is_here
    assert "You are here." in ana_client.get(reverse("staffing:here")).content.decode()


def test_the_dock_shows_the_number_when_nobody_leads(ana_client: Client, settings: Any) -> None:
    settings.CENTRE_NUMBER = "0800 100 200"
    page = ana_client.get(reverse("staffing:here")).content.decode()
    assert "0800 100 200" in page
    assert "No lead and no deputy is on shift." in page


def test_a_desk_says_that_no_shift_is_planned_only_where_shifts_are(ana_client: Client, tom: Person) -> None:
    def page() -> str:
        return ana_client.get(reverse("staffing:here")).content.decode()

    assert "No shift of yours" not in page()
    assert page().count("status-line") == 1
    shift(tom, "lead", now=timezone.now())
    assert "No shift of yours is planned now." in page()


# --- who sees which shifts


def test_agents_read_their_own_shifts_and_planners_all(ana: Person, mia: Person, tom: Person, olu: Person) -> None:
    shift(ana)
    shift(mia)
    day: dict[str, Any] = {"since": NOW - timedelta(days=1), "until": NOW + timedelta(days=1)}
    assert [each.person for each in queries.shifts_for(ana, **day)] == [ana]
    assert {each.person for each in queries.shifts_for(tom, **day)} == {ana, mia}
    assert {each.person for each in queries.on_shift(olu, now=NOW)} == {ana, mia}
    assert queries.shift_for(ana, str(Shift.objects.get(person=ana).key)) is None


def test_there_is_no_field_for_a_reason() -> None:
    for model in (Shift, Whereabouts):
        names = {field.name for field in model._meta.get_fields()}
        assert not names & {"reason", "note", "notes", "comment", "why", "text"}


# --- by hand


def test_a_shift_added_twice_with_one_key_is_one(tom_client: Client, ana: Person) -> None:
    form = {
        "key": str(uuid4()),
        "person": str(ana.key),
        "role": "agent",
        "team": "",
        "starts_at": "2026-11-25T09:00",
        "ends_at": "2026-11-25T17:00",
    }
    for _ in range(2):
        assert tom_client.post(reverse("staffing:add_shift"), form).status_code == 302
    made = Shift.objects.get()
    assert (made.person, made.team) == (ana, ana.team)
    assert made.starts_at == datetime(2026, 11, 25, 9, tzinfo=UTC)


def test_a_time_the_clocks_skip_is_refused_at_its_field(tom_client: Client, tom: Person, ana: Person) -> None:
    tom.zone = "Europe/London"
    tom.save()
    form = {
        "key": str(uuid4()),
        "person": str(ana.key),
        "role": "agent",
        "starts_at": "2026-03-29T01:30",
        "ends_at": "2026-03-29T09:00",
    }
    answer = tom_client.post(reverse("staffing:add_shift"), form)
    assert answer.status_code == 422
    assert "skip this time" in answer.content.decode()
    assert not Shift.objects.exists()


def test_a_shift_is_changed_and_removed_and_removing_twice_is_fine(olu_client: Client, ana: Person) -> None:
    made = shift(ana)
    address = reverse("staffing:shift", args=[made.key])
    assert "2026-11-24T12:00" in olu_client.get(address).content.decode()
    form = {"key": str(uuid4()), "person": str(ana.key), "role": "deputy"}
    form |= {"starts_at": "2026-11-24T12:00", "ends_at": "2026-11-24T18:00"}
    assert olu_client.post(address, form).status_code == 302
    made.refresh_from_db()
    assert made.role == "deputy"
    gone = reverse("staffing:remove_shift", args=[made.key])
    assert olu_client.post(gone).status_code == 302
    assert olu_client.post(gone).status_code == 404
    actions.remove_shift(made.key)


# --- by file


def test_a_file_is_shown_first_and_imported_when_confirmed(tom_client: Client, ana: Person) -> None:
    key = upload(tom_client, HEAD + f"{ana.email},lead,2026-11-25,09:00,17:00,s-1\nnobody,agent,2026-11-25,9,17,s-2\n")
    page = tom_client.get(reverse("staffing:check_import", args=[key])).content.decode()
    assert "Line 3" in page
    assert "Nobody here has this address" in page
    assert not Shift.objects.exists()
    assert "1 shift added" in confirm(tom_client, key).content.decode()
    assert Shift.objects.get().role == "lead"
    assert not ShiftFile.objects.exists()


def test_the_same_file_twice_is_the_same_shifts_once(tom_client: Client, ana: Person) -> None:
    text = HEAD + f"{ana.email},agent,2026-11-25,09:00,17:00,s-1\n"
    confirm(tom_client, upload(tom_client, text))
    before = list(Shift.objects.values())
    confirm(tom_client, upload(tom_client, text))
    assert list(Shift.objects.values()) == before
    confirm(tom_client, upload(tom_client, text.replace("17:00", "18:00")))
    assert Shift.objects.get().ends_at == datetime(2026, 11, 25, 18, tzinfo=UTC)


def test_columns_are_remembered_for_the_next_file_with_the_same_header(
    tom_client: Client, olu_client: Client, ana: Person
) -> None:
    text = f"Wer;Von;Bis\n{ana.email};25.11.2026 09:00;25.11.2026 17:00\n"
    key = upload(tom_client, text)
    page = tom_client.get(reverse("staffing:check_import", args=[key])).content.decode()
    assert "Say which column holds the start." in page
    chosen = {"person": "Wer", "starts": "Von", "ends": "Bis", "order": "dmy"}
    assert "1 shift added" in confirm(tom_client, key, **chosen).content.decode()
    assert SavedColumns.objects.count() == 1
    again = ShiftFile.objects.get(key=upload(olu_client, text))
    assert (again.columns["person"], again.order, again.zone) == ("Wer", "dmy", "Europe/London")


def test_an_import_without_columns_imports_nothing(tom_client: Client) -> None:
    key = upload(tom_client, "Wer;Von\na;b\n")
    answer = confirm(tom_client, key)
    assert answer.status_code == 200
    assert ShiftFile.objects.filter(key=key).exists()


def test_latin_1_is_read_and_said(tom_client: Client, ana: Person) -> None:
    key = upload(
        tom_client, f"Email;Start;End;Name\n{ana.email};2026-11-25 09:00;2026-11-25 17:00;Jürgen\n".encode("latin-1")
    )
    page = tom_client.get(reverse("staffing:check_import", args=[key])).content.decode()
    assert "not UTF-8" in page
    assert "Jürgen" in page


@pytest.mark.parametrize("content", [b"", b"only,a,header\n", b"\x00\x01", b'a,b\n"never closed\n'])
def test_what_is_no_table_is_refused_at_the_field(tom_client: Client, content: bytes) -> None:
    answer = tom_client.post(reverse("staffing:import_shifts"), {"file": SimpleUploadedFile("x.csv", content)})
    assert answer.status_code == 422
    assert not ShiftFile.objects.exists()


def test_a_file_of_somebody_else_is_not_there(tom_client: Client, lena_client: Client, ana: Person) -> None:
    key = upload(tom_client, HEAD + f"{ana.email},agent,2026-11-25,9,17,s-1\n")
    assert lena_client.get(reverse("staffing:check_import", args=[key])).status_code == 404


@pytest.mark.slow
def test_fifty_thousand_lines_are_imported_in_bounded_time(tom: Person, ana: Person) -> None:
    import time

    from hearten.staffing.rules.table import read_table

    lines = [
        f"{ana.email},agent,{2001 + number // 8000}-{number // 600 % 12 + 1:02}-{number // 24 % 25 + 1:02},"
        f"{number % 24}:00,{number % 24}:30,s-{number}\n"
        for number in range(50_000)
    ]
    table = read_table((HEAD + "".join(lines)).encode())
    file = actions.keep_file(tom, name="year.csv", content=b"", table=table, zone="UTC", now=NOW)
    began = time.perf_counter()
    plan = actions.import_shifts(file, table)
    took = time.perf_counter() - began
    assert (len(plan.new), Shift.objects.count()) == (50_000, 50_000)
    assert took < 60


# --- the week


def test_the_week_is_a_table_and_says_where_nobody_leads(tom_client: Client, tom: Person, ana: Person) -> None:
    shift(ana, hours=(-4, 4))
    shift(tom, "lead", hours=(-4, 0))
    page = tom_client.get(reverse("staffing:shifts"), {"week": "2026-11-24"}).content.decode()
    assert "09:00–17:00" in page
    assert "Nobody leads 13:00–17:00" in page
    assert "<desc>" in page


@pytest.mark.parametrize("week", ["", "nothing", "0001-01-01", "9999-12-31", "2026-03-29"])
def test_any_week_can_be_asked_for(olu_client: Client, week: str) -> None:
    assert olu_client.get(reverse("staffing:shifts"), {"week": week, "team": "nothing"}).status_code == 200


def test_the_week_costs_as_many_queries_for_many_as_for_few(
    tom_client: Client, ana: Person, harbour: Team, django_assert_max_num_queries: Any
) -> None:
    for day in range(20):
        shift(ana, hours=(day * 5, day * 5 + 4))
    with django_assert_max_num_queries(22):
        tom_client.get(reverse("staffing:shifts"), {"week": "2026-11-24"})


def test_what_is_old_is_forgotten(ana: Person, tom: Person) -> None:
    shift(ana, hours=(-24 * 40, -24 * 39))
    kept = shift(ana)
    actions.say_here(ana, is_here=True, now=NOW - timedelta(hours=13))
    assert actions.forget_old(NOW) == 2
    assert list(Shift.objects.all()) == [kept]
