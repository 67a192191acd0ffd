import secrets
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from web.tests.cast import PASSWORD

from hearten.people import actions, mail, sessions
from hearten.people.models import Invitation, Person, Role, Team

NEW_PERSON = {"name": "Noor", "email": "Noor@hearten.test", "roles": ["agent"], "zone": ""}


def link_of(page: Any) -> str:
    html = page.content.decode()
    return str(html.partition('value="http://testserver')[2].partition('"')[0])


def invited(olu_client: Client, harbour: Team) -> tuple[Person, str]:
    page = olu_client.post(reverse("people:add_person"), NEW_PERSON | {"team": str(harbour.key)})
    return Person.objects.get(email="noor@hearten.test"), link_of(page)


def test_an_administrator_invites_and_the_person_comes_in(olu_client: Client, harbour: Team) -> None:
    noor, link = invited(olu_client, harbour)
    assert (noor.name, noor.team, noor.roles) == ("Noor", harbour, frozenset({"agent"}))
    assert not noor.has_usable_password()
    client = Client()
    page = client.get(link)
    assert b"Who will see what" in page.content
    answer = client.post(link, {"password": PASSWORD})
    assert answer.status_code == 302
    assert sessions.viewer_of(client.session.session_key) == noor
    assert client.get(reverse("people:account")).status_code == 200


def test_the_link_is_stored_nowhere(olu_client: Client, harbour: Team) -> None:
    _noor, link = invited(olu_client, harbour)
    token = link.strip("/").rpartition("/")[2]
    stored = Invitation.objects.get()
    assert token not in {str(value) for value in vars(stored).values()}
    assert stored.token_digest == actions.digest_of(token)
    assert token not in olu_client.get(reverse("people:person", args=[stored.person.key])).content.decode()


def test_the_link_works_once(olu_client: Client, harbour: Team) -> None:
    noor, link = invited(olu_client, harbour)
    Client().post(link, {"password": PASSWORD})
    again = Client().post(link, {"password": "another long password of mine"})
    assert again.status_code == 404
    noor.refresh_from_db()
    assert noor.check_password(PASSWORD)


def test_used_expired_taken_back_replaced_and_unknown_links_get_the_same_answer(
    olu: Person, olu_client: Client, harbour: Team
) -> None:
    noor, used = invited(olu_client, harbour)
    Client().post(used, {"password": PASSWORD})
    now = timezone.now()
    links = [used]
    expired = actions.invite(noor, by=olu, now=now - timedelta(days=7, seconds=1))
    links.append(reverse("people:accept_invitation", args=[expired.token]))
    replaced = actions.invite(noor, by=olu, now=now)
    links.append(reverse("people:accept_invitation", args=[replaced.token]))
    taken_back = actions.invite(noor, by=olu, now=now)
    olu_client.post(reverse("people:take_back_invitation", args=[noor.key]))
    links.append(reverse("people:accept_invitation", args=[taken_back.token]))
    links.append(reverse("people:accept_invitation", args=[secrets.token_urlsafe(32)]))
    links.append(reverse("people:accept_invitation", args=["x"]))
    answers = {(answer.status_code, answer.content) for answer in map(Client().get, links)}
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404


def test_the_link_of_a_deactivated_person_does_not_work(olu: Person, olu_client: Client, harbour: Team) -> None:
    noor, link = invited(olu_client, harbour)
    olu_client.post(reverse("people:deactivate", args=[noor.key]))
    assert Client().get(link).status_code == 404
    answer = olu_client.post(reverse("people:invite", args=[noor.key]), follow=True)
    assert b"Give this person access again" in answer.content
    assert not Invitation.objects.filter(used_at=None, revoked_at=None).exists()


@pytest.mark.parametrize("password", ["", "short", "password1234", "noor@hearten.test"])
def test_a_weak_password_is_refused_and_the_link_stays_open(password: str, olu_client: Client, harbour: Team) -> None:
    noor, link = invited(olu_client, harbour)
    answer = Client().post(link, {"password": password})
    assert answer.status_code == 422
    assert b"error-summary" in answer.content
    noor.refresh_from_db()
    assert not noor.has_usable_password()


def test_whoever_was_signed_in_on_that_desk_is_signed_out(olu_client: Client, harbour: Team, ana: Person) -> None:
    noor, link = invited(olu_client, harbour)
    desk = Client()
    desk.force_login(ana)
    assert b"Ana is signed in on this desk" in desk.get(link).content
    old_key = desk.session.session_key
    desk.post(link, {"password": PASSWORD})
    assert sessions.viewer_of(old_key) is None
    assert sessions.viewer_of(desk.session.session_key) == noor


def test_a_new_password_by_invitation_ends_the_sessions_of_the_old_one(
    olu: Person, ana: Person, ana_client: Client
) -> None:
    issued = actions.invite(ana, by=olu, now=timezone.now())
    Client().post(reverse("people:accept_invitation", args=[issued.token]), {"password": "eleven calm boats at dusk"})
    assert ana_client.get(reverse("people:account"))["Location"].startswith(reverse("account_login"))


