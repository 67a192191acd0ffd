"""The ASGI branch: who sends, what they sent, is it on disk, what became of each item."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import parse_qs

import msgspec
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http.request import split_domain_port, validate_host
from django.utils import timezone

from hearten.integrations.ingest.bodies import Receive, RefusedError, read_body, unpack
from hearten.integrations.ingest.reading import (
    BODY_MAX,
    FILE_MAX,
    Item,
    check_sender,
    items_of,
    read_file,
    report_items,
)
from hearten.integrations.ingest.sources import KnownSource, SourceBook, nobody
from hearten.integrations.ingest.writer import BACKLOG_MAX, Job, UnavailableError, Writer
from hearten.integrations.rules import NOT_SIGNED, STALE, WRONG
from hearten.people.policy import MACHINE, policy
from hearten_ear.formats.wire import EXPECTED
from hearten_ear.formats.words import is_id
from hearten_ear.segment import ContactEvent, Problem, Segment, Skipped

Send = Callable[[dict[str, Any]], Awaitable[None]]
log = logging.getLogger(__name__)
INLINE_BYTES = 64_000  # a larger body is decoded in a thread, so that streams keep breathing

book = SourceBook()
writer = Writer()


class Result(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one item of the body, by its number from 1, as a person counts."""

    item: int
    status: str
    code: str = ""
    where: str = ""
    message: str = ""


class Answer(msgspec.Struct, frozen=True):
    """The body of a 202."""

    accepted: int
    duplicate: int
    rejected: int
    skipped: int
    results: list[Result]


