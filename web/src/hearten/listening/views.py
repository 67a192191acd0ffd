"""The desk: a page, a dock of 320 px, and the fragment both are made of."""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from hearten.listening import actions, queries
from hearten.listening.forms import DeskForm
from hearten.listening.present import desk_context
from hearten.people.models import PersonRequest, Role
from hearten.people.policy import AGENT, SIGNED_IN, policy
from hearten.ui.answers import form_page

HOME_OF = ((Role.AGENT, "listening:desk"), (Role.LEAD, "support:team_now"), (Role.ADMIN, "people:people"))


@policy(GET=SIGNED_IN)
def home(request: PersonRequest) -> HttpResponse:
    """Go to where the viewer's day begins."""
    for role, url_name in HOME_OF:
        if request.user.has_role(role):
            return redirect(url_name)
    return render(request, "listening/home.html")


@policy(GET=AGENT, params=("open",))
def desk(request: PersonRequest) -> HttpResponse:
    """Show the desk as a page."""
    return render(request, "listening/desk.html")


@policy(GET=AGENT, params=("open",), framed=True)
def dock(request: PersonRequest) -> HttpResponse:
    """Show the desk as a dock, 320 px wide."""
    return render(request, "listening/dock.html")


def _key_or_nothing(text: str) -> str:
    """Give back what may be echoed into the page: a contact's key, or nothing."""
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def _show_now(request: PersonRequest) -> HttpResponse:
    chosen = _key_or_nothing(request.GET.get("open", "") or request.POST.get("open", ""))
    now = timezone.now()
    seen = queries.desk_for(request.user, chosen=chosen, now=now)
    return render(request, "listening/now.html#now", desk_context(seen, chosen=chosen, now=now))


def _after_post(request: PersonRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return _show_now(request)
    return redirect("listening:dock" if request.POST.get("from") == "dock" else "listening:desk")


@policy(GET=AGENT, params=("open",), idle=True)
def now(request: PersonRequest) -> HttpResponse:
    """Show contacts, heat and the cue: fetched again whenever a notice arrives."""
    return _show_now(request)


@policy(POST=AGENT)
def dismiss(request: PersonRequest, key: UUID) -> HttpResponse:
    """Put a cue away."""
    if not actions.dismiss_cue(request.user, key, now=timezone.now()):
        raise Http404
    return _after_post(request)


@policy(POST=AGENT)
def snooze(request: PersonRequest) -> HttpResponse:
    """Show no cues for half an hour."""
    actions.snooze_cues(request.user, now=timezone.now())
    return _after_post(request)


@policy(POST=AGENT)
def off_for_today(request: PersonRequest) -> HttpResponse:
    """Show no cues until the viewer's midnight."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    midnight = timezone.make_aware(datetime.combine(tomorrow, time.min))
    actions.cues_off_for_today(request.user, until=midnight)
    return _after_post(request)


@policy(POST=AGENT)
def back_on(request: PersonRequest) -> HttpResponse:
    """Show cues again."""
    actions.cues_back_on(request.user)
    return _after_post(request)


@policy(GET=AGENT, POST=AGENT)
def desk_settings(request: PersonRequest) -> HttpResponse:
    """Let the viewer choose how the desk behaves."""
    settings = queries.settings_for(request.user)
    form = DeskForm(request.POST or None, initial={"announce": settings.announce, "shortcuts": settings.shortcuts})
    if request.method == "POST" and form.is_valid():
        actions.set_desk(request.user, **form.cleaned_data)
        return redirect("listening:desk")
    return form_page(request, "listening/settings.html", form)
