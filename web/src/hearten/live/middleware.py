"""Where a page's stream begins."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from hearten.live.queries import cursor_for


def cursor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give whole pages ``request.live_after``, read before the page reads anything else.

    Read later, a change between the page's own reading and this one would be in neither the page nor the stream.
    Fragments are part of a page that has its number already.
    """

    def with_cursor(request: HttpRequest) -> HttpResponse:
        if request.method == "GET" and "HX-Request" not in request.headers and _may_be_signed_in(request):
            request.live_after = cursor_for(request.user)  # type: ignore[attr-defined]
        return get_response(request)

    return with_cursor


def _may_be_signed_in(request: HttpRequest) -> bool:
    return bool(request.session.session_key) and not request.path.startswith("/live/")
