"""What the gameplan shows on the desk: my plan at the cue, one press to note it, and at most one question a shift."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from hearten.gameplan import actions, present, queries
from hearten.gameplan.marks import key_for
from hearten.gameplan.models import Asks
from hearten.gameplan.views.doors import today
from hearten.people.models import PersonRequest
from hearten.people.policy import AGENT, policy
from hearten.seal import queries as seal
from hearten.seal import sessions
from hearten.staffing import prompts
from hearten.staffing.contacts import Heard


@policy(GET=AGENT, idle=True)
def plan_at_cue(request: PersonRequest, signal: str, level: int) -> HttpResponse:
    """Show the one plan of the viewer's own that a cue calls up, as their own session fetches the cue."""
    unlocked = sessions.unlocked_in(request, is_use=False)
    found = queries.plan_at_cue(request.user, unlocked, signal, level)
    if found is None:
        raise Http404
    return render(request, "gameplan/plan_at_cue.html", {"plan": found})


@policy(GET=AGENT, POST=AGENT, idle=True)
def note_cue(request: PersonRequest, contact: UUID, signal: str) -> HttpResponse:
    """Offer the press that puts this cue into the log, and take it. It works while one's notes are closed."""
    now = timezone.now()
    heard = _heard(request, contact, signal)
    key = key_for(request, "trigger", contact, signal)
    context = {"contact": contact, "signal": signal, "needs_seal": False}
    if request.method == "POST":
        try:
            actions.note_cue(request.user, key=key, contact=contact, signal=signal, level=heard.level, now=now)
        except actions.NotSetUp:
            context["needs_seal"] = True
        if not request.headers.get("HX-Request"):
            return redirect(f"{reverse('listening:desk')}?open={contact}")
    context["is_noted"] = not context["needs_seal"] and queries.has(request.user, key, present.TRIGGER)
    return render(request, "gameplan/note_cue.html", context)


def _heard(request: PersonRequest, contact: UUID, signal: str) -> Heard:
    """Give the hardest of what was heard of this kind in the viewer's own contact; else there is no page."""
    found = queries.contact_in_hand(request.user, contact, now=timezone.now())
    heard = [each for each in found.heard if each.kind == signal] if found else []
    if not heard:
        raise Http404
    return max(heard, key=lambda each: each.level)


@policy(GET=AGENT, idle=True)
def on_desk(request: PersonRequest) -> HttpResponse:
    """Show today's intention between contacts, and the question of the shift if it is ours."""
    now = timezone.now()
    turn = prompts.turn(request.user, now=now)
    if turn.because == "in_contact" or not seal.is_set_up(request.user):
        return render(request, "gameplan/on_desk.html#nothing")
    context: dict[str, object] = {"intention": queries.intention_for(request.user, today=today())}
    if turn.name == "gameplan":
        context |= _question(request)
    return render(request, "gameplan/on_desk.html", context)


def _question(request: PersonRequest) -> dict[str, object]:
    now, viewer = timezone.now(), request.user
    asks = queries.settings_for(viewer).asks
    if asks == Asks.FIRED:
        unlocked = sessions.unlocked_in(request, is_use=False)
        called = present.called(queries.open_question_for(viewer, unlocked, now=now), request)
        open_ones = [each for each in called if not each["is_answered"]]
        return {"asks": asks, "called": open_ones[0]} if open_ones else {}
    thanked = present.thanks(queries.thanks_for(viewer, now=now)) if asks == Asks.GOOD else []
    return {"asks": asks, "thanked": thanked}


@policy(POST=AGENT)
def put_away(request: PersonRequest) -> HttpResponse:
    """Put the question of this shift away."""
    actions.put_question_away(request.user, now=timezone.now())
    if request.headers.get("HX-Request"):
        return on_desk(request)
    return redirect("listening:desk")
