"""The log of what threw me."""

from dataclasses import replace
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hearten.gameplan import actions, kinds, present, queries
from hearten.gameplan.forms import TriggerForm, TriggerWordsForm, trigger_of
from hearten.gameplan.views.doors import kept, opened, set_up_first, there, today
from hearten.people.models import PersonRequest
from hearten.people.policy import AGENT, policy
from hearten.seal.views import needs_unlocked
from hearten.ui.answers import form_page, sent


@policy(private=True, GET=AGENT)
@needs_unlocked
def triggers(request: PersonRequest) -> HttpResponse:
    """Show the whole log."""
    found = queries.triggers_for(request.user, opened(request))
    return render(request, "gameplan/triggers.html", {"triggers": present.triggers(found)})


@policy(private=True, GET=AGENT, POST=AGENT)
@set_up_first
def new_trigger(request: PersonRequest) -> HttpResponse:
    """Write a line by hand. It can be kept while one's notes are closed."""
    form = TriggerForm(sent(request))
    if request.method == "POST" and form.is_valid():
        trigger = trigger_of(form, at=f"{timezone.localtime():%H:%M}")
        if kept(form, actions.keep_trigger, request.user, trigger, on=today()):
            messages.success(request, _("Kept and sealed. Only you can open it."))
            return redirect("gameplan:home")
    return form_page(request, "gameplan/new_trigger.html", form)


@policy(private=True, GET=AGENT, POST=AGENT)
@there(kinds.TRIGGER)
@needs_unlocked
def trigger(request: PersonRequest, key: UUID) -> HttpResponse:
    """Read a line, and add one's own words to it."""
    found = present.or_404(queries.trigger_for(request.user, opened(request), key))
    form = TriggerWordsForm(sent(request), initial={"kind": found.kind, "what": found.what})
    if request.method == "POST" and form.is_valid():
        changed = replace(found, **form.cleaned_data)
        if kept(form, actions.keep_trigger, request.user, changed, on=found.on or today()):
            messages.success(request, _("Kept and sealed."))
            return redirect("gameplan:trigger", key=key)
    course = queries.course_of(request.user, found.contact, now=timezone.now()) if found.contact else None
    context = {"trigger": present.trigger(found), "course": present.heard_in(course)}
    return form_page(request, "gameplan/trigger.html", form, context)


@policy(private=True, POST=AGENT)
@there(kinds.TRIGGER)
@needs_unlocked
def delete_trigger(request: PersonRequest, key: UUID) -> HttpResponse:
    """Delete a line."""
    actions.forget(request.user, key)
    messages.success(request, _("Deleted. Nobody can open it any more."))
    return redirect("gameplan:triggers")
