"""The ledger of promises: everybody who works here reads the same page."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from hearten.blocks.rules import K_DEFAULT
from hearten.people.middleware import zone_of
from hearten.people.models import PersonRequest
from hearten.people.policy import SIGNED_IN, policy
from hearten.support.ledger import queries, rules
from hearten.support.ledger.present import present


@policy(params=("month",), GET=SIGNED_IN)
def ledger(request: PersonRequest) -> HttpResponse:
    """Show the month asked for, or the newest that is published."""
    months = queries.months_for(request.user)
    asked = _month_asked(request.GET.get("month", ""))
    first_day = asked if asked in months else next(iter(months), None)
    month = queries.month_for(request.user, first_day) if first_day else None
    now = rules.month_of(timezone.now(), zone_of(""))
    context = {
        "months": months,
        "month": month,
        "promises": present(month) if month else (),
        "needs": month.publication.k + 1 if month else K_DEFAULT + 1,
        "counting": now,
        "published_on": rules.month_after(now),
    }
    return render(request, "support_ledger/ledger.html", context)


def _month_asked(written: str) -> date | None:
    try:
        return date.fromisoformat(f"{written}-01")
    except ValueError:
        return None
