import json
import re

import pytest
import time_machine
from django.conf import LazySettings
from django.contrib.sessions.models import Session
from django.test import Client
from web.tests.cast import PASSWORD, signed_in

from hearten.people.models import Person
from hearten.seal import actions, sessions
from hearten.seal.models import Seal

from .conftest import NOW, PASSPHRASE

NEW = {"new": "another very long sentence", "again": "another very long sentence"}


def is_open(client: Client) -> bool:
    return client.get("/sealed/export/").status_code == 200


def test_a_new_person_is_told_what_no_administrator_can_do_and_sets_up(ana_client: Client, ana: Person) -> None:
    page = ana_client.get("/sealed/", follow=True).content.decode()
    assert "What an administrator can never do for you" in page
    found = re.search(r"<code>([a-z ]+)</code>", page)
    assert found is not None
    words = found.group(1)
    done = ana_client.post("/sealed/set-up/", {"new": words, "again": words, "understood": "on"})
    code = "-".join(re.findall(r"<code>([0-9A-Z]{4})</code>", done.content.decode()))
    assert done["Cache-Control"] == "no-store"
    assert actions.recover(ana, code=code, passphrase=PASSPHRASE).private
    assert is_open(ana_client)


@pytest.mark.parametrize(
    "typed",
    [
        {"new": "too little", "again": "too little", "understood": "on"},
        {"new": PASSPHRASE, "again": PASSPHRASE + "x", "understood": "on"},
        {"new": PASSPHRASE, "again": PASSPHRASE},
        {"new": PASSWORD, "again": PASSWORD, "understood": "on"},
    ],
)
def test_what_does_not_do_sets_nothing_up(ana_client: Client, typed: dict[str, str]) -> None:
    page = ana_client.post("/sealed/set-up/", typed)
    assert page.status_code == 422
    assert typed["new"] not in page.content.decode()
    assert not Seal.objects.exists()


def test_notes_open_with_the_passphrase_and_close_at_once(ana_unlocked: Client) -> None:
    assert is_open(ana_unlocked)
    ana_unlocked.post("/sealed/lock/")
    assert not is_open(ana_unlocked)


def test_a_wrong_passphrase_opens_nothing_and_is_not_repeated(ana_client: Client, opened: actions.Opened) -> None:
    page = ana_client.post("/sealed/unlock/", {"passphrase": "a wrong one altogether"})
    assert "This does not open your notes." in page.content.decode()
    assert "a wrong one" not in page.content.decode()
    assert not is_open(ana_client)


def test_guessing_is_stopped_before_it_costs_anything(ana_client: Client, opened: actions.Opened) -> None:
    pages = [ana_client.post("/sealed/unlock/", {"passphrase": f"guess number {n}"}) for n in range(11)]
    assert "too often" not in pages[9].content.decode()
    assert "too often" in pages[10].content.decode()
    assert "too often" in ana_client.post("/sealed/unlock/", {"passphrase": PASSPHRASE}).content.decode()


def test_the_cookie_without_the_session_opens_nothing_and_the_session_without_the_cookie(
    ana_unlocked: Client, ana: Person
) -> None:
    other = signed_in(ana)
    other.cookies[sessions.COOKIE] = ana_unlocked.cookies[sessions.COOKIE].value
    assert not is_open(other)
    without = Client()
    without.cookies["sessionid"] = ana_unlocked.cookies["sessionid"].value
    assert not is_open(without)
    without.cookies[sessions.COOKIE] = "AAAA"
    assert not is_open(without)
    assert is_open(ana_unlocked)


def test_the_stored_session_holds_no_key(ana_unlocked: Client, opened: actions.Opened) -> None:
    row = Session.objects.get(session_key=ana_unlocked.cookies["sessionid"].value)
    held = row.get_decoded()
    entry = held[sessions.ENTRY]
    cookie = ana_unlocked.cookies[sessions.COOKIE]
    assert cookie.value not in json.dumps(held)
    assert opened.private.hex() not in json.dumps(held)
    assert set(entry) == {"person", "digest", "box", "opened_at", "used_at"}
    assert cookie["httponly"]


