"""Headers on every response but static files, which WhiteNoise answers before they come here."""

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in ("browsing-topics", "camera", "display-capture", "geolocation", "microphone", "payment", "usb")
)


def add_headers(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """Keep what a signed-in person sees out of caches, and the browser's senses shut.

    A session cookie stands for "signed in": it is known without a query, also in async views.
    """
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES or settings.SESSION_COOKIE_NAME in response.cookies
    if has_session and not response.has_header("Cache-Control"):
        response["Cache-Control"] = "no-store"
    response.headers.setdefault("Permissions-Policy", PERMISSIONS)
    response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    return response


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
