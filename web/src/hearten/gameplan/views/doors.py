"""What every page here does alike: the order of the doors, and what happens where nothing is set up."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from hearten.gameplan import actions, queries
from hearten.people.models import PersonRequest
from hearten.seal import queries as seal
from hearten.seal import sessions
from hearten.seal.sessions import Unlocked
from hearten.seal.views import View
from hearten.seal.views import there as sealed_there


def there(kind: str) -> Callable[[View], View]:
    """Answer 404 before anything else where the key names nothing of the viewer's of this kind."""
    return sealed_there(lambda person, key: queries.has(person, key, kind))


def set_up_first(view: View) -> View:
    """Lead to where one's seal is made, where there is none: without one nothing can be kept."""

    @wraps(view)
    def or_set_up(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not seal.is_set_up(request.user):
            return redirect("seal:set_up")
        return view(request, *args, **kwargs)

    return or_set_up


def kept(form: BaseForm, verb: Callable[..., object], *args: Any, **named: Any) -> bool:
    """Call a verb that seals; say at the form where it could not. Somebody else's key looks like no page."""
    try:
        verb(*args, **named)
    except actions.NotYours:
        raise Http404 from None
    except actions.NotSetUp:
        form.add_error(None, _("You have no sealed notes yet. Set them up first; what you wrote is still here."))
        return False
    return True


def opened(request: PersonRequest) -> Unlocked:
    """Give the open notes of a page behind ``needs_unlocked``."""
    return request.unlocked  # type: ignore[attr-defined, no-any-return]


def open_or_none(request: PersonRequest) -> Unlocked | None:
    """Give the open notes, or None while they are closed."""
    return sessions.unlocked_in(request)


def today() -> Any:
    """Give the day as the viewer's calendar has it: notes bear a day and no time."""
    return timezone.localdate()
