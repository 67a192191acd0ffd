"""Where sessions are kept: Django's table, asked only for keys that could be ours."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore


def could_be_ours(key: str) -> bool:
    """Say whether a cookie holds what we give out, letters and digits. PostgreSQL fails at a NUL."""
    return key.isascii() and key.isalnum()


class SessionStore(DatabaseStore):
    """Django's own, but for a key that somebody made up: it is no session, before the database is asked."""

    def _validate_session_key(self, key: Any) -> bool:
        return bool(super()._validate_session_key(key)) and could_be_ours(key)  # type: ignore[misc]
