"""The page of the chain: what was done, by whom, and whether the record is whole."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from hearten.audit import queries
from hearten.audit.forms import NarrowForm
from hearten.audit.rules import Report, write_mark
from hearten.people.models import PersonRequest
from hearten.people.policy import Access, policy

OVERSIGHT = Access("administrator or worker representative", roles=frozenset(role.value for role in queries.READERS))


@policy(params=("group", "by", "before"), private=True, GET=OVERSIGHT)
def audit(request: PersonRequest) -> HttpResponse:
    """Show the end of the chain and its entries, newest first."""
    return _show(request)


@policy(private=True, POST=OVERSIGHT)
def verify(request: PersonRequest) -> HttpResponse:
    """Check the whole chain now. Reads only; a form, because it is work for the machine."""
    return _show(request, report=queries.verify())


@policy(private=True, GET=OVERSIGHT)
def anchor(request: PersonRequest) -> HttpResponse:  # noqa: ARG001 - the policy has looked at who asks
    """Give a sealed line to keep on paper or elsewhere: with it a cut at the end of the chain is found."""
    line = write_mark(queries.mark_now(timezone.now()))
    text = _(
        "An anchor of Hearten's audit chain. Keep it outside of this installation, on paper too.\n"
        "With it, hearten audit verify --anchor finds out whether the record was cut off or written anew.\n"
    )
    response = HttpResponse(f"{text}\n{line}\n", content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="hearten-audit-anchor.txt"'
    return response


def _show(request: PersonRequest, *, report: Report | None = None) -> HttpResponse:
    form = NarrowForm(request.GET, viewer=request.user)
    narrowing = form.narrowing(request.GET.get("before", ""))
    entries, before = queries.shown_for(request.user, narrowing)
    seq, mac = queries.head()
    query = request.GET.copy()
    query["before"] = str(before or "")
    context: dict[str, Any] = {
        "form": form,
        "entries": entries,
        "earlier": query.urlencode() if before else "",
        "is_narrowed": narrowing != queries.Narrowing(),
        "seq": seq,
        "head": " ".join(mac.hex()[at : at + 8] for at in range(0, 64, 8)),
        "report": report,
    }
    return render(request, "audit/audit.html", context)
