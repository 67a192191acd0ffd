"""Finding the format of a file, and reading it whole."""

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.metadata import entry_points
from operator import attrgetter
from pkgutil import resolve_name
from typing import cast

from msgspec import structs

from hearten_ear.formats.json_door import BadJson, parse_json
from hearten_ear.formats.records import opens_json, top_keys
from hearten_ear.formats.shapes import FILE_MAX, ConversationSeen, Format, Item, ReadOptions, Report, UnreadableFile
from hearten_ear.formats.words import file_id
from hearten_ear.segment import ContactEvent, Problem, Segment, Skipped

GROUP = "hearten_ear.formats"

#: Read even where the distribution's metadata is missing (a checkout on the path), in the order of sniffing:
#: the loosest shape comes last.
#: What may hold another's document comes first.
BUILT_IN = {
    "vcon": "hearten_ear.formats.vcon:FORMAT",
    "contact-lens-live": "hearten_ear.formats.contact_lens_live:FORMAT",
    "aws-lca": "hearten_ear.formats.aws_lca:FORMAT",
    "amazon-transcribe": "hearten_ear.formats.live_turns:TRANSCRIBE",
    "contact-lens": "hearten_ear.formats.contact_lens:FORMAT",
    "wtf": "hearten_ear.formats.whisper:WTF",
    "azure-speech": "hearten_ear.formats.azure:FORMAT",
    "deepgram": "hearten_ear.formats.deepgram:FORMAT",
    "assemblyai-live": "hearten_ear.formats.live_turns:ASSEMBLYAI",
    "whisper": "hearten_ear.formats.whisper:FORMAT",
    "vosk": "hearten_ear.formats.live_turns:VOSK",
    "chatwoot": "hearten_ear.formats.chatwoot:FORMAT",
    "webvtt": "hearten_ear.formats.subtitles:WEBVTT",
    "hearten-jsonl": "hearten_ear.formats.own_jsonl:FORMAT",
    "srt": "hearten_ear.formats.subtitles:SRT",
    "jsonl": "hearten_ear.formats.tables:ROWS",
    "csv": "hearten_ear.formats.tables:CSV",
}

