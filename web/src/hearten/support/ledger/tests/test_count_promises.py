"""Promises are counted under a key of the month, published for large enough groups, and forgotten."""

import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from web.tests.cast import hire

from hearten.blocks.models import StoredPublication
from hearten.people.models import Person, Role, Team
from hearten.seal import keystore, passing_keys
from hearten.support.ledger import actions, queries, rules
from hearten.support.ledger.models import Kind, Mark, Month, State

OCTOBER = datetime(2026, 10, 14, 9, 30, tzinfo=UTC)
NOVEMBER = datetime(2026, 11, 1, 9, 30, tzinfo=UTC)
KEY = rules.KEY_NAME.format(date(2026, 10, 1))


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, settings: LazySettings) -> Path:
    """Keep keys apart per test."""
    file = tmp_path / "keys.sqlite3"
    settings.KEY_STORE = settings.KEY_STORE | {"NAME": file, "BACKUPS": tmp_path / "key-backups"}
    settings.PEOPLE_ZONE = "Europe/Berlin"
    return file


@pytest.fixture
def floor(ana: Person, tom: Person, harbour: Team, lantern: Team) -> list[Person]:
    """Twelve agents of Harbour, Ana among them, and three of Lantern."""
    return [
        ana,
        *(hire(f"Harbour{n}", harbour, Role.AGENT) for n in range(11)),
        *(hire(f"Lantern{n}", lantern, Role.AGENT) for n in range(3)),
    ]


def test_a_month_begins_with_a_row_for_everybody_who_may_ask(floor: list[Person]) -> None:
    month = actions.open_month(OCTOBER)
    assert month.first_day == date(2026, 10, 1)
    assert Mark.objects.count() == len(floor) * len(Kind)  # Tom leads and is no agent
    assert set(Mark.objects.values_list("state", flat=True)) == {State.NOT_ASKED}
    assert {team["name"]: team["seats"] for team in month.teams} == {"Harbour": 12, "Lantern": 3}


def test_a_month_begins_once(floor: list[Person], harbour: Team) -> None:
    first = actions.open_month(OCTOBER)
    hire("Late", harbour, Role.AGENT)
    assert actions.open_month(OCTOBER + timedelta(days=3)) == first
    assert Mark.objects.count() == len(floor) * len(Kind)


def test_rows_stand_in_no_order_of_people(floor: list[Person]) -> None:
    actions.open_month(OCTOBER)
    rows = list(Mark.objects.order_by("pk").values_list("kind", "digest"))
    assert rows == sorted(rows)


def test_the_ledger_names_the_month_by_the_centres_clock() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert rules.month_of(datetime(2026, 10, 31, 23, 30, tzinfo=UTC), berlin) == date(2026, 11, 1)
    assert rules.month_after(date(2026, 12, 1)) == date(2027, 1, 1)
    assert rules.month_after(date(2027, 1, 1)) == date(2027, 2, 1)


def marks_of(person: Person) -> dict[str, int]:
    """Give what stands for a person, as only the holder of the key can."""
    key = passing_keys.find_key(KEY)
    assert key is not None
    found = {}
    for kind in Kind:
        found[kind.value] = Mark.objects.get(kind=kind, digest=rules.digest_of(key, person.key, kind)).state
    return found


def test_a_kept_promise_and_a_broken_one_are_noted_once(ana: Person) -> None:
    for kept in (True, True):
        actions.count("moment", asker_id=ana.pk, kept=kept, now=OCTOBER)
    for kept in (True, False, True):
        actions.count("help", asker_id=ana.pk, kept=kept, now=OCTOBER)
    expected = {"moment": State.KEPT, "help": State.BROKEN, "exit": State.NOT_ASKED, "check_in": State.NOT_ASKED}
    assert marks_of(ana) == expected


def test_counting_adds_no_row_and_no_time(ana: Person, floor: list[Person]) -> None:
    actions.open_month(OCTOBER)
    before = Mark.objects.count(), list(Mark.objects.order_by("pk").values_list("digest", flat=True))
    for _again in range(50):
        actions.count("exit", asker_id=ana.pk, kept=True, now=OCTOBER)
    assert (Mark.objects.count(), list(Mark.objects.order_by("pk").values_list("digest", flat=True))) == before
    assert not [field.name for field in Mark._meta.fields if field.get_internal_type() == "DateTimeField"]


