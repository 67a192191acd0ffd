"""What every page of this area does alike: 404 for what is not the viewer's, and the sealing of what was typed."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from hearten.people.models import Person, PersonRequest
from hearten.seal.sessions import Unlocked
from hearten.seal.views import View
from hearten.selftalk.actions import NotSetUp, NotYours

Where = Callable[[Person, UUID], bool]

own_words_inside = sensitive_post_parameters()


def there(is_there: Where) -> Callable[[View], View]:
    """Answer 404 before anything else where the key names nothing of the viewer's: locked or not, it is not there."""

    def only_there(view: View) -> View:
        @wraps(view)
        def or_not_found(request: PersonRequest, key: UUID) -> HttpResponse:
            if not is_there(request.user, key):
                raise Http404
            return view(request, key)

        return or_not_found

    return only_there


def unlocked_of(request: PersonRequest) -> Unlocked:
    """Give what ``needs_unlocked`` found."""
    found: Unlocked = request.unlocked  # type: ignore[attr-defined]
    return found


def was_kept(form: Any, keep: Callable[[], None]) -> bool:
    """Seal what a form brought; say at the form where there is no seal yet, and 404 for somebody else's key."""
    try:
        keep()
    except NotYours:
        raise Http404 from None
    except NotSetUp:
        form.add_error(None, _("You have no sealed notes yet. Set them up first; what you wrote is still here."))
        return False
    return True
