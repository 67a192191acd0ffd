"""Verbs about people and teams: the only writer of this app's tables. Each is idempotent."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from hearten.people.events import AccessReset, access_reset, announce
from hearten.people.models import Invitation, Person, Role, RoleGrant, Team

TOKEN_BYTES = 32  # 256 random bits: guessing is hopeless, so a plain digest is enough to store


class LastAdministrator(Exception):  # noqa: N818 - what would be missing
    """The change would leave nobody who can look after people and settings."""


@dataclass(frozen=True, slots=True)
class Issued:
    """A fresh invitation with its token, which exists only here and in the link."""

    invitation: Invitation
    token: str


def digest_of(token: str) -> str:
    """Give what is stored of a token: SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def add_person(*, email: str, name: str, team: Team | None, roles: Iterable[str], zone: str = "") -> Person:
    """Make a person, or give the one who has this address already; an existing person is left as they are."""
    address = email.strip().lower()
    with transaction.atomic():
        found = Person.objects.filter(email=address).first()
        if found is not None:
            return found
        person = Person.objects.create_user(address, name.strip(), None, team=team, zone=zone)
        RoleGrant.objects.bulk_create(RoleGrant(person=person, role=role) for role in sorted(set(roles)))
        announce("person.added", person.key, roles=sorted({str(role) for role in roles}))
    return person


def make_administrator(*, email: str, name: str) -> Person:
    """Make an administrator, or give the role to whoever has this address. Twice is once."""
    person = add_person(email=email, name=name, team=None, roles=[Role.ADMIN])
    with transaction.atomic():
        _grant, is_new = RoleGrant.objects.get_or_create(person=person, role=Role.ADMIN)
        if is_new:
            Person.objects.filter(pk=person.pk).update(roles_stamp=F("roles_stamp") + 1)
            announce("person.changed", person.key, fields=["roles"], roles_after=[str(Role.ADMIN)])
    return person


def edit_person(person: Person, *, name: str, team: Team | None, roles: Iterable[str], zone: str) -> Person:
    """Write a person's name, team, roles and zone. Changed roles give every session of the person a new key."""
    wanted = frozenset(roles)
    with transaction.atomic():
        held = frozenset(RoleGrant.objects.filter(person=person).values_list("role", flat=True))
        if Role.ADMIN in held - wanted:
            _keep_an_administrator(person)
        was = Person.objects.get(pk=person.pk)
        person.name, person.team, person.zone = name.strip(), team, zone
        person.save(update_fields=["name", "team", "zone"])
        if held != wanted:
            RoleGrant.objects.filter(person=person).exclude(role__in=wanted).delete()
            RoleGrant.objects.bulk_create(RoleGrant(person=person, role=role) for role in sorted(wanted - held))
            Person.objects.filter(pk=person.pk).update(roles_stamp=F("roles_stamp") + 1)
        _announce_changes(was, person, held, wanted)
    return Person.objects.get(pk=person.pk)


def edit_own_account(person: Person, *, name: str, zone: str) -> None:
    """Write what people change about themselves."""
    person.name, person.zone = name.strip(), zone
    person.save(update_fields=["name", "zone"])


def deactivate(person: Person, *, now: datetime) -> None:
    """End a person's access: every session ends, open invitations are taken back. Nothing of theirs is deleted."""
    with transaction.atomic():
        if RoleGrant.objects.filter(person=person, role=Role.ADMIN).exists():
            _keep_an_administrator(person)
        changed = Person.objects.filter(pk=person.pk, is_active=True).update(
            is_active=False, sessions_stamp=F("sessions_stamp") + 1
        )
        if changed:
            _revoke_open(person, now)
            announce("person.deactivated", person.key)
    person.refresh_from_db()


def reactivate(person: Person) -> None:
    """Give a person access again, with the password and the second step they had."""
    with transaction.atomic():
        if Person.objects.filter(pk=person.pk, is_active=False).update(is_active=True):
            announce("person.reactivated", person.key)
    person.refresh_from_db()


