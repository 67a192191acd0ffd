"""Which pages may stand in a frame, and where: the dock and its lock, in our own window on top and in named origins."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.csp import CSP

from hearten.people.policy import policy_for


class Framing:
    """Opens ``frame-ancestors`` for views whose policy is ``framed``; every other page stays shut."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        match = request.resolver_match
        declared = policy_for(match.func, match.view_name) if match else None
        if declared is not None and declared.framed:
            ancestors = [CSP.SELF, *settings.DOCK_ORIGINS]
            response._csp_config = {**settings.SECURE_CSP, "frame-ancestors": ancestors}  # type: ignore[attr-defined] # noqa: SLF001 - what csp_override sets
            response.xframe_options_exempt = True  # the older header knows no list
        return response
