"""The page that shows, on an invented organisation, what is published of groups and what is not."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hearten.blocks.example import NAMES, example
from hearten.blocks.picture import draw
from hearten.people.models import PersonRequest
from hearten.people.policy import SIGNED_IN, policy


@policy(GET=SIGNED_IN)
def how_groups_are_shown(request: PersonRequest) -> HttpResponse:
    """Show the example with its drawing and its table."""
    title = _("“My break is honoured when queues are long”: who agrees")
    picture = draw(example(), "break", title=title, names=NAMES)
    return render(request, "blocks/how.html", {"picture": picture})
