"""Notes of self-talk: sealed as they are written, looked at only when asked, and nothing of a look is kept."""

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from hearten.people.models import Person
from hearten.seal import actions as seal
from hearten.seal import exporting
from hearten.seal.models import DeskCard, SealedNote
from hearten.seal.queries import everything_of
from hearten.seal.sessions import Unlocked
from hearten.selftalk import actions, queries
from hearten.selftalk.rules.notes import Note
from hearten.selftalk.rules.pictures import Picture
from hearten.staffing.models import Prompted
from hearten.support.exits.models import HelpLine

PASSPHRASE = "six grey herons over still water"
SAID = "I should have known. I'm such an idiot."
pytestmark = pytest.mark.django_db


@pytest.fixture
def private(ana: Person) -> bytes:
    """Ana's private key: her notes are set up and closed."""
    opened = seal.set_up(ana, passphrase=PASSPHRASE, now=timezone.now())
    assert opened is not None
    return opened.private


@pytest.fixture
def opened(ana: Person, private: bytes) -> Unlocked:
    return Unlocked(ana.pk, private)


@pytest.fixture
def unlocked_client(ana_client: Client, private: bytes) -> Client:
    answer = ana_client.post("/sealed/unlock/", {"passphrase": PASSPHRASE})
    assert answer.status_code == 302
    return ana_client


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Every statement that writes, with its values."""
    written: list[str] = []

    def watch(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        if not sql.lstrip().upper().startswith(("SELECT", "SAVEPOINT", "RELEASE", "BEGIN", "PRAGMA")):
            written.append(f"{sql} {params}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield written


def form(**typed: object) -> dict[str, object]:
    return {"key": str(uuid4()), "turn": "0", "words": SAID, **typed}


def test_a_note_is_kept_while_locked_and_read_unlocked(ana_client: Client, ana: Person, opened: Unlocked) -> None:
    answer = ana_client.post(
        "/self-talk/notes/new/", form(patterns=["labelling"], reframe="I asked in the end.", sits="lighter")
    )
    assert answer.status_code == 302
    (own,) = queries.notes_for(ana, opened)
    assert own.note == Note("", SAID, ("labelling",), "I asked in the end.", "lighter")
    assert queries.notes_for(ana, None) == []
    assert SAID.encode() not in bytes(SealedNote.objects.get().blob)


def test_keeping_twice_with_one_key_is_keeping_once(ana_client: Client, ana: Person, opened: Unlocked) -> None:
    typed = form()
    for _again in range(2):
        assert ana_client.post("/self-talk/notes/new/", typed).status_code == 302
    assert len(queries.notes_for(ana, opened)) == 1


def test_a_look_suggests_with_the_words_keeps_what_was_typed_and_chooses_nothing(
    ana_client: Client, opened: Unlocked
) -> None:
    answer = ana_client.post("/self-talk/notes/new/", form(look="1", situation="He hung up."))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Labelling" in text
    assert "I&#x27;m such an idiot</q>" in text
    assert "He hung up." in text
    assert "checked" not in text
    assert text.count("<dd>") == 5


def test_a_look_writes_nothing_anywhere(
    ana_client: Client, opened: Unlocked, statements: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    ana_client.post("/self-talk/notes/new/", form(look="1", words="I am a zebrafish, such an idiot. I want to die."))
    assert [each for each in statements if "django_session" not in each] == []
    assert "zebrafish" not in "".join(statements) + caplog.text
    assert "zebrafish" not in "".join(Session.objects.values_list("session_data", flat=True))
    assert SealedNote.objects.count() == 0
    assert cache.get("zebrafish") is None


def test_words_are_looked_at_only_when_their_writer_asks(
    ana_client: Client, opened: Unlocked, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    monkeypatch.setattr("hearten.selftalk.views.notes.look_at", lambda text, **_more: looked.append(text))
    ana_client.post("/self-talk/notes/new/", form())
    ana_client.get("/self-talk/")
    assert looked == []
    ana_client.post("/self-talk/notes/new/", form(look="1"))
    assert looked == [SAID]


def test_words_that_may_mean_danger_show_help_lines_and_nothing_else(ana_client: Client, opened: Unlocked) -> None:
    HelpLine.objects.create(name="Quiet ear", reach="0800 555 0142", whom="staff")
    words = "I'm such an idiot. I want to die."
    text = ana_client.post("/self-talk/notes/new/", form(look="1", words=words)).content.decode()
    assert "0800 555 0142" in text
    assert "Labelling</h3>" not in text
    assert "From five sides" not in text
    harmless = ana_client.post("/self-talk/notes/new/", form(look="1")).content.decode()
    assert "0800 555 0142" not in harmless


def test_people_to_talk_to_are_one_press_from_every_page_of_the_room(ana_client: Client, opened: Unlocked) -> None:
    for page in ("", "notes/new/", "notes/kept/", "vent/"):
        assert "/self-talk/help/" in ana_client.get(f"/self-talk/{page}").content.decode(), page
    assert "emergency" in ana_client.get("/self-talk/help/").content.decode()


def test_what_was_kept_answers_alike_whatever_the_words_were(ana_client: Client, opened: Unlocked) -> None:
    answers = [ana_client.post("/self-talk/notes/new/", form(words=words)) for words in (SAID, "I want to die.")]
    assert {(each.status_code, each["Location"]) for each in answers} == {(302, "/self-talk/notes/kept/")}


def test_without_words_it_is_not_kept_and_says_where(ana_client: Client, opened: Unlocked) -> None:
    answer = ana_client.post("/self-talk/notes/new/", form(words="  ", situation="He hung up."))
    assert answer.status_code == 422
    assert "He hung up." in answer.content.decode()
    assert SealedNote.objects.count() == 0


def test_same_words_again_are_shown_to_their_writer_while_open_only(
    unlocked_client: Client, ana: Person, olu_client: Client
) -> None:
    for words in ("I should have known it.", "Well, I should have known it."):
        actions.keep_note(ana, Note("", words, (), "How could I?"), key=uuid4(), on=timezone.localdate())
    assert "Same words again" in unlocked_client.get("/self-talk/").content.decode()
    assert "should have known" not in olu_client.get("/self-talk/").content.decode()
    unlocked_client.post("/sealed/lock/")
    assert "Same words again" not in unlocked_client.get("/self-talk/").content.decode()


def test_a_note_is_written_anew_and_deleted(unlocked_client: Client, ana: Person, opened: Unlocked) -> None:
    key = uuid4()
    actions.keep_note(ana, Note("", SAID), key=key, on=timezone.localdate())
    page = f"/self-talk/notes/{key}/"
    assert "Not turned yet" in unlocked_client.get(page).content.decode()
    typed = form(key=str(key), reframe="I asked in the end.")
    assert unlocked_client.post(f"{page}change/", typed).status_code == 302
    assert "I asked in the end." in unlocked_client.get(page).content.decode()
    assert unlocked_client.post(f"{page}delete/").status_code == 302
    assert queries.notes_for(ana, opened) == []
    assert unlocked_client.get(page).status_code == 404


def test_the_key_of_somebody_elses_note_is_no_address(
    ana: Person, mia_client: Client, mia: Person, private: bytes
) -> None:
    key = uuid4()
    actions.keep_note(ana, Note("", SAID), key=key, on=timezone.localdate())
    seal.set_up(mia, passphrase=PASSPHRASE, now=timezone.now())
    for place in ("", "change/"):
        assert mia_client.get(f"/self-talk/notes/{key}/{place}").status_code == 404
    assert mia_client.post("/self-talk/notes/new/", form(key=str(key))).status_code == 404


def test_everything_is_in_ones_export_and_comes_back(ana: Person, mia: Person, opened: Unlocked) -> None:
    today = timezone.localdate()
    actions.keep_note(ana, Note("", SAID), key=uuid4(), on=today)
    actions.keep_picture(ana, Picture({"me": "Rested."}, {"me.rest": 5}), key=uuid4(), on=today)
    actions.keep_reflection(ana, "I waited.", module="empathy", key=uuid4(), on=today)
    actions.keep_line(ana, "Slowly.", after_days=3, key=uuid4(), on=today)
    data = exporting.as_json(everything_of(ana, opened))
    kinds = {each["kind"] for each in json.loads(data)["notes"]}
    assert kinds == {"selftalk.note", "selftalk.picture", "selftalk.reflection", "selftalk.line"}
    seal.erase(ana)
    assert (SealedNote.objects.count(), DeskCard.objects.count()) == (0, 0)
    again = seal.set_up(ana, passphrase=PASSPHRASE, now=timezone.now())
    assert again is not None
    assert exporting.take_in(ana, data) == 4
    (own,) = queries.notes_for(ana, Unlocked(ana.pk, again.private))
    assert own.note.words == SAID
    page = exporting.as_page(everything_of(ana, Unlocked(ana.pk, again.private)), person=ana)
    assert "Self-image of a month" in page


# --- lines


def test_a_line_is_shown_on_its_day_once_and_not_during_a_contact(
    ana_client: Client, ana: Person, private: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = timezone.localdate()
    actions.keep_line(ana, "Not yet.", after_days=3, key=uuid4(), on=today)
    assert ana_client.get("/self-talk/lines/desk/").content == b""
    actions.keep_line(ana, "Slowly now.", after_days=3, key=uuid4(), on=today - timedelta(days=3))
    assert "Slowly now." in ana_client.get("/self-talk/lines/desk/").content.decode()
    monkeypatch.setattr("hearten.staffing.prompts.contacts_now", lambda viewer, *, now: 1)
    assert ana_client.get("/self-talk/lines/desk/").content == b""


def test_put_away_at_the_desk_it_is_gone_and_was_the_one_prompt_of_the_shift(
    ana_client: Client, ana: Person, private: bytes
) -> None:
    today = timezone.localdate()
    for words in ("First.", "Second."):
        actions.keep_line(ana, words, after_days=0, key=uuid4(), on=today)
    own = queries.due_line(ana, now=timezone.now())
    assert own is not None
    answer = ana_client.post(f"/self-talk/lines/{own.key}/away/", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert len(queries.lines_for(ana)) == 1
    assert ana_client.get("/self-talk/lines/desk/").content == b""
    assert Prompted.objects.filter(person=ana).exists()


def test_a_line_says_that_it_is_a_desk_card_where_one_types(ana_client: Client, private: bytes) -> None:
    assert "also while your private pages are locked" in ana_client.get("/self-talk/lines/new/").content.decode()
    typed = {"key": str(uuid4()), "words": "Slowly.", "after_days": "7"}
    assert ana_client.post("/self-talk/lines/new/", typed).status_code == 302
    assert DeskCard.objects.count() == 1


# --- pictures, attitudes, venting


def test_a_picture_of_a_month_is_drawn_anew_while_open(unlocked_client: Client, ana: Person, opened: Unlocked) -> None:
    for place in ("2", "4"):
        typed = {"key": str(uuid4()), "me": "So.", "me.rest": place}
        assert unlocked_client.post("/self-talk/pictures/new/", typed).status_code == 302
    ((_key, _on, picture),) = queries.pictures_for(ana, opened)
    assert picture.marks == {"me.rest": 4}
    page = unlocked_client.get("/self-talk/pictures/").content.decode()
    assert page.count('class="scale-dot"') == 1
    assert "<td>4</td>" in page


def test_an_empty_picture_is_not_kept(ana_client: Client, private: bytes) -> None:
    assert ana_client.post("/self-talk/pictures/new/", {"key": str(uuid4())}).status_code == 422
    assert SealedNote.objects.count() == 0


def test_a_reflection_is_sealed_and_its_module_marked_for_its_writer_only(
    unlocked_client: Client, ana: Person, mia_client: Client, opened: Unlocked
) -> None:
    typed = {"key": str(uuid4()), "reflection": "I waited one second."}
    assert unlocked_client.post("/self-talk/attitudes/empathy/", typed).status_code == 302
    assert [(each.module, each.text) for each in queries.reflections_for(ana, opened)] == [
        ("empathy", "I waited one second.")
    ]
    assert "You have written a reflection" in unlocked_client.get("/self-talk/attitudes/").content.decode()
    assert "You have written a reflection" not in mia_client.get("/self-talk/attitudes/").content.decode()


def test_html_in_a_module_of_the_centre_is_shown_as_it_is_written(
    ana_client: Client, settings: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "attitudes"
    folder.mkdir()
    fields = "id: own\nkind: own\norder: 9\ntitle: T\nidea: <b>I</b>\nweak: w\nstrong: s\ntry: t\nreflect: r"
    (folder / "own.md").write_text(f"---\n{fields}\n---\n<script>alert(1)</script>", encoding="utf-8")
    monkeypatch.setattr("hearten.selftalk.library.own_folder", lambda: folder)
    page = ana_client.get("/self-talk/attitudes/own/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;b&gt;I&lt;/b&gt;" in page


def test_the_field_one_vents_into_has_no_name_and_stands_in_no_form(ana_client: Client) -> None:
    page = ana_client.get("/self-talk/vent/").content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "<form" not in main
    field = main[main.index("<textarea") : main.index("</textarea>")]
    assert "name=" not in field
    assert 'spellcheck="false"' in field  # some browsers send what they check


def test_the_script_of_venting_makes_no_request_and_stores_nothing() -> None:
    script = (Path(__file__).parents[1] / "static" / "selftalk" / "vent.js").read_text(encoding="utf-8")
    for word in ("fetch", "XMLHttp", "sendBeacon", "localStorage", "sessionStorage", "indexedDB", "cookie", "import "):
        assert word not in script, word
