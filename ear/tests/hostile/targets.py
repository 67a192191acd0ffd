"""Every parser of the engine as one function of bytes that must not raise: for hypothesis, the die, and atheris."""

from collections.abc import Callable, Iterable
from datetime import UTC
from functools import cache, partial

from ear.tests.hostile.seeds import TEMPLATE

from hearten_ear.conversation import Role
from hearten_ear.engine import Engine, load_engine
from hearten_ear.formats import BadJson, ReadOptions, UnreadableFile, formats, parse_json, read
from hearten_ear.formats import chatwoot as chatwoot_format
from hearten_ear.formats.json_door import parse_json_lines
from hearten_ear.formats.mail import cut_quotes, html_to_text, words_of_mime
from hearten_ear.formats.mapped import Mapping, apply, validate_mapping
from hearten_ear.formats.times import MS_MAX, to_instant, to_ms
from hearten_ear.formats.wire import decode_items
from hearten_ear.formats.words import clean, find_masks, is_id, language_tag, stable_id
from hearten_ear.segment import ContactEvent, Problem, Segment, Skipped

LIMIT = 1_000_000
OPTIONS = (
    ReadOptions(),
    ReadOptions(zone="America/New_York", roles={"Kim": Role.CUSTOMER, "channel 0": Role.AGENT}, default_language="en"),
)


def check_segment(part: Segment) -> None:
    """Hold a segment to what the database and the engine rely on."""
    assert is_id(part.conversation)
    assert is_id(part.segment_id)
    assert part.text == part.text.strip() != ""
    assert "\x00" not in part.text
    assert part.text.encode()
    assert 0 <= part.revision < 2**63
    assert part.order is None or 0 <= part.order < 2**63
    assert part.channel_index is None or 0 <= part.channel_index <= 32767
    assert part.start_ms is None or 0 <= part.start_ms <= MS_MAX
    assert part.end_ms is None or (part.start_ms or 0) <= part.end_ms <= MS_MAX
    assert part.sent_at is None or part.sent_at.tzinfo is UTC
    assert part.confidence is None or 0 <= part.confidence <= 1
    assert part.language is None or len(part.language) <= 50
    for ref in (part.agent_ref, part.queue):
        assert ref is None or is_id(ref)
    assert all(0 <= mask.start < mask.end <= len(part.text) for mask in part.redactions)


def check(items: Iterable[object]) -> None:
    """Hold every item to its shape."""
    for item in items:
        match item:
            case Segment():
                check_segment(item)
            case ContactEvent():
                assert is_id(item.event_id)
                assert item.conversation is None or is_id(item.conversation)
                assert item.agent_ref is None or is_id(item.agent_ref)
                assert item.order is None or 0 <= item.order < 2**63
            case Problem() | BadJson():
                assert item.code.isascii()
                assert item.message
            case Skipped():
                assert item.reason


def _file(form: str | None, data: bytes) -> None:
    for options in OPTIONS:
        try:
            report = read(data, format=form, options=options)
        except UnreadableFile as refused:
            check([refused.problem])
        else:
            check([*report.segments, *report.events, *report.problems, *report.skipped])


def _json(data: bytes) -> None:
    try:
        parse_json(data, limit=LIMIT, top=(dict, list, str, int, float, bool, type(None)))
    except BadJson as bad:
        check([bad])
    for _, value in parse_json_lines(data, limit=LIMIT):
        assert isinstance(value, BadJson | dict)


def _wire(data: bytes) -> None:
    for kind in ("", "application/x-ndjson"):
        try:
            check(item for _, item in decode_items(data, kind, source="s"))
        except BadJson as bad:
            check([bad])


def _object(data: bytes) -> dict[str, object] | None:
    try:
        value = parse_json(data, limit=LIMIT)
    except BadJson:
        return None
    assert isinstance(value, dict)
    return value


def _chatwoot(data: bytes) -> None:
    if (payload := _object(data)) is not None:
        check(chatwoot_format.read_webhook(payload, source="s"))
    chatwoot_format.verify_signature(data, data[:20].decode("latin-1"), data[:80].decode("latin-1"), "secret")


@cache
def _mapping() -> Mapping:
    checked = validate_mapping(TEMPLATE)
    assert isinstance(checked, Mapping)
    return checked


def _mapped(data: bytes) -> None:
    if (payload := _object(data)) is not None:
        check(apply(_mapping(), payload, source="s"))


def _template(data: bytes) -> None:
    if (template := _object(data)) is None:
        return
    checked = validate_mapping(template)
    if isinstance(checked, Mapping):
        check(apply(checked, template, source="s"))
    else:
        check(checked)


def _mail(data: bytes) -> None:
    text = data.decode("utf-8", errors="replace")
    assert isinstance(cut_quotes(html_to_text(text)), str)
    words_of_mime(data, "multipart/mixed; boundary=b")
    words_of_mime(data, text[:60])


def _words(data: bytes) -> None:
    text = data.decode("utf-8", errors="replace")
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    find_masks(cleaned)
    assert is_id(stable_id(text, 1))
    tag = language_tag(text)
    assert tag is None or tag.isascii()
    for value in (text, text[:64], text[:12]):
        for convert in (to_instant, to_ms):
            try:
                convert(value)
            except ValueError:
                continue


@cache
def _engine() -> Engine:
    return load_engine()


def _score(data: bytes) -> None:
    text = data.decode("utf-8", errors="surrogateescape")
    reading = _engine().score([text])[0]
    assert 0 <= reading.level <= 3
    assert all(0 <= span.start < span.end <= len(text) for span in reading.spans)


TARGETS: dict[str, Callable[[bytes], None]] = {
    **{name: partial(_file, name) for name in formats()},
    "any file": partial(_file, None),
    "json": _json,
    "wire": _wire,
    "chatwoot webhook": _chatwoot,
    "mapped": _mapped,
    "mapping": _template,
    "mail": _mail,
    "words": _words,
    "engine": _score,
}