# How sound begins: WAV, MP3 (tagged or not), Ogg, FLAC.
_RECORDINGS = (b"RIFF", b"ID3", b"OggS", b"fLaC", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2")

EXPECTED = (
    "a vCon (JSON with parties and dialog), Contact Lens (JSON with Transcript, or EventType and ContactId), "
    "the JSON of a speech recogniser (Azure, Deepgram, Whisper, WTF and others), a Chatwoot webhook, "
    "WebVTT (first line WEBVTT), SRT (times with -->), "
    "Hearten JSON lines (objects with conversation, segment_id, role, text), "
    "or a table (CSV, TSV, JSON lines) with a heading such as text, utterance or message"
)


@cache
def formats() -> dict[str, Format]:
    """Give every installed format by name, ours first and in sniffing order."""
    found = {name: cast("Format", resolve_name(target)) for name, target in BUILT_IN.items()}
    for point in sorted(entry_points(group=GROUP), key=attrgetter("name")):
        if point.name not in found:
            found[point.name] = point.load()
    return found


def read(
    data: bytes,
    *,
    name: str | None = None,
    format: str | None = None,  # noqa: A002 -- the word everyone looks for
    options: ReadOptions | None = None,
) -> Report:
    """Read a whole file of a known or of any format.

    ``name`` is its file name, a hint only. Raises :class:`UnreadableFile` where the file is of no known format, is not
    what it says, or yields nothing; a bad item alone costs only that item and becomes a problem in the report.
    """
    _refuse_unreadable(data)
    asked = options or ReadOptions()
    if format is None and asked.mapping is not None:
        # A mapping is for the rows of a table, whatever its columns are called.
        format = "jsonl" if opens_json(data) else "csv"  # noqa: A001 -- as above
    chosen = _named(format) if format else _sniffed(data, name)
    report = _report(chosen.name, chosen.read(data, asked), asked.default_language)
    facts = asked.names.facts_of(name) if asked.names and name else None
    return _with_facts(report, facts, file_id(data)) if facts else report


def format_of(data: bytes, *, name: str | None = None) -> str | None:
    """Name the format that a file seems to be of, without reading it; null where it seems to be of none."""
    return next((found.name for found in formats().values() if found.sniff(data, name)), None)


def _refuse_unreadable(data: bytes) -> None:
    if len(data) > FILE_MAX:
        message = f"The file is larger than {FILE_MAX // 1_000_000} MB; split it."
        raise UnreadableFile(Problem("too_large", "file", message))
    if not data.strip():
        raise UnreadableFile(Problem("empty_file", "file", f"The file is empty. Expected {EXPECTED}."))
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(Problem("not_utf8", "byte 0", "The file is UTF-16; save it as UTF-8."))


def _named(name: str) -> Format:
    try:
        return formats()[name]
    except KeyError:
        known = ", ".join(formats())
        raise UnreadableFile(Problem("unknown_format", "format", f"No such format. Known are {known}.")) from None


def _sniffed(data: bytes, name: str | None) -> Format:
    _refuse_no_transcript(data)
    for candidate in formats().values():
        if candidate.sniff(data, name):
            return candidate
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        try:
            parse_json(data, limit=FILE_MAX, top=(dict, list), strip_bom=True)
        except BadJson as bad:
            raise UnreadableFile(Problem(bad.code, bad.where, f"{bad.message} Expected {EXPECTED}.")) from None
        raise UnreadableFile(
            Problem("unknown_shape", "top level", f"JSON, but of no known shape. Expected {EXPECTED}.")
        )
    raise UnreadableFile(Problem("unknown_format", "file", f"Not a file Hearten can read. Expected {EXPECTED}."))


def _refuse_no_transcript(data: bytes) -> None:
    """Name what is sent by mistake, and would otherwise be taken for a broken file of a known format."""
    if data.startswith(_RECORDINGS):
        message = "This is a recording. Hearten reads transcripts: have the speech recognised first."
        raise UnreadableFile(Problem("recording", "byte 0", message))
    keys = top_keys(data).keys() if b'"$schema"' in data and opens_json(data) else set[str]()
    if "$schema" in keys and keys & {"properties", "definitions", "$defs", "allOf"}:
        message = "This is a JSON Schema: it says what files look like, and holds no conversation."
        raise UnreadableFile(Problem("schema", "top level", message))


def _report(name: str, items: Iterable[Item], language: str | None) -> Report:
    segments: list[Segment] = []
    events: list[ContactEvent] = []
    problems: list[Problem] = []
    skipped: list[Skipped] = []
    described: dict[str, ConversationSeen] = {}
    for item in items:
        match item:
            case Segment():
                segments.append(item if item.language or not language else structs.replace(item, language=language))
            case ContactEvent():
                events.append(item)
            case Problem():
                problems.append(item)
            case Skipped():
                skipped.append(item)
            case ConversationSeen():
                described[item.id] = item
    seen = tuple(_conversations(segments, events, described))
    report = Report(name, tuple(segments), tuple(events), tuple(problems), tuple(skipped), seen)
    if not segments and not events:
        raise UnreadableFile(_why_nothing(report))
    return report


def _with_facts(report: Report, facts: dict[str, str], file: str) -> Report:
    """Add what the file's name says where the file itself says nothing; what it calls by its content gets the name."""
    conversation = facts.get("conversation", file)

    def told(part: Segment) -> Segment:
        return structs.replace(
            part,
            conversation=conversation if part.conversation == file else part.conversation,
            language=part.language or facts.get("language"),
            queue=part.queue or facts.get("queue"),
            agent_ref=part.agent_ref or facts.get("agent"),
        )

    seen = tuple(structs.replace(each, id=conversation) if each.id == file else each for each in report.conversations)
    return structs.replace(report, segments=tuple(map(told, report.segments)), conversations=seen)


def _conversations(
    segments: list[Segment], events: list[ContactEvent], described: dict[str, ConversationSeen]
) -> Iterator[ConversationSeen]:
    """Give each conversation that has items, once: as the reader described it, filled up from its items."""
    found: dict[str, ConversationSeen] = {}
    for event in events:
        if event.conversation:
            began = event.at if event.kind == "started" else None
            _learn(found, ConversationSeen(event.conversation, event.channel, began, event.language), described)
    for part in segments:
        _learn(found, ConversationSeen(part.conversation, part.channel, part.sent_at, part.language), described)
    yield from found.values()


def _learn(found: dict[str, ConversationSeen], seen: ConversationSeen, described: dict[str, ConversationSeen]) -> None:
    known = found.get(seen.id) or described.get(seen.id) or seen
    found[seen.id] = ConversationSeen(
        seen.id, known.channel or seen.channel, known.started_at or seen.started_at, known.language or seen.language
    )


def _why_nothing(report: Report) -> Problem:
    if report.problems:
        first = report.problems[0]
        message = f"Nothing in this {report.format} file could be read. The first of {len(report.problems)}: "
        return Problem(first.code, first.where, message + first.message)
    reasons = ", ".join(f"{count} {reason}" for reason, count in report.summary().skipped.items())
    message = f"This {report.format} file holds no words that could be read" + (
        f" (skipped: {reasons})." if reasons else "."
    )
    return Problem("no_words", report.skipped[0].where if report.skipped else "file", message)
