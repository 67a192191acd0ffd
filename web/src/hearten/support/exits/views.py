"""The way out of a contact, on the desk: its ladder, leaving it, and what was left."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from hearten.people.models import PersonRequest
from hearten.people.policy import AGENT, SIGNED_IN, policy
from hearten.staffing.contacts import ContactInHand
from hearten.support.exits import actions, queries
from hearten.support.exits.forms import LeaveForm, PickForm, StepForm
from hearten.support.exits.present import ladder_context
from hearten.support.views.pressing import patiently


def contact_or_404(request: PersonRequest, key: UUID, now: datetime) -> ContactInHand:
    """Give the contact if it is the viewer's."""
    found = queries.contact_for(request.user, key, now=now)
    if found is None:
        raise Http404
    return found


def _show(request: PersonRequest, contact: ContactInHand, *, status: int = 200) -> HttpResponse:
    shown = queries.ladder_for(request.user, contact)
    return render(request, "exits/ladder.html#ladder", ladder_context(shown), status=status)


def after_post(request: PersonRequest, contact: ContactInHand) -> HttpResponse:
    """Show the way out as it now stands: the fragment to a script, the desk to everybody else."""
    if request.headers.get("HX-Request"):
        return _show(request, contact)
    return redirect(f"{reverse('listening:desk')}?open={contact.key}")


@policy(GET=AGENT, idle=True)
def ladder(request: PersonRequest, contact: UUID) -> HttpResponse:
    """Show the way out of a contact."""
    now = timezone.now()
    return _show(request, contact_or_404(request, contact, now))


@policy(POST=AGENT)
def pick(request: PersonRequest, contact: UUID) -> HttpResponse:
    """Show another ladder: the agent knows what is happening."""
    now = timezone.now()
    found = contact_or_404(request, contact, now)
    form = PickForm(request.POST)
    if not form.is_valid():
        return _show(request, found, status=422)
    kind, level = form.cleaned_data["case"]
    actions.pick_ladder(request.user, found, kind=kind, level=level, now=now)
    return after_post(request, found)


@policy(POST=AGENT)
def take_step(request: PersonRequest, contact: UUID) -> HttpResponse:
    """Remember a step that was taken, and show the next."""
    now = timezone.now()
    found = contact_or_404(request, contact, now)
    form = StepForm(request.POST)
    way = queries.step_of(found, **form.cleaned_data) if form.is_valid() else None
    if way is None:
        return _show(request, found, status=422)
    kind, level = form.cleaned_data["case"]
    said = {"kind": kind, "level": level, "step": way.id, "purpose": way.purpose}
    patiently(lambda: actions.take_step(request.user, found, **said, now=now))
    return after_post(request, found)


@policy(POST=AGENT)
def unsay(request: PersonRequest, contact: UUID) -> HttpResponse:
    """Take back a step that was pressed by mistake."""
    now = timezone.now()
    found = contact_or_404(request, contact, now)
    form = StepForm(request.POST)
    if not form.is_valid():
        return _show(request, found, status=422)
    actions.unsay_step(request.user, found, step=form.cleaned_data["step"])
    return after_post(request, found)


@policy(POST=AGENT)
def leave(request: PersonRequest, contact: UUID) -> HttpResponse:
    """End a contact, or pass it on."""
    now = timezone.now()
    found = contact_or_404(request, contact, now)
    form = LeaveForm(request.POST, destinations=queries.destinations_for(request.user))
    if not form.is_valid():
        return _show(request, found, status=422)
    patiently(lambda: actions.leave(request.user, found, **form.cleaned_data, now=now))
    return after_post(request, found)


@policy(POST=AGENT)
def done(request: PersonRequest, contact: UUID) -> HttpResponse:
    """Say that the contact is ended or passed on: the phone system has not said so."""
    now = timezone.now()
    if not actions.say_done(request.user, contact, now=now):
        raise Http404
    found = queries.contact_for(request.user, contact, now=now)
    return after_post(request, found) if found else _after_exit(request, now)


@policy(POST=AGENT)
def put_away(request: PersonRequest, contact: UUID) -> HttpResponse:
    """Take an exit off the desk."""
    if not actions.put_away(request.user, contact):
        raise Http404
    return _after_exit(request, timezone.now())


def _after_exit(request: PersonRequest, now: datetime) -> HttpResponse:
    return _show_recent(request, now) if request.headers.get("HX-Request") else redirect("listening:desk")


def _show_recent(request: PersonRequest, now: datetime) -> HttpResponse:
    context = {"exits": queries.recent_exits_for(request.user, now=now)}
    return render(request, "exits/recent.html#recent", context)


@policy(GET=AGENT, idle=True)
def recent(request: PersonRequest) -> HttpResponse:
    """Show what the viewer left today."""
    return _show_recent(request, timezone.now())


@policy(GET=AGENT, idle=True)
def lines_on_desk(request: PersonRequest) -> HttpResponse:
    """Show the centre's help lines at the foot of the desk."""
    return render(request, "exits/lines.html#lines", {"lines": queries.help_lines_for(request.user)})


@policy(GET=SIGNED_IN)
def help_lines(request: PersonRequest) -> HttpResponse:
    """Show the centre's help lines to everybody who works here."""
    return render(request, "exits/help_lines.html", {"lines": queries.help_lines_for(request.user)})
