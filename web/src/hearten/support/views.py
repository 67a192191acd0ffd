"""The moment at the foot of every page, and the slow breathing that is one tap away."""

from uuid import UUID, uuid4

from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from hearten.people.models import PersonRequest
from hearten.people.policy import AGENT, policy
from hearten.staffing import queries as staffing
from hearten.support import actions, queries
from hearten.support.forms import MomentForm


def _show(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    viewer = request.user
    moment = queries.open_moment_for(viewer)  # type: ignore[arg-type]
    now = timezone.now()
    context = {
        "moment": moment,
        "next_key": uuid4(),
        "over": bool(moment and moment.covered_until and moment.covered_until <= now),
        "on_page": not request.headers.get("HX-Request"),
    }
    return render(request, "support/moment.html#moment", context, status=status)


def _after_post(request: PersonRequest) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return _show(request)
    return redirect("/desk/dock/" if request.POST.get("from") == "dock" else "/")


@policy(GET=AGENT, idle=True)
def moment(request: PersonRequest) -> HttpResponse:
    """Show the moment button, or the moment."""
    return _show(request)


@policy(POST=AGENT)
def ask_for_moment(request: PersonRequest) -> HttpResponse:
    """Grant it. A broken key is mended, not refused."""
    form = MomentForm(request.POST)
    key = form.cleaned_data["key"] if form.is_valid() else uuid4()
    _ask_patiently(request, key)
    return _after_post(request)


def _ask_patiently(request: PersonRequest, key: UUID) -> None:
    """Ask once more after the ten seconds that SQLite waits for its lock: the key makes it one moment."""
    try:
        actions.ask_for_moment(request.user, key=key, now=timezone.now())
    except OperationalError as error:
        if "locked" not in str(error):
            raise
        connection.close()
        actions.ask_for_moment(request.user, key=key, now=timezone.now())


@policy(POST=AGENT)
def begin_moment(request: PersonRequest) -> HttpResponse:
    """Begin a waiting moment now: the agent, not the contact, decides."""
    now = timezone.now()
    level = staffing.level_just_met(request.user, now=now)
    actions.begin_waiting_moment(request.user.pk, after_level=level, now=now)
    return _after_post(request)


@policy(POST=AGENT)
def come_back(request: PersonRequest) -> HttpResponse:
    """End the moment."""
    actions.come_back(request.user, now=timezone.now())
    return _after_post(request)


@policy(GET=AGENT)
def breathing(request: PersonRequest) -> HttpResponse:
    """Show the breathing guide, for whoever wants it."""
    return render(request, "support/breathing.html")