class Refusal(msgspec.Struct, frozen=True):
    """The body of an error."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Address:
    """What the path asks for: ``/ingest/<slug>/`` or ``/ingest/<slug>/files/``."""

    slug: str
    is_file: bool

    @property
    def limit(self) -> int:
        """Give the largest body, in bytes."""
        return FILE_MAX if self.is_file else BODY_MAX


def backlog() -> tuple[int, float]:
    """Give how many items wait to be durable in this process, and for how many seconds at most."""
    return writer.backlog()


async def startup() -> None:
    """Start the writer."""
    writer.start()


async def shutdown() -> None:
    """Write what waits and stop."""
    await asyncio.to_thread(writer.stop)


@policy(POST=MACHINE)
async def application(scope: dict[str, Any], receive: Receive, send: Send) -> None:
    """Answer one request. Every refusal is JSON with a code and a sentence."""
    try:
        status, body = 202, await _take(scope, receive)
    except RefusedError as refused:
        status, body = refused.status, msgspec.json.encode(Refusal(refused.code, refused.message))
    except (UnavailableError, OperationalError, InterfaceError):
        status = 503
        body = msgspec.json.encode(Refusal("unavailable", "Nothing was written. Send the same body again in a second."))
    except Exception:
        log.exception("An ingest request failed; nothing of it was written.")
        status, body = 500, msgspec.json.encode(Refusal("failed", "Nothing was written. This is a fault of ours."))
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    headers.append((b"content-length", str(len(body)).encode()))
    if status == 503:
        headers.append((b"retry-after", b"1"))
    if status == 405:
        headers.append((b"allow", b"POST"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


async def _take(scope: dict[str, Any], receive: Receive) -> bytes:
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    _check_host(headers)
    if scope["method"] != "POST":
        raise RefusedError(405, "method", "Send with POST.")
    address = _address(scope["path"])
    query = scope.get("query_string", b"").decode("latin-1")
    known = await _known_source(address)
    source = known or nobody()
    _refuse_early(source, headers, query)
    raw = await read_body(receive, headers, address.limit if known else BODY_MAX)
    verdict = check_sender(source, headers, query, raw, now=timezone.now())
    if known is None or not verdict.genuine:
        verdict = verdict if verdict.code else WRONG
        raise RefusedError(401, verdict.code, verdict.message)
    encoding = headers.get("content-encoding", "").strip().lower()
    asked = (source, address, raw, encoding, headers.get("content-type", ""), query)
    if encoding or len(raw) > INLINE_BYTES:
        numbered = await asyncio.to_thread(_items, *asked)
    else:
        numbered = _items(*asked)
    return await _write(source, numbered, headers.get("webhook-id", ""), raw)


def _check_host(headers: dict[str, str]) -> None:
    domain, _ = split_domain_port(headers.get("host", ""))
    if not validate_host(domain, settings.ALLOWED_HOSTS):
        raise RefusedError(400, "host", "This installation does not answer to that host name: HEARTEN_HOSTS.")


def _address(path: str) -> Address:
    parts = path.strip("/").split("/")
    if len(parts) == 2:
        return Address(parts[1], is_file=False)
    if len(parts) == 3 and parts[2] == "files":
        return Address(parts[1], is_file=True)
    raise RefusedError(404, "address", "Send to /ingest/<source>/ or /ingest/<source>/files/.")


async def _known_source(address: Address) -> KnownSource | None:
    if not book.is_fresh():
        await asyncio.to_thread(_read_book)
    return book.by_slug.get(address.slug)


def _refuse_early(source: KnownSource, headers: dict[str, str], query: str) -> None:
    """Refuse who cannot be genuine whatever the body says, before any of it is read into memory.

    A source that does not exist is checked like one that does: the answers must not tell which there are.
    """
    verdict = check_sender(source, headers, query, b"", now=timezone.now())
    by_token = "authorization" in headers and not verdict.genuine
    if by_token or verdict in {NOT_SIGNED, STALE}:
        raise RefusedError(401, verdict.code, verdict.message)


def _read_book() -> None:
    try:
        book.read()
    finally:
        connection.close()


def _items(
    source: KnownSource, address: Address, raw: bytes, encoding: str, content_type: str, query: str
) -> list[tuple[int, Item]]:
    """Unpack and read a body; nothing is written of one that holds more than a group of the writer."""
    body = unpack(raw, encoding, address.limit)
    items = _file_items(source, body, query) if address.is_file else items_of(source, body, content_type)
    numbered = list(islice(items, BACKLOG_MAX + 1))
    if len(numbered) > BACKLOG_MAX:
        raise RefusedError(413, "too_many_items", f"A body here holds at most {BACKLOG_MAX:,} items. Send it in parts.")
    return numbered


def _file_items(source: KnownSource, body: bytes, query: str) -> Iterator[tuple[int, Item]]:
    asked = {name: values[-1] for name, values in parse_qs(query).items()}
    agent = asked.get("agent", "")
    if agent and not is_id(agent):
        raise RefusedError(400, "not_an_id", f"agent: expected {EXPECTED['agent']}.")
    report = read_file(source, body, name=asked.get("name", ""))
    return enumerate(report_items(report, ended=True, agent_ref=agent), 1)


async def _write(source: KnownSource, numbered: list[tuple[int, Item]], delivery_id: str, raw: bytes) -> bytes:
    good = [(number, item) for number, item in numbered if isinstance(item, Segment | ContactEvent)]
    results = [_left_out(number, item) for number, item in numbered if isinstance(item, Problem | Skipped)]
    if good:
        job = Job(source.id, [item for _, item in good], delivery_id, raw)
        await writer.submit(job)
        for (number, _), outcome in zip(good, job.outcomes, strict=True):
            results.append(Result(number, outcome.status, outcome.code, message=outcome.message))
    results.sort(key=lambda result: result.item)
    count = {status: sum(result.status == status for result in results) for status in STATUSES}
    return msgspec.json.encode(Answer(**count, results=results))


STATUSES = ("accepted", "duplicate", "rejected", "skipped")


def _left_out(number: int, item: Problem | Skipped) -> Result:
    if isinstance(item, Skipped):
        return Result(number, "skipped", item.reason, item.where)
    return Result(number, "rejected", item.code, item.where, item.message)
