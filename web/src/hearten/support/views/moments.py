"""The moment at the foot of every page, the slow breathing that is one tap away, and what is settled about both."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hearten.people.models import PersonRequest, Team
from hearten.people.policy import ADMIN, AGENT, SIGNED_IN, policy
from hearten.people.queries import all_teams
from hearten.staffing import queries as staffing
from hearten.support import actions, queries
from hearten.support.forms import MomentForm, MomentsForm, TeamMomentsForm
from hearten.support.models import MomentVersion, OfferFrom
from hearten.support.views.pressing import after_press, patiently, pressed_at
from hearten.ui.answers import form_page, sent


def _show(request: HttpRequest) -> HttpResponse:
    viewer, now = request.user, timezone.now()
    moment = queries.open_moment_for(viewer)  # type: ignore[arg-type]
    offer = None
    if moment is None and queries.offer_for(viewer, now=now):  # type: ignore[arg-type]
        length = queries.policy_of(viewer.team_id)  # type: ignore[union-attr]
        level = staffing.level_just_met(viewer, now=now)  # type: ignore[arg-type]
        offer = length.after_abuse if level >= OfferFrom.ABUSIVE else length.usual
    context = {
        "moment": moment,
        "offer_minutes": int(offer.total_seconds()) // 60 if offer else 0,
        "next_key": uuid4(),
        "over": bool(moment and moment.covered_until and moment.covered_until <= now),
        "on_page": not request.headers.get("HX-Request"),
    }
    return render(request, "support/moment.html#moment", context)


@policy(GET=AGENT, idle=True)
def moment(request: PersonRequest) -> HttpResponse:
    """Show the moment button, or the moment."""
    return _show(request)


@policy(POST=AGENT)
def ask_for_moment(request: PersonRequest) -> HttpResponse:
    """Grant it. A broken key is mended, not refused."""
    form = MomentForm(request.POST)
    key = form.cleaned_data["key"] if form.is_valid() else uuid4()
    pressed = pressed_at(request, now=timezone.now())
    patiently(lambda: actions.ask_for_moment(request.user, key=key, pressed_at=pressed, now=timezone.now()))
    return after_press(request, _show)


@policy(POST=AGENT)
def begin_moment(request: PersonRequest) -> HttpResponse:
    """Begin a waiting moment now: the agent, not the contact, decides."""
    now = timezone.now()
    level = staffing.level_just_met(request.user, now=now)
    actions.begin_waiting_moment(request.user.pk, after_level=level, now=now)
    return after_press(request, _show)


@policy(POST=AGENT)
def come_back(request: PersonRequest) -> HttpResponse:
    """End the moment."""
    actions.come_back(request.user, now=timezone.now())
    return after_press(request, _show)


@policy(POST=AGENT)
def put_offer_away(request: PersonRequest) -> HttpResponse:
    """Take an offered moment off the page."""
    actions.put_offer_away(request.user)
    return after_press(request, _show)


@policy(GET=AGENT)
def breathing(request: PersonRequest) -> HttpResponse:
    """Show the breathing guide, for whoever wants it."""
    return render(request, "support/breathing.html")


# --- what is settled


@policy(GET=SIGNED_IN)
def settled(request: PersonRequest) -> HttpResponse:
    """Show how long moments are for the viewer, and every version there has been."""
    context = {
        "length": queries.policy_of(request.user.team_id),
        "version": queries.version_of(request.user.team_id),
        "offer_from": OfferFrom(queries.policy_of(request.user.team_id).offer_from).label,
        "versions": list(queries.moment_versions(request.user)),
        "may_settle": ADMIN.admits(request.user),
        "teams": all_teams() if ADMIN.admits(request.user) else [],
    }
    return render(request, "support/settled.html", context)


@policy(GET=ADMIN, POST=ADMIN)
def settle_for_centre(request: PersonRequest) -> HttpResponse:
    """Settle what holds for every team that has nothing of its own."""
    return _settle(request, None, MomentsForm(sent(request), initial=_initial(queries.version_of(None))))


@policy(GET=ADMIN, POST=ADMIN)
def settle_for_team(request: PersonRequest, key: UUID) -> HttpResponse:
    """Settle what holds for one team."""
    team = all_teams().filter(key=key).first()
    if team is None:
        raise Http404
    version = queries.version_of(team.pk)
    initial = _initial(version) | {"follows_centre": version is None or version.team_id is None}
    return _settle(request, team, TeamMomentsForm(sent(request), initial=initial))


def _initial(version: MomentVersion | None) -> dict[str, object]:
    length = version.policy if version else queries.policy_of(None)
    return {
        "usual_minutes": int(length.usual.total_seconds()) // 60,
        "after_abuse_minutes": int(length.after_abuse.total_seconds()) // 60,
        "offer_from": length.offer_from,
    }


def _settle(request: PersonRequest, team: Team | None, form: MomentsForm) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        actions.settle_moments(team, **form.cleaned_data, now=timezone.now())
        messages.success(request, _("Settled. Everybody can read it from now on."))
        return redirect("support:settled")
    return form_page(request, "support/settle.html", form, {"team": team})