def test_a_second_step_already_set_up_is_asked_for_after_the_invitation(olu: Person, ana: Person) -> None:
    from allauth.mfa.totp.internal.auth import TOTP

    TOTP.activate(ana, "JBSWY3DPEHPK3PXP")
    issued = actions.invite(ana, by=olu, now=timezone.now())
    client = Client()
    answer = client.post(reverse("people:accept_invitation", args=[issued.token]), {"password": PASSWORD})
    assert answer["Location"] == reverse("mfa_authenticate")
    assert sessions.viewer_of(client.session.session_key) is None


def test_guessing_links_is_slowed_down(db: None) -> None:
    client = Client()
    statuses = [
        client.get(reverse("people:accept_invitation", args=[secrets.token_urlsafe(32)])).status_code for _ in range(32)
    ]
    assert statuses[:30] == [404] * 30
    assert statuses[30:] == [429, 429]


def test_an_invitation_is_mailed_where_mail_is_set_up(
    olu_client: Client, harbour: Team, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    monkeypatch.setattr(mail, "is_set_up", lambda: True)
    page = olu_client.post(reverse("people:add_person"), NEW_PERSON | {"team": str(harbour.key)})
    assert b"was mailed to" in page.content
    assert mailoutbox[0].to == ["noor@hearten.test"]
    assert link_of(page) in mailoutbox[0].body


def test_a_mail_server_that_is_down_leaves_the_link_on_the_page(
    olu_client: Client, harbour: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: Any, **_kwargs: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(mail, "is_set_up", lambda: True)
    monkeypatch.setattr(mail, "send_mail", refuse)
    page = olu_client.post(reverse("people:add_person"), NEW_PERSON | {"team": str(harbour.key)})
    assert b"No mail was sent" in page.content
    assert link_of(page).startswith("/invitation/")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.integers(0, 42), st.characters(codec="ascii", categories=["L", "N"])), min_size=1))
def test_no_token_but_the_one_issued_opens_it(changes: list[tuple[int, str]], ana: Person, olu: Person) -> None:
    now = timezone.now()
    token = actions.invite(ana, by=olu, now=now).token
    signs = list(token)
    for place, sign in changes:
        signs[place] = sign
    forged = "".join(signs)
    found = actions.open_invitation(forged, now=now)
    assert (found is not None) == (forged == token)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["invite", "take back", "accept", "wait"]), max_size=8))
def test_at_most_one_link_is_open_and_only_the_last(steps: list[str], ana: Person, olu: Person) -> None:
    now = timezone.now()
    Invitation.objects.all().delete()
    tokens: list[str] = []
    open_one: str | None = None
    for step in steps:
        if step == "invite":
            open_one = actions.invite(ana, by=olu, now=now).token
            tokens.append(open_one)
        elif step == "take back":
            actions.take_back_invitation(ana, now=now)
            open_one = None
        elif step == "accept" and tokens:
            accepted = actions.accept_invitation(tokens[-1], password=PASSWORD, now=now)
            assert (accepted == ana) == (open_one is not None)
            open_one = None
        elif step == "wait":
            now += timedelta(days=8)
            open_one = None
        still_open = [token for token in tokens if actions.open_invitation(token, now=now)]
        assert still_open == ([open_one] if open_one else [])


def test_tokens_carry_256_random_bits(ana: Person, olu: Person) -> None:
    now = timezone.now()
    tokens = {actions.invite(ana, by=olu, now=now).token for _ in range(20)}
    assert len(tokens) == 20
    assert min(map(len, tokens)) >= 43


def test_old_invitations_are_forgotten_after_thirty_days(ana: Person, olu: Person) -> None:
    now = timezone.now()
    actions.invite(ana, by=olu, now=now - timedelta(days=31))
    actions.invite(ana, by=olu, now=now)
    assert Invitation.objects.count() == 1


def test_first_admin_prints_a_link_that_lets_an_administrator_in(db: None) -> None:
    out = StringIO()
    call_command("first_admin", "Olu@hearten.test", "Olu", "--at", "http://testserver", stdout=out)
    link = out.getvalue().split()[-1]
    client = Client()
    assert client.post(link, {"password": PASSWORD}).status_code == 302
    olu = Person.objects.get(email="olu@hearten.test")
    assert olu.has_role(Role.ADMIN)
    assert client.get(reverse("people:people"))["Location"].startswith(reverse("people:second_step"))


def test_first_admin_run_twice_makes_one_person_and_the_last_link_works(db: None) -> None:
    links = []
    for _ in range(2):
        out = StringIO()
        call_command("first_admin", "olu@hearten.test", "Olu", "--at", "http://testserver", stdout=out)
        links.append(out.getvalue().split()[-1])
    assert Person.objects.count() == 1
    assert [Client().get(link).status_code for link in links] == [404, 200]


def test_first_admin_refuses_what_is_no_address(db: None) -> None:
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("first_admin", "nowhere", "Olu")
    assert not Person.objects.exists()
