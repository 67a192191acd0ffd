import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.conf import settings
from django.contrib.auth.hashers import identify_hasher
from django.contrib.sessions.models import Session
from django.core.cache import cache, caches
from django.core.cache.backends.db import DatabaseCache
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from web.tests.cast import PASSWORD

from hearten.people import actions, mail, sessions
from hearten.people.models import Person

SECRET = "JBSWY3DPEHPK3PXP"


def sign_in(client: Client, email: str, password: str = PASSWORD, **data: str) -> Any:
    return client.post(reverse("account_login"), {"login": email, "password": password} | data)


def body_without_secrets(answer: Any, email: str) -> str:
    text: str = answer.content.decode().replace(email, "ADDRESS")
    return "\n".join(line for line in text.splitlines() if "csrf" not in line.lower())


def test_ana_signs_in_with_her_address_in_any_case_and_password(ana: Person) -> None:
    client = Client()
    answer = sign_in(client, "  ANA@hearten.test ")
    assert answer["Location"] == "/"
    assert sessions.viewer_of(client.session.session_key) == ana


def test_the_key_of_the_session_changes_at_sign_in(ana: Person) -> None:
    client = Client()
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    planted = session.session_key or ""
    client.cookies[settings.SESSION_COOKIE_NAME] = planted
    sign_in(client, ana.email)
    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_passwords_are_kept_by_argon2(ana: Person) -> None:
    assert identify_hasher(ana.password).algorithm == "argon2"


@pytest.mark.parametrize("state", ["unknown", "wrong password", "deactivated", "invited only"])
def test_everybody_who_may_not_sign_in_gets_the_same_answer(state: str, ana: Person, olu: Person) -> None:
    wrong = sign_in(Client(), olu.email, "not the password")
    email, password = ana.email, PASSWORD
    if state == "unknown":
        email = "nobody@hearten.test"
    if state == "wrong password":
        password = "not the password"
    if state == "deactivated":
        actions.deactivate(ana, now=timezone.now())
    if state == "invited only":
        ana.set_unusable_password()
        ana.save()
    answer = sign_in(Client(), email, password)
    assert answer.status_code == wrong.status_code == 200
    assert body_without_secrets(answer, email) == body_without_secrets(wrong, olu.email)


def test_an_unknown_address_is_hashed_for_like_a_known_one(ana: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.contrib.auth.hashers import Argon2PasswordHasher

    hashed, verified = [], []
    real_encode, real_verify = Argon2PasswordHasher.encode, Argon2PasswordHasher.verify

    def encode(self: Argon2PasswordHasher, *args: Any) -> str:
        hashed.append("once")
        return real_encode(self, *args)

    def verify(self: Argon2PasswordHasher, *args: Any) -> bool:
        verified.append("once")
        return real_verify(self, *args)

    monkeypatch.setattr(Argon2PasswordHasher, "encode", encode)
    monkeypatch.setattr(Argon2PasswordHasher, "verify", verify)
    sign_in(Client(), ana.email, "not the password")
    assert (len(hashed), len(verified)) == (0, 1)
    sign_in(Client(), "nobody@hearten.test", "not the password")
    assert (len(hashed), len(verified)) == (1, 1)


def test_five_wrong_guesses_close_an_address_for_five_minutes_also_to_the_right_password(ana: Person) -> None:
    for _ in range(5):
        sign_in(Client(), ana.email, "not the password")
    refused = sign_in(Client(), ana.email)
    assert refused.status_code == 200
    assert b"Too many tries" in refused.content


def test_the_limit_counts_an_address_whatever_host_name_was_asked(ana: Person) -> None:
    for host in ("localhost", "127.0.0.1", "testserver", "localhost", "127.0.0.1"):
        Client().post(reverse("account_login"), {"login": ana.email, "password": "wrong"}, headers={"host": host})
    assert b"Too many tries" in sign_in(Client(), ana.email).content


def test_an_unknown_address_meets_the_same_limit(db: None) -> None:
    for _ in range(5):
        sign_in(Client(), "nobody@hearten.test")
    assert b"Too many tries" in sign_in(Client(), "nobody@hearten.test").content


def test_a_day_of_guessing_from_everywhere_has_a_hundred_guesses_evaluated(
    ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Six guesses every five minutes from ever new addresses: five are evaluated, until the day's are spent."""
    from allauth.account.auth_backends import AuthenticationBackend

    evaluated: list[float] = []
    passed, real = [0.0], time.time
    monkeypatch.setattr(time, "time", lambda: real() + passed[0])
    monkeypatch.setattr(AuthenticationBackend, "authenticate", lambda *_a, **_k: evaluated.append(passed[0]))

    def guess(times: int) -> None:
        for number in range(times):
            data = {"login": ana.email, "password": "guess"}
            Client().post(reverse("account_login"), data, REMOTE_ADDR=f"10.{int(passed[0]) // 300 % 250}.0.{number}")

    for _ in range(22):
        guess(6)
        passed[0] += 300
    assert len(evaluated) == 100
    passed[0] = 23 * 3600
    guess(6)
    assert len(evaluated) == 100
    passed[0] = 25 * 3600
    guess(1)
    assert len(evaluated) == 101


def test_limits_are_counted_in_the_database_and_so_hold_over_processes(ana: Person) -> None:
    assert isinstance(caches["default"], DatabaseCache)
    for _ in range(5):
        sign_in(Client(), ana.email, "not the password")
    another_process = DatabaseCache("people_cache", {"OPTIONS": {"MAX_ENTRIES": 100_000}})
    cache.set("seen-here", "yes")
    assert another_process.get("seen-here") == "yes"
    assert b"Too many tries" in sign_in(Client(), ana.email).content


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "///evil.example"]
)
def test_sign_in_goes_on_to_pages_of_ours_only(target: str, ana: Person) -> None:
    assert sign_in(Client(), ana.email, next=target)["Location"] == "/"


