"""The pages about one's own seal. Each shows or takes one thing; private pages close after ten idle minutes."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from hearten.people.models import Person, PersonRequest
from hearten.people.policy import OWN, policy
from hearten.seal import actions, exporting, queries, sessions
from hearten.seal.boxes import CannotOpen
from hearten.seal.forms import ChangeForm, EraseForm, PassphraseForm, RecoverForm, SetUpForm, TakeInForm
from hearten.seal.rules import make_passphrase
from hearten.ui.answers import form_page, sent

GUESSES = {"unlock": "10/5m/user,100/d/user"}
View = Callable[..., HttpResponse]

secret_inside = sensitive_post_parameters("passphrase", "new", "again", "code")


def needs_unlocked(view: View) -> View:
    """Send to the set-up or the unlock page and back; the view finds ``request.unlocked``. For views of every area."""

    @wraps(view)
    def or_unlock_first(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        unlocked = sessions.unlocked_in(request)
        if unlocked is None:
            return send_to_unlock(request)
        request.unlocked = unlocked  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return or_unlock_first


def there(is_there: Callable[[Person, UUID], bool]) -> Callable[[View], View]:
    """Answer 404 before anything else where the key names nothing of the viewer's: locked or not, it is not there.

    For views of every area that take the key of something sealed.
    """

    def only_there(view: View) -> View:
        @wraps(view)
        def or_not_found(request: PersonRequest, key: UUID) -> HttpResponse:
            if not is_there(request.user, key):
                raise Http404
            return view(request, key)

        return or_not_found

    return only_there


def send_to_unlock(request: HttpRequest) -> HttpResponse:
    """Lead to the page that opens one's notes, and from there back here."""
    place = reverse("seal:unlock")
    if "HX-Request" in request.headers:
        return HttpResponse(status=401, headers={"HX-Redirect": place})
    back = request.get_full_path() if request.method == "GET" else ""
    return HttpResponseRedirect(f"{place}?{urlencode({'next': back})}" if back else place)


@policy(private=True, GET=OWN)
def home(request: PersonRequest) -> HttpResponse:
    """Show what there is, whether it is open, and what one can do with it."""
    if not queries.is_set_up(request.user):
        return redirect("seal:set_up")
    context = {"counts": queries.how_many(request.user), "is_open": sessions.unlocked_in(request) is not None}
    return render(request, "seal/home.html", context)


@secret_inside
@sensitive_variables()
@policy(private=True, GET=OWN, POST=OWN)
def set_up(request: PersonRequest) -> HttpResponse:
    """Say what an administrator can never do, and make the seal."""
    if queries.is_set_up(request.user):
        return redirect("seal:home")
    form = SetUpForm(sent(request), person=request.user)
    if request.method == "POST" and form.is_valid():
        opened = actions.set_up(request.user, passphrase=form.cleaned_data["new"], now=timezone.now())
        return _show_code(request, opened) if opened else redirect("seal:home")
    return form_page(request, "seal/set_up.html", form, {"suggested": make_passphrase()})


@secret_inside
@sensitive_variables()
@policy(params=("next",), private=True, GET=OWN, POST=OWN)
def unlock(request: PersonRequest) -> HttpResponse:
    """Open one's notes in this browser."""
    if not queries.is_set_up(request.user):
        return redirect("seal:set_up")
    form = PassphraseForm(sent(request))
    if request.method == "POST" and form.is_valid():
        opened = _tried(request, form, "passphrase", actions.open_by_passphrase, form.cleaned_data["passphrase"])
        if opened:
            response = HttpResponseRedirect(_next(request) or reverse("seal:home"))
            sessions.unlock(request, response, opened.private)
            return response
    return form_page(request, "seal/unlock.html", form, {"next": _next(request)})


@policy(POST=OWN)
def lock(request: PersonRequest) -> HttpResponse:
    """Close one's notes in this browser."""
    response = redirect("seal:home")
    sessions.lock(request, response)
    return response


@secret_inside
@sensitive_variables()
@policy(private=True, GET=OWN, POST=OWN)
def change_passphrase(request: PersonRequest) -> HttpResponse:
    """Take a new passphrase for the present one."""
    form = ChangeForm(sent(request), person=request.user)
    if request.method == "POST" and form.is_valid():
        old, new = form.cleaned_data["passphrase"], form.cleaned_data["new"]
        opened = _tried(request, form, "passphrase", actions.change_passphrase, old=old, new=new)
        if opened:
            return _show_code(request, opened)
    context = {"form": form, "suggested": make_passphrase()}
    return form_page(request, "seal/change_passphrase.html", form, context)


