import time
from collections.abc import Callable

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from web.tests.cast import PASSWORD

from hearten.people import actions, sessions
from hearten.people.models import Person, Role, RoleGrant

Clock = Callable[[float], None]


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Let so many seconds pass for everything that reads Unix time."""
    passed = [0.0]
    real = time.time

    def wait(seconds: float) -> None:
        passed[0] += seconds

    monkeypatch.setattr(time, "time", lambda: real() + passed[0])
    return wait


def lock(client: Client) -> None:
    assert client.post(reverse("people:lock")).status_code == 302


def unlock(client: Client, password: str = PASSWORD) -> int:
    return client.post(reverse("account_reauthenticate"), {"password": password}).status_code


def test_one_key_locks_every_page_of_the_desk(ana_client: Client) -> None:
    assert ana_client.get(reverse("people:account")).status_code == 200
    lock(ana_client)
    for page in (reverse("people:account"), reverse("ui:style"), "/no-such-page/"):
        answer = ana_client.get(page)
        assert answer.status_code == 302, page
        assert answer["Location"].startswith(reverse("people:locked")), page


def test_a_locked_fragment_is_told_where_to_go_and_gets_nothing(ana_client: Client) -> None:
    lock(ana_client)
    answer = ana_client.get(
        reverse("people:account"), headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/dock/?a=1"}
    )
    assert answer.status_code == 401
    assert answer["HX-Redirect"] == f"{reverse('people:locked')}?next=%2Fdock%2F%3Fa%3D1"
    assert answer.content == b""


def test_locking_twice_is_locking_once(ana_client: Client) -> None:
    lock(ana_client)
    before = ana_client.session[sessions.LOCKED_AT]
    lock(ana_client)
    assert ana_client.session[sessions.LOCKED_AT] == before


def test_the_same_person_unlocks_with_the_password_and_goes_on(ana_client: Client) -> None:
    lock(ana_client)
    page = ana_client.get(reverse("people:locked"), {"next": reverse("people:account")}, follow=True)
    assert b"Someone else" in page.content
    assert b"Ana" in page.content
    answer = ana_client.post(
        reverse("account_reauthenticate"), {"password": PASSWORD, "next": reverse("people:account")}
    )
    assert answer["Location"] == reverse("people:account")
    assert ana_client.get(reverse("people:account")).status_code == 200


def test_a_wrong_password_leaves_the_desk_locked(ana_client: Client) -> None:
    lock(ana_client)
    assert unlock(ana_client, "not the password") == 200
    assert ana_client.get(reverse("people:account")).status_code == 302


def test_unlocking_gives_the_session_a_new_key(ana_client: Client) -> None:
    lock(ana_client)
    before = ana_client.session.session_key
    unlock(ana_client)
    assert ana_client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_someone_else_signs_the_person_out_and_goes_to_sign_in(ana_client: Client) -> None:
    lock(ana_client)
    answer = ana_client.post(reverse("people:someone_else"))
    assert answer["Location"] == reverse("account_login")
    assert not Session.objects.exists()


def test_private_pages_close_after_ten_idle_minutes_and_others_do_not(ana_client: Client, later: Clock) -> None:
    ana_client.get(reverse("people:account"))
    later(599)
    assert ana_client.get(reverse("people:account")).status_code == 200
    later(601)
    closed = ana_client.get(reverse("people:account"))
    assert closed.status_code == 302
    assert closed["Location"].startswith(reverse("people:locked"))
    assert ana_client.get(reverse("ui:style")).status_code == 200


def test_going_on_working_elsewhere_does_not_open_what_closed(ana_client: Client, later: Clock) -> None:
    ana_client.get(reverse("people:account"))
    later(601)
    ana_client.get(reverse("ui:style"))
    later(5)
    ana_client.get(reverse("ui:style"))
    assert ana_client.get(reverse("people:account")).status_code == 302
    unlock(ana_client)
    assert ana_client.get(reverse("people:account")).status_code == 200
    later(300)
    assert ana_client.get(reverse("people:account")).status_code == 200


def test_writing_on_a_private_page_keeps_it_open(ana_client: Client, later: Clock) -> None:
    ana_client.get(reverse("people:account"))
    for _ in range(6):
        later(150)
        assert ana_client.post(reverse("people:still_here")).status_code == 204
    assert ana_client.get(reverse("people:account")).status_code == 200


def test_what_a_page_asks_by_itself_is_no_activity(ana: Person) -> None:
    session = Client().session
    sessions.touch(session, 1000)
    assert not sessions.is_closed(session, 1599)
    assert sessions.is_closed(session, 1600)


def test_activity_writes_the_session_at_most_twice_a_minute(ana_client: Client, later: Clock) -> None:
    ana_client.get(reverse("ui:style"))
    seen = ana_client.session[sessions.SEEN_AT]
    later(sessions.SEEN_STEP - 5)
    ana_client.get(reverse("ui:style"))
    assert ana_client.session[sessions.SEEN_AT] == seen
    later(10)
    ana_client.get(reverse("ui:style"))
    assert ana_client.session[sessions.SEEN_AT] > seen


def test_a_deactivated_person_loses_access_on_the_next_request(ana: Person, ana_client: Client, olu: Person) -> None:
    from django.utils import timezone

    key = ana_client.session.session_key
    assert sessions.viewer_of(key) == ana
    actions.deactivate(ana, now=timezone.now())
    assert sessions.viewer_of(key) is None
    answer = ana_client.get(reverse("people:account"))
    assert answer["Location"].startswith(reverse("account_login"))
    actions.reactivate(ana)
    assert ana_client.get(reverse("people:account")).status_code == 302, "old sessions stay ended"


def test_a_role_change_gives_the_session_a_new_key_and_acts_on_the_next_request(olu: Person, pia: Person) -> None:
    RoleGrant.objects.create(person=pia, role=Role.ADMIN)
    client = Client()
    client.force_login(pia)
    assert client.get(reverse("people:people")).status_code == 200
    before = client.session.session_key
    actions.edit_person(pia, name="Pia", team=None, roles=[Role.PEOPLE_PARTNER], zone="")
    assert client.get(reverse("people:people")).status_code == 404
    assert client.get(reverse("ui:style")).status_code == 200
    assert client.session.session_key != before
    assert sessions.viewer_of(before) is None


def test_streams_end_when_locked_expired_signed_out_or_unknown(ana: Person, ana_client: Client) -> None:
    key = ana_client.session.session_key
    assert sessions.viewer_of(key) == ana
    lock(ana_client)
    assert sessions.viewer_of(key) is None
    unlock(ana_client)
    key = ana_client.session.session_key
    assert sessions.viewer_of(key) == ana
    actions.sign_out_everywhere(ana)
    assert sessions.viewer_of(key) is None
    assert sessions.viewer_of("") is None
    assert sessions.viewer_of("nobody") is None


def test_the_idle_lock_does_not_end_the_stream_of_the_desk(ana: Person, ana_client: Client, later: Clock) -> None:
    ana_client.get(reverse("ui:style"))
    later(3600)
    assert sessions.viewer_of(ana_client.session.session_key) == ana


def test_reading_the_viewer_of_a_stream_costs_two_queries(
    ana_client: Client, django_assert_num_queries: Callable[[int], object]
) -> None:
    key = ana_client.session.session_key
    with django_assert_num_queries(2):  # type: ignore[attr-defined]
        sessions.viewer_of(key)