def test_sign_in_goes_on_to_the_page_asked_for(ana: Person) -> None:
    assert sign_in(Client(), ana.email, next="/account/")["Location"] == "/account/"


@pytest.mark.parametrize("name", ["account_signup", "account_email", "account_inactive", "socialaccount_login"])
def test_nobody_can_sign_up_or_manage_addresses(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("address", ["/accounts/signup/", "/accounts/email/", "/accounts/social/login/", "/admin/"])
def test_addresses_of_signing_up_do_not_exist(address: str, db: None) -> None:
    assert Client().get(address).status_code == 404


def test_sign_out_needs_a_post_and_deletes_the_row(ana_client: Client) -> None:
    key = ana_client.session.session_key
    assert ana_client.get(reverse("account_logout")).status_code == 200
    assert Session.objects.filter(session_key=key).exists()
    answer = ana_client.post(reverse("account_logout"))
    assert not Session.objects.filter(session_key=key).exists()
    assert answer["Clear-Site-Data"] == '"cache", "storage"'
    assert answer["Location"] == reverse("account_login")


def test_signing_out_needs_the_token_of_the_form(ana: Person) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    assert client.post(reverse("account_logout")).status_code == 403
    assert Session.objects.count() == 1


def test_sign_out_everywhere_ends_every_session(ana: Person, ana_client: Client) -> None:
    other = Client()
    other.force_login(ana)
    ana_client.post(reverse("people:sign_out_everywhere"))
    assert other.get(reverse("people:account"))["Location"].startswith(reverse("account_login"))


def test_changing_the_password_ends_other_sessions_and_gives_this_one_a_new_key(ana: Person) -> None:
    here, elsewhere = Client(), Client()
    sign_in(here, ana.email)
    sign_in(elsewhere, ana.email)
    before = here.session.session_key
    new = "eleven calm boats at dusk"
    answer = here.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new}
    )
    assert answer.status_code == 302, answer.content
    assert here.session.session_key != before
    assert here.get(reverse("people:account")).status_code == 200
    assert elsewhere.get(reverse("people:account")).status_code == 302
    assert sign_in(Client(), ana.email, new).status_code == 302


def code_now() -> str:
    return str(format_hotp_value(hotp_value(SECRET, next(yield_hotp_counters_from_time()))))


def with_authenticator(person: Person) -> Authenticator:
    RecoveryCodes.activate(person)
    return TOTP.activate(person, SECRET).instance


def test_a_code_is_asked_for_after_the_password_and_nothing_is_open_before_it(ana: Person) -> None:
    with_authenticator(ana)
    client = Client()
    assert sign_in(client, ana.email)["Location"] == reverse("mfa_authenticate")
    before = client.session.session_key
    assert sessions.viewer_of(before) is None
    assert client.get(reverse("people:account")).status_code == 302
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": code_now()})["Location"] == "/"
    assert client.session.session_key != before
    assert client.get(reverse("people:account")).status_code == 200


def test_a_recovery_code_works_once(ana: Person) -> None:
    with_authenticator(ana)
    code = Authenticator.objects.get(user=ana, type="recovery_codes").wrap().get_unused_codes()[0]
    answers = []
    for _ in range(2):
        client = Client()
        sign_in(client, ana.email)
        answers.append(client.post(reverse("mfa_authenticate"), {"code": code}).status_code)
    assert answers == [302, 200]


