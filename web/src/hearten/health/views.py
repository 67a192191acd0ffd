"""The administrator's page about the installation, and the same for monitoring."""

import ipaddress
import secrets

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hearten.health import queries
from hearten.health.metrics import as_text
from hearten.people.models import PersonRequest
from hearten.people.policy import ADMIN, MACHINE, policy

FORWARDED = ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via")
TEXT = "text/plain; version=0.0.4; charset=utf-8"


@policy(GET=ADMIN)
def health(request: PersonRequest) -> HttpResponse:
    """Show how the installation is doing."""
    return render(request, "health/health.html", {"health": queries.health_for(request.user, now=timezone.now())})


@policy(GET=MACHINE)
def metrics(request: HttpRequest) -> HttpResponse:
    """Give numbers to whoever has the token, or to this machine itself where there is none."""
    if not _may_read(request):
        raise Http404
    return HttpResponse(as_text(queries.facts(timezone.now())), content_type=TEXT)


def _may_read(request: HttpRequest) -> bool:
    if settings.METRICS_TOKEN:
        given = request.headers.get("Authorization", "")
        return secrets.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    # A proxy on this machine passes strangers on from the loopback address: what was forwarded is not from here.
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False
