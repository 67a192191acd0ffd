import threading
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from hearten.people.models import Person
from hearten.seal import actions, boxes, keystore, queries
from hearten.seal.models import DeskCard, Seal, SealedNote
from hearten.seal.sessions import Unlocked

from .conftest import NOW, PASSPHRASE

TODAY = date(2026, 11, 24)
NEW = "another very long sentence"


def test_a_note_is_written_while_locked_and_read_unlocked(ana: Person, opened: actions.Opened) -> None:
    actions.write_note(ana, kind="selftalk.note", text="I froze.", on=TODAY)
    assert queries.notes_for(ana, None) == []
    [note] = queries.notes_for(ana, Unlocked(ana.pk, opened.private))
    assert (note.text, note.kind, note.written_on) == ("I froze.", "selftalk.note", TODAY)


def test_nobody_elses_key_and_nobody_elses_name_open_it(ana: Person, mia: Person, opened: actions.Opened) -> None:
    note = actions.write_note(ana, kind="x", text="I froze.", on=TODAY)
    hers = actions.set_up(mia, passphrase=PASSPHRASE, now=NOW)
    assert hers is not None
    assert queries.notes_for(mia, Unlocked(ana.pk, opened.private)) == []
    assert queries.note_for(ana, Unlocked(mia.pk, hers.private), note.key) is None
    assert queries.note_for(mia, Unlocked(mia.pk, hers.private), note.key) is None
    with pytest.raises(boxes.CannotOpen):
        actions.open_with(Unlocked(mia.pk, hers.private), bytes(note.blob))


def test_a_note_is_rewritten_under_its_key_and_never_by_somebody_else(
    ana: Person, mia: Person, opened: actions.Opened
) -> None:
    first = actions.write_note(ana, kind="x", text="first", on=TODAY)
    again = actions.write_note(ana, kind="x", text="second", on=TODAY, key=first.key)
    assert (first.pk, SealedNote.objects.count()) == (again.pk, 1)
    actions.set_up(mia, passphrase=PASSPHRASE, now=NOW)
    with pytest.raises(actions.NotYours):
        actions.write_note(mia, kind="x", text="hers", on=TODAY, key=first.key)
    found = queries.note_for(ana, Unlocked(ana.pk, opened.private), first.key)
    assert found is not None
    assert found.text == "second"


def test_without_a_seal_nothing_is_written(ana: Person) -> None:
    with pytest.raises(actions.NotSetUp):
        actions.write_note(ana, kind="x", text="I froze.", on=TODAY)
    with pytest.raises(actions.NotSetUp):
        actions.open_by_passphrase(ana, PASSPHRASE)
    assert not SealedNote.objects.exists()


def test_setting_up_twice_keeps_the_first_seal(ana: Person, opened: actions.Opened) -> None:
    assert actions.set_up(ana, passphrase=NEW, now=NOW) is None
    assert actions.open_by_passphrase(ana, PASSPHRASE).private == opened.private


def test_wraps_left_by_an_attempt_that_died_do_not_stand_in_the_way(ana: Person) -> None:
    stale = boxes.make_pair().private
    wraps = boxes.Wraps(boxes.wrap_by_passphrase(stale, NEW), boxes.wrap_by_code(stale, boxes.make_code()))
    keystore.keep_seal(str(ana.key), wraps)
    opened = actions.set_up(ana, passphrase=PASSPHRASE, now=NOW)
    assert opened is not None
    assert actions.open_by_passphrase(ana, PASSPHRASE).private == opened.private


def test_the_code_opens_once_and_a_new_one_takes_its_place(ana: Person, opened: actions.Opened) -> None:
    recovered = actions.recover(ana, code=opened.code, passphrase=NEW)
    assert recovered.private == opened.private
    assert actions.open_by_passphrase(ana, NEW).private == opened.private
    with pytest.raises(boxes.CannotOpen):
        actions.open_by_passphrase(ana, PASSPHRASE)
    with pytest.raises(boxes.CannotOpen):
        actions.recover(ana, code=opened.code, passphrase=NEW)
    assert actions.recover(ana, code=recovered.code, passphrase=PASSPHRASE).private == opened.private


def test_a_changed_passphrase_keeps_every_note(ana: Person, opened: actions.Opened) -> None:
    actions.write_note(ana, kind="x", text="I froze.", on=TODAY)
    changed = actions.change_passphrase(ana, old=PASSPHRASE, new=NEW)
    assert [note.text for note in queries.notes_for(ana, Unlocked(ana.pk, changed.private))] == ["I froze."]
    with pytest.raises(boxes.CannotOpen):
        actions.change_passphrase(ana, old=PASSPHRASE, new=NEW)


def test_a_new_sign_in_password_opens_no_notes(ana: Person, opened: actions.Opened) -> None:
    ana.set_password("set by an administrator")
    ana.save()
    with pytest.raises(boxes.CannotOpen):
        actions.open_by_passphrase(ana, "set by an administrator")