def test_setting_an_authenticator_up_asks_for_the_password_again_and_gives_a_new_key(
    ana: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    sign_in(client, ana.email)
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    page = client.get(reverse("mfa_activate_totp"))
    assert b"data:image/svg+xml" in page.content
    secret = page.context["form"].secret
    before = client.session.session_key
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    answer = client.post(reverse("mfa_activate_totp"), {"code": code})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    assert client.session.session_key != before
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200
    assert client.get(reverse("mfa_download_recovery_codes")).status_code == 200


PAGES_OF_SECURITY = [
    "mfa_index",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_activate_totp",
    "account_change_password",
    "people:account",
    "people:second_step",
    "account_reauthenticate",
    "account_logout",
]


@pytest.mark.parametrize("name", PAGES_OF_SECURITY)
def test_pages_of_ones_own_security_stand_under_the_strict_policy(name: str, tom: Person) -> None:
    client = Client()
    sign_in(client, tom.email)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    answer = client.get(reverse(name))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert " style=" not in html
    assert "onclick=" not in html
    assert "placeholder=" not in html
    for script in html.split("<script")[1:]:
        head = script.partition(">")[0]
        assert "src=" in head or "application/json" in head or "nonce=" in head, head


def test_the_passkey_login_hands_out_a_challenge(db: None) -> None:
    answer = Client().get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
    assert answer.json()["request_options"]["publicKey"]["challenge"]


@pytest.mark.parametrize(
    "body",
    ["", "{}", "[]", "null", '{"id": 1}', "not json", '{"rawId": "AA", "response": {}}', "[" * 60_000, "x" * 70_000],
)
def test_a_broken_passkey_answer_goes_back_to_sign_in(body: str, db: None) -> None:
    answer = Client().post(reverse("mfa_login_webauthn"), {"credential": body})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("account_login")


@pytest.mark.parametrize("body", ["", "{}", "[]", "null", '{"id": 1}', '{"rawId": "AA", "response": {}}', "[" * 60_000])
def test_a_broken_new_passkey_is_refused_on_its_page(body: str, ana: Person) -> None:
    client = Client()
    sign_in(client, ana.email)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.get(reverse("mfa_add_webauthn")).status_code == 200
    answer = client.post(reverse("mfa_add_webauthn"), {"name": "Laptop", "credential": body})
    assert answer.status_code == 200
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("who", ["tom", "olu"])
def test_leads_and_administrators_set_up_a_second_step_before_they_do_more(
    who: str, request: pytest.FixtureRequest
) -> None:
    person: Person = request.getfixturevalue(who)
    client = Client()
    sign_in(client, person.email)
    assert client.get(reverse("people:account")).status_code == 200
    if who == "olu":
        asked = client.get(reverse("people:people"))
        assert asked["Location"].startswith(reverse("people:second_step"))
    assert client.get(reverse("people:second_step")).status_code == 200
    with_authenticator(person)
    assert client.get(reverse("people:second_step"), {"next": "/people/"})["Location"] == "/people/"
    if who == "olu":
        assert client.get(reverse("people:people")).status_code == 200


def test_agents_need_no_second_step(ana: Person) -> None:
    client = Client()
    sign_in(client, ana.email)
    assert client.get(reverse("people:second_step"))["Location"] == "/"


def test_an_administrator_cannot_remove_the_last_second_step(olu: Person) -> None:
    authenticator = with_authenticator(olu)
    client = Client()
    client.force_login(olu)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    answer = client.post(reverse("mfa_deactivate_totp"))
    assert answer.status_code == 200
    assert b"keep at least one" in answer.content
    assert Authenticator.objects.filter(pk=authenticator.pk).exists()


def test_an_administrator_cannot_remove_the_last_passkey(olu: Person) -> None:
    key = Authenticator.objects.create(user=olu, type="webauthn", data={"name": "Work laptop"})
    client = Client()
    client.force_login(olu)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    client.post(reverse("mfa_remove_webauthn", args=[key.pk]))
    assert Authenticator.objects.filter(pk=key.pk).exists()


def test_a_passkey_of_somebody_else_does_not_exist(ana: Person, mia: Person) -> None:
    theirs = Authenticator.objects.create(user=mia, type="webauthn", data={"name": "Mia's"})
    client = Client()
    client.force_login(ana)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        page = client.get(reverse(name, args=[theirs.pk]))
        none = client.get(reverse(name, args=[999_999]))
        assert (page.status_code, len(page.content)) == (404, len(none.content))


def test_without_mail_a_forgotten_password_says_who_helps(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "is_set_up", lambda: False)
    page = Client().get(reverse("account_reset_password"))
    assert b"Ask the administrator" in page.content
    assert b'name="email"' not in page.content


def test_with_mail_a_link_sets_a_new_password_and_unknown_addresses_look_the_same(
    ana: Person, monkeypatch: pytest.MonkeyPatch, mailoutbox: list[Any]
) -> None:
    monkeypatch.setattr(mail, "is_set_up", lambda: True)
    known = Client().post(reverse("account_reset_password"), {"email": ana.email})
    assert len(mailoutbox) == 1
    link = next(word for word in mailoutbox[0].body.split() if word.startswith("http"))
    unknown = Client().post(reverse("account_reset_password"), {"email": "nobody@hearten.test"})
    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert len(mailoutbox) == 1
    client = Client()
    form = client.get(link, follow=True)
    new = "eleven calm boats at dusk"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert sign_in(Client(), ana.email, new).status_code == 302


def test_the_sign_in_page_says_how_to_make_the_first_administrator_while_there_is_none(db: None) -> None:
    assert b"hearten first_admin" in Client().get(reverse("account_login")).content


def test_and_no_longer_once_there_is_one(olu: Person) -> None:
    assert b"hearten first_admin" not in Client().get(reverse("account_login")).content


def test_a_signed_in_person_is_shown_in_at_most_a_session_and_a_person_query(
    ana_client: Client, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    ana_client.get(reverse("ui:style"))
    ana_client.post(reverse("people:still_here"))
    with django_assert_max_num_queries(2):
        ana_client.post(reverse("people:still_here"))
