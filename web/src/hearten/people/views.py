"""Pages about people: the administrator's two rooms, invitations, one's own account, the lock, and leaving."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from hearten.people import actions, mail, queries, sessions
from hearten.people.forms import AcceptForm, AccountForm, NarrowForm, NewPersonForm, PersonForm, TeamForm
from hearten.people.models import Person, PersonRequest, Team
from hearten.people.policy import ADMIN, PUBLIC, SIGNED_IN, policy
from hearten.people.signin import SECOND_STEP_DUE, has_second_step, is_last_second_step, needs_second_step
from hearten.ui.answers import form_page

View = Callable[..., HttpResponse]
INVITATION_RATE = {"invitation": "30/m/ip"}


# --- the administrator's rooms


def _person_or_404(request: PersonRequest, key: uuid.UUID) -> Person:
    person = queries.person_for(request.user, str(key))
    if person is None:
        raise Http404
    return person


def _team_or_404(request: PersonRequest, key: uuid.UUID) -> Team:
    team = queries.team_for(request.user, str(key))
    if team is None:
        raise Http404
    return team


@policy(params=("words", "team", "role"), private=True, GET=ADMIN)
def people(request: PersonRequest) -> HttpResponse:
    """Everybody, narrowed by name, team or role."""
    form = NarrowForm(request.GET)
    narrowing = form.narrowing()
    found = list(queries.people_for(request.user, narrowing, now=timezone.now()))
    is_narrowed = narrowing != queries.Narrowing()
    return render(request, "people/people.html", {"form": form, "people": found, "is_narrowed": is_narrowed})


@policy(private=True, GET=ADMIN, POST=ADMIN)
def add_person(request: PersonRequest) -> HttpResponse:
    """Make a person and show the invitation link, once."""
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _show_invitation(request, actions.add_person(**form.cleaned_data))
    return form_page(request, "people/add_person.html", form)


@policy(private=True, GET=ADMIN, POST=ADMIN)
def person(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    """One person: name, team, roles, zone, invitation, access."""
    found = _person_or_404(request, key)
    form = PersonForm.of(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_person(found, **form.cleaned_data)
        except actions.LastAdministrator:
            form.add_error("roles", _last_administrator())
        else:
            messages.success(request, _("Saved."))
            return redirect("people:person", key=key)
    invitation = queries.invitation_of(request.user, found, now=timezone.now())
    return form_page(request, "people/person.html", form, {"person": found, "invitation": invitation})


@policy(private=True, POST=ADMIN)
def invite(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    """Make a new link; the one before stops working."""
    found = _person_or_404(request, key)
    if not found.is_active:
        messages.error(request, _("Give this person access again before you invite them."))
        return redirect("people:person", key=key)
    return _show_invitation(request, found)


@policy(private=True, POST=ADMIN)
def take_back_invitation(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    """Make the open link useless."""
    actions.take_back_invitation(_person_or_404(request, key), now=timezone.now())
    messages.success(request, _("The invitation is taken back. Its link no longer works."))
    return redirect("people:person", key=key)


@policy(private=True, POST=ADMIN)
def deactivate(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    """End a person's access."""
    found = _person_or_404(request, key)
    try:
        actions.deactivate(found, now=timezone.now())
    except actions.LastAdministrator:
        messages.error(request, _last_administrator())
    else:
        messages.success(request, _("%(name)s can no longer sign in. Nothing was deleted.") % {"name": found.name})
    return redirect("people:person", key=key)


