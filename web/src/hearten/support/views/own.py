"""One's own support: the buddy, and how a hand reaches oneself."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hearten.people.models import PersonRequest
from hearten.people.policy import AGENT, SIGNED_IN, policy
from hearten.support import actions, queries
from hearten.support.forms import BuddyForm, ReachingForm


def _page(
    request: PersonRequest, *, buddy_form: BuddyForm | None = None, reaching_form: ReachingForm | None = None
) -> HttpResponse:
    viewer = request.user
    own = queries.buddy_of(viewer) if AGENT.admits(viewer) else None
    reaching = queries.reaching_of(viewer)
    context = {
        "is_agent": AGENT.admits(viewer),
        "own": own,
        "others": list(queries.buddyships_for(viewer)),
        "buddy_form": buddy_form or BuddyForm(people=queries.buddies_to_choose(viewer)),
        "reaching_form": reaching_form or ReachingForm(initial={"browser": reaching.browser, "sound": reaching.sound}),
    }
    return render(request, "support/own.html", context, status=422 if buddy_form or reaching_form else 200)


@policy(GET=SIGNED_IN)
def own(request: PersonRequest) -> HttpResponse:
    """Show whom one chose, who chose oneself, and how a hand reaches oneself."""
    return _page(request)


@policy(POST=AGENT)
def choose_buddy(request: PersonRequest) -> HttpResponse:
    """Ask somebody to be one's buddy."""
    form = BuddyForm(request.POST, people=queries.buddies_to_choose(request.user))
    if not form.is_valid():
        return _page(request, buddy_form=form)
    actions.choose_buddy(request.user, form.cleaned_data["buddy"], now=timezone.now())
    messages.success(request, _("Asked. It holds once they say yes."))
    return redirect("support:own")


@policy(POST=AGENT)
def accept_buddy(request: PersonRequest, key: UUID) -> HttpResponse:
    """Say yes."""
    if not actions.accept_buddy(request.user, key, now=timezone.now()):
        raise Http404
    return redirect("support:own")


@policy(POST=AGENT)
def end_buddy(request: PersonRequest, key: UUID) -> HttpResponse:
    """Say no, or stop."""
    if not actions.end_buddy(request.user, key):
        raise Http404
    return redirect("support:own")


@policy(POST=SIGNED_IN)
def set_reaching(request: PersonRequest) -> HttpResponse:
    """Settle how a hand reaches oneself."""
    form = ReachingForm(request.POST)
    if not form.is_valid():
        return _page(request, reaching_form=form)
    actions.set_reaching(request.user, **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("support:own")
