"""The doors of every page: the session rules, the policy registry, and the viewer's time zone.

All three look at what the view declared (``people.policy``), so they work in ``process_view``. Pages for everybody and
webhooks touch neither the session nor the person: they cost no query here.
"""

import logging
import os
import zoneinfo
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone

from hearten.people import sessions
from hearten.people.models import Role
from hearten.people.policy import Policy, policy_for
from hearten.people.signin import SECOND_STEP_DUE

log = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]

# While the desk is locked, these alone answer: proving who you are, or leaving.
OPEN_WHILE_LOCKED = frozenset(
    {
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "account_logout",
        "people:lock",
        "people:locked",
        "people:someone_else",
    }
)
NEEDS_SECOND_STEP = frozenset({Role.LEAD.value, Role.ADMIN.value})


class UndeclaredView(Exception):  # noqa: N818 - named for what is wrong, in the builder's terminal
    """A view that says nothing about who may use it. It answers nobody."""


def _declared(request: HttpRequest, view: View) -> Policy | None:
    match = request.resolver_match
    return policy_for(view, match.view_name if match else None)


def wants_data(request: HttpRequest) -> bool:
    """Say whether a script asks, which must not be sent to another page by a redirect it would swallow."""
    if "HX-Request" in request.headers:
        return True
    accept = request.headers.get("Accept", "")
    return "text/html" not in accept and ("json" in accept or "json" in (request.content_type or ""))


def _back_here(request: HttpRequest) -> str:
    """Give the page to return to: the page around a fragment, the page itself, or none after a form."""
    if "HX-Request" in request.headers:
        try:
            parts = urlsplit(request.headers.get("HX-Current-URL", ""))
        except ValueError:  # "http://[" and the like; only a page of somebody else's writes that
            return ""
        return parts.path + (f"?{parts.query}" if parts.query else "")
    return request.get_full_path() if request.method in ("GET", "HEAD") else ""


def send_to(request: HttpRequest, place: str) -> HttpResponse:
    """Send a browser to sign in or to unlock, in the way the asker understands."""
    back = _back_here(request)
    target = f"{place}?{urlencode({'next': back})}" if back else place
    if wants_data(request):
        return HttpResponse(status=401, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


class SessionRules:
    """Locks, idle closing, and a new key after a role change."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # An address that does not exist has no view to guard, yet its page shows the person's frame.
        if request.resolver_match is None and sessions.is_locked(request.session):
            return send_to(request, reverse("people:locked"))
        return response

    def process_view(
        self, request: HttpRequest, view: View, _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Ask to unlock where a lock is on; otherwise note the activity."""
        declared = _declared(request, view)
        access = declared.access(request.method or "") if declared else None
        if declared is None or access is None or not access.signed_in or not request.user.is_authenticated:
            return None
        session, now = request.session, sessions.now()
        name = request.resolver_match.view_name if request.resolver_match else ""
        closed = declared.private and sessions.is_closed(session, now)
        if closed or (sessions.is_locked(session) and name not in OPEN_WHILE_LOCKED):
            return send_to(request, reverse("people:locked"))
        sessions.meet_roles(session, request.user)
        if not declared.idle:
            sessions.touch(session, now)
        request.closes_when_idle = declared.private  # type: ignore[attr-defined]
        return None


def session_rules(get_response: GetResponse) -> SessionRules:
    """Make the middleware that applies the rules of ``people.sessions``."""
    return SessionRules(get_response)


class PolicyMiddleware:
    """Refuses whoever the view's policy does not admit. A page for another role looks like no page at all."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Let the request through, or say no in the one way there is."""
        declared = _declared(request, view)
        if declared is None:
            return self._undeclared(request, view)
        access = declared.access(request.method or "")
        if access is None:
            return self._wrong_method(request, declared)
        if access.admits(request.user):
            return None if access.urgent else self._second_step(request, access.roles)
        if not request.user.is_authenticated:
            return send_to(request, resolve_url(settings.LOGIN_URL))
        raise Http404

    def _undeclared(self, request: HttpRequest, view: View) -> HttpResponse:
        name = request.resolver_match.view_name if request.resolver_match else view.__name__
        if settings.DEBUG or "PYTEST_VERSION" in os.environ:
            raise UndeclaredView(f"{name} declares no policy: put @policy(...) on it, or declare() its URL name.")
        log.error("Refused %s: its view declares no policy.", name)
        raise Http404

    def _wrong_method(self, request: HttpRequest, declared: Policy) -> HttpResponse:
        """405 to those who may use the page by another method; to others it does not exist."""
        if not any(access.admits(request.user) for access in declared.methods.values()):
            if not request.user.is_authenticated:
                return send_to(request, resolve_url(settings.LOGIN_URL))
            raise Http404
        allowed = set(declared.methods) | ({"HEAD"} if "GET" in declared.methods else set())
        return HttpResponseNotAllowed(sorted(allowed))

    def _second_step(self, request: HttpRequest, roles: frozenset[str]) -> HttpResponse | None:
        """Leads and administrators set up a passkey or an authenticator first; the desk stays open to them."""
        if roles & NEEDS_SECOND_STEP and request.session.get(SECOND_STEP_DUE):
            return send_to(request, reverse("people:second_step"))
        return None


class ViewerZone:
    """Shows times in the viewer's zone, or in the centre's."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with timezone.override(zone_of("")):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, _args: tuple[Any, ...], _kwargs: dict[str, Any]) -> None:
        """Switch to the person's own zone where the person is known anyway."""
        declared = _declared(request, view)
        access = declared.access(request.method or "") if declared else None
        if access and access.signed_in and request.user.is_authenticated:
            timezone.activate(zone_of(request.user.zone))


def zone_of(name: str) -> zoneinfo.ZoneInfo:
    """Give the zone of this name, or the centre's where the name is empty or no longer known."""
    try:
        return zoneinfo.ZoneInfo(name or settings.PEOPLE_ZONE)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


def viewer_zone(get_response: GetResponse) -> ViewerZone:
    """Make the middleware that shows times in the viewer's zone."""
    return ViewerZone(get_response)
