"""The help lines for people who work here, as a fragment of other areas' pages. Nobody is told who reads them."""

from django.http import HttpResponse
from django.shortcuts import render

from hearten.people.models import PersonRequest
from hearten.people.policy import SIGNED_IN, policy
from hearten.support.exits import queries
from hearten.support.exits.models import ForWhom


@policy(GET=SIGNED_IN, idle=True)
def lines_for_us(request: PersonRequest) -> HttpResponse:
    """Show the lines for staff; where the centre has none of these, all there are."""
    lines = queries.help_lines_for(request.user, ForWhom.STAFF) or queries.help_lines_for(request.user)
    return render(request, "exits/lines_for_us.html", {"lines": lines})
