"""Erased means gone: from every table, from freed pages of the file, and from what a backup brings back."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from hearten.audit.actions import record
from hearten.audit.models import Entry
from hearten.audit.queries import verify
from hearten.keeping import erasing, erasures, exporting, fates
from hearten.keeping.models import Erasure, ErasureRequest
from hearten.keeping.tests.filling import WORD
from hearten.keeping.tests.test_take_my_data_out import about_people, fill_everything
from hearten.people.actions import LastAdministrator
from hearten.people.models import Person, Role, RoleGrant

pytestmark = pytest.mark.django_db(transaction=True)


def left_of(person: Person) -> dict[str, int]:
    """Rows with a path to a person, by table."""
    counts = {
        model._meta.label: model._base_manager.filter(exporting._about(person, fates.FATES[model._meta.label])).count()
        for model in about_people()
    }
    return {label: count for label, count in counts.items() if count}


def bytes_on_disk() -> bytes:
    """The database file with its log, as they lie there."""
    file = Path(connection.settings_dict["NAME"])
    beside = [file, file.with_name(f"{file.name}-wal"), file.with_name(f"{file.name}-journal")]
    return b"".join(each.read_bytes() for each in beside if each.exists())


def test_no_table_leads_to_an_erased_person(ana: Person, mia: Person) -> None:
    fill_everything(ana)
    assert len(left_of(ana)) == len(about_people())
    erasing.erase(ana, now=timezone.now())
    assert left_of(ana) == {}
    assert Person.objects.filter(pk=mia.pk).exists()


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="looks into SQLite's file")
def test_not_one_byte_is_left_in_the_file(ana: Person, own_folder: Path) -> None:
    fill_everything(ana)
    name = ana.email.encode()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(PASSIVE)")
    assert bytes_on_disk().count(WORD.encode()) > 10
    assert name in bytes_on_disk()
    erasing.erase(ana, now=timezone.now())
    erasing.shred(timezone.now())
    left = bytes_on_disk()
    assert (left.count(WORD.encode()), left.count(name), left.count(ana.password.encode())) == (0, 0, 0)
    assert not any(WORD.encode() in file.read_bytes() for file in own_folder.rglob("*") if file.is_file())


def test_the_persons_sessions_end_and_no_others(
    ana: Person, mia: Person, ana_client: Client, mia_client: Client
) -> None:
    erasing.erase(ana, now=timezone.now())
    assert Session.objects.count() == 1
    assert ana_client.get("/account/").status_code == 302
    assert mia_client.get("/account/").status_code == 200


def test_the_team_stays_without_its_lead(tom: Person) -> None:
    team = tom.teams_led.get()
    erasing.erase(tom, now=timezone.now())
    team.refresh_from_db()
    assert team.lead is None


def test_the_tombstone_is_a_random_key_in_the_database_and_beside_it(ana: Person) -> None:
    erasing.erase(ana, now=timezone.now())
    assert set(Erasure.objects.values_list("person", flat=True)) == {ana.key} == erasures.noted()
    assert erasures.list_file().stat().st_mode & 0o077 == 0


def test_a_damaged_list_does_not_pass(own_folder: Path) -> None:
    erasures.note(uuid4())
    with erasures.list_file().open("a", encoding="ascii") as file:
        file.write("half a ke\n")
    with pytest.raises(ValueError, match="badly formed"):
        erasures.noted()


def test_the_chain_stays_whole_and_names_nobody_any_more(olu_client: Client, olu: Person, ana: Person) -> None:
    olu_client.post(f"/people/{ana.key}/deactivate/")
    call_command("erase", ana.email, "--yes")
    assert verify().broken is None
    assert [row.deed for row in Entry.objects.order_by("seq")] == ["person.deactivated", "person.erased"]
    page = olu_client.get("/audit/").content.decode()
    assert ana.name not in page.partition("<tbody>")[2]


def test_the_only_administrator_cannot_be_erased(olu: Person) -> None:
    with pytest.raises(LastAdministrator):
        erasing.erase(olu, now=timezone.now())
    assert Person.objects.filter(pk=olu.pk).exists()
    assert erasures.noted() == set()


def test_a_kill_in_between_is_made_good_by_the_next_run(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    erasing.ask_for_erasure(ana, now=now)

    def killed(_now: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(erasing, "shred", killed)
        with pytest.raises(KeyboardInterrupt):
            erasing.erase_due(now + timedelta(hours=1))
    assert Erasure.objects.get().shredded_at is None
    assert erasing.erase_due(now + timedelta(hours=1, minutes=5)) == 0
    assert Erasure.objects.get().shredded_at is not None


# --- by one's own wish


def test_ana_asks_and_within_the_hour_she_is_gone_without_a_record(ana: Person, ana_client: Client) -> None:
    record("person.changed", by=None, about=ana.key, now=timezone.now())
    page = ana_client.get("/account/data/erase/").content.decode()
    assert "Your account, with name and address: 1" in page
    assert "Entries" not in page, "the record stays, so the page must not say that it goes"
    now = timezone.now()
    assert ana_client.post("/account/data/erase/", {"email": "ANA@hearten.test"}).status_code == 302
    assert "Take it back" in ana_client.get("/account/").content.decode()
    assert erasing.erase_due(now + timedelta(minutes=29)) == 0
    assert erasing.erase_due(now + timedelta(minutes=35)) == 1
    assert not Person.objects.filter(key=ana.key).exists()
    assert Entry.objects.count() == 1


def test_ana_takes_it_back(ana: Person, ana_client: Client) -> None:
    ana_client.post("/account/data/erase/", {"email": ana.email})
    ana_client.post("/account/data/erase/take-back/")
    assert erasing.erase_due(timezone.now() + timedelta(hours=2)) == 0
    assert Person.objects.filter(key=ana.key).exists()


@pytest.mark.parametrize("typed", ["", "mia@hearten.test", "ana"])
def test_another_address_erases_nobody(ana_client: Client, typed: str) -> None:
    assert ana_client.post("/account/data/erase/", {"email": typed}).status_code == 422
    assert not ErasureRequest.objects.exists()


def test_the_only_administrator_is_told_why_not(olu: Person, olu_client: Client) -> None:
    answer = olu_client.post("/account/data/erase/", {"email": olu.email})
    assert "only administrator" in answer.content.decode()
    assert not ErasureRequest.objects.exists()


def test_an_administrator_who_became_the_only_one_in_the_meantime_stays(olu: Person, ana: Person) -> None:
    grant = RoleGrant.objects.create(person=ana, role=Role.ADMIN)
    now = timezone.now()
    erasing.ask_for_erasure(olu, now=now)
    grant.delete()
    assert erasing.erase_due(now + timedelta(hours=1)) == 0
    assert Person.objects.filter(pk=olu.pk).exists()


def test_the_command_asks_first(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("builtins.input", lambda _words: "no")
    with pytest.raises(CommandError, match="Nothing was erased"):
        call_command("erase", ana.email)
    with pytest.raises(CommandError, match="Nobody"):
        call_command("erase", "who@hearten.test")
    assert Person.objects.filter(pk=ana.pk).exists()