@secret_inside
@sensitive_variables()
@policy(private=True, GET=OWN, POST=OWN)
def new_code(request: PersonRequest) -> HttpResponse:
    """Make a new recovery code; the old one then opens nothing."""
    form = PassphraseForm(sent(request))
    if request.method == "POST" and form.is_valid():
        passphrase = form.cleaned_data["passphrase"]
        opened = _tried(request, form, "passphrase", actions.make_new_code, passphrase=passphrase)
        if opened:
            return _show_code(request, opened)
    return form_page(request, "seal/new_code.html", form)


@secret_inside
@sensitive_variables()
@policy(private=True, GET=OWN, POST=OWN)
def recover(request: PersonRequest) -> HttpResponse:
    """Open by the printed code and take a new passphrase."""
    form = RecoverForm(sent(request), person=request.user)
    if request.method == "POST" and form.is_valid():
        code, new = form.cleaned_data["code"], form.cleaned_data["new"]
        opened = _tried(request, form, "code", actions.recover, code=code, passphrase=new)
        if opened:
            return _show_code(request, opened)
    return form_page(request, "seal/recover.html", form, {"suggested": make_passphrase()})


@policy(params=("as",), private=True, GET=OWN)
@needs_unlocked
def export(request: PersonRequest) -> HttpResponse:
    """Give all one's words as a file: ``as=json`` or ``as=page``; without, the page that offers both."""
    wanted = request.GET.get("as", "")
    if wanted not in {"json", "page"}:
        return render(request, "seal/export_choice.html")
    notes = queries.everything_of(request.user, request.unlocked)  # type: ignore[attr-defined]
    if wanted == "json":
        response = HttpResponse(exporting.as_json(notes), content_type="application/json")
        name = "my-notes.json"
    else:
        response = HttpResponse(exporting.as_page(notes, person=request.user))
        name = "my-notes.html"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@policy(private=True, GET=OWN, POST=OWN)
def take_in(request: PersonRequest) -> HttpResponse:
    """Read notes back that were exported elsewhere."""
    if not queries.is_set_up(request.user):
        return redirect("seal:set_up")
    form = TakeInForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            number = exporting.take_in(request.user, form.cleaned_data["file"].read())
        except exporting.BadExport as error:
            text = _("Nothing was taken in. The file is damaged here: %(where)s. %(because)s")
            form.add_error("file", text % {"where": error.where, "because": error.because})
        else:
            taken = ngettext("%(number)d note was taken in.", "%(number)d notes were taken in.", number)
            messages.success(request, taken % {"number": number})
            return redirect("seal:home")
    return form_page(request, "seal/take_in.html", form)


@policy(private=True, GET=OWN, POST=OWN)
def erase(request: PersonRequest) -> HttpResponse:
    """Destroy the keys, and the notes with them."""
    form = EraseForm(sent(request))
    if request.method == "POST" and form.is_valid():
        actions.erase(request.user)
        messages.success(
            request,
            _("Your notes and desk cards are erased. Their keys are gone, here and in the key store's backups."),
        )
        response = redirect("/")
        sessions.lock(request, response)
        return response
    return form_page(request, "seal/erase.html", form, {"counts": queries.how_many(request.user)})


@sensitive_variables()
def _tried(
    request: PersonRequest, form: Any, field: str, verb: Callable[..., actions.Opened], *args: str, **named: str
) -> actions.Opened | None:
    """Call a verb that opens a seal. A wrong secret and too many tries are said at the field."""
    if not ratelimit.consume(request, app="seal", action="unlock", config=GUESSES, user=request.user):
        form.add_error(field, _("That was too often. Nothing was tried. Come back in five minutes."))
        return None
    try:
        return verb(request.user, *args, **named)
    except (CannotOpen, actions.NotSetUp):
        form.add_error(field, _("This does not open your notes."))
        return None


def _show_code(request: PersonRequest, opened: actions.Opened) -> HttpResponse:
    """Show the recovery code, this once, and leave the notes open."""
    response = render(request, "seal/recovery_code.html", {"code": opened.code, "groups": opened.code.split("-")})
    sessions.unlock(request, response, opened.private)
    return response


def _next(request: HttpRequest) -> str:
    target = request.GET.get("next", "") or request.POST.get("next", "")
    return target if get_adapter().is_safe_url(target) else ""
