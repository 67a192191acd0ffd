"""Who is acting right now: the person behind the request, or nobody where a command or the schedule acts.

Verbs do not take the actor as an argument: whoever forgot to pass it on would act in nobody's name.
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse

from hearten.people.models import Person
from hearten.people.policy import policy_for

_request: ContextVar[HttpRequest | None] = ContextVar("hearten_acting_request", default=None)


def who() -> Person | None:
    """Give the person whose request is being answered; None for a command, the schedule and whoever is signed out."""
    request = _request.get()
    user: Any = getattr(request, "user", None)
    return user if user is not None and user.is_authenticated else None


class Acting:
    """Remembers the request while its view runs; touches neither session nor person until somebody asks."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _request.set(None)
        try:
            return self.get_response(request)
        finally:
            _request.reset(token)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], _args: tuple[Any, ...], _kwargs: dict[str, Any]
    ) -> None:
        """Remember the request of a page for people who have signed in."""
        match = request.resolver_match
        declared = policy_for(view, match.view_name if match else None)
        access = declared.access(request.method or "") if declared else None
        if access is not None and access.signed_in:
            _request.set(request)


def acting(get_response: Callable[[HttpRequest], HttpResponse]) -> Acting:
    """Make the middleware."""
    return Acting(get_response)
