"""If-then plans: written, looked at once, kept; and whether they fired."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hearten.gameplan import actions, kinds, present, queries
from hearten.gameplan.forms import FiredForm, PlanForm, of_plan
from hearten.gameplan.marks import key_for
from hearten.gameplan.rules.fired import Fired, record_of, records
from hearten.gameplan.views.doors import kept, open_or_none, opened, set_up_first, there, today
from hearten.people.models import PersonRequest
from hearten.people.policy import AGENT, policy
from hearten.seal import queries as seal
from hearten.seal.views import needs_unlocked
from hearten.ui.answers import form_page, sent
from hearten_ear.wording.plans import IfThen, check_parts


@policy(params=("trigger", "roadmap"), private=True, GET=AGENT, POST=AGENT)
@set_up_first
def new_plan(request: PersonRequest) -> HttpResponse:
    """Write a plan. Its wording is looked at once when it is sent; it can be kept as it is all the same."""
    form = PlanForm(sent(request), initial={"key": uuid4(), **_proposed(request)})
    if request.method == "POST" and form.is_valid():
        answer = _kept_or_looked_at(request, form)
        if answer is not None:
            return answer
    return form_page(request, "gameplan/new_plan.html", form)


def _proposed(request: PersonRequest) -> dict[str, Any]:
    """Begin from a line of the log or from a roadmap, where the viewer came from there and has their notes open."""
    unlocked = open_or_none(request)
    trigger = queries.trigger_for(request.user, unlocked, present.key_of(request.GET.get("trigger", "")))
    if trigger is not None:
        named = {"signals": [trigger.heard]} if trigger.heard else {"kinds": [trigger.kind]}
        return {**named, "from_level": trigger.level if trigger.level >= 2 else 0}
    roadmap = queries.roadmap_for(request.user, unlocked, present.key_of(request.GET.get("roadmap", "")))
    if roadmap is not None:
        heard = {mark.signal for mark in roadmap.road.marks}
        return {
            "moment": present.one_line(roadmap.answers["turn"]),
            "act": present.one_line(roadmap.answers["instead"]),
            "signals": sorted(heard),
        }
    return {}


def _kept_or_looked_at(request: PersonRequest, form: PlanForm) -> HttpResponse | None:
    plan = form.plan
    weak = check_parts(IfThen(plan.moment, plan.act), language=get_language() or "en")
    is_called = bool(plan.called_up_by)
    if not (form.cleaned_data["looked"] or (is_called and not weak)):
        again = PlanForm(initial=form.cleaned_data | {"looked": "1"})
        context = {"form": again, "is_looked_at": True, "weak": weak, "is_called": is_called}
        return render(request, "gameplan/new_plan.html", context)
    if not kept(form, actions.keep_plan, request.user, plan, on=today()):
        return None
    messages.success(request, _("Kept. At the next cue that calls it up, it stands there first."))
    return redirect("gameplan:home")


@policy(private=True, GET=AGENT, POST=AGENT)
@there(kinds.PLAN)
@needs_unlocked
def plan(request: PersonRequest, key: UUID) -> HttpResponse:
    """Read a plan, see how it did, and change it."""
    found = present.or_404(queries.plan_for(request.user, opened(request), key))
    form = PlanForm(sent(request), initial=of_plan(found))
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["key"] != key:
            raise Http404
        answer = _kept_or_looked_at(request, form)
        if answer is not None:
            return answer
    record = record_of(records(queries.answers_for(request.user, opened(request))), key)
    context = {"plan": present.plan(found, record), "weak": check_parts(IfThen(found.moment, found.act))}
    return form_page(request, "gameplan/plan.html", form, context)


@policy(private=True, POST=AGENT)
@there(kinds.PLAN)
@needs_unlocked
def delete_plan(request: PersonRequest, key: UUID) -> HttpResponse:
    """Delete a plan and its desk card."""
    actions.forget(request.user, key)
    messages.success(request, _("Deleted, and taken off the desk. What you said of it stays in your notes."))
    return redirect("gameplan:home")


@policy(private=True, GET=AGENT, POST=AGENT)
def fired(request: PersonRequest) -> HttpResponse:
    """Show which plans this shift's contacts called up, and take what one says of them."""
    if request.method == "POST":
        return _answer(request)
    found = queries.called_up_for(request.user, open_or_none(request), now=timezone.now())
    context = {"called": present.called(found, request), "is_set_up": seal.is_set_up(request.user)}
    return render(request, "gameplan/fired.html", context)


def _answer(request: PersonRequest) -> HttpResponse:
    form = FiredForm(request.POST)
    back = "listening:desk" if request.POST.get("from") == "desk" else "gameplan:fired"
    if form.is_valid():
        about, contact = form.cleaned_data["plan"], form.cleaned_data["contact"]
        said = Fired(str(about), str(contact), form.cleaned_data["answer"])
        key = key_for(request, "fired", about, contact)
        if kept(form, actions.answer_fired, request.user, said, key=key, on=today(), now=timezone.now()):
            if request.headers.get("HX-Request"):
                return render(request, "gameplan/on_desk.html#thanks")
            messages.success(request, _("Kept and sealed. Only you see what helps you."))
    return redirect(reverse(back))
