"""The phrasebook's private side: phrases of one's own, what one said instead, and a vote nobody can read."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from hearten.people.models import PersonRequest
from hearten.people.policy import OWN, SIGNED_IN, policy
from hearten.seal import queries as seal
from hearten.seal import sessions
from hearten.seal.actions import NotYours
from hearten.ui.answers import form_page, sent
from hearten.words import mine, queries, votes
from hearten.words.bundle import DEFAULT_LANGUAGE
from hearten.words.checks import lint_line
from hearten.words.forms import InsteadForm, LintForm, MineForm


@sensitive_post_parameters("text")
@sensitive_variables()
@policy(GET=OWN, POST=OWN)
def new_mine(request: PersonRequest) -> HttpResponse:
    """Keep a phrase of one's own."""
    form = MineForm(sent(request), initial={"key": uuid4(), "level": "2", "kind": "any"})
    if request.method == "POST" and form.is_valid() and _kept(request, form, form.cleaned_data["key"]):
        return redirect("words:phrases")
    return form_page(request, "words/mine.html", form)


@sensitive_post_parameters("text")
@sensitive_variables()
@policy(GET=OWN, POST=OWN)
def my_phrase(request: PersonRequest, key: UUID) -> HttpResponse:
    """Change a phrase of one's own, or take it away."""
    found = mine.one_of(request.user, key)
    if found is None:
        raise Http404
    fields = ("text", "kind", "channel", "purpose")
    initial = {name: getattr(found.phrase, name) for name in fields}
    form = MineForm(sent(request), initial=initial | {"level": str(found.phrase.level), "key": key})
    if request.method == "POST" and form.is_valid() and _kept(request, form, key):
        return redirect("words:phrases")
    return form_page(request, "words/mine.html", form, {"mine": found})


def _kept(request: PersonRequest, form: MineForm, key: UUID) -> bool:
    try:
        mine.keep(request.user, form.phrase(), key=key, now=timezone.now())
    except NotYours:
        form.add_error(None, _("This could not be kept. Open the page again and write it there."))
        return False
    messages.success(request, _("Kept. Only you can see it."))
    return True


@policy(POST=OWN)
def forget_mine(request: PersonRequest, key: UUID) -> HttpResponse:
    """Take a phrase of one's own away."""
    if not mine.forget(request.user, key):
        raise Http404
    messages.success(request, _("Gone."))
    return redirect("words:phrases")


@sensitive_post_parameters("text")
@sensitive_variables()
@policy(private=True, GET=SIGNED_IN, POST=SIGNED_IN)
def instead(request: PersonRequest, item: str) -> HttpResponse:
    """Write down what one said instead of a phrase; read earlier ones while one's notes are open."""
    phrase = queries.phrase_by_id(item)
    if phrase is None:
        raise Http404
    if not seal.is_set_up(request.user):
        return redirect("seal:set_up")
    form = InsteadForm(sent(request), initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid() and _kept_instead(request, form, item):
        return redirect("words:instead", item=item)
    unlocked = sessions.unlocked_in(request)
    context = {
        "phrase": phrase,
        "is_open": unlocked is not None,
        "earlier": mine.insteads_of(request.user, unlocked, item),
        "here": reverse("words:instead", args=[item]),
    }
    return form_page(request, "words/instead.html", form, context)


def _kept_instead(request: PersonRequest, form: InsteadForm, item: str) -> bool:
    try:
        mine.keep_instead(request.user, item, **form.cleaned_data, now=timezone.now())
    except NotYours:
        form.add_error(None, _("This could not be kept. Open the page again and write it there."))
        return False
    messages.success(request, _("Kept and sealed. Only you can open it."))
    return True


@policy(POST=SIGNED_IN)
def vote(request: PersonRequest, item: str) -> HttpResponse:
    """Say that a phrase is useful, or take that back."""
    if queries.phrase_by_id(item) is None:
        raise Http404
    votes.vote(request.user, item, language=DEFAULT_LANGUAGE, useful=request.POST.get("useful") == "1")
    if request.headers.get("HX-Request"):
        useful = votes.found_useful_by(request.user, [item], language=DEFAULT_LANGUAGE)
        return render(request, "words/vote.html", {"item": item, "useful": item in useful})
    return redirect("words:phrase", item=item)


@sensitive_post_parameters("text")
@sensitive_variables()
@policy(POST=SIGNED_IN)
def check(request: PersonRequest) -> HttpResponse:
    """Ask the positivity lint about words on request. They are kept nowhere."""
    form = LintForm(request.POST)
    form.is_valid()
    text: Any = form.cleaned_data.get("text", "")
    return render(request, "words/lint.html", {"asked": bool(text), "lint": lint_line(text)})