@policy(private=True, POST=ADMIN)
def reactivate(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    """Give a person access again."""
    found = _person_or_404(request, key)
    actions.reactivate(found)
    messages.success(request, _("%(name)s can sign in again.") % {"name": found.name})
    return redirect("people:person", key=key)


@policy(private=True, GET=ADMIN)
def teams(request: PersonRequest) -> HttpResponse:
    """Every team with its lead."""
    return render(request, "people/teams.html", {"teams": list(queries.teams_for(request.user))})


@policy(private=True, GET=ADMIN, POST=ADMIN)
def add_team(request: PersonRequest) -> HttpResponse:
    """Make a team."""
    return _edit_team(request, None)


@policy(private=True, GET=ADMIN, POST=ADMIN)
def team(request: PersonRequest, key: uuid.UUID) -> HttpResponse:
    """Rename a team or choose its lead."""
    return _edit_team(request, _team_or_404(request, key))


def _edit_team(request: PersonRequest, found: Team | None) -> HttpResponse:
    form = TeamForm(request.POST or None, team=found)
    if request.method == "POST" and form.is_valid():
        actions.save_team(found, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("people:teams")
    return form_page(request, "people/team.html", form, {"team": found})


def _show_invitation(request: PersonRequest, invited: Person) -> HttpResponse:
    issued = actions.invite(invited, by=request.user, now=timezone.now())
    link = request.build_absolute_uri(reverse("people:accept_invitation", args=[issued.token]))
    mailed = mail.send_invitation(invited, link, request.user)
    context = {"person": invited, "link": link, "mailed": mailed, "invitation": issued.invitation}
    return render(request, "people/invited.html", context)


def _last_administrator() -> str:
    return _("This is the only administrator who can sign in. Make somebody else administrator first.")


# --- coming in by invitation


@policy(GET=PUBLIC, POST=PUBLIC)
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody invited set a password. Used, taken back, expired and unknown links get one and the same answer."""
    if not ratelimit.consume(request, app="people", action="invitation", config=INVITATION_RATE, limit_get=True):
        return too_many(request)
    invitation = actions.open_invitation(token, now=timezone.now())
    if invitation is None:
        return render(request, "people/invitation_gone.html", status=404)
    form = AcceptForm(request.POST or None, person=invitation.person)
    if request.method == "POST" and form.is_valid():
        accepted = actions.accept_invitation(token, now=timezone.now(), **form.cleaned_data)
        if accepted is None:
            return render(request, "people/invitation_gone.html", status=404)
        return _sign_in(request, accepted)
    return form_page(request, "people/accept_invitation.html", form, {"person": invitation.person})


def too_many(request: HttpRequest) -> HttpResponse:
    """429, the page allauth shows too."""
    return render(request, "429.html", status=429)


def _sign_in(request: HttpRequest, person: Person) -> HttpResponse:
    """Sign somebody in who has just set a password; an existing second step is still asked for."""
    viewer: Any = request.user
    if viewer.is_authenticated:
        logout(request)
    record_authentication(request, person, method="password", email=person.email, reauthenticated=True)
    response: HttpResponse = perform_login(request, Login(user=person, email=person.email))
    return response


# --- one's own account


@policy(private=True, GET=SIGNED_IN, POST=SIGNED_IN)
def account(request: PersonRequest) -> HttpResponse:
    """Name, zone, and the way to everything about security."""
    me = request.user
    form = AccountForm(request.POST or None, initial={"name": me.name, "zone": me.zone})
    if request.method == "POST" and form.is_valid():
        actions.edit_own_account(me, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("people:account")
    context = {"has_second_step": has_second_step(me), "needs_second_step": needs_second_step(me)}
    return form_page(request, "people/account.html", form, context)


@policy(POST=SIGNED_IN)
def sign_out_everywhere(request: PersonRequest) -> HttpResponse:
    """End every session of one's own, this one too."""
    actions.sign_out_everywhere(request.user)
    return leave(request)


@policy(params=("next",), GET=SIGNED_IN)
def second_step(request: PersonRequest) -> HttpResponse:
    """Ask leads and administrators to set up a second step, and let them on once they have."""
    if not needs_second_step(request.user) or has_second_step(request.user):
        request.session.pop(SECOND_STEP_DUE, None)
        return HttpResponseRedirect(_next(request) or "/")
    return render(request, "people/second_step.html")


# --- the lock, and leaving


@policy(POST=SIGNED_IN)
def lock(request: PersonRequest) -> HttpResponse:
    """Lock this desk: one key, one press."""
    sessions.lock(request.session, sessions.now())
    back = request.POST.get("next", "")
    query = f"?{urlencode({'next': back})}" if get_adapter().is_safe_url(back) else ""
    return HttpResponseRedirect(reverse("people:locked") + query)


@policy(params=("next",), framed=True, GET=SIGNED_IN)
def locked(request: PersonRequest) -> HttpResponse:
    """Ask for the proof this person can give; without any, offer to leave."""
    ways = get_adapter().get_reauthentication_methods(request.user)
    if ways:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(f"{ways[0]['url']}?{query}" if query else ways[0]["url"])
    return render(request, "people/locked.html")


@policy(POST=SIGNED_IN)
def still_here(request: PersonRequest) -> HttpResponse:  # noqa: ARG001 - the middleware has done the work
    """Keep a private page open while somebody writes on it. The session rules have noted the activity already."""
    return HttpResponse(status=204)


@policy(POST=SIGNED_IN)
def someone_else(request: PersonRequest) -> HttpResponse:
    """Sign the person out so that another can use this desk."""
    return leave(request)


@policy(params=("next",), GET=PUBLIC, POST=PUBLIC)
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out by POST only: a link or an image elsewhere must not be able to. GET asks."""
    if request.method == "POST":
        return leave(request)
    if not request.user.is_authenticated:
        return redirect("account_login")
    return render(request, "account/logout.html")


def leave(request: HttpRequest) -> HttpResponse:
    """Delete the session's row and wipe what this browser keeps of ours.

    Not ``"cookies"``: browsers clear those for the whole domain, and the CRM of the centre may live on it.
    """
    logout(request)
    response = HttpResponseRedirect(reverse("account_login"))
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _next(request: HttpRequest) -> str:
    target = request.GET.get("next", "")
    return target if get_adapter().is_safe_url(target) else ""


# --- round library views


def needs_mail(view: View) -> View:
    """Without mail, a forgotten password needs a person: say who, and ask for no address."""

    @wraps(view)
    def or_say_who_helps(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if mail.is_set_up():
            return view(request, *args, **kwargs)
        return render(request, "people/no_mail.html")

    return or_say_who_helps


def unless_last(view: View) -> View:
    """Keep leads and administrators from removing their last second step; the library asks only for authenticators."""

    @wraps(view)
    def or_say_why(request: PersonRequest, pk: int, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and is_last_second_step(request.user, pk):
            messages.error(request, get_mfa_adapter().error_messages["cannot_delete_authenticator"])
            return redirect("mfa_list_webauthn")
        return view(request, pk=pk, **kwargs)

    return or_say_why
