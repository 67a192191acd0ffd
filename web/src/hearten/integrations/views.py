"""The administrator's room for sources: make one, see that it speaks, match its agents, replace its secrets."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from hearten.integrations import actions, queries
from hearten.integrations.forms import MatchForm, NewSourceForm, SourceForm, UploadForm
from hearten.integrations.imports import import_file
from hearten.integrations.models import Source
from hearten.people.models import PersonRequest
from hearten.people.policy import ADMIN, policy
from hearten.ui.answers import form_page


def _source_or_404(request: PersonRequest, key: UUID) -> Source:
    found = queries.source_for(request.user, key)
    if found is None:
        raise Http404
    return found


@policy(GET=ADMIN)
def sources(request: PersonRequest) -> HttpResponse:
    """List the sources."""
    return render(request, "integrations/sources.html", {"sources": queries.sources_for(request.user)})


@policy(GET=ADMIN, POST=ADMIN)
def new_source(request: PersonRequest) -> HttpResponse:
    """Make a source; its token is shown on the next page, once."""
    form = NewSourceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.make_source(**form.cleaned_data, now=timezone.now())
        return _show_token_once(request, made.source, made.token)
    return form_page(request, "integrations/new_source.html", form)


@policy(GET=ADMIN, POST=ADMIN)
def source(request: PersonRequest, key: UUID) -> HttpResponse:
    """Show a source: how to send to it, who its agents are, how it is read."""
    found = _source_or_404(request, key)
    if request.method != "POST":
        return _show(request, found, token=request.session.pop(f"token {found.key}", ""))
    form = SourceForm(request.POST)
    if form.is_valid():
        actions.change_source(found, **form.cleaned_data)
        return redirect("integrations:source", key=found.key)
    return _show(request, found, form=form, status=422)


def _show_token_once(request: PersonRequest, found: Source, token: str) -> HttpResponse:
    """Send the browser to the source's page, which shows the token this once: a reload must not make another."""
    request.session[f"token {found.key}"] = token
    return redirect("integrations:source", key=found.key)


def _show(request: PersonRequest, found: Source, *, status: int = 200, **extra: Any) -> HttpResponse:
    people = queries.agents_to_match(request.user)
    agents = [
        (identity, MatchForm(initial={"person": identity.person and identity.person.key}, people=people, prefix=str(n)))
        for n, identity in enumerate(queries.agents_for(request.user, found))
    ]
    names = ("name", "language", "channel", "zone", "roles", "signature", "mapping")
    context = {
        "source": found,
        "agents": agents,
        "form": SourceForm(initial={name: getattr(found, name) for name in names}),
        "address": request.build_absolute_uri(f"/ingest/{found.slug}/"),
        "upload_form": UploadForm(),
        **extra,
    }
    return render(request, "integrations/source.html", context, status=status)


@policy(POST=ADMIN)
def replace_secret(request: PersonRequest, key: UUID) -> HttpResponse:
    """Begin a rotation; both secrets work until it is finished."""
    found = _source_or_404(request, key)
    actions.replace_secret(found, secret=request.POST.get("secret", "")[:200].replace("\x00", "").strip())
    return redirect("integrations:source", key=found.key)


@policy(POST=ADMIN)
def finish_rotation(request: PersonRequest, key: UUID) -> HttpResponse:
    """End a rotation."""
    found = _source_or_404(request, key)
    actions.finish_rotation(found)
    return redirect("integrations:source", key=found.key)


@policy(POST=ADMIN)
def replace_token(request: PersonRequest, key: UUID) -> HttpResponse:
    """Give a new token, shown this once."""
    found = _source_or_404(request, key)
    return _show_token_once(request, found, actions.replace_token(found))


@policy(POST=ADMIN)
def set_active(request: PersonRequest, key: UUID) -> HttpResponse:
    """Let the source in, or shut it out."""
    found = _source_or_404(request, key)
    actions.set_active(found, is_active=request.POST.get("active") == "1")
    return redirect("integrations:source", key=found.key)


@policy(POST=ADMIN)
def match_agent(request: PersonRequest, key: UUID) -> HttpResponse:
    """Match an agent id with a person."""
    identity = queries.identity_for(request.user, key)
    if identity is None:
        raise Http404
    people = queries.agents_to_match(request.user)
    form = MatchForm({"person": request.POST.get("person", "")}, people=people)
    if form.is_valid():
        actions.link_agent(identity.source, identity.external_id, form.cleaned_data["person"], now=timezone.now())
    return redirect("integrations:source", key=identity.source.key)


@policy(GET=ADMIN, POST=ADMIN)
def upload(request: PersonRequest, key: UUID) -> HttpResponse:
    """Read a file into the source and report what came of it."""
    found = _source_or_404(request, key)
    form = UploadForm(request.POST or None, request.FILES or None)
    report = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        report = import_file(
            found, file.read(), name=file.name, agent_ref=form.cleaned_data["agent"], now=timezone.now()
        )
    status = 422 if form.errors or (report and report.refusal) else 200
    return render(request, "integrations/upload.html", {"source": found, "form": form, "report": report}, status=status)