def test_who_came_during_the_month_counts_from_the_next(ana: Person, harbour: Team) -> None:
    actions.open_month(OCTOBER)
    late = hire("Late", harbour, Role.AGENT)
    actions.count("moment", asker_id=late.pk, kept=True, now=OCTOBER)
    assert not Mark.objects.exclude(state=State.NOT_ASKED).exists()
    actions.count("moment", asker_id=late.pk, kept=True, now=NOVEMBER)
    assert Mark.objects.exclude(state=State.NOT_ASKED).count() == 1


def test_an_unknown_promise_is_refused(ana: Person) -> None:
    with pytest.raises(ValueError, match="coffee"):
        actions.count("coffee", asker_id=ana.pk, kept=True, now=OCTOBER)


def test_somebody_who_is_gone_counts_for_nothing(ana: Person) -> None:
    actions.count("moment", asker_id=999_999, kept=True, now=OCTOBER)
    assert not Mark.objects.exclude(state=State.NOT_ASKED).exists()


# --- publishing


def everybody_asks(floor: list[Person], *, broken_for: int = 0, kind: str = "moment") -> None:
    for number, person in enumerate(floor):
        actions.count(kind, asker_id=person.pk, kept=number >= broken_for, now=OCTOBER)


def test_a_month_is_published_when_it_is_over_and_not_before(floor: list[Person], ana: Person) -> None:
    everybody_asks(floor)
    assert actions.keep_the_ledger(datetime(2026, 10, 31, 22, 59, tzinfo=UTC)) == 0
    assert queries.months_for(ana) == []
    assert actions.keep_the_ledger(NOVEMBER) == 1
    assert actions.keep_the_ledger(NOVEMBER) == 0
    assert queries.months_for(ana) == [date(2026, 10, 1)]
    assert StoredPublication.objects.get().topic == "support.ledger:2026-10"


def test_key_and_rows_of_a_published_month_are_gone_also_from_backups_of_keys(floor: list[Person], keys: Path) -> None:
    everybody_asks(floor)
    key = passing_keys.find_key(KEY)
    assert key is not None
    backup = keystore.back_up(OCTOBER)
    assert key in backup.read_bytes()
    actions.keep_the_ledger(NOVEMBER)
    assert not Mark.objects.filter(month__first_day=date(2026, 10, 1)).exists()
    assert passing_keys.find_key(KEY) is None
    for file in [keys, backup, *keys.parent.glob("**/*-wal")]:
        assert key not in file.read_bytes()


def test_a_run_that_was_cut_off_after_publishing_still_destroys_the_key(floor: list[Person]) -> None:
    everybody_asks(floor)
    actions.keep_the_ledger(NOVEMBER)
    passing_keys.key_for(KEY)  # as if it had not been destroyed yet
    actions.keep_the_ledger(NOVEMBER)
    assert passing_keys.find_key(KEY) is None


def test_a_small_team_is_counted_with_another_and_said_to_be(floor: list[Person], ana: Person) -> None:
    everybody_asks(floor)
    actions.keep_the_ledger(NOVEMBER)
    month = queries.month_for(ana, date(2026, 10, 1))
    assert month is not None
    cells = [cell for cell in month.publication.cells if cell.question == "moment"]
    assert {len(cell.groups) for cell in cells} == {2}
    lantern = next(team.key for team in month.teams if team.name == "Lantern")
    assert lantern in {each.group for each in month.publication.unshown if each.question == "moment"}


@pytest.mark.parametrize("askers", [0, 1, 6, 7])
def test_fewer_than_eight_askers_are_shown_nowhere(askers: int, floor: list[Person], ana: Person) -> None:
    actions.open_month(OCTOBER)
    everybody_asks(floor[:askers])
    actions.keep_the_ledger(NOVEMBER)
    month = queries.month_for(ana, date(2026, 10, 1))
    assert month is not None
    assert month.publication.cells == ()


def test_one_who_did_not_ask_is_not_shown_by_the_others_who_did(floor: list[Person], ana: Person) -> None:
    everybody_asks(floor[1:])
    actions.keep_the_ledger(NOVEMBER)
    month = queries.month_for(ana, date(2026, 10, 1))
    assert month is not None
    assert month.publication.cells == ()


