"""A lead's channels: a part of the page about how a hand reaches oneself."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hearten.integrations.channels import actions, queries
from hearten.integrations.channels.forms import ChannelForm
from hearten.integrations.channels.models import Kind
from hearten.people import mail
from hearten.people.models import PersonRequest
from hearten.people.policy import LEAD, policy
from hearten.ui.answers import form_page, sent

PAGE = "support:own"
WHY: dict[str, str | Promise] = {
    "no_mail": gettext_lazy("this installation has no mail server"),
    "refused": gettext_lazy("the chat did not take it: look whether its webhook still exists"),
    "address_refused": gettext_lazy("its address leads into a private network, which is never spoken to"),
    "tls": gettext_lazy("its certificate could not be trusted"),
    "timed_out": gettext_lazy("it did not answer in time"),
}


def _context(request: PersonRequest) -> dict[str, Any]:
    named = [
        {
            "key": each.key,
            "label": each.get_kind_display(),
            "host": each.address.partition("://")[2].partition("/")[0],
            "problem": WHY.get(each.problem, _("it could not be reached")) if each.problem else "",
        }
        for each in queries.channels_for(request.user)
    ]
    return {"channels": named, "has_mail": mail.is_set_up()}


@policy(GET=LEAD)
def own(request: PersonRequest) -> HttpResponse:
    """Show one's channels."""
    context = _context(request) | {"form": ChannelForm(initial={"kind": Kind.MAIL})}
    return render(request, "channels/own.html#own", context)


@policy(GET=LEAD, POST=LEAD)
def add(request: PersonRequest) -> HttpResponse:
    """Switch a channel on."""
    form = ChannelForm(sent(request))
    if request.method == "POST" and form.is_valid():
        actions.add_channel(request.user, **form.cleaned_data)
        messages.success(request, _("Switched on."))
        return redirect(PAGE)
    return form_page(request, "channels/add.html", form, _context(request))


@policy(POST=LEAD)
def remove(request: PersonRequest, key: UUID) -> HttpResponse:
    """Switch a channel off."""
    if not actions.remove_channel(request.user, str(key)):
        raise Http404
    messages.success(request, _("Switched off."))
    return redirect(PAGE)
