"""What every page of this area does alike: 404 for what is not the viewer's, and the sealing of what was typed."""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from hearten.people.models import PersonRequest
from hearten.seal.sessions import Unlocked
from hearten.selftalk.actions import NotSetUp, NotYours

own_words_inside = sensitive_post_parameters()


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
