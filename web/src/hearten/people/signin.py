"""Sign-in by django-allauth, in our house's terms: by invitation only, the same answer to everyone, no cheering."""

from typing import Any
from urllib.parse import urlsplit

import qrcode  # type: ignore[import-untyped]
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from qrcode.image.svg import SvgPathFillImage  # type: ignore[import-untyped]

from hearten.people.models import Person, Role

SECOND_STEP_DUE = "hearten_second_step_due"
SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SECOND_STEP_ROLES = (Role.LEAD.value, Role.ADMIN.value)
# What allauth would congratulate on; the page one arrives at says enough.
SILENT = frozenset({"account/messages/logged_in.txt", "account/messages/logged_out.txt"})


def needs_second_step(person: Person) -> bool:
    """Say whether this person must have a passkey or an authenticator: leads and administrators must."""
    required: bool = settings.SECOND_STEP_REQUIRED
    return required and not person.roles.isdisjoint(SECOND_STEP_ROLES)


def has_second_step(person: Person) -> bool:
    """Say whether the person has set up a passkey, a security key or an authenticator."""
    return bool(Authenticator.objects.filter(user=person, type__in=SECOND_STEPS).exists())


def is_last_second_step(person: Person, pk: int) -> bool:
    """Say whether this key of the person's is the last second step of somebody who must have one."""
    key = Authenticator.objects.filter(user=person, pk=pk).first()
    return key is not None and not SecondStep().can_delete_authenticator(key)


class InvitedOnly(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up: people come by invitation. Redirects stay on this installation."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and password do not go together. Check both and try again."),
        "incorrect_password": _("This is not the password of this account. Check it and try again."),
        "incorrect_code": _("This code is not right, or has expired. Wait for the next one and type it again."),
        "too_many_login_attempts": _("Too many tries. Wait a few minutes, then try again."),
        "rate_limited": _("Too many tries. Wait a few minutes, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """No."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Only pages of this very host are safe to go on to; neither other hosts we answer to nor other schemes."""
        try:
            if not url or urlsplit(url).path.startswith("//"):
                return False
        except ValueError:
            return False
        request = context.request
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Person | None:
        """Give the person these credentials belong to. Somebody deactivated gets the answer of somebody unknown."""
        person = super().authenticate(request, **credentials)
        return person if person is not None and person.is_active else None

    def reauthenticate(self, user: Person, password: str) -> bool:
        """Check the password of somebody signed in, under the same limits as at sign-in."""
        found = self.authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        """Note once per session whether a second step is due, so that no page has to ask the database."""
        if needs_second_step(user) and not has_second_step(user):
            request.session[SECOND_STEP_DUE] = True
        response: HttpResponse = super().post_login(request, user, **kwargs)
        return response

    def respond_user_inactive(self, request: HttpRequest, user: Person) -> HttpResponse:  # noqa: ARG002 - as above
        """Turn a passkey of somebody deactivated away as if nobody knew it; a password never comes this far."""
        messages.error(request, self.error_messages["incorrect_code"])
        return HttpResponseRedirect(reverse("account_login"))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:  # noqa: ARG002 - as above
        """Count tries per address alone: allauth adds the host name, and we answer to several."""
        return str(credentials.get("email", "")).strip().lower()

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Pass a message on unless it only congratulates."""
        if message_template not in SILENT:
            super().add_message(request, level, message_template, *args, **kwargs)


class SecondStep(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys, authenticators and recovery codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": _(
            "Leads and administrators keep at least one. Add another before removing this."
        ),
        "incorrect_code": _("This code is not right, or has expired. Wait for the next one and type it again."),
    }

    def build_totp_svg(self, url: str) -> str:
        """Draw the code on white, so that cameras read it in the dark scheme too."""
        image = qrcode.make(url, image_factory=SvgPathFillImage)
        return str(image.to_string(encoding="unicode"))

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Refuse to take the last second step from somebody who must have one."""
        person = authenticator.user
        if authenticator.type not in SECOND_STEPS or not needs_second_step(person):
            return True
        others = Authenticator.objects.filter(user=person, type__in=SECOND_STEPS).exclude(pk=authenticator.pk)
        return bool(others.exists())
