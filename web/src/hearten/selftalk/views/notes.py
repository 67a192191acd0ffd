"""Notes of self-talk, the room they are in, and venting."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from hearten.people.models import PersonRequest
from hearten.people.policy import OWN, policy
from hearten.seal import queries as seal
from hearten.seal import sessions
from hearten.seal.views import needs_unlocked, there
from hearten.selftalk import actions, labels, queries
from hearten.selftalk.forms import LineForm, NoteForm
from hearten.selftalk.library import questions
from hearten.selftalk.present import chosen_patterns, look_at
from hearten.selftalk.queries import OwnNote
from hearten.selftalk.rules.reminders import LONGEST
from hearten.selftalk.views.own import own_words_inside, unlocked_of, was_kept
from hearten.ui.answers import form_page, sent

RECENT = 12


@policy(private=True, GET=OWN)
def home(request: PersonRequest) -> HttpResponse:
    """Show the room: what one can do in it, and, while notes are open, what one wrote and says again and again."""
    unlocked = sessions.unlocked_in(request)
    notes = queries.notes_for(request.user, unlocked)
    context = {
        "is_set_up": seal.is_set_up(request.user),
        "is_open": unlocked is not None,
        "notes": notes[:RECENT],
        "older": notes[RECENT:],
        "again": queries.again_in(notes),
        "lines": queries.lines_for(request.user),
    }
    return render(request, "selftalk/home.html", context)


@own_words_inside
@sensitive_variables()
@policy(private=True, GET=OWN, POST=OWN)
def new_note(request: PersonRequest) -> HttpResponse:
    """Write a note. It can be kept while one's notes are locked; looking at the words is done only when asked for."""
    if not seal.is_set_up(request.user):
        return redirect("seal:set_up")
    if "look" in request.POST:
        return _looked_at(request, "selftalk/new_note.html")
    form = NoteForm(sent(request), initial={"key": uuid4(), "turn": 0})
    if request.method == "POST" and form.is_valid() and _kept(request, form, form.cleaned_data["key"]):
        return redirect("selftalk:kept")
    return form_page(request, "selftalk/new_note.html", form)


@policy(private=True, GET=OWN)
def kept(request: PersonRequest) -> HttpResponse:
    """Say that a note is sealed, and what one can do next. The same page whatever was written."""
    return render(request, "selftalk/kept.html")


@sensitive_variables()
@policy(private=True, GET=OWN)
@there(queries.has_note)
@needs_unlocked
def note(request: PersonRequest, key: UUID) -> HttpResponse:
    """Read a note, and choose a line of it to be reminded of."""
    found = _own(request, key)
    again = [
        each for each in queries.again_in(queries.notes_for(request.user, unlocked_of(request))) if key in each.notes
    ]
    line = LineForm(initial={"key": uuid4(), "words": found.note.reframe[:LONGEST]})
    context = {
        "own": found,
        "patterns": chosen_patterns(found.note.patterns),
        "sits": labels.SITS.get(found.note.sits),
        "again": again,
        "line": line,
    }
    return render(request, "selftalk/note.html", context)


@own_words_inside
@sensitive_variables()
@policy(private=True, GET=OWN, POST=OWN)
@there(queries.has_note)
@needs_unlocked
def change_note(request: PersonRequest, key: UUID) -> HttpResponse:
    """Write a note anew."""
    if "look" in request.POST:
        return _looked_at(request, "selftalk/change_note.html", key)
    form = NoteForm(sent(request), initial=_initial(_own(request, key)))
    if request.method == "POST" and form.is_valid() and _kept(request, form, key):
        messages.success(request, _("Kept and sealed."))
        return redirect("selftalk:note", key=key)
    return form_page(request, "selftalk/change_note.html", form, {"key": key})


@policy(private=True, POST=OWN)
@there(queries.has_note)
@needs_unlocked
def delete_note(request: PersonRequest, key: UUID) -> HttpResponse:
    """Delete a note."""
    actions.forget(request.user, key)
    messages.success(request, _("Deleted. Nobody can open it any more."))
    return redirect("selftalk:home")


@policy(GET=OWN)
def help_now(request: PersonRequest) -> HttpResponse:
    """Show the help lines for people who work here. Nobody is told who opens it."""
    return render(request, "selftalk/help.html")


@policy(private=True, GET=OWN)
def vent(request: PersonRequest) -> HttpResponse:
    """Two minutes that burn, then one question. What is typed stays in the browser and is never sent anywhere."""
    asked = [each.ask for each in questions() if each.side in {"other", "event"} and not each.patterns]
    return render(request, "selftalk/vent.html", {"questions": asked})


@sensitive_variables()
def _looked_at(request: PersonRequest, template: str, key: UUID | None = None) -> HttpResponse:
    """Show the form again as it was typed, with what its words suggest. Nothing is kept."""
    typed: QueryDict = request.POST
    counted = str(typed.get("turn", ""))
    turn = int(counted) if counted.isdecimal() and len(counted) < 4 else 0
    initial: dict[str, Any] = {name: typed.get(name, "") for name in NoteForm.base_fields}
    initial["patterns"] = typed.getlist("patterns")
    look = look_at(initial["words"][:6000], chosen=initial["patterns"], turn=turn) if initial["words"].strip() else None
    initial["turn"] = look.turn if look else turn
    context = {"form": NoteForm(initial=initial), "look": look, "looked": True, "key": key}
    return render(request, template, context)


def _initial(own: OwnNote) -> dict[str, Any]:
    note = own.note
    return {
        "key": own.key,
        "turn": 0,
        "situation": note.situation,
        "words": note.words,
        "patterns": list(note.patterns),
        "reframe": note.reframe,
        "sits": note.sits,
    }


def _own(request: PersonRequest, key: UUID) -> OwnNote:
    found = queries.note_for(request.user, unlocked_of(request), key)
    if found is None:
        raise Http404
    return found


def _kept(request: PersonRequest, form: NoteForm, key: UUID) -> bool:
    today = timezone.localdate()
    return was_kept(form, lambda: actions.keep_note(request.user, form.note, key=key, on=today))
