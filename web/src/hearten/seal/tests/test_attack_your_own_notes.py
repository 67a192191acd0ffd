"""Goal 23: all but a passphrase gives 0 bytes of note text; the owner reads all of it; a careless note is found."""

import base64
import io
import shutil
import sqlite3
import subprocess
import sys
import zlib
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from hearten.people.models import Person
from hearten.seal import actions, attack, boxes, keystore

from .conftest import NOW, PASSPHRASE

TODAY = date(2026, 11, 24)
NOTES = [f"On the {n}th call I said nothing, and then I said it to myself all evening." for n in range(12)]


@pytest.fixture
def house(transactional_db: None, ana_unlocked: Client, ana: Person, opened: actions.Opened, tmp_path: Path) -> Path:
    """A stolen house: database with an unlocked session in it, key store, its backup, the server's secret."""
    if connection.vendor != "sqlite":
        pytest.skip("the script reads files; on PostgreSQL it is given a dump restored into SQLite")
    for text in NOTES:
        actions.write_note(ana, kind="selftalk.note", text=text, on=TODAY)
    actions.write_card(ana, kind="plan", text="If insulted: once, calmly.", on=TODAY)
    loot = tmp_path / "loot"
    loot.mkdir()
    with closing(sqlite3.connect(loot / "hearten.sqlite3")) as copy:
        connection.connection.backup(copy)
    shutil.copy(keystore.path(), loot / "keys.sqlite3")
    shutil.copy(keystore.back_up(NOW), loot)
    (loot / "secret.key").write_text(settings.SECRET_KEY)
    return loot


def leave_open(house: Path, blob: bytes) -> None:
    """Plant what a careless programmer would: a note that is no box."""
    with closing(sqlite3.connect(house / "hearten.sqlite3")) as database:
        row = "SELECT lower(hex(randomblob(16))), 'careless', ?, written_on, size_class, person_id FROM seal_sealednote"
        columns = "key, kind, blob, written_on, size_class, person_id"
        database.execute(f"INSERT INTO seal_sealednote ({columns}) {row} LIMIT 1", (blob,))
        database.commit()


def run(house: Path, **given: list[str]) -> attack.Report:
    return attack.attack(attack.steal(sorted(house.iterdir())), most_guesses=8, **given)


def test_a_thief_with_everything_reads_no_note(house: Path) -> None:
    report = run(house, phrases=NOTES)
    assert report.notes == len(NOTES)
    assert report.keys_tried > 100
    assert report.guesses_tried == 8
    assert (report.bytes_read, report.read, report.phrases_found) == (0, {}, [])


def test_the_owner_reads_all_of_it(house: Path) -> None:
    report = run(house, passphrases=[PASSPHRASE])
    assert len(report.read) == report.notes == len(NOTES)
    assert report.bytes_read == sum(len(text.encode()) for text in NOTES)


def test_a_weak_passphrase_on_a_list_of_common_ones_is_found(house: Path) -> None:
    assert len(run(house, passphrases=["letmein letmein", PASSPHRASE.upper()]).read) == len(NOTES)


@pytest.mark.parametrize(
    "disguise",
    [
        lambda text: text.encode(),
        lambda text: text.encode("utf-16-le"),
        lambda text: base64.b64encode(text.encode()),
        lambda text: text.encode().hex().encode(),
        lambda text: zlib.compress(text.encode()),
        lambda text: b"\x01" + text.encode().ljust(1100, b"\0"),
    ],
    ids=["plain", "utf-16", "base64", "hex", "zlib", "framed"],
)
def test_a_note_that_was_left_unsealed_is_found(house: Path, disguise) -> None:  # type: ignore[no-untyped-def]
    leave_open(house, disguise("I should have been sealed, and nobody noticed."))
    report = run(house)
    assert [way for way, _size in report.read.values()] == ["not sealed at all"]
    assert report.bytes_read == 46


def test_a_private_key_left_lying_about_is_found(house: Path, opened: actions.Opened) -> None:
    (house / "server.log").write_text(f"unlock: {opened.private.hex()}\n")
    assert len(run(house).read) == len(NOTES)


def test_a_recovery_code_left_lying_about_would_be_found_by_its_key(house: Path, opened: actions.Opened) -> None:
    (house / "notes.bin").write_bytes(boxes._from_code(opened.code))
    assert len(run(house).read) == len(NOTES)


def test_the_cookie_beside_the_stolen_session_opens_it_and_is_never_stored(house: Path, ana_unlocked: Client) -> None:
    cookie = ana_unlocked.cookies["hearten_unlock"].value
    assert not attack.is_hidden_in(cookie, attack.steal(sorted(house.iterdir())).files.values())
    (house / "browser.txt").write_text(cookie)
    assert len(run(house).read) == len(NOTES)


def test_desk_cards_can_be_read_with_the_key_store_as_the_page_says_and_not_without(house: Path) -> None:
    assert run(house).cards_read == 1
    for file in house.glob("keys*"):
        file.unlink()
    assert run(house).cards_read == 0


@pytest.mark.parametrize("skip", range(3))
def test_phrases_are_found_in_base64_at_every_offset(skip: int) -> None:
    hidden = base64.b64encode(b"#" * skip + b"all evening I said it to myself" + b"tail")
    assert attack.is_hidden_in("I said it to myself", [b"..." + hidden])
    assert not attack.is_hidden_in("something else entirely", [b"..." + hidden])


@pytest.mark.process
def test_the_script_runs_without_the_application_and_says_what_it_read(house: Path) -> None:
    phrases = house.parent / "phrases.txt"
    phrases.write_text("\n".join(NOTES))
    files = [*map(str, sorted(house.iterdir())), "--phrases", str(phrases), "--guesses", "5"]
    command = [sys.executable, "-m", "hearten.seal.attack", *files]
    clean = {"PATH": "/usr/bin:/bin"}
    nothing = subprocess.run(command, capture_output=True, text=True, check=False, env=clean, timeout=120)
    assert (nothing.returncode, nothing.stderr) == (0, "")
    assert "note text read: 0 bytes, 0 notes, 0 %" in nothing.stdout
    leave_open(house, b"I should have been sealed, and nobody noticed.")
    found = subprocess.run(command, capture_output=True, text=True, check=False, env=clean, timeout=120)
    assert found.returncode == 1
    assert "not sealed at all, 46 bytes" in found.stdout


@pytest.mark.django_db(transaction=True)
def test_the_real_files_and_their_log_hold_none_of_it(ana: Person, opened: actions.Opened, tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the script reads files; on PostgreSQL it is given a dump restored into SQLite")
    for text in NOTES:
        actions.write_note(ana, kind="selftalk.note", text=text, on=TODAY)
    file = Path(connection.settings_dict["NAME"])
    raw = [each.read_bytes() for each in file.parent.glob(f"{file.name}*")]
    assert len(raw) > 1, "the log is there while the connection is open"
    assert any(b"ana@hearten.test" in each for each in raw), "these are the files that were written"
    assert not any(attack.is_hidden_in(text, raw) for text in NOTES)


def test_the_report_names_what_was_found_in_plain_sight() -> None:
    out = io.StringIO()
    attack.say(attack.Report(notes=1, phrases_found=["I froze."]), out)
    assert 'found in plain sight: "I froze."' in out.getvalue()
