import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from hearten.people.models import Person
from hearten.seal import actions, exporting, queries
from hearten.seal.models import DeskCard, SealedNote
from hearten.seal.sessions import Unlocked

from .conftest import NOW, PASSPHRASE

TODAY = date(2026, 11, 24)
TEXTS = ["I froze.", "Zeile eins\nZeile zwei", "<script>alert(1)</script> & \u202e", ""]


@pytest.fixture
def written(ana: Person, opened: actions.Opened) -> Unlocked:
    for text in TEXTS:
        actions.write_note(ana, kind="selftalk.note", text=text, on=TODAY)
    actions.write_card(ana, kind="plan", text="If insulted: once, calmly.", on=TODAY)
    return Unlocked(ana.pk, opened.private)


def test_an_export_goes_round_into_another_seal(ana: Person, mia: Person, written: Unlocked) -> None:
    before = queries.everything_of(ana, written)
    data = exporting.as_json(before)
    actions.erase(ana)
    elsewhere = actions.set_up(mia, passphrase=PASSPHRASE, now=NOW)
    assert elsewhere is not None
    assert exporting.take_in(mia, data) == exporting.take_in(mia, data) == len(TEXTS) + 1
    after = queries.everything_of(mia, Unlocked(mia.pk, elsewhere.private))
    assert sorted(map(repr, after)) == sorted(map(repr, before))


def test_the_page_shows_every_note_and_runs_nothing(ana_unlocked: Client, ana: Person, opened: actions.Opened) -> None:
    actions.write_note(ana, kind="selftalk.note", text=TEXTS[2], on=TODAY)
    answer = ana_unlocked.get("/sealed/export/?as=page")
    page = answer.content.decode()
    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "http" not in page
    assert answer["Content-Disposition"] == 'attachment; filename="my-notes.html"'


def test_the_file_holds_all_of_it_and_is_given_to_its_person_alone(
    ana_unlocked: Client, ana: Person, mia_client: Client
) -> None:
    actions.write_note(ana, kind="selftalk.note", text="I froze.", on=TODAY)
    held = json.loads(ana_unlocked.get("/sealed/export/?as=json").content)
    assert [note["text"] for note in held["notes"]] == ["I froze."]
    assert b"froze" not in mia_client.get("/sealed/export/?as=json", follow=True).content


GOOD = {
    "key": "11111111-1111-4111-8111-111111111111",
    "seal": "sealed",
    "kind": "x",
    "written_on": "2026-11-24",
    "text": "one",
}


def file_of(*notes: object, **top: object) -> bytes:
    return json.dumps({"what": "hearten notes", "version": 1, "notes": list(notes)} | top).encode()


@pytest.mark.parametrize(
    ("data", "where"),
    [
        (b"", "line 1, column 1"),
        (b"[]", "top level"),
        (b'{"what": 1e400}', "body"),
        (file_of(what="something else"), "what"),
        (file_of(version=2), "version"),
        (file_of(notes="x"), "notes"),
        (file_of(GOOD, "x"), "note 2"),
        (file_of(GOOD, GOOD | {"text": 7}), "note 2, text"),
        (file_of(GOOD, {"text": "x"}), "note 2, key"),
        (file_of(GOOD, GOOD | {"seal": "open"}), "note 2, seal"),
        (file_of(GOOD, GOOD | {"kind": "k" * 41}), "note 2, kind"),
        (file_of(GOOD, GOOD | {"key": "no"}), "note 2"),
        (file_of(GOOD, GOOD | {"written_on": "yesterday"}), "note 2"),
        (file_of(GOOD, GOOD | {"text": "x" * 300_000}), "note 2, text"),
    ],
)
def test_a_damaged_file_is_refused_as_a_whole_with_the_place(
    data: bytes, where: str, ana: Person, opened: actions.Opened
) -> None:
    with pytest.raises(exporting.BadExport) as refused:
        exporting.take_in(ana, data)
    assert refused.value.where == where
    assert not SealedNote.objects.exists()


def test_a_key_that_is_somebody_elses_takes_nothing_in(ana: Person, mia: Person, opened: actions.Opened) -> None:
    exporting.take_in(ana, file_of(GOOD))
    actions.set_up(mia, passphrase=PASSPHRASE, now=NOW)
    with pytest.raises(exporting.BadExport, match="note 2"):
        exporting.take_in(mia, file_of(GOOD | {"key": "21111111-1111-4111-8111-111111111111"}, GOOD))
    assert not SealedNote.objects.filter(person=mia).exists()


@given(st.binary(max_size=200))
def test_no_bytes_at_all_do_more_than_be_refused(data: bytes) -> None:
    with pytest.raises(exporting.BadExport):
        exporting._listed(data)


def test_a_person_sees_in_the_form_where_a_file_is_damaged(ana_unlocked: Client) -> None:
    upload = SimpleUploadedFile("notes.json", file_of(GOOD, GOOD | {"text": 7}))
    page = ana_unlocked.post("/sealed/take-in/", {"file": upload}).content.decode()
    assert "note 2, text" in page
    upload = SimpleUploadedFile("notes.json", file_of(GOOD))
    done = ana_unlocked.post("/sealed/take-in/", {"file": upload}, follow=True).content.decode()
    assert "1 note was taken in." in done


def test_erasing_asks_first_and_leaves_nothing(ana_unlocked: Client, ana: Person) -> None:
    actions.write_note(ana, kind="x", text="I froze.", on=TODAY)
    actions.write_card(ana, kind="plan", text="mine", on=TODAY)
    assert "Tick this if you are sure" in ana_unlocked.post("/sealed/erase/", {}).content.decode()
    assert SealedNote.objects.count() == 1
    ana_unlocked.post("/sealed/erase/", {"sure": "on"})
    assert (SealedNote.objects.count(), DeskCard.objects.count()) == (0, 0)
    assert ana_unlocked.get("/sealed/unlock/")["Location"] == "/sealed/set-up/"
