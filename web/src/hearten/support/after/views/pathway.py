"""The pathways page: what happens when a contact goes wrong, who, and what next."""

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hearten.people.models import PersonRequest, Role
from hearten.people.policy import SIGNED_IN, Access, policy
from hearten.staffing import queries as staffing
from hearten.support.after.actions import pathway as actions
from hearten.support.after.forms.pathway import PathwayForm
from hearten.support.after.queries import pathway as queries
from hearten.support.after.rules.pathway import compare
from hearten.ui.answers import form_page, sent

EDITOR = Access("administrator or people partner", roles=frozenset({Role.ADMIN.value, Role.PEOPLE_PARTNER.value}))


@policy(GET=SIGNED_IN)
def pathways(request: PersonRequest) -> HttpResponse:
    """Show the procedure, who is on now, and what changed since the viewer last read it."""
    versions = queries.pathways_for(request.user)
    current, read = versions[0], queries.read_by(request.user, versions)
    context = {
        "version": current,
        "versions": versions,
        "read": read,
        "is_read": read is not None and read.version.digest == current.digest,
        "changes": compare(read.version.text, current.text) if read else (),
        "number": settings.CENTRE_NUMBER,
        "leads": staffing.who_leads_now(request.user, now=timezone.now()),
        "may_change": actions.may_change_pathway(request.user),
    }
    return render(request, "support_after/pathways.html", context)


@policy(GET=SIGNED_IN)
def pathway_version(request: PersonRequest, number: int) -> HttpResponse:
    """Show one version as it stood, and what it changed."""
    versions = queries.pathways_for(request.user)
    version = next((each for each in versions if each.number == number), None)
    if version is None:
        raise Http404
    context = {"version": version, "changes": queries.changes_to(version, versions), "current": versions[0]}
    return render(request, "support_after/pathway_version.html", context)


@policy(POST=SIGNED_IN)
def acknowledge_pathway(request: PersonRequest) -> HttpResponse:
    """Note that the viewer has read the words that were on their screen."""
    if actions.acknowledge_pathway(request.user, of=request.POST.get("of", ""), now=timezone.now()):
        messages.success(request, _("Noted for you. Nobody else is shown who has read this page."))
    else:
        messages.error(request, _("The page has changed since you opened it. Here is how it reads now."))
    return redirect("support_after:pathways")


@policy(GET=EDITOR, POST=EDITOR)
def change_pathway(request: PersonRequest) -> HttpResponse:
    """Write a new version: first see what changes, then save it."""
    current = queries.pathways_for(request.user)[0]
    initial = {"key": uuid4(), "begun_at": current.number, "text": current.text}
    form = PathwayForm(sent(request), current=current.text, initial=initial)
    context = {"version": current}
    if request.method == "POST" and form.is_valid():
        if request.POST.get("save") != "1":
            changes = compare(current.text, form.cleaned_data["text"])
            return form_page(request, "support_after/change_pathway.html", form, context | {"changes": changes})
        try:
            made = actions.change_pathway(request.user, **form.cleaned_data, now=timezone.now())
        except actions.SavedBeside:
            form.add_error(
                None, _("Somebody saved another version while you wrote. Yours is still here; compare them.")
            )
        else:
            messages.success(request, _("Version %(number)d is what everybody reads now.") % {"number": made.number})
            return redirect("support_after:pathways")
    return form_page(request, "support_after/change_pathway.html", form, context)
