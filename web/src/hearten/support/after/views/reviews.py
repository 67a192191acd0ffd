"""Learning reviews: private pages, read while one's notes are open."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hearten.people.models import PersonRequest
from hearten.people.policy import OWN, policy
from hearten.seal import queries as seal
from hearten.seal.actions import NotSetUp, NotYours
from hearten.seal.views import needs_unlocked, there
from hearten.support.after.actions import reviews as actions
from hearten.support.after.forms.reviews import LABELS, ReviewForm, ShowForm
from hearten.support.after.queries import reviews as queries
from hearten.support.after.queries.reviews import Review
from hearten.support.after.rules.review import QUESTIONS
from hearten.ui.answers import form_page, sent


@policy(private=True, GET=OWN)
@needs_unlocked
def reviews(request: PersonRequest) -> HttpResponse:
    """List one's own reviews, and those one is shown."""
    found = queries.reviews_for(request.user, request.unlocked)  # type: ignore[attr-defined]
    context = {"reviews": found, "shown": queries.shown_to(request.user)}
    return render(request, "support_after/reviews.html", context)


@policy(private=True, GET=OWN, POST=OWN)
def new_review(request: PersonRequest) -> HttpResponse:
    """Write a review. It can be kept while one's notes are locked; only reading needs them open."""
    if not seal.is_set_up(request.user):
        return redirect("seal:set_up")
    form = ReviewForm(sent(request), initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid() and _kept(request, form, form.cleaned_data["key"]):
        messages.success(request, _("Kept and sealed. Only you can open it."))
        return redirect("support_after:reviews")
    return form_page(request, "support_after/new_review.html", form)


@policy(private=True, GET=OWN, POST=OWN)
@there(queries.has_review)
@needs_unlocked
def review(request: PersonRequest, key: UUID) -> HttpResponse:
    """Read one's own review, write it anew, and choose who may read it."""
    found = _own(request, key)
    form = ReviewForm(sent(request), initial={"key": key, **found.answers})
    if request.method == "POST" and form.is_valid() and _kept(request, form, key):
        messages.success(request, _("Kept and sealed."))
        return redirect("support_after:review", key=key)
    context = {"review": found, "show": ShowForm(viewer=request.user), "answers": _labelled(found.answers)}
    return form_page(request, "support_after/review.html", form, context)


@policy(private=True, POST=OWN)
@there(queries.has_review)
@needs_unlocked
def show_review(request: PersonRequest, key: UUID) -> HttpResponse:
    """Seal a copy for one person."""
    found = _own(request, key)
    form = ShowForm(request.POST, viewer=request.user)
    if form.is_valid():
        reader = form.cleaned_data["reader"]
        try:
            actions.show_review(request.user, reader, key=key, text=found.text, now=timezone.now())
        except NotSetUp:
            form.add_error(
                "reader",
                _("Nothing can be sealed for %(name)s yet. Ask them to set up sealed notes.") % {"name": reader},
            )
        else:
            messages.success(request, _("%(name)s can read it now, unlocked, and nobody else.") % {"name": reader})
            return redirect("support_after:review", key=key)
    again = ReviewForm(initial={"key": key, **found.answers})
    context = {"review": found, "show": form, "form": again, "answers": _labelled(found.answers)}
    return render(request, "support_after/review.html", context, status=422)


@policy(private=True, POST=OWN)
@there(queries.has_review)
@needs_unlocked
def stop_showing(request: PersonRequest, key: UUID) -> HttpResponse:
    """Take the copy back."""
    _own(request, key)
    reader = actions.stop_showing(request.user, key=key)
    if reader is not None:
        told = _("%(name)s can no longer open it. What they have read, they have read; Hearten cannot take that back.")
        messages.success(request, told % {"name": reader})
    return redirect("support_after:review", key=key)


@policy(private=True, POST=OWN)
@there(queries.has_review)
@needs_unlocked
def delete_review(request: PersonRequest, key: UUID) -> HttpResponse:
    """Delete a review, and the copy of it."""
    _own(request, key)
    actions.forget_review(request.user, key=key)
    messages.success(request, _("Deleted. Nobody can open it any more."))
    return redirect("support_after:reviews")


@policy(private=True, GET=OWN)
@there(queries.is_shown_review)
@needs_unlocked
def shown_review(request: PersonRequest, key: UUID) -> HttpResponse:
    """Read a review that somebody shows the viewer."""
    found = queries.shown_review_for(request.user, request.unlocked, key)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    shown, answers = found
    return render(request, "support_after/shown_review.html", {"shown": shown, "answers": _labelled(answers)})


def _own(request: PersonRequest, key: UUID) -> Review:
    found = queries.review_for(request.user, request.unlocked, key)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def _kept(request: PersonRequest, form: ReviewForm, key: UUID) -> bool:
    try:
        actions.keep_review(request.user, form.answers, key=key, now=timezone.now())
    except NotYours:
        raise Http404 from None
    except NotSetUp:
        form.add_error(None, _("You have no sealed notes yet. Set them up first; what you wrote is still here."))
        return False
    return True


def _labelled(answers: dict[str, str]) -> list[tuple[Any, str]]:
    return [(LABELS[question], answers[question]) for question in QUESTIONS if answers[question]]
