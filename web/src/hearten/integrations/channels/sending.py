"""What is said by a channel: one line of ours, the same for everybody. No name and no word of a customer fits in."""

from collections.abc import Mapping
from typing import Any

import msgspec
from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from hearten.integrations.channels.models import Channel, Kind
from hearten.integrations.outgoing.client import NotSentError, Post
from hearten.people import mail

HEADERS: Mapping[str, str] = {"content-type": "application/json; charset=utf-8", "user-agent": "Hearten"}
OK = range(200, 300)


def line() -> str:
    """Give what is said."""
    said = _("A hand is up and you are asked to come. Open Hearten to answer.")
    return f"{said} {settings.CSRF_TRUSTED_ORIGINS[0]}/" if settings.CSRF_TRUSTED_ORIGINS else said


def body_for(kind: str) -> bytes:
    """Give the body that a chat of this kind takes."""
    said: dict[str, Any] = {kind: line()}
    return msgspec.json.encode(said)


def say(channel: Channel, post: Post) -> str:
    """Say the line by one channel. Gives an empty text, or a code of why it did not arrive."""
    with translation.override(settings.LANGUAGE_CODE):
        return _by_mail(channel) if channel.kind == Kind.MAIL else _by_chat(channel, post)


def _by_mail(channel: Channel) -> str:
    if not mail.is_set_up():
        return "no_mail"
    try:
        send_mail(_("A hand is up"), line(), None, [channel.person.email])
    except OSError:
        return "no_connection"
    return ""


def _by_chat(channel: Channel, post: Post) -> str:
    try:
        # The address is a lead's and not the administrator's: never one inside, no redirect, looked up once.
        answer = post(
            channel.address, body_for(channel.kind), HEADERS, ports=settings.OUTGOING_PORTS, allow_inside=False
        )
    except NotSentError as error:
        return error.code
    return "" if answer.status in OK else "refused"
