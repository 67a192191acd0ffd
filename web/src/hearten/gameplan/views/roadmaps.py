"""Roadmaps: one contact, where it went off course, and the way I want instead."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hearten.gameplan import actions, kinds, present, queries
from hearten.gameplan.forms import RoadmapForm, of_roadmap
from hearten.gameplan.rules.roadmaps import PLACES, first_turn
from hearten.gameplan.views.doors import kept, open_or_none, opened, set_up_first, there, today
from hearten.people.models import PersonRequest
from hearten.people.policy import AGENT, policy
from hearten.seal.views import needs_unlocked
from hearten.ui.answers import form_page, sent


@policy(params=("contact",), private=True, GET=AGENT, POST=AGENT)
@set_up_first
def new_roadmap(request: PersonRequest) -> HttpResponse:
    """Draw one, from a contact of one's own or from memory. It can be kept while one's notes are closed."""
    now = timezone.now()
    asked = request.POST.get("contact", "") or request.GET.get("contact", "")
    course = queries.course_of(request.user, asked, now=now) if asked else None
    road = queries.road_of(course)
    contact = str(course.key) if course else ""
    begin = {"key": uuid4(), "contact": contact, "turn_at": first_turn(road) if road.marks else PLACES // 2}
    form = RoadmapForm(sent(request), initial=begin, road=road)
    if request.method == "POST" and form.is_valid():
        found = form.roadmap
        if kept(form, actions.keep_roadmap, request.user, found, on=today()):
            messages.success(request, _("Kept and sealed. Only you can open it."))
            return redirect("gameplan:roadmap", key=found.key) if open_or_none(request) else redirect("gameplan:home")
    context = {
        "drawings": present.drawings(road, present.turn_in(form)),
        "heard": present.heard_in(course),
        "contacts": present.contacts(queries.hard_contacts_for(request.user, now=now), chosen=contact),
    }
    return form_page(request, "gameplan/new_roadmap.html", form, context)


@policy(private=True, GET=AGENT)
@there(kinds.ROADMAP)
@needs_unlocked
def roadmap(request: PersonRequest, key: UUID) -> HttpResponse:
    """Show a roadmap."""
    found = present.or_404(queries.roadmap_for(request.user, opened(request), key))
    course = queries.course_of(request.user, found.contact, now=timezone.now()) if found.contact else None
    context = {
        "roadmap": found,
        "answers": present.answers(found),
        "drawings": present.drawings(found.road, found.turn_at),
        "heard": present.heard_on(found, course),
        "turn_clock": present.minutes(found.road.at(found.turn_at)) if found.road.points else "",
    }
    return render(request, "gameplan/roadmap.html", context)


@policy(private=True, GET=AGENT, POST=AGENT)
@there(kinds.ROADMAP)
@needs_unlocked
def change_roadmap(request: PersonRequest, key: UUID) -> HttpResponse:
    """Write a roadmap anew, on the road that it has."""
    found = present.or_404(queries.roadmap_for(request.user, opened(request), key))
    form = RoadmapForm(sent(request), initial=of_roadmap(found), road=found.road)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["key"] != key:
            raise Http404
        if kept(form, actions.keep_roadmap, request.user, form.roadmap, on=found.on or today()):
            messages.success(request, _("Kept and sealed."))
            return redirect("gameplan:roadmap", key=key)
    context = {"roadmap": found, "drawings": present.drawings(found.road, present.turn_in(form))}
    return form_page(request, "gameplan/change_roadmap.html", form, context)


@policy(private=True, POST=AGENT)
@there(kinds.ROADMAP)
@needs_unlocked
def delete_roadmap(request: PersonRequest, key: UUID) -> HttpResponse:
    """Delete a roadmap."""
    actions.forget(request.user, key)
    messages.success(request, _("Deleted. Nobody can open it any more."))
    return redirect("gameplan:home")