def test_key_store_and_database_of_different_days_are_noticed(ana: Person, opened: actions.Opened) -> None:
    Seal.objects.filter(person=ana).update(public_key=boxes.make_pair().public)
    with pytest.raises(boxes.CannotOpen):
        actions.open_by_passphrase(ana, PASSPHRASE)


def test_a_desk_card_can_be_read_while_the_notes_are_locked_by_its_person_alone(ana: Person, mia: Person) -> None:
    card = actions.write_card(ana, kind="plan", text="If insulted: once, calmly.", on=TODAY)
    assert [each.text for each in queries.cards_for(ana, kind="plan")] == ["If insulted: once, calmly."]
    assert queries.cards_for(ana, kind="other") == queries.cards_for(mia) == []
    with pytest.raises(actions.NotYours):
        actions.write_card(mia, kind="plan", text="hers", on=TODAY, key=card.key)


def test_a_card_moved_to_another_person_opens_nothing(ana: Person, mia: Person) -> None:
    actions.write_card(ana, kind="plan", text="mine", on=TODAY)
    actions.write_card(mia, kind="plan", text="hers", on=TODAY)
    DeskCard.objects.filter(person=ana).update(person=mia)
    with pytest.raises(boxes.CannotOpen):
        queries.cards_for(mia)


def test_one_note_is_forgotten_by_its_writer_alone(ana: Person, mia: Person, opened: actions.Opened) -> None:
    note = actions.write_note(ana, kind="x", text="I froze.", on=TODAY)
    assert not actions.forget(mia, note.key)
    assert actions.forget(ana, note.key)
    assert not actions.forget(ana, note.key)
    assert not SealedNote.objects.exists()


def test_nothing_readable_reaches_the_database(ana: Person, opened: actions.Opened) -> None:
    actions.write_note(ana, kind="x", text="I froze and nobody came", on=TODAY)
    actions.write_card(ana, kind="plan", text="If insulted: once, calmly", on=TODAY)
    with connection.cursor() as cursor:
        for table in ("seal_sealednote", "seal_deskcard", "seal_seal"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - three names of our own
            assert b"froze" not in (everything := repr(cursor.fetchall()).encode())
            assert b"calmly" not in everything


def test_erased_means_unreadable_also_from_what_was_copied_before(
    ana: Person, mia: Person, opened: actions.Opened
) -> None:
    note = actions.write_note(ana, kind="x", text="I froze.", on=TODAY)
    actions.write_card(ana, kind="plan", text="mine", on=TODAY)
    actions.write_card(mia, kind="plan", text="hers", on=TODAY)
    backup = keystore.back_up(NOW)
    wraps = keystore.seal_of(str(ana.key))
    assert wraps is not None
    assert wraps.by_code in backup.read_bytes()
    actions.erase(ana)
    actions.erase(ana)
    assert (SealedNote.objects.count(), Seal.objects.count(), DeskCard.objects.count()) == (0, 0, 1)
    for file in [keystore.path(), backup]:
        for each in (file, file.with_name(file.name + "-wal")):
            raw = each.read_bytes() if each.exists() else b""
            assert wraps.by_code not in raw
            assert wraps.by_passphrase not in raw
    assert [card.text for card in queries.cards_for(mia)] == ["hers"]
    # The row as an old backup of the database would bring it back: there is no key for it any more.
    SealedNote.objects.create(person=ana, key=uuid4(), kind="x", blob=note.blob, size_class=1, written_on=TODAY)
    with pytest.raises(actions.NotSetUp):
        actions.open_by_passphrase(ana, PASSPHRASE)


def test_key_backups_are_whole_and_gone_after_seven_days(ana: Person, opened: actions.Opened) -> None:
    first = keystore.back_up(NOW)
    assert keystore.check(first) == {"seals": 1, "cards": 0}
    assert first.stat().st_mode & 0o777 == 0o600
    keystore.back_up(NOW + timedelta(days=7))
    assert first.exists()
    latest = keystore.back_up(NOW + timedelta(days=7, seconds=1))
    assert not first.exists()
    assert latest in keystore.backups()


def test_a_damaged_key_backup_is_named(ana: Person, opened: actions.Opened) -> None:
    backup = keystore.back_up(NOW)
    backup.write_bytes(b"SQLite format 3\0" + b"x" * 4000)
    with pytest.raises(ValueError, match=r"keys-.* is no key store"):
        keystore.check(backup)


def test_the_key_store_is_its_own_file_with_the_pragmas_of_the_database(ana: Person, opened: actions.Opened) -> None:
    assert keystore.path().stat().st_mode & 0o777 == 0o600
    with keystore.connected() as store:
        assert store.execute("PRAGMA secure_delete").fetchone() == (1,)
        assert store.execute("PRAGMA synchronous").fetchone()[0] in {2, 3}
        sql = dict(store.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"))
    assert all("WITHOUT ROWID" in each for each in sql.values())
    assert set(sql) == {"seals", "cards"}


def test_card_keys_made_at_once_from_many_threads_are_one_key() -> None:
    person, found = str(uuid4()), []
    threads = [threading.Thread(target=lambda: found.append(keystore.make_card_key(person))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