def test_asking_often_weighs_no_more_than_asking_once() -> None:
    teams = [rules.Team("a", "Harbour", 12)]
    once = [rules.Marked("moment", "a", kept=n > 0) for n in range(12)]
    cells = rules.publish_month(teams, once).cells
    assert [(cell.size, cell.share) for cell in cells] == [("10-14", 3)]


def test_who_leads_and_asks_does_not_make_a_group_larger() -> None:
    marks = [rules.Marked("moment", "a", kept=True) for _n in range(8)]
    assert rules.publish_month([rules.Team("a", "Harbour", 8)], marks).cells
    assert not rules.publish_month([rules.Team("a", "Harbour", 8, readers=1)], marks).cells


# --- the page


def page(client: Client, month: str = "") -> str:
    response = client.get(f"/promises-kept/?month={month}" if month else "/promises-kept/")
    assert response.status_code == 200
    return response.content.decode()


def test_everybody_reads_the_same_page(
    floor: list[Person], mia: Person, tom_client: Client, mia_client: Client, olu_client: Client, ana_client: Client
) -> None:
    everybody_asks([*floor, mia], broken_for=9)
    actions.keep_the_ledger(NOVEMBER)
    assert "a quarter to a half" in page(ana_client)
    mains = {
        page(client).partition("<main")[2].partition("</main>")[0] for client in (tom_client, mia_client, olu_client)
    }
    assert len(mains) == 1


def test_a_broken_promise_is_shown_as_plainly_as_a_kept_one(floor: list[Person], ana_client: Client) -> None:
    everybody_asks(floor, broken_for=13)
    actions.keep_the_ledger(NOVEMBER)
    found = page(ana_client)
    assert "fewer than a quarter" in found
    assert "more than three quarters" in found
    assert found.count('class="kept"') == 1
    assert found.count('class="broken"') == 3


def test_before_the_first_month_is_over_the_page_says_when(ana_client: Client) -> None:
    assert "No month has been published yet" in page(ana_client)


def test_what_is_asked_in_the_month_changes_no_byte_of_the_page(floor: list[Person], tom_client: Client) -> None:
    actions.open_month(timezone.now())
    before = page(tom_client).partition("<main")[2]
    for kind in Kind:
        for _again in range(50):
            actions.count(kind, asker_id=floor[0].pk, kept=False, now=timezone.now())
    assert page(tom_client).partition("<main")[2] == before


def test_a_month_that_is_not_there_shows_the_newest(floor: list[Person], ana_client: Client) -> None:
    everybody_asks(floor)
    actions.keep_the_ledger(NOVEMBER)
    for wrong in ("2026-09", "nothing", "2026-13", "x" * 300):
        assert "October 2026" in page(ana_client, wrong)


def test_a_renamed_team_keeps_the_name_it_had(floor: list[Person], ana_client: Client, harbour: Team) -> None:
    everybody_asks(floor)
    actions.keep_the_ledger(NOVEMBER)
    Team.objects.filter(pk=harbour.pk).update(name="Pier")
    assert "Harbour" in page(ana_client)


def test_the_page_asks_the_database_equally_often_however_many_months_there_are(
    floor: list[Person], ana_client: Client
) -> None:
    page(ana_client)  # the first page of a session costs more
    actions.open_month(NOVEMBER - timedelta(days=40))
    actions.keep_the_ledger(NOVEMBER - timedelta(days=2))
    counts = []
    for now in (NOVEMBER, datetime(2026, 12, 1, 9, 30, tzinfo=UTC), datetime(2027, 1, 1, 9, 30, tzinfo=UTC)):
        actions.open_month(now - timedelta(days=10))
        actions.keep_the_ledger(now)
        with CaptureQueriesContext(connection) as asked:
            page(ana_client)
        counts.append(len(asked))
    assert len(set(counts)) == 1, counts


def test_the_key_is_in_no_table(floor: list[Person], keys: Path) -> None:
    everybody_asks(floor)
    with sqlite3.connect(keys) as store:
        names = [row[0] for row in store.execute("SELECT name FROM passing")]
    assert names == [KEY]
    assert not any("key" in field.name for model in (Month, Mark) for field in model._meta.fields)
