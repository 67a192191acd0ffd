"""One's own data: what there is, taking it out, and erasing it."""

import io

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from hearten.keeping import erasing, exporting, queries
from hearten.keeping.forms import EraseForm
from hearten.people.actions import LastAdministrator
from hearten.people.models import PersonRequest
from hearten.people.policy import SIGNED_IN, policy
from hearten.ui.answers import form_page


@policy(private=True, GET=SIGNED_IN)
def own_data(request: PersonRequest) -> HttpResponse:
    """Offer both on the account page."""
    return render(request, "keeping/own_data.html", {"asked": queries.erasure_request_of(request.user)})


@policy(private=True, POST=SIGNED_IN)
def take_out(request: PersonRequest) -> HttpResponse:
    """Send everything with a path to this person, in one file. By POST, so that no other site can have it made."""
    out = io.BytesIO()
    exporting.write_export(request.user, out, now=timezone.now())
    response = HttpResponse(out.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="hearten-my-data.zip"'
    return response


@policy(private=True, GET=SIGNED_IN, POST=SIGNED_IN)
def erase(request: PersonRequest) -> HttpResponse:
    """Say what would be gone, and note the wish."""
    form = EraseForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            erasing.ask_for_erasure(request.user, now=timezone.now())
        except LastAdministrator:
            form.add_error(None, _("You are the only administrator who can sign in. Make somebody else one first."))
        else:
            messages.success(request, _("Noted. You can take it back on this page."))
            return redirect("people:account")
    context = {"form": form, "kinds": queries.what_would_go(request.user)}
    return form_page(request, "keeping/erase.html", form, context)


@policy(private=True, POST=SIGNED_IN)
def take_back(request: PersonRequest) -> HttpResponse:
    """Forget the wish."""
    erasing.take_back_erasure(request.user)
    messages.success(request, _("Nothing will be erased."))
    return redirect("people:account")
