"""Covers as a file, for the one system that has the token: take a batch, store it, say so. Then it is deleted here."""

import csv
import io
from collections.abc import Iterable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from hearten.people.policy import MACHINE, policy
from hearten.support.exits import actions, lists
from hearten.support.exits.models import Cover

CODE = "covered"  # one code for whatever is covered, so that it tells nothing
COLUMNS = ("source", "contact", "code")


def _is_the_account(request: HttpRequest) -> bool:
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    return kind.lower() == "bearer" and lists.is_cover_account(token.strip())


@csrf_exempt
@policy(POST=MACHINE)
def take(request: HttpRequest) -> HttpResponse:
    """Give all covers as CSV. They stay until the batch that the header names is said to be stored."""
    if not _is_the_account(request):
        raise Http404
    batch, covers = actions.take_file(timezone.now())
    headers = {"Hearten-Batch": str(batch), "Content-Disposition": 'attachment; filename="covered.csv"'}
    return HttpResponse(_as_csv(covers), content_type="text/csv; charset=utf-8", headers=headers)


def _as_csv(covers: Iterable[Cover]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    writer.writerows((_cell(cover.source), _cell(cover.external_id), CODE) for cover in covers)
    return out.getvalue()


def _cell(text: str) -> str:
    """Keep a spreadsheet from reading an id as a formula: a source may call a contact what it likes."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


@csrf_exempt
@policy(POST=MACHINE)
def stored(request: HttpRequest, batch: UUID) -> HttpResponse:
    """Delete a batch that is stored over there. Said twice is said once."""
    if not _is_the_account(request):
        raise Http404
    actions.file_is_stored(batch)
    return HttpResponse(status=204)
