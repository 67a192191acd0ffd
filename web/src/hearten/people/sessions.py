"""What a session may still do: the one-key lock, the idle lock of private pages, and the check for raw ASGI branches.

Four facts live in the session itself, so that ordinary pages cost no query for them: when it was last used
(``seen_at``), when one key locked it (``locked_at``), when ten idle minutes closed its private pages (``closed_at``),
and which role stamp it has met (``roles_stamp``). A lock is never "taken off": a proof of the person (password,
passkey, code) that is later than the lock opens it, and allauth already writes those proofs into the session.
"""

import time
from collections.abc import Mapping
from typing import Any

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from hearten.people.models import Person

SEEN_AT, LOCKED_AT, CLOSED_AT, ROLES_STAMP = (
    "hearten_seen_at",
    "hearten_locked_at",
    "hearten_closed_at",
    "hearten_roles",
)
IDLE_SECONDS = 600
SEEN_STEP = 30  # the session row is written at most twice a minute; the idle lock may come up to this much early


def last_proof(session: Mapping[str, Any]) -> float:
    """Give the time (Unix seconds) when the person last proved who they are, or 0."""
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY) or []
    return max((float(record.get("at", 0)) for record in records), default=0.0)


def is_locked(session: Mapping[str, Any]) -> bool:
    """Say whether one key locked this desk and nobody has proved to be its person since."""
    locked_at = session.get(LOCKED_AT)
    return locked_at is not None and last_proof(session) <= locked_at


def is_closed(session: Mapping[str, Any], now: float) -> bool:
    """Say whether ten idle minutes have closed the private pages."""
    seen_at, closed_at = session.get(SEEN_AT), session.get(CLOSED_AT)
    proof = last_proof(session)
    if closed_at is not None and proof <= closed_at:
        return True
    return seen_at is not None and now - max(seen_at, proof) >= IDLE_SECONDS


def touch(session: SessionBase, now: float) -> None:
    """Note that the person did something. Coming back after ten idle minutes leaves private pages closed."""
    if is_closed(session, now):
        if session.get(CLOSED_AT) is None or last_proof(session) > session[CLOSED_AT]:
            session[CLOSED_AT] = now
    elif CLOSED_AT in session:
        del session[CLOSED_AT]
    if now - session.get(SEEN_AT, 0) >= SEEN_STEP:
        session[SEEN_AT] = now


def lock(session: SessionBase, now: float) -> None:
    """Lock the desk. Locking twice is locking once."""
    if not is_locked(session):
        session[LOCKED_AT] = now


def open_again(session: SessionBase) -> None:
    """Forget both locks: somebody has just signed in here by other means than allauth's."""
    for name in (LOCKED_AT, CLOSED_AT, SEEN_AT):
        session.pop(name, None)


def meet_roles(session: SessionBase, person: Person) -> None:
    """Give the session a new key when the person's roles changed since it last met them."""
    met = session.get(ROLES_STAMP)
    if met == person.roles_stamp:
        return
    if met is not None:
        session.cycle_key()
    session[ROLES_STAMP] = person.roles_stamp


def read_session(session_key: str | None) -> dict[str, Any] | None:
    """Read what a session holds, or None where it is unknown or expired. One query; the caller closes connections."""
    if not session_key:
        return None
    row = Session.objects.filter(session_key=session_key, expire_date__gt=timezone.now()).first()
    return SessionStore().decode(row.session_data) if row else None


def person_in(session: Mapping[str, Any]) -> Person | None:
    """Give the person signed in with this session's content, if active and not signed out elsewhere. One query."""
    pk = session.get(SESSION_KEY)
    if pk is None or session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return None
    person = Person.objects.filter(pk=pk, is_active=True).first()
    if person is None or not _bound_to(session, person):
        return None
    return person


def _bound_to(session: Mapping[str, Any], person: Person) -> bool:
    given = session.get(HASH_SESSION_KEY, "")
    hashes = [person.get_session_auth_hash(), *person.get_session_auth_fallback_hash()]
    return any(constant_time_compare(given, each) for each in hashes)


def may_stream(session: Mapping[str, Any]) -> bool:
    """Say whether a stream may run on this session's content: not locked. The idle lock closes private pages only."""
    return not is_locked(session)


def viewer_of(session_key: str | None) -> Person | None:
    """Give the person a raw ASGI branch may serve: signed in, active, not locked, not expired. Two short queries.

    Ask again every few seconds while a stream runs; None means: end it. Nothing is closed or written here.
    """
    session = read_session(session_key)
    if session is None or not may_stream(session):
        return None
    return person_in(session)


def now() -> float:
    """Give the time in the unit sessions keep, Unix seconds."""
    return time.time()
