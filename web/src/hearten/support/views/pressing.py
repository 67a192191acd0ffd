"""What the two buttons at the foot share: how long a press has waited, patience with the database, and the answer."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from hearten.people.models import PersonRequest

WAITED_AT_MOST = timedelta(hours=1)  # a browser may say what it likes; longer tells nobody anything


def pressed_at(request: PersonRequest, *, now: datetime) -> datetime:
    """Say when the button was pressed: a browser that could not send it at once says how many seconds ago."""
    written = request.POST.get("waited", "")[:6]
    waited = timedelta(seconds=int(written)) if written.isascii() and written.isdigit() else timedelta(0)
    return now - min(waited, WAITED_AT_MOST)


def patiently(ask: Callable[[], object]) -> None:
    """Ask once more after the ten seconds that SQLite waits for its lock: the browser's key makes it one request."""
    try:
        ask()
    except OperationalError as error:
        if "locked" not in str(error):
            raise
        connection.close()
        ask()


def after_press(request: PersonRequest, show: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    """Show the button as it now stands: the fragment to a script, the page it was pressed on to everybody else."""
    if request.headers.get("HX-Request"):
        return show(request)
    return redirect("/desk/dock/" if request.POST.get("from") == "dock" else "/")
