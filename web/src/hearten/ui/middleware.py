"""Headers and a last wash on every response but static files, which WhiteNoise answers before they come here."""

import re
from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("browsing-topics", "camera", "display-capture", "geolocation", "microphone", "payment", "usb")
)

# U+061C, U+200E, U+200F, U+202A to U+202E and U+2066 to U+2069 in UTF-8: they turn the words round them, ours too.
_DIRECTION_CONTROLS = re.compile(rb"\xd8\x9c|\xe2\x80[\x8e\x8f\xaa-\xae]|\xe2\x81[\xa6-\xa9]")


def without_direction_controls(response: HttpResponseBase) -> HttpResponseBase:
    """Take bidirectional controls out of a page, whoever typed or said them. ``dir`` and ``<bdi>`` do what is meant."""
    if not isinstance(response, HttpResponse) or "html" not in response.headers.get("Content-Type", ""):
        return response
    if _DIRECTION_CONTROLS.search(response.content):
        response.content = _DIRECTION_CONTROLS.sub(b"", response.content)
        if response.has_header("Content-Length"):
            response["Content-Length"] = str(len(response.content))
    return response


def add_headers(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Keep what a signed-in person sees out of caches, and the browser's senses shut.

    A session cookie stands for "signed in": it is known without a query, also in async views.
    """
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies
    if has_session and not response.has_header("Cache-Control"):
        response["Cache-Control"] = "no-store"
    response.headers.setdefault("Permissions-Policy", PERMISSIONS)
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    return without_direction_controls(response)


@sync_and_async_middleware
def headers(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], Any]:
    """Wrap the application, sync or async."""
    if iscoroutinefunction(get_response):
        answer: Callable[[HttpRequest], Awaitable[HttpResponseBase]] = get_response

        async def async_middleware(request: HttpRequest) -> HttpResponseBase:
            return add_headers(request, await answer(request))

        return async_middleware

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return add_headers(request, get_response(request))

    return middleware
