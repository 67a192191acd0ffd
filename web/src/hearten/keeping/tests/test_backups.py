"""Backups that can be trusted, and the way back: on SQLite and on PostgreSQL."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyrage
import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from hearten.audit import actions as audit
from hearten.audit.models import Entry
from hearten.audit.queries import verify
from hearten.keeping import backups, erasing, erasures, manifest, queries, restoring
from hearten.keeping.manifest import BadBackupError
from hearten.keeping.models import Backup, Erasure
from hearten.keeping.rules import backup_is_due, backups_to_drop
from hearten.people import actions as people
from hearten.people.models import Person, Role, Team

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor == 'postgresql' and not shutil.which('pg_dump')", reason="pg_dump is not on this machine"
    ),
]
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def take(folder: Path, **options: str) -> Path:
    return backups.back_up(folder, now=timezone.now(), **options).folder


# --- which to keep


def test_a_day_of_all_then_one_a_day_then_none_after_thirty_days() -> None:
    made = [NOON - timedelta(hours=hours) for hours in range(0, 24 * 40, 6)]
    kept = sorted(set(made) - set(backups_to_drop(made, keep_for=timedelta(days=30), now=NOON)), reverse=True)
    assert kept[:5] == [NOON - timedelta(hours=hours) for hours in (0, 6, 12, 18, 24)]
    assert len({at.date() for at in kept[5:]}) == len(kept[5:])
    assert min(kept) >= NOON - timedelta(days=30)


def test_the_newest_backup_stays_however_old_it_is() -> None:
    made = [NOON - timedelta(days=days) for days in (300, 200)]
    assert backups_to_drop(made, keep_for=timedelta(days=30), now=NOON) == [made[0]]


def test_a_backup_is_due_after_its_time_and_when_the_clock_was_put_back() -> None:
    day = timedelta(days=1)
    assert backup_is_due(None, every=day, now=NOON)
    assert not backup_is_due(NOON - day / 2, every=day, now=NOON)
    assert backup_is_due(NOON - day, every=day, now=NOON)
    assert backup_is_due(NOON + day, every=day, now=NOON)


# --- making one


def test_a_backup_says_what_it_is_and_is_for_its_owner_only(folder: Path, ana: Person) -> None:
    made = take(folder)
    written = manifest.read(made)
    assert written.database == connection.vendor
    assert written.migrations["people"] >= "0002"
    assert written.anchor.startswith("anchor ")
    assert {file.stat().st_mode & 0o077 for file in [made, *made.iterdir()] if file.name != manifest.NAME} == {0}
    with backups.opened(made) as (_file, _written, rows):
        assert rows["people_person"] == 1


def test_neither_keys_nor_counts_of_rows_are_in_what_anybody_can_read(folder: Path, ana: Person) -> None:
    key = pyrage.x25519.Identity.generate()
    made = take(folder, recipient=str(key.to_public()))
    assert {file.suffix for file in made.iterdir()} == {".age", ".json"}
    everything = b"".join(file.read_bytes() for file in made.iterdir())
    for secret in (b"ana@hearten.test", b"people_person", ana.password.encode(), b"secret.key", b"audit.key"):
        assert secret not in everything
    with backups.opened(made, identity=f"# created\n{key}\n") as (_file, _written, rows):
        assert rows["people_person"] == 1
    for wrong in ("", str(pyrage.x25519.Identity.generate())):
        with pytest.raises(backups.CannotDecryptError), backups.opened(made, identity=wrong):
            pass


def test_a_recipient_that_is_none_makes_no_backup_and_the_failure_is_noted(folder: Path) -> None:
    with pytest.raises(ValueError, match="age1"):
        take(folder, recipient="age1nonsense")
    assert list(folder.glob("*")) == []
    assert queries.last_backups().error == "ValueError"
    take(folder)
    assert queries.last_backups().failed_at is None


def test_a_backup_is_recorded(folder: Path) -> None:
    take(folder)
    assert Entry.objects.get().deed == "backup.made"


@pytest.mark.parametrize("harm", ["flip a byte", "cut it off", "take it away", "another manifest", "no manifest"])
def test_a_damaged_backup_is_refused_before_anything_is_touched(folder: Path, ana: Person, harm: str) -> None:
    made = take(folder)
    file = made / manifest.read(made).file
    data = file.read_bytes()
    match harm:
        case "flip a byte":
            file.write_bytes(data[:5000] + bytes([data[5000] ^ 1]) + data[5001:])
        case "cut it off":
            file.write_bytes(data[:-100])
        case "take it away":
            file.unlink()
        case "another manifest":
            (made / manifest.NAME).write_text('{"what": "something else"}', encoding="utf-8")
        case _:
            (made / manifest.NAME).unlink()
    Team.objects.create(name="Made later")
    with pytest.raises(BadBackupError):
        restoring.restore(made, now=timezone.now(), replace=True)
    assert Team.objects.filter(name="Made later").exists()


def test_a_database_that_is_damaged_inside_is_refused_though_its_digest_is_right(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"not a database at all" * 100)
    with pytest.raises(BadBackupError):
        backups.program().check(file)


def test_the_schedule_makes_one_when_it_is_due_and_lets_old_ones_go(folder: Path, settings: object) -> None:
    now = timezone.now()
    assert backups.back_up_when_due(now) is None
    settings.BACKUPS, settings.BACKUP_MINUTES = str(folder), 60  # type: ignore[attr-defined]
    old = backups.back_up_when_due(now - timedelta(days=40))
    assert old is not None
    assert backups.back_up_when_due(now) is not None
    assert backups.back_up_when_due(now + timedelta(minutes=59)) is None
    assert list(manifest.all_in(folder)) != []
    assert not old.folder.exists()


def test_half_a_backup_is_none(folder: Path) -> None:
    made = take(folder)
    shutil.copytree(made, folder / f".{made.name}-half")
    (folder / "notes").mkdir()
    assert list(manifest.all_in(folder)) == [made]


# --- the way back


def test_everything_is_as_it_was_and_what_was_there_is_kept_aside(folder: Path, ana: Person, harbour: Team) -> None:
    people.save_team(None, name="Made before", lead=None)
    made = take(folder)
    people.save_team(None, name="Made after", lead=None)
    Person.objects.filter(pk=ana.pk).update(name="Somebody else")
    done = restoring.restore(made, now=timezone.now(), replace=True)
    assert set(Team.objects.values_list("name", flat=True)) == {"Harbour", "Made before"}
    assert Person.objects.get().name == "Ana"
    assert done.broken is None
    assert done.set_aside is not None
    again = restoring.restore(done.set_aside, now=timezone.now(), replace=True)
    assert Team.objects.filter(name="Made after").exists()
    assert again.broken is None


def test_people_are_replaced_only_when_somebody_says_so(folder: Path, ana: Person) -> None:
    made = take(folder)
    with pytest.raises(CommandError, match="--yes"):
        call_command("restore", str(made))
    call_command("restore", str(made), "--yes")


def test_sessions_of_then_do_not_come_back(folder: Path, ana: Person, ana_client: Client) -> None:
    made = take(folder)
    restoring.restore(made, now=timezone.now(), replace=True)
    assert not Session.objects.exists()


def test_whoever_was_erased_since_is_erased_again(folder: Path, ana: Person, mia: Person) -> None:
    made = take(folder)
    erasing.erase(ana, now=timezone.now())
    done = restoring.restore(made, now=timezone.now(), replace=True)
    assert done.erased_again == 1
    assert list(Person.objects.values_list("name", flat=True)) == ["Mia"]
    assert Erasure.objects.filter(person=ana.key).exists()
    assert Erasure.objects.filter(shredded_at=None).count() == 0


def test_a_newer_backup_beside_it_knows_who_was_erased_when_the_list_is_lost(
    folder: Path, ana: Person, mia: Person
) -> None:
    made = take(folder)
    erasing.erase(ana, now=timezone.now())
    take(folder)
    Erasure.objects.all().delete()
    erasures.list_file().unlink()
    assert restoring.restore(made, now=timezone.now(), replace=True).erased_again == 1
    assert erasures.noted() == {ana.key}


def test_a_list_that_is_brought_along_is_honoured(folder: Path, tmp_path: Path, ana: Person) -> None:
    made = take(folder)
    brought = tmp_path / "brought.list"
    brought.write_text(f"{ana.key}\n", encoding="ascii")
    call_command("restore", str(made), "--yes", "--erasures", str(brought))
    assert not Person.objects.exists()


def test_the_chain_goes_on_after_a_restore_and_knows_of_it(folder: Path, ana: Person) -> None:
    people.save_team(None, name="One", lead=None)
    made = take(folder)
    for name in ("Two", "Three", "Four"):
        people.save_team(None, name=name, lead=None)
    audit.anchor(timezone.now())
    restoring.restore(made, now=timezone.now() + timedelta(seconds=2), replace=True)
    assert verify().broken is None
    assert [row.deed for row in Entry.objects.order_by("seq")] == ["team.added", "backup.restored"]
    people.save_team(None, name="Five", lead=None)
    assert verify().broken is None


def test_a_backup_of_the_other_database_is_refused(folder: Path, ana: Person) -> None:
    made = take(folder)
    file = made / manifest.NAME
    other = "postgresql" if connection.vendor == "sqlite" else "sqlite"
    file.write_text(file.read_text(encoding="utf-8").replace(f'"{connection.vendor}"', f'"{other}"'), encoding="utf-8")
    with pytest.raises(CommandError, match="It is a backup of"):
        call_command("restore", str(made), "--yes")


def test_an_encrypted_backup_asks_for_its_key_and_comes_back_with_it(
    folder: Path, tmp_path: Path, ana: Person, settings: object
) -> None:
    key = pyrage.x25519.Identity.generate()
    settings.BACKUP_RECIPIENT = str(key.to_public())  # type: ignore[attr-defined]
    call_command("backup", "--to", str(folder))
    [made] = manifest.all_in(folder)
    with pytest.raises(CommandError, match="--identity"):
        call_command("restore", str(made), "--yes")
    file = tmp_path / "key.txt"
    file.write_text(str(key), encoding="ascii")
    Person.objects.all().delete()
    people.add_person(email="other@hearten.test", name="Other", team=None, roles=[Role.AGENT])
    call_command("restore", str(made), "--yes", "--identity", str(file))
    assert [person.name for person in Person.objects.all()] == ["Ana"]


def test_notes_about_backups_go_after_ninety_days() -> None:
    now = timezone.now()
    Backup.objects.create(at=now - timedelta(days=91))
    Backup.objects.create(at=now - timedelta(days=89))
    assert backups.forget_notes(now) == 1
