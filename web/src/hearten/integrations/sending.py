"""Sends items into a running Hearten, as any source would: signed POST /ingest/<source>/.

Used by ``hearten replay`` and by the demo centre; a sample of how a source is written.
"""

import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from http.client import HTTPException
from typing import Any
from urllib.parse import quote, urlsplit

import msgspec
from standardwebhooks import Webhook

from hearten_ear.formats import BadJson, parse_json
from hearten_ear.segment import ContactEvent, Segment

ANSWER_MAX = 5_000_000
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class NotReachedError(Exception):
    """The server could not be reached, or asked to be asked again. The same body may be sent again."""


class Outcome(msgspec.Struct, frozen=True):
    """What became of one item. ``item`` counts from 1 in the body that was sent."""

    item: int
    status: str
    code: str = ""
    where: str = ""
    message: str = ""


class Answer(msgspec.Struct, frozen=True):
    """What the server said to a body. ``code`` and ``message`` are set where it took nothing at all."""

    accepted: int = 0
    duplicate: int = 0
    rejected: int = 0
    skipped: int = 0
    results: tuple[Outcome, ...] = ()
    code: str = ""
    message: str = ""

    @property
    def was_refused(self) -> bool:
        """Say whether the body as a whole was refused."""
        return bool(self.code)


class Sender:
    """One source's line to one server. Give a secret (``whsec_…``), or a token where nothing can be signed."""

    def __init__(
        self,
        base_url: str,
        source: str,
        *,
        secret: str = "",
        token: str = "",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
        timeout: float = 10,
    ) -> None:
        parts = urlsplit(base_url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise ValueError("The address of the server should look like http://127.0.0.1:8000.")
        if not (secret or token):
            raise ValueError("A secret or a token is needed: the server takes nothing from strangers.")
        self.source = source
        self.address = f"{base_url.rstrip('/')}/ingest/{quote(source, safe='')}/"
        self._webhook = Webhook(secret) if secret else None
        self._token = token
        self._clock = clock
        self._timeout = timeout
        # A proxy for the outside world has no business between us and this machine.
        direct = [urllib.request.ProxyHandler({})] if parts.hostname in LOOPBACK else []
        self._opener = urllib.request.build_opener(*direct)

    def send(self, items: Sequence[dict[str, Any]], *, delivery_id: str = "") -> Answer:
        """Send items as one body and give the answer. Raises :class:`NotReachedError` where sending again makes sense.

        ``delivery_id`` is kept over retries of the same body; a new one is made where none is given.
        """
        body = msgspec.json.encode(list(items))
        request = urllib.request.Request(  # noqa: S310 - the scheme was checked above
            self.address,
            data=body,
            headers=self._headers(body, delivery_id or f"msg_{uuid.uuid4().hex}"),
            method="POST",
        )
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                return _taken(response.read(ANSWER_MAX))
        except urllib.error.HTTPError as error:
            if error.code in {429, 503}:
                raise NotReachedError("The server is busy and asked to be asked again.") from None
            return _refusal(error.code, error.read(ANSWER_MAX))
        except (OSError, HTTPException) as error:
            raise NotReachedError(f"Nobody answers at {self.address}: {error}.") from None

    def _headers(self, body: bytes, delivery_id: str) -> dict[str, str]:
        headers = {"content-type": "application/json"}
        if self._webhook is None:
            return headers | {"authorization": f"Bearer {self._token}", "webhook-id": delivery_id}
        now = self._clock()
        return headers | {
            "webhook-id": delivery_id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._webhook.sign(delivery_id, now, body.decode()),
        }


def _taken(body: bytes) -> Answer:
    try:
        return _answer(body)
    except (BadJson, msgspec.ValidationError):
        # Another program at this address says yes to everything: its answer must not be taken for ours.
        return Answer(code="not_hearten", message="What answers at this address is not Hearten.")


def _answer(body: bytes) -> Answer:
    return msgspec.convert(parse_json(body, limit=ANSWER_MAX), Answer)


def _refusal(status: int, body: bytes) -> Answer:
    try:
        answer = _answer(body)
    except (BadJson, msgspec.ValidationError):  # a proxy's page: the status is all we know
        answer = Answer()
    code = answer.code or str(status)
    return Answer(code=code, message=answer.message or f"The server answered {status}.")


def item_of(segment: Segment, **over: Any) -> dict[str, Any]:
    """Write a segment as it travels: the keys of :mod:`hearten_ear.formats.wire`. ``over`` replaces some of them."""
    item = {
        "conversation": segment.conversation,
        "segment_id": segment.segment_id,
        "role": segment.party.role.value,
        "role_basis": segment.party.role_basis.value,
        "text": segment.text,
        "revision": segment.revision,
        "final": segment.final,
        "order": segment.order,
        "channel_index": segment.channel_index,
        "start_ms": segment.start_ms,
        "end_ms": segment.end_ms,
        "sent_at": segment.sent_at.isoformat() if segment.sent_at else None,
        "language": segment.language,
        "confidence": segment.confidence,
        "channel": segment.channel.value if segment.channel else None,
        "queue": segment.queue,
        "agent": segment.agent_ref,
    }
    return {key: value for key, value in (item | over).items() if value is not None}


def item_of_event(event: ContactEvent, **over: Any) -> dict[str, Any]:
    """Write an event as it travels."""
    item = {
        "event": event.kind,
        "event_id": event.event_id,
        "conversation": event.conversation,
        "agent": event.agent_ref,
        "state": event.state,
        "order": event.order,
        "channel": event.channel.value if event.channel else None,
        "queue": event.queue,
        "language": event.language,
        "at": event.at.isoformat() if event.at else None,
    }
    return {key: value for key, value in (item | over).items() if value is not None}
