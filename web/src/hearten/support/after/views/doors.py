"""The open door: leads offer times, agents book one of today's."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearten.people.models import PersonRequest, Role
from hearten.people.policy import LEAD, OWN, SIGNED_IN, Access, policy
from hearten.support.after.actions import doors as actions
from hearten.support.after.forms.doors import DoorForm
from hearten.support.after.queries import doors as queries
from hearten.ui.answers import form_page, sent

ANY_AGENT = Access("any agent", roles=frozenset({Role.AGENT.value}))


def today() -> tuple[datetime, datetime]:
    """Give the beginning and the end of the viewer's day."""
    begins = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    return begins, (begins + timedelta(days=1)).replace(fold=0)


@policy(GET=SIGNED_IN, idle=True)
def doors(request: PersonRequest) -> HttpResponse:
    """Show today's open doors, as a part of the page Afterwards."""
    slots = queries.doors_for(request.user, now=timezone.now(), until=today()[1])
    context = {
        "slots": slots,
        "may_book": request.user.has_role(Role.AGENT),
        "is_lead": request.user.has_role(Role.LEAD),
    }
    return render(request, "support_after/doors.html", context)


@policy(GET=LEAD, POST=LEAD)
def own_doors(request: PersonRequest) -> HttpResponse:
    """Show a lead who comes today, and offer more times."""
    form = DoorForm(sent(request), initial={"minutes": 15, "times": 4})
    if request.method == "POST" and form.is_valid():
        made = actions.open_door(request.user, **form.cleaned_data)
        told = ngettext("%(n)d time is open.", "%(n)d times are open.", made) % {"n": made}
        (messages.success if made else messages.error)(request, told)
        return redirect("support_after:own_doors")
    slots = queries.own_doors(request.user, since=today()[0])
    return form_page(request, "support_after/own_doors.html", form, {"slots": slots})


@policy(POST=ANY_AGENT)
def book_door(request: PersonRequest, key: UUID) -> HttpResponse:
    """Take one of today's times."""
    booked = actions.book_door(request.user, key, until=today()[1], now=timezone.now())
    if booked is None:
        raise Http404
    if booked:
        messages.success(request, _("Booked. Only that lead sees it is you, and tomorrow nobody."))
    else:
        messages.error(request, _("Somebody was faster. Here is what is still free."))
    return redirect("support_after:after")


@policy(POST=OWN)
def give_back(request: PersonRequest, key: UUID) -> HttpResponse:
    """Free the time again."""
    if not actions.give_back(request.user, key):
        raise Http404
    messages.success(request, _("Given back. Nobody asks why."))
    return redirect("support_after:after")


@policy(POST=LEAD)
def withdraw(request: PersonRequest, key: UUID) -> HttpResponse:
    """Take a time back; whoever had booked it is told."""
    if not actions.withdraw(request.user, key):
        raise Http404
    messages.success(request, _("Taken back. Whoever had booked it sees that."))
    return redirect("support_after:own_doors")
