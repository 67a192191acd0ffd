"""The first page: everything of the gameplan at a glance, and what there is of it while one's notes are closed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hearten.gameplan import present, queries
from hearten.gameplan.views.doors import open_or_none, today
from hearten.people.models import PersonRequest
from hearten.people.policy import AGENT, policy
from hearten.seal import queries as seal


@policy(private=True, GET=AGENT)
def home(request: PersonRequest) -> HttpResponse:
    """Show the gameplan, or what a closed room may show."""
    viewer, unlocked = request.user, open_or_none(request)
    context = {
        "is_set_up": seal.is_set_up(viewer),
        "is_open": unlocked is not None,
        "goal": queries.goal_for(viewer, unlocked),
        "intention": queries.intention_for(viewer, today=today()),
        "plans": present.plans(queries.plans_for(viewer, unlocked), queries.answers_for(viewer, unlocked)),
        "roadmaps": queries.roadmaps_for(viewer, unlocked),
        "triggers": present.triggers(queries.triggers_for(viewer, unlocked)),
        "goods": queries.goods_for(viewer, unlocked)[:3],
        "called": present.called(queries.called_up_for(viewer, unlocked, now=timezone.now()), request)[:3],
    }
    return render(request, "gameplan/home.html", context)
