"""Unlocked, for one browser: the private key lies in the session in a box whose key only a cookie holds.

The server keeps the key's digest. So the session's row, in the database or in a backup, opens nothing; and a cookie
without its session opens nothing either. Ten idle minutes, the one-key lock, a closed private page and signing out end
it: ``unlocked_in`` then throws the box away.
"""

import base64
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import constant_time_compare

from hearten.people import sessions
from hearten.people.models import Person
from hearten.seal import boxes
from hearten.seal.rules import IDLE

COOKIE = "hearten_unlock"
ENTRY = "hearten_unlocked"
TOUCH_STEP = 30  # seconds: the session's row is not written at every click


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A person whose notes are open in this request. The key is in no repr, no log and no error page."""

    person_id: int
    private: bytes = field(repr=False)


def unlock(request: HttpRequest, response: HttpResponseBase, private: bytes) -> None:
    """Open a person's notes in this browser."""
    key = boxes.make_key()
    now = sessions.now()
    request.session[ENTRY] = {
        "person": _viewer(request).pk,
        "digest": boxes.digest(key),
        "box": _text(boxes.wrap_by_key(private, key)),
        "opened_at": now,
        "used_at": now,
    }
    response.set_cookie(
        COOKIE,
        _text(key),
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",  # private pages are in no frame; a link in one's own mail may lead to them
    )


def lock(request: HttpRequest, response: HttpResponseBase | None = None) -> None:
    """Throw the box away. Locking twice is locking once."""
    request.session.pop(ENTRY, None)
    if response is not None:
        response.delete_cookie(COOKIE, samesite="Lax")


def unlocked_in(request: HttpRequest, *, is_use: bool = True) -> Unlocked | None:
    """Give the open notes of this request's person, and note the use; None where they are locked.

    What the page asks for by itself is no use: a desk that fetches its cues must not keep notes open for ever.
    """
    entry = request.session.get(ENTRY)
    if entry is None:
        return None
    key = _bytes(request.COOKIES.get(COOKIE, ""))
    now = sessions.now()
    if not _may_stay(request, entry, now):
        lock(request)
        return None
    if not constant_time_compare(entry["digest"], boxes.digest(key)):
        return None  # another browser's cookie, or none: the box stays for the one that has it
    private = boxes.unwrap_by_key(_bytes(entry["box"]), key)
    if is_use and now - entry["used_at"] >= TOUCH_STEP:
        request.session[ENTRY] = entry | {"used_at": now}
    return Unlocked(entry["person"], private)


def _may_stay(request: HttpRequest, entry: dict[str, Any], now: float) -> bool:
    """Say whether nothing has locked these notes since they were opened: other person, idleness, either lock."""
    if entry["person"] != _viewer(request).pk or not 0 <= now - entry["used_at"] < IDLE.total_seconds():
        return False
    locks = (request.session.get(sessions.LOCKED_AT), request.session.get(sessions.CLOSED_AT))
    return all(at is None or at < entry["opened_at"] for at in locks)


def _viewer(request: HttpRequest) -> Person:
    viewer: Any = request.user
    return viewer  # type: ignore[no-any-return]


def _text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode("ascii")


def _bytes(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text.encode("ascii"))
    except ValueError:
        return b""
