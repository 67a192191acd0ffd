"""Keys for what is pressed on the desk: pressing twice is pressing once, and nobody can lay a note beside a call.

A note's key must not be made of a contact's: whoever has the database could then say of which contact a note is, even
though it is sealed. So it is made with a secret that only this browser has, its CSRF cookie, of which the server keeps
nothing. In another browser, or after signing in again, the same press is another one.
"""

import hashlib
import hmac
from uuid import UUID

from django.http import HttpRequest
from django.middleware.csrf import get_token


def key_for(request: HttpRequest, *about: object) -> UUID:
    """Give the key of what is pressed about something, in this browser."""
    get_token(request)  # makes the secret where there is none yet
    secret = str(request.META["CSRF_COOKIE"]).encode()
    told = "\n".join(str(each) for each in ("gameplan", *about)).encode()
    return UUID(bytes=hmac.digest(secret, told, hashlib.sha256)[:16], version=4)
