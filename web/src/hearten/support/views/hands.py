"""Hand up: the button at the foot of every agent's page, the line that calls whoever is asked, and the lead's view."""

from collections.abc import Callable
from uuid import UUID, uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from hearten.people.models import Person, PersonRequest
from hearten.people.policy import AGENT, LEAD_NOW, SIGNED_IN, policy
from hearten.support import actions, queries
from hearten.support.forms import HandForm
from hearten.support.queries.hands import said_as
from hearten.support.views.pressing import after_press, patiently, pressed_at


def _show(request: HttpRequest) -> HttpResponse:
    hand = queries.hand_of(request.user, now=timezone.now())  # type: ignore[arg-type]
    context = {
        "hand": hand,
        "asks_as": said_as(hand.asks_as) if hand else "",
        "next_key": uuid4(),
        "number": settings.CENTRE_NUMBER,
    }
    return render(request, "support/hand.html#hand", context)


@policy(GET=AGENT, idle=True)
def hand(request: PersonRequest) -> HttpResponse:
    """Show the button, or who is coming."""
    return _show(request)


@policy(POST=AGENT)
def raise_hand(request: PersonRequest) -> HttpResponse:
    """Ask for help. A broken key is mended, not refused."""
    form = HandForm(request.POST)
    key = form.cleaned_data["key"] if form.is_valid() else uuid4()
    pressed = pressed_at(request, now=timezone.now())
    patiently(lambda: actions.raise_hand(request.user, key=key, pressed_at=pressed, now=timezone.now()))
    return after_press(request, _show)


@policy(POST=AGENT)
def take_back(request: PersonRequest) -> HttpResponse:
    """Lower one's own hand."""
    patiently(lambda: actions.take_back(request.user, now=timezone.now()))
    return after_press(request, _show)


# --- for those who are asked


def _show_calls(request: HttpRequest) -> HttpResponse:
    viewer: Person = request.user  # type: ignore[assignment]
    # On every page of everybody: one question to the database where there is nothing to answer.
    hands = [each for each in queries.hands_for(viewer) if each.is_mine or not each.answered_by]
    context = {
        "hands": hands,
        "buddy_requests": queries.buddy_requests_for(viewer) if AGENT.admits(viewer) else [],
        "reaching": queries.reaching_of(viewer) if hands else None,
    }
    return render(request, "support/calls.html#calls", context)


@policy(GET=SIGNED_IN, idle=True)
def calls(request: PersonRequest) -> HttpResponse:
    """Show the hands that the viewer is asked to come to. Nothing, where there are none."""
    return _show_calls(request)


def _act(request: PersonRequest, ref: UUID, do: Callable[..., bool]) -> HttpResponse:
    if not do(request.user, ref, now=timezone.now()):
        raise Http404
    if request.headers.get("HX-Request"):
        return _show_calls(request)
    return redirect("/")


@policy(POST=SIGNED_IN)
def answer(request: PersonRequest, ref: UUID) -> HttpResponse:
    """Say that one is coming."""
    return _act(request, ref, actions.answer)


@policy(POST=SIGNED_IN)
def pass_on(request: PersonRequest, ref: UUID) -> HttpResponse:
    """Let the next one be asked."""
    return _act(request, ref, actions.pass_on)


@policy(POST=SIGNED_IN)
def finish_help(request: PersonRequest, ref: UUID) -> HttpResponse:
    """Lower a hand that one came to."""
    return _act(request, ref, actions.finish_help)


@policy(GET=LEAD_NOW)
def team_now(request: PersonRequest) -> HttpResponse:
    """Show the lead who needs them now, and who is away now. There is no before on this page."""
    return render(request, "support/team_now.html")


@policy(GET=LEAD_NOW, idle=True)
def now(request: PersonRequest) -> HttpResponse:
    """Show what changes on that page."""
    at = timezone.now()
    context = {
        "hands": queries.hands_for(request.user),
        "away": queries.away_now(request.user, now=at),
        "at": at,
    }
    return render(request, "support/now.html#now", context)
