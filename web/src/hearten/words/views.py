"""The house's words: find them, change them, propose a change, and see how they came to be."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hearten.people.models import PersonRequest, Role
from hearten.people.policy import SIGNED_IN, Access, policy
from hearten.ui.answers import form_page, sent
from hearten.words import actions, mine, queries, votes
from hearten.words.actions import Draft
from hearten.words.bundle import DEFAULT_LANGUAGE
from hearten.words.checks import lint_line
from hearten.words.forms import (
    CHANNEL_LABELS,
    KIND_LABELS,
    LEVEL_LABELS,
    PURPOSE_LABELS,
    PhraseForm,
    ReasonForm,
    ScriptForm,
    SearchForm,
)
from hearten.words.models import Sort, State, Wording
from hearten.words.shapes import Phrase

EDITOR = Access("administrator or team lead", roles=frozenset({Role.ADMIN.value, Role.LEAD.value}))


@policy(params=("q", "kind", "level", "channel", "purpose"), GET=SIGNED_IN)
def phrases(request: PersonRequest) -> HttpResponse:
    """List the phrases in use; the list follows while one types."""
    form = SearchForm(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    search = queries.Search(*(asked.get(name, "") for name in ("q", "kind", "level", "channel", "purpose")))
    context = {
        "form": form,
        "mine": [Listed(each.phrase, key=each.key) for each in mine.of(request.user) if search.fits(each.phrase)],
        "phrases": _listed(queries.phrases_for(request.user, search)),
        "proposals": list(queries.proposals_for(request.user, Sort.PHRASE)),
        "may_edit": actions.may_edit(request.user),
    }
    page = "words/phrases.html#found" if request.headers.get("HX-Request") else "words/phrases.html"
    return render(request, page, context)


@dataclass(frozen=True, slots=True)
class Listed:
    """A phrase as the list shows it: with what is told of its votes, or with the key where it is the viewer's own."""

    phrase: Phrase
    told: str = ""
    key: UUID | None = None

    @property
    def tags(self) -> list[str]:
        """Name what the phrase is for."""
        phrase = self.phrase
        labels = (
            KIND_LABELS.get(phrase.kind, phrase.kind),
            LEVEL_LABELS.get(str(phrase.level), phrase.level),
            CHANNEL_LABELS.get(phrase.channel, phrase.channel),
            PURPOSE_LABELS.get(phrase.purpose, phrase.purpose),
        )
        return [str(label) for label in labels]


def _listed(phrases: list[Phrase]) -> list[Listed]:
    """Give phrases with what is told of their votes: those found useful by most people first, else as they are."""
    tallies = votes.tallies_of(DEFAULT_LANGUAGE)
    ordered = sorted(phrases, key=lambda phrase: -tallies.get(phrase.id, 0))
    return [Listed(phrase, votes.told(tallies.get(phrase.id, 0))) for phrase in ordered]


@policy(params=("mine",), GET=SIGNED_IN, POST=SIGNED_IN)
def new_phrase(request: PersonRequest) -> HttpResponse:
    """Add a phrase, or propose one; ``mine`` begins with a phrase of one's own, which stays one's own."""
    form = PhraseForm(sent(request), initial={"level": "2", "kind": "any"} | _own_words(request) | {"key": uuid4()})
    if request.method == "POST" and form.is_valid():
        return write_draft(request, form.draft(f"own-{form.cleaned_data['key'].hex}", DEFAULT_LANGUAGE), form)
    return _form(request, form, Sort.PHRASE)


def _own_words(request: PersonRequest) -> dict[str, Any]:
    try:
        found = mine.one_of(request.user, UUID(request.GET.get("mine", "")))
    except ValueError:
        return {}
    fields = ("text", "kind", "channel", "purpose")
    return {name: getattr(found.phrase, name) for name in fields} | {"level": str(found.phrase.level)} if found else {}


@policy(GET=SIGNED_IN, POST=SIGNED_IN)
def phrase(request: PersonRequest, item: str) -> HttpResponse:
    """Show one phrase with its history, and change it."""
    current = queries.phrase_by_id(item)
    history = queries.history_for(request.user, item)
    shipped = queries.shipped_phrase(item)
    shown = current or shipped or (queries.as_phrase(history[0]) if history else None)
    if shown is None or (history and history[0].sort != Sort.PHRASE):
        raise Http404
    fields = ("text", "why", "kind", "channel", "purpose")
    initial = {name: getattr(shown, name) for name in fields} | {"level": str(shown.level), "key": uuid4()}
    form = PhraseForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        return write_draft(request, form.draft(item, shown.language), form)
    context = {
        "current": current,
        "shown": shown,
        "shipped": shipped,
        "lint": lint_line(shown.text),
        "useful": bool(votes.found_useful_by(request.user, [item], language=shown.language)),
        "told": votes.told(votes.tallies_of(shown.language).get(item, 0)),
    }
    return _item(request, form, item, history, context)


