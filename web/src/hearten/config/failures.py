"""The answer when a page fails: 503 and "come again" while the database does not take part, else our fault."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hearten.ui import views

RETRY_AFTER = "2"  # seconds


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an uncaught exception.

    A database that is locked, full, read-only or away keeps nothing: so it is never "our fault, sorry", but 503, upon
    which a browser keeps what was not sent, and sends it again under the same key. The page stands on no query.
    """
    if not isinstance(sys.exception(), OperationalError | InterfaceError):
        return views.server_error(request)
    answer = render(None, "ui/503.html", {"frame": "ui/bare.html"}, status=503)
    answer["Retry-After"] = RETRY_AFTER
    answer["Cache-Control"] = "no-store"
    return answer
