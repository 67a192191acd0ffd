"""The administrators' page of the way out: whom contacts are passed on to, help lines, and who fetches covers."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hearten.people.models import PersonRequest
from hearten.people.policy import ADMIN, policy
from hearten.support.exits import lists, queries
from hearten.support.exits.forms import DestinationForm, HelpLineForm
from hearten.support.exits.models import Destination, HelpLine
from hearten.ui.answers import form_page, sent


@policy(GET=ADMIN)
def setup(request: PersonRequest) -> HttpResponse:
    """Show the centre's lists, and how covers leave."""
    return render(request, "exits/setup.html", _setup_context(request))


def _setup_context(request: PersonRequest) -> dict[str, Any]:
    return {
        "destinations": queries.destinations_for(request.user),
        "lines": queries.help_lines_for(request.user),
        "account": queries.cover_account_for(request.user),
    }


def _edit(
    request: PersonRequest, form: Form, entry: type[Destination | HelpLine], key: UUID | None = None
) -> HttpResponse:
    """Show the form of an entry, or save it. An entry that is there keeps its key, whatever the form says."""
    if request.method == "POST" and form.is_valid():
        lists.save_entry(entry, **form.cleaned_data | ({"key": key} if key else {}))
        messages.success(request, _("Saved."))
        return redirect("exits:setup")
    return form_page(request, "exits/entry.html", form, {"key": key, "sort": lists.NAMES[entry]})


@policy(GET=ADMIN, POST=ADMIN)
def new_destination(request: PersonRequest) -> HttpResponse:
    """Add somebody whom contacts may be passed on to."""
    form = DestinationForm(sent(request), initial={"key": uuid4()})
    return _edit(request, form, Destination)


@policy(GET=ADMIN, POST=ADMIN)
def destination(request: PersonRequest, key: UUID) -> HttpResponse:
    """Change an entry of that list."""
    found = queries.destination_for(request.user, key)
    if found is None:
        raise Http404
    initial = {name: getattr(found, name) for name in ("key", "name", "address", "place")}
    return _edit(request, DestinationForm(sent(request), initial=initial), Destination, key)


@policy(POST=ADMIN)
def remove_destination(request: PersonRequest, key: UUID) -> HttpResponse:
    """Take an entry off that list."""
    if queries.destination_for(request.user, key) is None:
        raise Http404
    lists.remove_entry(Destination, key)
    return redirect("exits:setup")


@policy(GET=ADMIN, POST=ADMIN)
def new_help_line(request: PersonRequest) -> HttpResponse:
    """Add a help line."""
    form = HelpLineForm(sent(request), initial={"key": uuid4(), "whom": "customer"})
    return _edit(request, form, HelpLine)


@policy(GET=ADMIN, POST=ADMIN)
def help_line(request: PersonRequest, key: UUID) -> HttpResponse:
    """Change a help line."""
    found = queries.help_line_for(request.user, key)
    if found is None:
        raise Http404
    initial = {name: getattr(found, name) for name in ("key", "whom", "name", "reach", "note", "place")}
    return _edit(request, HelpLineForm(sent(request), initial=initial), HelpLine, key)


@policy(POST=ADMIN)
def remove_help_line(request: PersonRequest, key: UUID) -> HttpResponse:
    """Take a help line off its list."""
    if queries.help_line_for(request.user, key) is None:
        raise Http404
    lists.remove_entry(HelpLine, key)
    return redirect("exits:setup")


@policy(POST=ADMIN)
def make_cover_account(request: PersonRequest) -> HttpResponse:
    """Let a system fetch covers, and show its token this once."""
    token = lists.make_cover_account(now=timezone.now())
    return render(request, "exits/setup.html", _setup_context(request) | {"token": token})


@policy(POST=ADMIN)
def remove_cover_account(_request: PersonRequest) -> HttpResponse:
    """Let no system fetch covers any more."""
    lists.remove_cover_account()
    return redirect("exits:setup")