def sign_out_everywhere(person: Person) -> None:
    """End all sessions of a person, on every device."""
    Person.objects.filter(pk=person.pk).update(sessions_stamp=F("sessions_stamp") + 1)
    person.refresh_from_db()


def invite(person: Person, *, by: Person | None, now: datetime) -> Issued:
    """Make a link for a person to set a password. An earlier link stops working: there is one at a time."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        _revoke_open(person, now)
        invitation = Invitation.objects.create(
            person=person,
            invited_by=by,
            token_digest=digest_of(token),
            created_at=now,
            expires_at=now + Invitation.link_lifetime,
        )
        forget_old(now)
        announce("person.invited", person.key)
    return Issued(invitation, token)


def take_back_invitation(person: Person, *, now: datetime) -> None:
    """Make a person's open link useless. Taking back twice is taking back once."""
    with transaction.atomic():
        if _revoke_open(person, now):
            announce("person.uninvited", person.key)


def forget_old(now: datetime) -> int:
    """Delete invitations that have had their time, used ones too. Gives how many."""
    return Invitation.objects.filter(created_at__lt=now - Invitation.lifetime).delete()[0]


def open_invitation(token: str, *, now: datetime) -> Invitation | None:
    """Find what an open link belongs to; used, taken back, expired and unknown ones all give None."""
    invitation = Invitation.objects.select_related("person__team").filter(token_digest=digest_of(token)).first()
    if invitation is None or not invitation.is_open(now) or not invitation.person.is_active:
        return None
    return invitation


def accept_invitation(token: str, *, password: str, now: datetime) -> Person | None:
    """Set the password of the invited person and use the link up. None where the link does not work any more."""
    with transaction.atomic():
        used = Invitation.objects.filter(
            token_digest=digest_of(token),
            used_at=None,
            revoked_at=None,
            expires_at__gt=now,
            person__is_active=True,
        ).update(used_at=now)
        if not used:
            return None
        person = Person.objects.get(invitations__token_digest=digest_of(token))
        was_here_before = person.has_usable_password() or person.last_login is not None
        person.set_password(password)
        person.save(update_fields=["password"])
        if was_here_before:
            # Whoever made the link could have used it: what was on this desk must not be there to be read.
            access_reset.send(Person, event=AccessReset(person.pk))
    return person


def save_team(team: Team | None, *, name: str, lead: Person | None) -> Team:
    """Make a team, or write its name and lead."""
    saved = team or Team()
    changed = [each for each, value in (("name", name.strip()), ("lead", lead)) if getattr(saved, each) != value]
    saved.name, saved.lead = name.strip(), lead
    with transaction.atomic():
        saved.save()
        if team is None:
            announce("team.added", saved.key)
        elif changed:
            announce("team.changed", saved.key, fields=changed)
    return saved


def _announce_changes(was: Person, person: Person, held: frozenset[str], wanted: frozenset[str]) -> None:
    fields = [name for name in ("name", "team_id", "zone") if getattr(was, name) != getattr(person, name)]
    fields = [name.removesuffix("_id") for name in fields]
    if held != wanted:
        changed = sorted([*fields, "roles"])
        before, after = sorted(map(str, held)), sorted(map(str, wanted))
        announce("person.changed", person.key, fields=changed, roles_before=before, roles_after=after)
    elif fields:
        announce("person.changed", person.key, fields=sorted(fields))


def _revoke_open(person: Person, now: datetime) -> int:
    return Invitation.objects.filter(person=person, used_at=None, revoked_at=None).update(revoked_at=now)


def _keep_an_administrator(leaving: Person) -> None:
    others = RoleGrant.objects.filter(role=Role.ADMIN, person__is_active=True).exclude(person=leaving)
    if not others.exists():
        raise LastAdministrator
