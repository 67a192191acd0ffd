"""Pages of the shell: errors in our own voice, offline, the style page, and what makes the dock installable."""

import json
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _

from hearten.ui import nav, samples
from hearten.ui.context import Page

SERVICE_WORKER = Path(__file__).parent / "service_worker.js"
SHELL = (
    "ui/tokens.css",
    "ui/base.css",
    "ui/components.css",
    "ui/dock.css",
    "ui/scheme.js",
    "ui/hearten.js",
    "ui/mark.svg",
    "ui/vendor/atkinson-hyperlegible-next-5.3.0/atkinson-hyperlegible-next-latin-wght-normal.woff2",
    "ui/vendor/htmx-2.0.11/htmx.min.js",
    "ui/vendor/idiomorph-0.8.0/idiomorph-ext.min.js",
)


def error_page(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """Show an error inside the page a signed-in person knows, so that the button at the foot stays."""
    page = Page(request, is_error=True)
    frame = "ui/bare.html" if page.viewer is None else "ui/base.html"
    return render(request, template, {"page": page, "frame": frame}, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """400: the request made no sense."""
    return error_page(request, "ui/400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """403: refused, and it is no secret that it is."""
    return error_page(request, "ui/403.html", 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """404: the same page for "not yours" and "not there"."""
    return error_page(request, "ui/404.html", 404)


def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """413: more was sent than is taken."""
    return error_page(request, "ui/413.html", 413)


def unavailable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """503: back shortly."""
    return error_page(request, "ui/503.html", 503)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. The foot is shown if it still can be; what failed may be what it stands on."""
    try:
        return error_page(request, "ui/500.html", 500)
    except Exception:  # noqa: BLE001 - the page for failures must not fail
        return render(None, "ui/500.html", {"frame": "ui/bare.html"}, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it
    """403 for a form that is too old or came from elsewhere. ``reason`` is Django's, for developers; not shown."""
    return error_page(request, "ui/csrf.html", 403)


def offline(request: HttpRequest) -> HttpResponse:
    """Say what still works without the line. Kept by the service worker, so the same for everybody."""
    return render(request, "ui/offline.html", {"page": Page(HttpRequest())})


def style(request: HttpRequest) -> HttpResponse:
    """Show every token and component with made-up contents."""
    return render(request, "ui/style.html", samples.context())


def promises(request: HttpRequest) -> HttpResponse:
    """Show what Hearten promises to agents today, in plain words."""
    return render(request, "ui/promises.html")


def manifest(_request: HttpRequest) -> HttpResponse:
    """Let the browser install the dock as a window."""
    data = {
        "id": "hearten-dock",
        "name": _("Hearten"),
        "short_name": _("Hearten"),
        "description": _("The desk: what was heard, your words, a way out."),
        "start_url": nav.dock_url(),
        "scope": "/",
        "display": "standalone",
        "background_color": "#fcf9f5",
        "theme_color": "#fcf9f5",
        "icons": [{"src": static("ui/mark.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
    return JsonResponse(data, content_type="application/manifest+json")


def service_worker(_request: HttpRequest) -> HttpResponse:
    """Give the service worker with the addresses of this version's shell in front."""
    page = reverse("ui:offline")
    values = {"SHELL_NAME": settings.STATIC_URL, "OFFLINE": page, "SHELL": [page, *map(static, SHELL)]}
    head = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in values.items())
    answer = HttpResponse(head + SERVICE_WORKER.read_text(encoding="utf-8"), content_type="text/javascript")
    answer["Cache-Control"] = "no-cache"
    return answer
