"""Who is on: the week for those who plan, shifts by hand and by file, and one's own word on the dock."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearten.people.models import PersonRequest, Role, Team
from hearten.people.policy import SIGNED_IN, Access, policy
from hearten.people.queries import all_teams
from hearten.staffing import actions, imports, queries, week
from hearten.staffing.forms import ColumnsForm, FileForm, ShiftForm
from hearten.staffing.labels import say
from hearten.staffing.models import Shift, ShiftFile
from hearten.staffing.rules.importing import Plan
from hearten.staffing.rules.table import BadTable, read_table
from hearten.ui.answers import form_page, sent

PLANNER = Access("administrator or team lead", roles=frozenset({Role.ADMIN.value, Role.LEAD.value}))
BUSY = "in_a_contact"  # orders the leads; whose contacts run is for nobody else to read
SHOWN = 100  # problems and notes on a page; the rest is counted


@policy(params=("week", "team"), GET=PLANNER)
def shifts(request: PersonRequest) -> HttpResponse:
    """Show a week: a picture of where somebody leads, and the table."""
    monday = week.monday_of(week.day_asked(request.GET.get("week", "")))
    team = _team_asked(request.GET.get("team", ""))
    zone = week.zone_here()
    begins, ends = week.bounds(monday, zone)[0], week.bounds(monday + timedelta(days=6), zone)[1]
    found = list(queries.shifts_for(request.user, since=begins, until=ends, team=team))
    days = week.days(monday, found, zone)
    context = {
        "days": days,
        "lines": week.lines(days, found),
        "monday": monday,
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "teams": all_teams(),
        "team": team,
        "now": list(queries.on_shift(request.user, now=timezone.now(), team=team)),
    }
    return render(request, "staffing/shifts.html", context)


def _team_asked(key: str) -> Team | None:
    return next((team for team in all_teams() if str(team.key) == key), None)


@policy(GET=PLANNER, POST=PLANNER)
def add_shift(request: PersonRequest) -> HttpResponse:
    """Add a shift by hand."""
    form = ShiftForm(sent(request), initial={"key": uuid4()}, viewer=request.user)
    return _save(request, form, None)


@policy(GET=PLANNER, POST=PLANNER)
def shift(request: PersonRequest, key: UUID) -> HttpResponse:
    """Change a shift."""
    found = _shift_or_404(request, key)
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None:
        data["key"] = str(found.key)  # the address says which shift it is, whatever the form brought
    return _save(request, ShiftForm.of(found, data, viewer=request.user), found)


def _save(request: PersonRequest, form: ShiftForm, found: Shift | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        saved = actions.save_shift(**form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(f"{reverse('staffing:shifts')}?week={timezone.localtime(saved.starts_at).date()}")
    status = 422 if form.errors else 200
    return render(request, "staffing/shift.html", {"form": form, "shift": found}, status=status)


@policy(POST=PLANNER)
def remove_shift(request: PersonRequest, key: UUID) -> HttpResponse:
    """Take a shift away."""
    found = _shift_or_404(request, key)
    actions.remove_shift(found.key)
    messages.success(request, _("The shift is gone."))
    return redirect("staffing:shifts")


def _shift_or_404(request: PersonRequest, key: UUID) -> Shift:
    found = queries.shift_for(request.user, str(key))
    if found is None:
        raise Http404
    return found


# --- by file


@policy(GET=PLANNER, POST=PLANNER)
def import_shifts(request: PersonRequest) -> HttpResponse:
    """Take a file; nothing is imported yet."""
    form = FileForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        content = upload.read()
        try:
            table = read_table(content)
        except BadTable as bad:
            form.add_error("file", say(bad.code))
        else:
            zone = week.zone_here().key
            kept = actions.keep_file(
                request.user, name=upload.name, content=content, table=table, zone=zone, now=timezone.now()
            )
            return redirect("staffing:check_import", key=kept.key)
    return form_page(request, "staffing/import.html", form)


@policy(GET=PLANNER, POST=PLANNER)
def check_import(request: PersonRequest, key: UUID) -> HttpResponse:
    """Show what would happen, change the columns, or do it."""
    file = queries.file_for(request.user, str(key))
    if file is None:
        raise Http404
    table = read_table(bytes(file.content))
    form = ColumnsForm.of(imports.columns_of(file), sent(request), header=table.header)
    if request.method == "POST" and form.is_valid():
        actions.set_columns(file, form.columns(), table, now=timezone.now())
        if request.POST.get("do") == "import" and not form.columns().problems(table.header):
            return _imported(request, actions.import_shifts(file, table))
        form = ColumnsForm.of(imports.columns_of(file), None, header=table.header)
    return render(request, "staffing/check_import.html", _preview(file, table, form))


def _preview(file: ShiftFile, table: Any, form: ColumnsForm) -> dict[str, Any]:
    unready = imports.columns_of(file).problems(table.header)
    plan = Plan() if unready else imports.plan(file, table)
    return {
        "file": file,
        "table": table,
        "form": form,
        "unready": [say(code) for code in dict.fromkeys(unready)],
        "file_notes": [say(code) for code in table.notes],
        "plan": plan,
        "left_out": [(each, say(each.code)) for each in plan.problems[:SHOWN]],
        "left_out_more": max(0, len(plan.problems) - SHOWN),
        "taken_with_note": [(each, say(each.code)) for each in plan.notes[:SHOWN]],
        "notes_more": max(0, len(plan.notes) - SHOWN),
        "first_rows": table.rows[:3],
    }


def _imported(request: PersonRequest, plan: Plan) -> HttpResponse:
    words = ngettext("%(n)d shift added", "%(n)d shifts added", len(plan.new)) % {"n": len(plan.new)}
    rest = _("%(changed)d changed, %(same)d as they were, %(left)d lines left out.") % {
        "changed": len(plan.changed),
        "same": plan.same,
        "left": len(plan.problems),
    }
    messages.success(request, f"{words}, {rest}")
    return redirect("staffing:shifts")


# --- one's own word


@policy(GET=SIGNED_IN, idle=True)
def here(request: PersonRequest) -> HttpResponse:
    """Show one's shift, one's own word, and who leads now."""
    now = timezone.now()
    leads = queries.who_leads_now(request.user, now=now)
    context = {
        "shift": queries.own_shift(request.user, now=now),
        "shifts_are_planned": queries.shifts_are_planned(request.user),
        "is_here": queries.word_of(request.user, now=now),
        "leads": leads,
        "lead_words": [(lead, ", ".join(say(code) for code in lead.because if code != BUSY)) for lead in leads.people],
        "nobody_words": [] if leads.people else [say(code) for code in leads.because],
    }
    return render(request, "staffing/here.html#here", context)


@policy(POST=SIGNED_IN)
def say_here(request: PersonRequest) -> HttpResponse:
    """Take one's word: here, or away."""
    actions.say_here(request.user, is_here=request.POST.get("here") == "1", now=timezone.now())
    return here(request) if request.headers.get("HX-Request") else redirect("/")
