"""Callers: noting that one was warned, taking that back, an appeal, and the letter about their conduct."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from hearten.people.models import PersonRequest, Role
from hearten.people.policy import AGENT, Access, policy
from hearten.staffing import customers
from hearten.support.exits import actions, queries
from hearten.support.exits.forms import AppealForm, NoticeForm
from hearten.support.exits.models import Exit
from hearten.support.exits.rules import fill_gaps, gaps_in
from hearten.support.exits.views import after_post, contact_or_404
from hearten.ui.answers import form_page, sent

APPEALS = Access("administrator or team lead", roles=frozenset({Role.ADMIN.value, Role.LEAD.value}))


@policy(POST=AGENT)
def mark(request: PersonRequest, contact: UUID) -> HttpResponse:
    """Note that the caller was warned: the next colleague sees that, and nothing else."""
    now = timezone.now()
    found = contact_or_404(request, contact, now)
    actions.mark_caller(request.user, found, now=now)
    return after_post(request, found)


@policy(POST=AGENT)
def unmark(request: PersonRequest, contact: UUID) -> HttpResponse:
    """Take the note back that was made in this contact."""
    now = timezone.now()
    found = contact_or_404(request, contact, now)
    actions.unmark_caller(request.user, found)
    return after_post(request, found)


@policy(GET=APPEALS, POST=APPEALS)
def appeal(request: PersonRequest) -> HttpResponse:
    """Remove what is noted about a caller who appealed."""
    form = AppealForm(sent(request), sources=customers.sources())
    if request.method == "POST" and form.is_valid():
        customer = customers.hash_of(form.cleaned_data["source"], form.cleaned_data["customer"])
        if actions.remove_marks(customer):
            messages.success(request, _("Removed. Nobody sees any more that this caller was warned."))
        else:
            messages.info(request, _("Nothing is noted about this caller."))
        return redirect("exits:appeal")
    return form_page(request, "exits/appeal.html", form)


def _left_or_404(request: PersonRequest, contact: UUID) -> Exit:
    found = queries.exit_for(request.user, contact)
    if found is None:
        raise Http404
    return found


@policy(GET=AGENT, POST=AGENT)
def notice(request: PersonRequest, contact: UUID) -> HttpResponse:
    """Prepare the letter to a caller: from the centre's own, by a person. Nothing is sent from here."""
    taken = _left_or_404(request, contact)
    kept = queries.notice_for(request.user, contact)
    initial = {"subject": kept.subject, "text": kept.text} if kept else _filled(request, taken)
    form = NoticeForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        actions.write_notice(request.user, taken, **form.cleaned_data, now=timezone.now())
        messages.success(request, _("Kept. Copy it or print it, and send it the way your centre sends letters."))
        return redirect("exits:notice", contact=contact)
    gaps = gaps_in(f"{kept.subject}\n{kept.text}") if kept else []
    return form_page(request, "exits/notice.html", form, {"taken": taken, "kept": kept, "gaps": gaps})


def _filled(request: PersonRequest, taken: Exit) -> dict[str, str]:
    letter = queries.notice_template(request.user)
    day = date_format(timezone.localtime(taken.taken_at), "DATE_FORMAT")
    facts = {"date": day, "contact": taken.external_id}
    return {
        "subject": fill_gaps(letter.subject, facts),
        "text": fill_gaps(f"{letter.text.strip()}\n\n{letter.appeal.strip()}", facts),
    }


@policy(POST=AGENT)
def drop_notice(request: PersonRequest, contact: UUID) -> HttpResponse:
    """Throw the letter away."""
    _left_or_404(request, contact)
    actions.drop_notice(request.user, contact)
    return redirect("exits:notice", contact=contact)


@policy(GET=AGENT)
def print_notice(request: PersonRequest, contact: UUID) -> HttpResponse:
    """Show the letter alone, for paper."""
    kept = queries.notice_for(request.user, contact)
    if kept is None:
        raise Http404
    return render(request, "exits/print_notice.html", {"notice": kept})
