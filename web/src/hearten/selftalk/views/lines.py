"""Lines to be reminded of: kept as desk cards, shown once, between contacts, when nothing else asks in this shift."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hearten.people.models import PersonRequest
from hearten.people.policy import OWN, policy
from hearten.seal import queries as seal
from hearten.seal.views import there
from hearten.selftalk import actions, queries
from hearten.selftalk.forms import LineForm
from hearten.selftalk.views.own import own_words_inside, was_kept
from hearten.staffing import prompts
from hearten.ui.answers import form_page, sent


@own_words_inside
@policy(private=True, GET=OWN, POST=OWN)
def keep_line(request: PersonRequest) -> HttpResponse:
    """Choose a line and when it is shown."""
    if not seal.is_set_up(request.user):
        return redirect("seal:set_up")
    form = LineForm(sent(request), initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid():
        data, today = form.cleaned_data, timezone.localdate()
        if was_kept(
            form,
            lambda: actions.keep_line(
                request.user, data["words"], after_days=data["after_days"], key=data["key"], on=today
            ),
        ):
            messages.success(request, _("Kept as a desk card. It is shown once, between contacts, and then put away."))
            return redirect("selftalk:home")
    return form_page(request, "selftalk/line.html", form)


@policy(GET=OWN, idle=True)
def line_on_desk(request: PersonRequest) -> HttpResponse:
    """Show the line whose day has come, where it is this area's turn."""
    now = timezone.now()
    if prompts.turn(request.user, now=now).name != "selftalk":
        return HttpResponse()
    return render(request, "selftalk/line_on_desk.html", {"own": queries.due_line(request.user, now=now)})


@policy(POST=OWN)
@there(queries.has_line)
def put_away(request: PersonRequest, key: UUID) -> HttpResponse:
    """Put a line away for good. From the desk this was the one prompt of the shift."""
    actions.forget(request.user, key)
    if request.headers.get("HX-Request"):
        prompts.settle(request.user, now=timezone.now())
        return HttpResponse()
    return redirect("selftalk:home")
