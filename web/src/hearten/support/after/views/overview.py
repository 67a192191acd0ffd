"""The page Afterwards, and why nobody is made to talk."""

from django.http import HttpResponse
from django.shortcuts import render

from hearten.people.models import PersonRequest
from hearten.people.policy import SIGNED_IN, policy
from hearten.support.after.queries import reviews as queries


@policy(GET=SIGNED_IN)
def after(request: PersonRequest) -> HttpResponse:
    """Show what there is afterwards; all of it to choose, none of it to do."""
    return render(request, "support_after/after.html", {"shown": queries.shown_to(request.user)})


@policy(GET=SIGNED_IN)
def why_not(request: PersonRequest) -> HttpResponse:
    """Say what is not scheduled here, and on what evidence."""
    return render(request, "support_after/why_not.html")
