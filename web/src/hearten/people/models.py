"""People, teams and the roles a person holds."""

import uuid
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person comes for. One person may hold several."""

    AGENT = "agent", _("Agent")
    LEAD = "lead", _("Team lead")
    HOST = "host", _("Community host")
    PEOPLE_PARTNER = "people_partner", _("People partner")
    ADMIN = "admin", _("Administrator")
    WORKER_REP = "worker_rep", _("Worker representative")


class Team(models.Model):
    """A group of agents with a lead."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=80, unique=True)
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="teams_led"
    )

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Makes people; an address is stored in one case so that it is found however it is typed."""

    def create_user(self, email: str, name: str, password: str | None = None, **fields: Any) -> "Person":
        """Make a person who signs in with this address; no password means by invitation only."""
        person = self.model(email=email.strip().lower(), name=name, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Find a person by address, in any case."""
        return self.get(email=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Somebody who works at the centre. ``key`` is the only id that leaves the server."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="members")
    zone = models.CharField(max_length=64, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    roles_stamp = models.PositiveIntegerField(default=0)  # each role change: sessions get a new key
    sessions_stamp = models.PositiveIntegerField(default=0)  # sign out everywhere, deactivation: sessions end

    objects: ClassVar[PersonManager] = PersonManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def roles(self) -> frozenset[str]:
        """The roles this person holds, read once per object."""
        if not hasattr(self, "_roles"):
            self._roles = frozenset(self.grants.values_list("role", flat=True))
        return self._roles

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Bind sessions to the password and the stamp: raising the stamp ends them all without looking for them."""
        bound = f"{self.password}:{self.sessions_stamp}"
        return salted_hmac("hearten.people.session", bound, secret=secret, algorithm="sha256").hexdigest()

    def has_role(self, *roles: str) -> bool:
        """Say whether the person holds any of these roles."""
        return not self.roles.isdisjoint(roles)


class RoleGrant(models.Model):
    """A role held by a person."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(max_length=20, choices=Role)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "role"], name="role_held_once")]

    def __str__(self) -> str:
        return self.get_role_display()


class Invitation(models.Model):
    """A link with which one person sets a password. The link is shown once; only its digest is stored."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, related_name="+")
    token_digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    link_lifetime = timedelta(days=7)
    lifetime = timedelta(days=30)

    def __str__(self) -> str:
        return f"Invitation of {self.person_id}"

    def is_open(self, now: datetime) -> bool:
        """Say whether the link still works."""
        return self.used_at is None and self.revoked_at is None and now < self.expires_at


class PersonRequest(HttpRequest):
    """A request whose sender has signed in; the policy middleware has made sure of it."""

    user: Person