@policy(params=("q",), GET=SIGNED_IN)
def scripts(request: PersonRequest) -> HttpResponse:
    """List the scripts in use."""
    words = request.GET.get("q", "")[:100]
    context = {
        "words": words,
        "scripts": queries.scripts_for(request.user, words),
        "proposals": list(queries.proposals_for(request.user, Sort.SCRIPT)),
    }
    page = "words/scripts.html#found" if request.headers.get("HX-Request") else "words/scripts.html"
    return render(request, page, context)


@policy(GET=SIGNED_IN, POST=SIGNED_IN)
def new_script(request: PersonRequest) -> HttpResponse:
    """Add a script, or propose one."""
    form = ScriptForm(sent(request), initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid():
        return write_draft(request, form.draft(f"own-{form.cleaned_data['key'].hex}", DEFAULT_LANGUAGE), form)
    return _form(request, form, Sort.SCRIPT)


@policy(GET=SIGNED_IN, POST=SIGNED_IN)
def script(request: PersonRequest, item: str) -> HttpResponse:
    """Show one script with its endings and its history, and change it."""
    history = [each for each in queries.history_for(request.user, item) if each.sort == Sort.SCRIPT]
    if not history:
        raise Http404
    current = queries.script_by_item(item)
    shown = current or history[0]
    initial = {name: getattr(shown, name) for name in ("title", "channel", "queue", "text", "endings")} | {
        "key": uuid4()
    }
    form = ScriptForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        return write_draft(request, form.draft(item, shown.language), form)
    findings = lint_line(f"{shown.text}\n{shown.endings}")
    return _item(request, form, item, history, {"current": current, "shown": shown, "lint": findings})


@policy(POST=EDITOR)
def retire(request: PersonRequest, item: str) -> HttpResponse:
    """Take a phrase or script out of use."""
    current = _in_use(item)
    if current is None:
        raise Http404
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Not retired: say why, in one line."))
    else:
        actions.retire(request.user, current, **form.cleaned_data, now=timezone.now())
        messages.success(request, _("Retired. Its versions stay, and saving one brings it back."))
    return redirect(f"words:{current.sort}", item=item)


def _in_use(item: str) -> Draft | None:
    if found := queries.phrase_by_id(item):
        return _draft_of(found)
    if kept := queries.script_by_item(item):
        return Draft(
            Sort.SCRIPT.value,
            item,
            kept.language,
            kept.channel,
            kept.text,
            title=kept.title,
            endings=kept.endings,
            queue=kept.queue,
        )
    for sort in (Sort.WAY, Sort.STEPS, Sort.NOTICE):
        if own := queries.own_version(item, sort):
            parts = {name: getattr(own, name) for name in ("title", "endings", "why")}
            return Draft(sort.value, item, own.language, own.channel, own.text, **parts)
    return None


def _draft_of(phrase: Phrase) -> Draft:
    parts = {name: getattr(phrase, name) for name in ("text", "kind", "level", "purpose", "why")}
    return Draft(Sort.PHRASE.value, phrase.id, phrase.language, phrase.channel, **parts)


@policy(POST=EDITOR)
def decide(request: PersonRequest, key: UUID) -> HttpResponse:
    """Accept or decline a proposal."""
    because = request.POST.get("because", "").strip()[:300]
    accept = request.POST.get("accept") == "1"
    found = actions.decide(request.user, key, accept=accept, because=because, now=timezone.now())
    if found is None:
        raise Http404
    return redirect(f"words:{found.sort}", item=found.item)


def write_draft(request: PersonRequest, draft: Draft, form: ReasonForm) -> HttpResponse:
    """Put a draft in use, or propose it, and go to its page."""
    made = actions.write(
        request.user, draft, key=form.cleaned_data["key"], because=form.cleaned_data["because"], now=timezone.now()
    )
    if made.state == State.PROPOSED:
        messages.success(request, _("Proposed. A lead or an administrator decides, with a reason you can read here."))
    else:
        messages.success(request, _("Saved. It is in use from now on."))
    return redirect(f"words:{made.sort}", item=made.item)


def _form(request: PersonRequest, form: ReasonForm, sort: Sort) -> HttpResponse:
    context = {"form": form, "sort": sort, "may_edit": actions.may_edit(request.user)}
    return form_page(request, "words/new.html", form, context)


def _item(
    request: PersonRequest, form: ReasonForm, item: str, history: list[Wording], context: dict[str, Any]
) -> HttpResponse:
    sort = Sort.SCRIPT if isinstance(form, ScriptForm) else Sort.PHRASE
    context |= {
        "form": form,
        "item": item,
        "sort": sort,
        "history": history,
        "may_edit": actions.may_edit(request.user),
        "retire_key": uuid4(),
    }
    return form_page(request, "words/item.html", form, context)
