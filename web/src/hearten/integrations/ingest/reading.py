"""From an authenticated body to canonical items, by the kind of the source."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import parse_qs

import msgspec

from hearten.integrations.ingest.bodies import RefusedError
from hearten.integrations.ingest.sources import KnownSource
from hearten.integrations.models import SourceKind
from hearten.integrations.rules import (
    GENUINE,
    NOT_SIGNED,
    WRONG,
    Verdict,
    check_preset,
    check_standard,
    check_token,
    is_fresh,
)
from hearten_ear.formats import ReadOptions, Report, UnreadableFile, chatwoot, mapped, read
from hearten_ear.formats.json_door import BadJson, parse_json
from hearten_ear.formats.wire import decode_items
from hearten_ear.formats.words import stable_id
from hearten_ear.segment import ContactEvent, Problem, Segment, Skipped

Item = Segment | ContactEvent | Problem | Skipped
BODY_MAX = 1_000_000
FILE_MAX = 100_000_000


def check_sender(source: KnownSource, headers: dict[str, str], query: str, body: bytes, *, now: datetime) -> Verdict:
    """Say whether the body comes from this source: by token, by Standard Webhooks, or by the vendor's signature."""
    bearer = headers.get("authorization", "")
    if bearer[:7].lower() == "bearer ":
        return check_token(bearer[7:].strip(), source.token_hash)
    if source.kind == SourceKind.CHATWOOT:
        return _check_chatwoot(source, headers, query, body, now=now)
    if source.preset is not None and source.preset.header:
        return check_preset(source.preset, headers, body, source.secrets, now=now)
    return check_standard(headers, body, source.secrets, now=now)


def _check_chatwoot(source: KnownSource, headers: dict[str, str], query: str, body: bytes, *, now: datetime) -> Verdict:
    """Versions from 4.11 sign; older ones cannot, so their address carries the token."""
    signature, timestamp = headers.get("x-chatwoot-signature", ""), headers.get("x-chatwoot-timestamp", "")
    if signature:
        fresh = is_fresh(timestamp, now=now)
        genuine = any(chatwoot.verify_signature(body, timestamp, signature, secret) for secret in source.secrets)
        return GENUINE if fresh and genuine else WRONG
    token = parse_qs(query).get("token", [""])[-1]
    return check_token(token, source.token_hash) if token else NOT_SIGNED


def items_of(source: KnownSource, body: bytes, content_type: str) -> Iterator[tuple[int, Item]]:
    """Read the body of a live delivery. Raises :class:`RefusedError` where the body as a whole is none."""
    try:
        if source.kind == SourceKind.CHATWOOT:
            payload = parse_json(body, limit=BODY_MAX)
            items: Iterator[tuple[int, Item]] = enumerate(chatwoot.read_webhook(payload, source=source.slug), 1)
        elif source.kind == SourceKind.GENERIC:
            items = enumerate(_mapped(source, body), 1)
        elif content_type.startswith("application/vcon"):
            items = enumerate(report_items(read_file(source, body, name="body.vcon"), ended=False), 1)
        else:
            items = decode_items(body, content_type, source=source.slug, limit=BODY_MAX)
        for index, item in items:
            yield index, _with_defaults(item, source)
    except BadJson as error:
        raise RefusedError(400, error.code, f"{error.where}: {error.message}") from error


def _mapped(source: KnownSource, body: bytes) -> Iterator[Item]:
    if source.mapping is None:
        raise RefusedError(
            422, "no_mapping", "This source has no valid mapping of fields yet. Add one in its settings."
        )
    return mapped.apply(source.mapping, parse_json(body, limit=BODY_MAX), source=source.slug)


def _with_defaults(item: Item, source: KnownSource) -> Item:
    if not isinstance(item, Segment):
        return item
    missing: dict[str, object] = {}
    if source.language and item.language is None:
        missing["language"] = source.language
    if source.channel and item.channel is None:
        missing["channel"] = source.channel
    return msgspec.structs.replace(item, **missing) if missing else item


def read_file(source: KnownSource, data: bytes, *, name: str, options: ReadOptions | None = None) -> Report:
    """Read a whole file. Raises :class:`RefusedError` naming the place and the expected shape."""
    try:
        return read(data, name=name, options=options or source.options)
    except UnreadableFile as error:
        problem = error.problem
        raise RefusedError(422, problem.code, f"{problem.where}: {problem.message}") from error


def report_items(report: Report, *, ended: bool, agent_ref: str = "") -> Iterator[Item]:
    """Give a file's items with its contacts begun first and, for a finished contact, ended last."""
    about = {seen.id: seen for seen in report.conversations}
    sources = {segment.conversation: segment.source for segment in report.segments}
    for name, source in sources.items():
        seen = about.get(name)
        yield ContactEvent(
            source,
            stable_id("file", name, "started"),
            "started",
            conversation=name,
            agent_ref=agent_ref or None,
            channel=seen.channel if seen else None,
            language=seen.language if seen else None,
        )
    yield from report.segments
    yield from report.events
    yield from report.problems
    yield from report.skipped
    if ended:
        for name, source in sources.items():
            yield ContactEvent(source, stable_id("file", name, "ended"), "ended", conversation=name)
