"""People, teams, sign-in and its libraries."""

from datetime import datetime, timedelta
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from web.tests.promises.centre import Centre
from web.tests.promises.registry import (
    Filler,
    address,
    declare_not_private,
    declare_words,
    fact,
    parameter,
    plants,
)

from hearten.people import actions
from hearten.people.models import Invitation, Person, Role, RoleGrant, Team

declare_words(Team, open={"name": "the centre knows its teams", "key": "in the addresses of the administrator's rooms"})
declare_words(
    Person,
    kept="password",
    open={
        "key": "in the addresses of the administrator's rooms",
        "name": "as colleagues say it",
        "email": "administrators invite by it",
        "zone": "administrators set it",
    },
)
declare_words(RoleGrant)
declare_words(Invitation, own="key", kept="token_digest")
declare_words(Session, kept="session_key session_data")
declare_words(EmailAddress, open={"email": "the person's address once more, kept by the library"})
declare_words(EmailConfirmation, kept="key")
declare_words(Authenticator, kept="data")

declare_not_private(Person, "administrators look after people")
declare_not_private(Team, "administrators look after teams")
declare_not_private(RoleGrant, "administrators give roles")
declare_not_private(Invitation, "administrators invite; that an invitation is open stands in their room")
declare_not_private(EmailAddress, "the person's address once more, kept by the library")
declare_not_private(EmailConfirmation, "never made: nobody confirms an address by mail here")


@plants(Person)
def a_password(person: Person, fill: Filler) -> None:
    Person.objects.filter(pk=person.pk).update(**fill(Person))


@plants(Invitation)
def an_invitation(person: Person, fill: Filler) -> None:
    now = timezone.now()
    Invitation.objects.create(person=person, created_at=now, expires_at=now + timedelta(days=7), **fill(Invitation))


@plants(Session)
def another_session(person: Person, fill: Filler) -> None:
    Session.objects.create(expire_date=timezone.now() + timedelta(hours=12), **fill(Session))


@plants(EmailConfirmation)
def a_confirmation(person: Person, fill: Filler) -> None:
    address_of_hers = EmailAddress.objects.create(user=person, email=person.email)
    EmailConfirmation.objects.create(email_address=address_of_hers, sent=timezone.now(), **fill(EmailConfirmation))


@plants(Authenticator)
def a_second_step(person: Person, fill: Filler) -> None:
    secret = fill(Authenticator)["data"]["words"]
    Authenticator.objects.create(user=person, type="totp", data={"secret": secret})


@fact("sessions: signed in on three more devices, one of them locked", Session)
def more_devices(centre: Centre, now: datetime) -> None:
    for number in range(3):
        session = SessionStore()
        session["_auth_user_id"] = str(centre.ana.pk)
        session["hearten_locked_at"] = now.timestamp() if number == 2 else None
        session.create()


@fact("a second step", Authenticator)
def an_authenticator(centre: Centre, now: datetime) -> None:
    Authenticator.objects.create(user=centre.ana, type="totp", data={"secret": "x" * 32})


def ana(centre: Centre) -> dict[str, Any]:
    return {"key": centre.ana.key}


def harbour(centre: Centre) -> dict[str, Any]:
    return {"key": centre.harbour.key}


def an_open_link(centre: Centre) -> dict[str, Any]:
    """A new colleague's invitation: whoever holds the token is the one invited."""

    def invite() -> str:
        noor = actions.add_person(
            email="new@hearten.test", name="Nadia", team=centre.harbour, roles=[Role.AGENT], zone=""
        )
        return actions.invite(noor, by=centre.people["admin"], now=timezone.now()).token

    return {"token": centre.once("open link", invite)}


def a_key_of_hers(centre: Centre) -> dict[str, Any]:
    def make() -> int:
        made = Authenticator.objects.create(
            user=centre.ana, type="webauthn", data={"name": "Key", "credential": {"id": "x", "type": "public-key"}}
        )
        return int(made.pk)

    return {"pk": centre.once("passkey", make)}


# The library's pages: several send on whoever has nothing to do there, and answer 405 where they only show.
address("account_login", gets=(200, 302), posts=(200, 302))
address("account_logout", gets=(200, 302))
address("account_reauthenticate", posts=200)
address("account_change_password", posts=200)
address("account_set_password", gets=302)
address("account_reset_password", posts=200)
address("account_reset_password_done", posts=405)
address("account_reset_password_from_key_done", posts=405)
address("mfa_authenticate", gets=302)
address("mfa_login_webauthn", gets=(200, 302))
address("mfa_reauthenticate", gets=302)
address("mfa_reauthenticate_webauthn", gets=302)
address("mfa_index", posts=405)
address("mfa_activate_totp", posts=200)
address("mfa_deactivate_totp", gets=404, posts=404)
address("mfa_list_webauthn", posts=405)
address("mfa_add_webauthn", posts=200)
address("mfa_view_recovery_codes", gets=404, posts=405)
address("mfa_generate_recovery_codes", posts=200)
address("mfa_download_recovery_codes", gets=404, posts=404)
address("people:locked", gets=302)
address("people:second_step", gets=(200, 302))
address("people:still_here", posts=204)
NEW_PERSON = {"name": "Nadia", "email": "nadia@hearten.test", "roles": ["agent"], "zone": "", "team": ""}
PERSON = {"name": "Ana", "roles": ["agent"], "zone": "", "team": ""}
address("people:add_person", form=NEW_PERSON, posts=200)
address("people:person", objects=ana, form=PERSON, bare=200)
address("people:invite", objects=ana, posts=200)
address("people:take_back_invitation", objects=ana)
address("people:deactivate", objects=ana)
address("people:reactivate", objects=ana)
address("people:import_people", posts=422)
address("people:add_team", form={"name": "Meridian", "lead": ""}, bare=200)
address("people:team", objects=harbour, form={"name": "Harbour North", "lead": ""}, bare=200)
address(
    "people:accept_invitation",
    objects=an_open_link,
    form={"password": "twelve grey herons"},
    bare=200,
    opened_by="token",
)
address("people:account", form={"name": "Somebody", "zone": ""}, bare=200)
address("mfa_remove_webauthn", objects=a_key_of_hers, whose="owner")
address("mfa_edit_webauthn", objects=a_key_of_hers, form={"name": "Blue key"}, bare=200, whose="owner")
address(
    "account_reset_password_from_key",
    objects=lambda centre: {"uidb36": "1", "key": "no-such-key"},
    posts=200,
    opened_by="key",
)

parameter("next", lambda centre: ["/account/", "https://elsewhere.example/"])
parameter("words", lambda centre: ["Ana", "nobody at all"])
parameter("team", lambda centre: [str(centre.harbour.key)])
parameter("role", lambda centre: ["agent", "lead"])
