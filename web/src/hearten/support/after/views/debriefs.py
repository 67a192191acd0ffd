"""A team's debrief of the process: called by anybody of the team, joined by whoever wants to."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hearten.people.models import PersonRequest, Team
from hearten.people.policy import SIGNED_IN, policy
from hearten.support.after.actions import debriefs as actions
from hearten.support.after.forms.debriefs import PART_LABELS, QUESTION_LABELS, CallForm, FoundForm
from hearten.support.after.models import Debrief
from hearten.support.after.queries import debriefs as queries
from hearten.support.after.rules.review import QUESTIONS
from hearten.ui.answers import form_page, sent


@policy(GET=SIGNED_IN, POST=SIGNED_IN)
def debriefs(request: PersonRequest) -> HttpResponse:
    """Show what the team looks at, and call another one; what is not scheduled is refused with the reason."""
    team = queries.team_of(request.user)
    if team is None:
        if request.method == "POST":
            raise Http404
        return render(request, "support_after/no_team.html")
    form = CallForm(sent(request), initial={"key": uuid4()})
    context = _page(request, team)
    if request.method == "POST" and form.is_valid():
        try:
            actions.call_debrief(team, **form.cleaned_data)
        except actions.Refused as refused:
            refusal = {"because": refused.because, "form": form}
            return render(request, "support_after/debriefs.html", context | refusal, status=422)
        messages.success(request, _("It stands on the team's page. Joining is free, and nobody notes who comes."))
        return redirect("support_after:debriefs")
    return form_page(request, "support_after/debriefs.html", form, context)


@policy(GET=SIGNED_IN, POST=SIGNED_IN, params=("debrief",))
def write_down(request: PersonRequest) -> HttpResponse:
    """Write down what the team found, for the team."""
    found = queries.debrief_for(request.user, _key(request))
    team = queries.team_of(request.user)
    if found is None or team is None:
        raise Http404
    names = queries.names_on_team(request.user)
    initial = {"key": found.key} | {question: getattr(found, question) for question in QUESTIONS}
    form = FoundForm(sent(request), names=names, initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.write_down(team, found.key, form.cleaned_data)
        messages.success(request, _("Kept, for the whole team to read."))
        return redirect("support_after:debriefs")
    context = {"debrief": found, "part": PART_LABELS.get(found.part, found.part)}
    return form_page(request, "support_after/write_down.html", form, context)


@policy(POST=SIGNED_IN)
def call_off(request: PersonRequest) -> HttpResponse:
    """Take a debrief from the team's page."""
    team, key = queries.team_of(request.user), _key(request)
    if team is None or key is None or not actions.call_off(team, key):
        raise Http404
    messages.success(request, _("Called off."))
    return redirect("support_after:debriefs")


def _page(request: PersonRequest, team: Team) -> dict[str, object]:
    coming, held = queries.debriefs_for(request.user, now=timezone.now())
    return {"team": team, "coming": [_shown(each) for each in coming], "held": [_shown(each) for each in held]}


def _shown(debrief: Debrief) -> dict[str, object]:
    answers = [(QUESTION_LABELS[each], getattr(debrief, each)) for each in QUESTIONS if getattr(debrief, each)]
    return {"debrief": debrief, "part": PART_LABELS.get(debrief.part, debrief.part), "answers": answers}


def _key(request: PersonRequest) -> UUID | None:
    written = request.POST.get("key") if request.method == "POST" else request.GET.get("debrief")
    try:
        return UUID(written or "")
    except ValueError:
        return None
