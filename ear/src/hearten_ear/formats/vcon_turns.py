"""The turns of an opened vCon: who its parties are, when its dialogs were, and the words of each."""

from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hearten_ear.conversation import Channel, Party, Role
from hearten_ear.formats.mail import cut_quotes, html_to_text, words_of_mime
from hearten_ear.formats.roles import party, role_of_word
from hearten_ear.formats.shapes import ReadOptions
from hearten_ear.formats.times import MS_MAX, is_ambiguous, parse_moment, to_ms
from hearten_ear.formats.vcon_transcripts import Line, lines_of
from hearten_ear.formats.words import clean, find_masks, is_id, is_too_long, stable_id
from hearten_ear.segment import Problem, Segment, Skipped

_WITHOUT_WORDS = frozenset({"transfer", "incomplete", "recording-set"})
_UNKNOWN_SPEAKER = party(Role.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Vcon:
    """An unsigned vCon made regular: lists are lists, and each dialog has its place in time where it told one.

    ``voices`` are the parties as we know them. ``moments`` holds the start of each dialog, naive where neither the file
    nor the options name a zone, and ``origin`` the earliest, from which the offsets of recordings count. ``problems``
    tells what was wrong with the frame, such as a list that is none.
    """

    id: str
    parties: tuple[dict[str, Any], ...]
    voices: tuple[Party, ...]
    dialogs: tuple[dict[str, Any], ...]
    analysis: tuple[dict[str, Any], ...]
    moments: tuple[datetime | None, ...]
    origin: datetime | None
    problems: tuple[Problem, ...]
    options: ReadOptions

    @property
    def started_at(self) -> datetime | None:
        """Give the earliest start as a UTC instant, or null where its zone is not known."""
        return instant(self.origin)

    @property
    def needs_zone(self) -> bool:
        """Say whether a start names no zone and the options name none either."""
        return any(moment is not None and moment.tzinfo is None for moment in self.moments)

    @property
    def agent_ref(self) -> str | None:
        """Give the id of the agent at the source, if exactly one party is an agent."""
        pairs = zip(self.parties, self.voices, strict=True)
        agents = [entry for entry, voice in pairs if voice.role is Role.AGENT]
        found = (agents[0].get(key) for key in ("id", "mailto", "email", "tel", "sip")) if len(agents) == 1 else ()
        return next((value.removeprefix("mailto:").removeprefix("tel:") for value in found if is_id(value)), None)


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words with their place: ``moment`` for a written turn, ``start_ms`` from the origin for a spoken one."""

    id: str
    text: str
    party: Party
    channel: Channel
    moment: datetime | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    offset_s: float | None = None
    language: str | None = None
    confidence: float | None = None

    def place_in_time(self) -> float:
        """Give seconds from the origin, or infinity where no time is known."""
        return float("inf") if self.offset_s is None else self.offset_s


def describe(document: dict[str, Any], conversation: str, options: ReadOptions) -> Vcon:
    """Make an unsigned document regular and note what is wrong with its frame."""
    problems: list[Problem] = []
    parties = _objects(document, "parties", problems)
    dialogs = _objects(document, "dialog", problems)
    analysis = _objects(document, "analysis", problems)
    moments = [_start_of(dialog, place, options.zone, problems) for place, dialog in enumerate(dialogs)]
    for place, dialog in enumerate(dialogs):
        problems += _frame_problems(dialog, f"dialog[{place}]", len(parties))
    return Vcon(
        conversation,
        parties,
        tuple(_voice(entry, place, options) for place, entry in enumerate(parties)),
        dialogs,
        analysis,
        tuple(moments),
        min((moment for moment in moments if moment is not None), key=comparable, default=None),
        tuple(problems),
        options,
    )


def text_turns(vcon: Vcon) -> Iterator[Spoken | Problem | Skipped]:
    """Give the turn of each text dialog that has a body."""
    transcribed = {_dialog_of(entry) for entry in vcon.analysis if _is_transcript(entry.get("type"))}
    for place, dialog in enumerate(vcon.dialogs):
        where = f"dialog[{place}]"
        if has_text(dialog):
            yield _text_turn(vcon, place, dialog, where)
        elif str(dialog.get("type")) in _WITHOUT_WORDS:
            yield Skipped("not_words", where)
        elif dialog.get("type") == "recording" and place not in transcribed:
            yield Skipped("recording", where)


def transcript_turns(vcon: Vcon) -> Iterator[Spoken | Problem | Skipped]:
    """Give the lines of one transcript for each dialog: of several, the one that names most speakers."""
    candidates: dict[int, list[tuple[int, list[Spoken], list[Problem | Skipped]]]] = {}
    for place, entry in enumerate(vcon.analysis):
        if not _is_transcript(entry.get("type")):
            continue
        dialog = _dialog_of(entry)
        if 0 <= dialog < len(vcon.dialogs) and has_text(vcon.dialogs[dialog]):
            yield Skipped("other_transcript", f"analysis[{place}]")  # its words already came as written turns
            continue
        turns, rest = _lines(vcon, place, entry, dialog)
        candidates.setdefault(dialog, []).append((place, turns, rest))
    for group in candidates.values():
        best = max(group, key=lambda candidate: (_known_roles(candidate[1]), bool(candidate[1]), -candidate[0]))
        yield from best[2]
        yield from best[1]
        for place, turns, rest in group:
            if place == best[0]:
                continue
            yield from [Skipped("other_transcript", f"analysis[{place}]")] if turns else rest


def to_segment(vcon: Vcon, spoken: Spoken, order: int, agent_ref: str | None) -> Segment:
    """Turn words with their place into the canonical segment; ``order`` is their rank in time."""
    return Segment(
        vcon.options.source,
        vcon.id,
        spoken.id,
        spoken.party,
        spoken.text,
        order=order,
        start_ms=spoken.start_ms,
        end_ms=spoken.end_ms,
        sent_at=instant(spoken.moment),
        language=spoken.language,
        redactions=find_masks(spoken.text),
        confidence=spoken.confidence,
        channel=spoken.channel,
        agent_ref=agent_ref,
    )


def has_text(dialog: dict[str, Any]) -> bool:
    """Say whether this dialog carries its words itself."""
    return dialog.get("type") == "text" and dialog.get("body") is not None


def comparable(moment: datetime) -> datetime:
    """Give a time that compares with any other; a naive one as if it were UTC."""
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def instant(moment: datetime | None) -> datetime | None:
    """Give the UTC instant, or null where the zone, or the time, is not known or out of the calendar."""
    if moment is None or moment.tzinfo is None:
        return None
    try:
        return moment.astimezone(UTC)
    except OverflowError:
        return None


def _objects(document: dict[str, Any], key: str, problems: list[Problem]) -> tuple[dict[str, Any], ...]:
    value = document.get(key)
    if value is None:
        return ()
    if not isinstance(value, list):
        problems.append(Problem(f"{key}_not_a_list", key, f"Expected a list of objects under {key}."))
        return ()
    for place, entry in enumerate(value):
        if not isinstance(entry, dict):
            problems.append(Problem("not_an_object", f"{key}[{place}]", f"Expected an object in {key}."))
    # An empty object keeps the place of what could not be read: others point at it by number.
    return tuple(entry if isinstance(entry, dict) else {} for entry in value)


def _start_of(dialog: dict[str, Any], place: int, zone: str | None, problems: list[Problem]) -> datetime | None:
    where = f"dialog[{place}].start"
    try:
        moment = parse_moment(dialog.get("start"))
    except ValueError:
        problems.append(Problem("bad_time", where, "Expected a time such as 2026-03-01T14:02:11+00:00."))
        return None
    if moment is None or moment.tzinfo is not None or zone is None:
        return moment
    if is_ambiguous(moment, zone):
        message = "The clocks changed at this time, so it came twice or never; the earlier is taken."
        problems.append(Problem("ambiguous_time", where, message))
    return moment.replace(tzinfo=ZoneInfo(zone))


def _frame_problems(dialog: dict[str, Any], where: str, parties: int) -> Iterator[Problem]:
    duration = dialog.get("duration")
    try:
        to_ms(duration if duration != "" else None, "s")
    except ValueError:
        yield Problem("bad_duration", f"{where}.duration", "Expected seconds that are not negative.")
    if not isinstance(_media(dialog), str):
        yield Problem("bad_mediatype", f"{where}.mediatype", "Expected a media type as a string.")
    for key in ("parties", "originator"):
        if any(not 0 <= index < parties for index in _indices(dialog.get(key))):
            message = f"Expected indices of the {parties} parties, counted from 0."
            yield Problem("party_out_of_range", f"{where}.{key}", message)


def _text_turn(vcon: Vcon, place: int, dialog: dict[str, Any], where: str) -> Spoken | Problem | Skipped:
    body = _body(dialog)
    if body is None:
        message = "Expected a string, plain under encoding none or encoded under base64url."
        return Problem("body_not_text", f"{where}.body", message)
    text = _words(body, str(_media(dialog)))
    if text is None:
        return Skipped("not_words", where)
    text = clean(text)
    if not text:
        return Skipped("empty" if not body.strip() else "quoted_only", where)
    if is_too_long(text):
        return Problem("text_too_long", f"{where}.body", "Expected at most 1 MB of text.")
    moment = vcon.moments[place]
    message_id = dialog.get("message_id")
    parts = (f"dialog{place}", message_id) if isinstance(message_id, str) else (f"dialog{place}",)
    return Spoken(
        stable_id(*parts),
        text,
        _party(vcon, _speaker_index(dialog)),
        _written_channel(dialog),
        moment=moment,
        offset_s=_seconds_after_origin(vcon, moment),
    )


def _body(dialog: dict[str, Any]) -> bytes | None:
    body = dialog["body"]
    if not isinstance(body, str):
        return None
    if str(dialog.get("encoding")).lower() not in {"base64", "base64url"}:
        return body.encode()
    try:
        return urlsafe_b64decode(body.replace("+", "-").replace("/", "_") + "=" * (-len(body) % 4))
    except (Base64Error, ValueError):
        return None


def _words(body: bytes, media: str) -> str | None:
    """Give what was written, or null where this medium holds no words."""
    kind = media.lower().lstrip()
    if kind.startswith(("multipart/", "message/")):
        text = words_of_mime(body, media)
        return None if text is None else cut_quotes(text)
    text = body.decode("utf-8", errors="replace")
    if kind.startswith("text/html"):
        return cut_quotes(html_to_text(text))
    return cut_quotes(text) if not kind or kind.startswith("text/") else None


def _lines(vcon: Vcon, place: int, entry: dict[str, Any], dialog: int) -> tuple[list[Spoken], list[Problem | Skipped]]:
    key = next((key for key in ("body", "transcript") if entry.get(key) is not None), None)
    if key is None:
        message = "Expected the transcript under body."
        return [], [Problem("transcript_missing", f"analysis[{place}]", message)]
    where = f"analysis[{place}].{key}"
    found = list(lines_of(_decoded(entry, entry[key]), where))
    lines = [item for item in found if isinstance(item, Line)]
    rest: list[Problem | Skipped] = [item for item in found if not isinstance(item, Line)]
    # One index for everybody is no speaker: a published redactor writes 0 for both sides of a call.
    indices_tell = len({line.party for line in lines}) > 1 or len(vcon.parties) == 1
    base = vcon.moments[dialog] if 0 <= dialog < len(vcon.moments) else None
    turns: list[Spoken] = []
    for number, line in enumerate(lines):
        if is_too_long(line.text):
            rest.append(Problem("text_too_long", line.where, "Expected at most 1 MB of text."))
            continue
        speaker = _speaker_of(vcon, line, indices_tell=indices_tell)
        turns.append(_spoken(vcon, line, base, speaker, stable_id(f"dialog{dialog}", f"analysis{place}", number)))
    return turns, rest


def _decoded(entry: dict[str, Any], body: Any) -> Any:
    if entry.get("encoding") != "base64url" or not isinstance(body, str) or body.lstrip()[:1] in {"{", "["}:
        return body
    try:
        return urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()
    except (Base64Error, ValueError):
        return body


def _spoken(vcon: Vcon, line: Line, base: datetime | None, speaker: Party, name: str) -> Spoken:
    starts = line.starts
    if starts is not None and starts.tzinfo is None and vcon.options.zone is not None:
        starts = starts.replace(tzinfo=ZoneInfo(vcon.options.zone))
    if starts is None and base is not None and line.start_ms is not None:
        starts = _later(base, line.start_ms)
    offset = _seconds_after_origin(vcon, starts if starts is not None else base)
    start = line.start_ms if starts is None or vcon.origin is None else _offset_ms(offset)
    length = line.duration_ms
    if line.start_ms is not None and line.end_ms is not None and line.end_ms >= line.start_ms:
        length = line.end_ms - line.start_ms
    return Spoken(
        name,
        line.text,
        speaker,
        Channel.VOICE,
        start_ms=start,
        end_ms=min(start + length, MS_MAX) if start is not None and length is not None else None,
        offset_s=offset if offset is not None or start is None else start / 1000,
        language=line.language,
        confidence=line.confidence,
    )


def _speaker_of(vcon: Vcon, line: Line, *, indices_tell: bool) -> Party:
    if line.speaker is not None:
        named = [_name(entry) for entry in vcon.parties]
        if line.speaker.casefold() in named and named.count(line.speaker.casefold()) == 1:
            return _party(vcon, named.index(line.speaker.casefold()))
        role = vcon.options.role_of(line.speaker) or role_of_word(line.speaker)
        return party(role)
    return _party(vcon, line.party) if indices_tell else _UNKNOWN_SPEAKER


def _party(vcon: Vcon, index: int | None) -> Party:
    return vcon.voices[index] if index is not None and 0 <= index < len(vcon.voices) else _UNKNOWN_SPEAKER


def _voice(entry: dict[str, Any], index: int, options: ReadOptions) -> Party:
    names = (_name(entry), f"party {index}", entry.get("tel"), entry.get("mailto"), entry.get("id"))
    mapped = options.role_of(*(name for name in names if isinstance(name, str)))
    return party(mapped or _role(entry), index=index)


def _role(entry: dict[str, Any]) -> Role:
    meta = entry.get("meta")
    told = role_of_word(entry.get("role"))
    return told if told is not Role.UNKNOWN or not isinstance(meta, dict) else role_of_word(meta.get("role"))


def _name(entry: dict[str, Any]) -> str | None:
    name = entry.get("name")
    return name.strip().casefold() if isinstance(name, str) else None


def _speaker_index(dialog: dict[str, Any]) -> int | None:
    """Give who wrote this: the originator, else the first party."""
    told = (*_indices(dialog.get("originator")), *_indices(dialog.get("parties")))
    return told[0] if told else None


def _indices(value: Any) -> tuple[int, ...]:
    """Flatten what ``parties`` may be: an index, a list of them, or a list for each channel, with nulls."""
    if isinstance(value, list):
        return tuple(index for entry in value for index in _indices(entry))
    return (value,) if isinstance(value, int) and not isinstance(value, bool) else ()


def _media(dialog: dict[str, Any]) -> Any:
    return dialog.get("mediatype") or dialog.get("mimetype") or ""


def _written_channel(dialog: dict[str, Any]) -> Channel:
    media = str(_media(dialog)).lower()
    message_id = dialog.get("message_id")
    is_mail = media.startswith(("multipart/", "message/")) or (isinstance(message_id, str) and "@" in message_id)
    return Channel.EMAIL if is_mail else Channel.CHAT


def _is_transcript(kind: Any) -> bool:
    return isinstance(kind, str) and ("transcript" in kind.lower() or kind.lower() == "diarized")


def _dialog_of(entry: dict[str, Any]) -> int:
    told = _indices(entry.get("dialog"))
    return told[0] if told else 0


def _known_roles(turns: list[Spoken]) -> int:
    return sum(turn.party.role is not Role.UNKNOWN for turn in turns)


def _seconds_after_origin(vcon: Vcon, moment: datetime | None) -> float | None:
    if moment is None:
        return None
    origin = vcon.origin
    return (comparable(moment) - comparable(origin or moment)).total_seconds()


def _offset_ms(seconds: float | None) -> int | None:
    ms = round((seconds or 0) * 1000)
    return ms if seconds is not None and 0 <= ms <= MS_MAX else None


def _later(moment: datetime, ms: int) -> datetime | None:
    try:
        return moment + timedelta(milliseconds=ms)
    except OverflowError:
        return None