def test_ten_idle_minutes_close_the_notes_and_use_keeps_them_open(ana: Person, opened: actions.Opened) -> None:
    with time_machine.travel("2026-11-24 09:00:00 +0000", tick=False) as clock:
        client = signed_in(ana)
        client.post("/sealed/unlock/", {"passphrase": PASSPHRASE})
        for _ in range(4):
            clock.shift(500)
            assert is_open(client)
        clock.shift(600)
        client.force_login(ana)  # proving who one is opens private pages, and not the notes
        assert not is_open(client)


def test_the_one_key_lock_closes_the_notes_for_good(ana_unlocked: Client) -> None:
    ana_unlocked.post("/lock/")
    assert ana_unlocked.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    assert not is_open(ana_unlocked)


def test_somebody_else_in_the_same_browser_finds_them_closed(ana_unlocked: Client, mia: Person) -> None:
    actions.set_up(mia, passphrase=PASSPHRASE, now=NOW)
    ana_unlocked.force_login(mia)
    assert not is_open(ana_unlocked)


def test_a_lost_passphrase_is_replaced_by_the_code(ana_client: Client, opened: actions.Opened) -> None:
    page = ana_client.post("/sealed/recover/", {"code": opened.code.lower(), **NEW})
    assert "Your recovery code" in page.content.decode()
    assert is_open(ana_client)
    ana_client.post("/sealed/lock/")
    ana_client.post("/sealed/unlock/", {"passphrase": NEW["new"]})
    assert is_open(ana_client)


def test_a_code_that_is_none_is_named_before_anything_is_tried(ana_client: Client, opened: actions.Opened) -> None:
    wrong = opened.code[:-1] + ("0" if opened.code[-1] != "0" else "1")
    assert "letter by letter" in ana_client.post("/sealed/recover/", {"code": wrong, **NEW}).content.decode()


def test_passphrase_and_code_are_changed_by_whoever_knows_the_passphrase(ana_client: Client, ana: Person) -> None:
    made = actions.set_up(ana, passphrase=PASSPHRASE, now=NOW)
    assert made is not None
    page = ana_client.post("/sealed/passphrase/", {"passphrase": PASSPHRASE, **NEW})
    assert "Your recovery code" in page.content.decode()
    page = ana_client.post("/sealed/recovery-code/", {"passphrase": NEW["new"]})
    code = "-".join(re.findall(r"<code>([0-9A-Z]{4})</code>", page.content.decode()))
    assert code != made.code
    assert actions.recover(ana, code=code, passphrase=PASSPHRASE).private == made.private


def test_a_page_of_another_area_is_reached_after_opening(ana_client: Client, opened: actions.Opened) -> None:
    asked = ana_client.get("/sealed/export/")
    assert asked["Location"] == "/sealed/unlock/?next=%2Fsealed%2Fexport%2F"
    assert ana_client.post(asked["Location"], {"passphrase": PASSPHRASE})["Location"] == "/sealed/export/"
    ana_client.post("/sealed/lock/")
    away = ana_client.post("/sealed/unlock/?next=https://elsewhere.example/", {"passphrase": PASSPHRASE})
    assert away["Location"] == "/sealed/"


def test_a_fragment_is_told_where_to_open(ana_client: Client, opened: actions.Opened) -> None:
    answer = ana_client.get("/sealed/export/", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (401, "/sealed/unlock/")


def test_typed_secrets_are_kept_out_of_error_reports(settings: LazySettings) -> None:
    from django.test import RequestFactory
    from django.views.debug import SafeExceptionReporterFilter

    from hearten.seal import views

    request = RequestFactory().post("/sealed/unlock/", {"passphrase": PASSPHRASE})
    views.secret_inside(lambda request: None)(request)
    cleansed = SafeExceptionReporterFilter().get_post_parameters(request)
    assert PASSPHRASE not in str(cleansed)
