"""Check-ins: asked, answered, moved, called off, and taken into one's calendar."""

from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hearten.people import mail
from hearten.people.models import PersonRequest
from hearten.people.policy import OWN, SIGNED_IN, policy
from hearten.staffing import queries as staffing
from hearten.staffing.week import zone_here
from hearten.support.after.actions import check_ins as actions
from hearten.support.after.forms.check_ins import AskForm, MoveForm
from hearten.support.after.queries import check_ins as queries
from hearten.support.after.rules.check_ins import WHICH, propose
from hearten.support.after.tasks import FILE
from hearten.ui.answers import form_page, sent


@policy(GET=SIGNED_IN, idle=True)
def check_ins(request: PersonRequest) -> HttpResponse:
    """Show the viewer's check-ins, as a part of the page Afterwards."""
    talks = queries.check_ins_for(request.user, now=timezone.now())
    return render(request, "support_after/check_ins.html", {"talks": talks, "by_mail": mail.is_set_up()})


@policy(GET=SIGNED_IN, idle=True)
def waiting(request: PersonRequest) -> HttpResponse:
    """Say, at the foot of every page, who waits for the viewer's yes or no; not during a contact."""
    now = timezone.now()
    names = [] if staffing.contacts_now(request.user, now=now) else queries.who_waits_for(request.user, now=now)
    return render(request, "support_after/waiting.html", {"names": names}) if names else HttpResponse()


@policy(GET=SIGNED_IN, idle=True)
def offer(request: PersonRequest) -> HttpResponse:
    """Offer check-ins on the desk, for a day after a hard contact; not during the next one."""
    now = timezone.now()
    if not queries.is_offered(request.user, now=now) or staffing.contacts_now(request.user, now=now):
        return HttpResponse()
    return render(request, "support_after/offer.html")


@policy(POST=SIGNED_IN)
def put_offer_away(request: PersonRequest) -> HttpResponse:
    """Take the offer from the desk."""
    actions.put_offer_away(request.user)
    return HttpResponse() if request.headers.get("HX-Request") else redirect("/desk/")


@policy(GET=SIGNED_IN, POST=SIGNED_IN)
def ask_for_check_ins(request: PersonRequest) -> HttpResponse:
    """Choose a person and two times, or one."""
    now, zone = timezone.now(), zone_here()
    initial = {"key": uuid4()} | {which: propose(which, now=now, zone=zone) for which in WHICH}
    form = AskForm(sent(request), viewer=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        companion = form.cleaned_data["companion"]
        actions.ask_for_check_ins(request.user, companion, form.times, key=form.cleaned_data["key"], now=now)
        messages.success(request, _("%(name)s is asked. Nothing says why.") % {"name": companion})
        return redirect("support_after:after")
    return form_page(request, "support_after/ask_for_check_ins.html", form)


@policy(POST=OWN)
def answer_check_in(request: PersonRequest, key: UUID) -> HttpResponse:
    """Say yes or no to whoever asked."""
    accept = request.POST.get("accept") == "1"
    if not actions.answer_check_in(request.user, key, accept=accept, now=timezone.now()):
        raise Http404
    return redirect("support_after:after")


@policy(GET=OWN, POST=OWN)
def move_check_in(request: PersonRequest, key: UUID) -> HttpResponse:
    """Put a check-in at another time."""
    talk = queries.check_in_for(request.user, key, now=timezone.now())
    if talk is None:
        raise Http404
    initial = {"starts_at": talk.check_in.starts_at}
    form = MoveForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.move_check_in(request.user, key, **form.cleaned_data, now=timezone.now())
        messages.success(request, _("Moved. %(name)s is told.") % {"name": talk.other})
        return redirect("support_after:after")
    return form_page(request, "support_after/move_check_in.html", form, {"talk": talk})


@policy(POST=OWN)
def cancel_check_in(request: PersonRequest, key: UUID) -> HttpResponse:
    """Call a check-in off, without a word."""
    if not actions.cancel_check_in(request.user, key, now=timezone.now()):
        raise Http404
    messages.success(request, _("Called off. Nobody asks why."))
    return redirect("support_after:after")


@policy(GET=OWN)
def calendar_file(request: PersonRequest, key: UUID) -> HttpResponse:
    """Give the file that puts a check-in into one's calendar, or takes it out again."""
    found = queries.calendar_for(request.user, key, now=timezone.now())
    if found is None:
        raise Http404
    method, file = found
    response = HttpResponse(file, content_type=f"text/calendar; charset=utf-8; method={method}")
    response["Content-Disposition"] = f'attachment; filename="{FILE}"'
    return response
