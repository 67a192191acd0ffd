"""The interval plan, for those who plan. No page of it names a person or knows of a moment that somebody asked for."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hearten.people.models import PersonRequest, Role
from hearten.people.policy import Access, policy
from hearten.staffing.rules.table import BadTable, Table, read_table
from hearten.staffing.week import bounds, day_asked, zone_here
from hearten.support.price import actions, imports, queries
from hearten.support.price.forms import ColumnsForm, FileForm, IntervalForm, PlanForm
from hearten.support.price.labels import say
from hearten.support.price.models import ForecastFile, QueuePlan
from hearten.support.price.present import around, day_of
from hearten.support.price.rules.reading import ForecastPlan, problems_of
from hearten.ui.answers import form_page, sent

PLANNER = Access("administrator or team lead", roles=frozenset({Role.ADMIN.value, Role.LEAD.value}))
USUAL = {"minutes": 15, "target": 80, "within": 20, "moments_per_100_hours": 10, "moment_minutes": 5}
SHOWN = 100


def _plan_or_404(request: PersonRequest, key: UUID) -> QueuePlan:
    found = queries.plan_for(request.user, str(key))
    if found is None:
        raise Http404
    return found


def _page_of(plan: QueuePlan, day: date) -> str:
    return f"{reverse('price:plan', args=[plan.key])}?day={day.isoformat()}"


@policy(GET=PLANNER)
def plans(request: PersonRequest) -> HttpResponse:
    """List the queues that are planned."""
    return render(request, "support_price/plans.html", {"plans": queries.plans_for(request.user)})


@policy(params=("day",), GET=PLANNER)
def plan(request: PersonRequest, key: UUID) -> HttpResponse:
    """Show a day: what moments cost, drawn and as a table, and who could cover, as counts."""
    found = _plan_or_404(request, key)
    day = day_asked(request.GET.get("day", ""))
    since, until = bounds(day, zone_here())
    covering = queries.Covering(request.user, found, since=since, until=until + timedelta(hours=1))
    intervals = queries.intervals_of(found, covering, since=since, until=until)
    before, after = around(day)
    shown = day_of(day, intervals, covering, queries.assumptions_of(found), zone_here())
    context = {"plan": found, "day": day, "shown": shown, "before": before, "after": after}
    return render(request, "support_price/plan.html", context)


@policy(GET=PLANNER, POST=PLANNER)
def add_plan(request: PersonRequest) -> HttpResponse:
    """Plan another queue."""
    return _save(request, PlanForm(sent(request), initial=USUAL | {"key": uuid4()}), None)


@policy(GET=PLANNER, POST=PLANNER)
def change_plan(request: PersonRequest, key: UUID) -> HttpResponse:
    """Change what a plan takes for granted."""
    found = _plan_or_404(request, key)
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None:
        data["key"] = str(found.key)  # the address says which plan it is, whatever the form brought
    return _save(request, PlanForm.of(found, data), found)


def _save(request: PersonRequest, form: PlanForm, found: QueuePlan | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        saved = actions.save_plan(**form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("price:plan", key=saved.key)
    return form_page(request, "support_price/plan_form.html", form, {"plan": found})


@policy(POST=PLANNER)
def remove_plan(request: PersonRequest, key: UUID) -> HttpResponse:
    """Take a plan away."""
    actions.remove_plan(_plan_or_404(request, key).key)
    messages.success(request, _("The plan is gone."))
    return redirect("price:plans")


@policy(params=("day",), GET=PLANNER, POST=PLANNER)
def type_interval(request: PersonRequest, key: UUID) -> HttpResponse:
    """Type what an interval is expected to bring."""
    found = _plan_or_404(request, key)
    opens = f"{day_asked(request.GET.get('day', '')).isoformat()}T09:00"
    form = IntervalForm(sent(request), initial={"starts_at": opens}, plan=found)
    if request.method == "POST" and form.is_valid():
        expected = form.expected()
        actions.expect(found, [expected])
        messages.success(request, _("Saved."))
        return redirect(_page_of(found, timezone.localtime(expected.starts_at).date()))
    return form_page(request, "support_price/interval.html", form, {"plan": found})


@policy(POST=PLANNER)
def clear_day(request: PersonRequest, key: UUID) -> HttpResponse:
    """Take a day's forecast out of a plan."""
    found = _plan_or_404(request, key)
    day = day_asked(request.POST.get("day", ""))
    since, until = bounds(day, zone_here())
    actions.clear(found, since=since, until=until)
    messages.success(request, _("The forecast of this day is gone."))
    return redirect(_page_of(found, day))


# --- by file


@policy(GET=PLANNER, POST=PLANNER)
def import_forecast(request: PersonRequest, key: UUID) -> HttpResponse:
    """Take a file; nothing is imported yet."""
    found = _plan_or_404(request, key)
    form = FileForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        content = upload.read()
        try:
            table = read_table(content)
        except BadTable as bad:
            form.add_error("file", say(bad.code))
        else:
            zone, now = zone_here().key, timezone.now()
            kept = actions.keep_file(
                found, request.user, name=upload.name, content=content, table=table, zone=zone, now=now
            )
            return redirect("price:check_forecast", key=found.key, file=kept.key)
    return form_page(request, "support_price/import.html", form, {"plan": found})


@policy(GET=PLANNER, POST=PLANNER)
def check_forecast(request: PersonRequest, key: UUID, file: UUID) -> HttpResponse:
    """Show what would happen, change the columns, or do it."""
    kept = queries.file_for(request.user, str(file))
    if kept is None or kept.plan.key != key:
        raise Http404
    table = read_table(bytes(kept.content))
    form = ColumnsForm.of(imports.columns_of(kept), sent(request), header=table.header)
    if request.method == "POST" and form.is_valid():
        actions.set_columns(kept, form.columns(), table, now=timezone.now())
        if request.POST.get("do") == "import" and not problems_of(form.columns(), table.header):
            return _imported(request, kept.plan, actions.import_forecast(kept, table))
        form = ColumnsForm.of(imports.columns_of(kept), None, header=table.header)
    return form_page(request, "support_price/check_import.html", form, _preview(kept, table))


def _preview(file: ForecastFile, table: Table) -> dict[str, Any]:
    unready = problems_of(imports.columns_of(file), table.header)
    read = ForecastPlan() if unready else imports.plan(file, table)
    return {
        "file": file,
        "plan": file.plan,
        "table": table,
        "unready": [say(code) for code in dict.fromkeys(unready)],
        "file_notes": [say(code) for code in table.notes],
        "read": read,
        "left_out": [(each, say(each.code)) for each in read.problems[:SHOWN]],
        "left_out_more": max(0, len(read.problems) - SHOWN),
        "first_rows": table.rows[:3],
    }


def _imported(request: PersonRequest, plan: QueuePlan, read: ForecastPlan) -> HttpResponse:
    words = ngettext("%(n)d interval added", "%(n)d intervals added", len(read.new)) % {"n": len(read.new)}
    rest = _("%(changed)d changed, %(same)d as they were, %(left)d lines left out.") % {
        "changed": len(read.changed),
        "same": read.same,
        "left": len(read.problems),
    }
    messages.success(request, f"{words}, {rest}")
    written = [*read.new, *read.changed]
    day = timezone.localtime(min(each.starts_at for each in written)).date() if written else timezone.localdate()
    return redirect(_page_of(plan, day))
