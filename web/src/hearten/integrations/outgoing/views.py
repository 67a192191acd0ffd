"""The administrator's room for receivers: make one, see what arrives, send again, replace its secret."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from hearten.integrations.outgoing import actions, queries
from hearten.integrations.outgoing.forms import ReceiverForm
from hearten.integrations.outgoing.models import Receiver
from hearten.people.models import PersonRequest
from hearten.people.policy import ADMIN, policy
from hearten.ui.answers import form_page


def _receiver_or_404(request: PersonRequest, key: UUID) -> Receiver:
    found = queries.receiver_for(request.user, key)
    if found is None:
        raise Http404
    return found


@policy(GET=ADMIN)
def receivers(request: PersonRequest) -> HttpResponse:
    """List the receivers."""
    return render(request, "integrations/outgoing/receivers.html", {"receivers": queries.receivers_for(request.user)})


@policy(GET=ADMIN, POST=ADMIN)
def new_receiver(request: PersonRequest) -> HttpResponse:
    """Make a receiver."""
    sources = queries.sources_to_choose(request.user)
    form = ReceiverForm(request.POST or None, sources=sources)
    if request.method == "POST" and form.is_valid():
        made = actions.make_receiver(**form.cleaned_data, now=timezone.now())
        return redirect("outgoing:receiver", key=made.key)
    context = {"form": form, "sources": sources}
    return form_page(request, "integrations/outgoing/new_receiver.html", form, context)


@policy(GET=ADMIN, POST=ADMIN)
def receiver(request: PersonRequest, key: UUID) -> HttpResponse:
    """Show a receiver: how it stands, what was sent, how it is told."""
    found = _receiver_or_404(request, key)
    sources = queries.sources_to_choose(request.user)
    if request.method != "POST":
        initial = {name: getattr(found, name) for name in ("name", "url", "event_types", "allow_inside")}
        return _show(request, found, ReceiverForm(initial=initial | {"source": found.source.key}, sources=sources))
    form = ReceiverForm(request.POST, sources=sources)
    if form.is_valid():
        actions.change_receiver(found, **form.cleaned_data)
        return redirect("outgoing:receiver", key=found.key)
    return _show(request, found, form, status=422)


def _show(request: PersonRequest, found: Receiver, form: ReceiverForm, *, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {
        "receiver": found,
        "form": form,
        "log": queries.log_for(request.user, found, now=timezone.now()),
    }
    return render(request, "integrations/outgoing/receiver.html", context, status=status)


@policy(POST=ADMIN)
def replace_secret(request: PersonRequest, key: UUID) -> HttpResponse:
    """Begin a rotation; both secrets sign until it is finished."""
    found = _receiver_or_404(request, key)
    actions.replace_secret(found)
    return redirect("outgoing:receiver", key=found.key)


@policy(POST=ADMIN)
def finish_rotation(request: PersonRequest, key: UUID) -> HttpResponse:
    """End a rotation."""
    found = _receiver_or_404(request, key)
    actions.finish_rotation(found)
    return redirect("outgoing:receiver", key=found.key)


@policy(POST=ADMIN)
def set_active(request: PersonRequest, key: UUID) -> HttpResponse:
    """Switch a receiver on or off."""
    found = _receiver_or_404(request, key)
    if request.POST.get("active") == "1":
        actions.switch_on(found)
    else:
        actions.switch_off(found, now=timezone.now())
    return redirect("outgoing:receiver", key=found.key)


@policy(POST=ADMIN)
def send_test(request: PersonRequest, key: UUID) -> HttpResponse:
    """Send an event without content."""
    found = _receiver_or_404(request, key)
    if not found.switched_off:
        actions.tell_as_test(found, now=timezone.now())
    return redirect("outgoing:receiver", key=found.key)


@policy(POST=ADMIN)
def remove(request: PersonRequest, key: UUID) -> HttpResponse:
    """Delete a receiver with its log."""
    actions.remove(_receiver_or_404(request, key))
    return redirect("outgoing:receivers")


@policy(POST=ADMIN)
def resend(request: PersonRequest, key: UUID) -> HttpResponse:
    """Send a delivery again, under its old id."""
    found = queries.delivery_for(request.user, key)
    if found is None:
        raise Http404
    actions.resend(found, now=timezone.now())
    return redirect("outgoing:receiver", key=found.receiver.key)
