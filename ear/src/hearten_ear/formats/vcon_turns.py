"""The turns of an opened vCon: the words of each dialog, and of the transcripts of its recordings."""

from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hearten_ear.conversation import Channel, Party, Role
from hearten_ear.formats.mail import cut_quotes, html_to_text, words_of_mime
from hearten_ear.formats.roles import party, role_of_word
from hearten_ear.formats.times import MS_MAX, to_ms
from hearten_ear.formats.vcon_frame import (
    Spoken,
    Vcon,
    indices_of,
    media_of,
    name_of,
    offset_ms,
    seconds_after_origin,
)
from hearten_ear.formats.vcon_transcripts import Line, lines_of
from hearten_ear.formats.words import clean, is_too_long, language_tag, stable_id
from hearten_ear.segment import Problem, Skipped

_WITHOUT_WORDS = frozenset({"transfer", "incomplete", "recording-set"})
_CHANNELS = {channel.value: channel for channel in Channel}
_UNKNOWN_SPEAKER = party(Role.UNKNOWN)


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


def has_text(dialog: dict[str, Any]) -> bool:
    """Say whether this dialog carries its words itself."""
    return dialog.get("type") == "text" and dialog.get("body") is not None


def _text_turn(vcon: Vcon, place: int, dialog: dict[str, Any], where: str) -> Spoken | Problem | Skipped:
    body = _body(dialog)
    if body is None:
        message = "Expected a string, plain under encoding none or encoded under base64url."
        return Problem("body_not_text", f"{where}.body", message)
    channel = _written_channel(dialog)
    text = _words(body, str(media_of(dialog)), may_quote=channel in {Channel.CHAT, Channel.EMAIL})
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
    offset = seconds_after_origin(vcon, moment)
    is_spoken = channel is Channel.VOICE
    start = offset_ms(offset) if is_spoken else None
    return Spoken(
        stable_id(*parts),
        text,
        _party(vcon, _speaker_index(dialog)),
        channel,
        moment=None if is_spoken else moment,
        start_ms=start,
        end_ms=_end_of(dialog, start),
        offset_s=offset,
        language=_own_language(vcon, place),
    )


def _end_of(dialog: dict[str, Any], start: int | None) -> int | None:
    try:
        length = to_ms(dialog.get("duration"), "s")
    except ValueError:
        return None  # said where the frame was looked at
    return min(start + length, MS_MAX) if start is not None and length is not None else None


def _own_language(vcon: Vcon, place: int) -> str | None:
    """Give the language that our own entry of analysis noted for a dialog: the draft has no field for it."""
    for entry in vcon.analysis:
        match entry:
            case {"vendor": "Hearten", "body": {"languages": {} as languages}}:
                return language_tag(languages.get(str(place)))
    return None


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


def _words(body: bytes, media: str, *, may_quote: bool) -> str | None:
    """Give what was written, or null where this medium holds no words. What was spoken quotes nothing."""
    kind = media.lower().lstrip()
    if kind.startswith(("multipart/", "message/")):
        text = words_of_mime(body, media)
        return None if text is None else cut_quotes(text)
    text = body.decode("utf-8", errors="replace")
    if kind.startswith("text/html"):
        return cut_quotes(html_to_text(text))
    if kind and not kind.startswith("text/"):
        return None
    return cut_quotes(text) if may_quote else text


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
    offset = seconds_after_origin(vcon, starts if starts is not None else base)
    start = line.start_ms if starts is None or vcon.origin is None else offset_ms(offset)
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
        named = [name_of(entry) for entry in vcon.parties]
        if line.speaker.casefold() in named and named.count(line.speaker.casefold()) == 1:
            return _party(vcon, named.index(line.speaker.casefold()))
        role = vcon.options.role_of(line.speaker) or role_of_word(line.speaker)
        return party(role)
    return _party(vcon, line.party) if indices_tell else _UNKNOWN_SPEAKER


def _party(vcon: Vcon, index: int | None) -> Party:
    return vcon.voices[index] if index is not None and 0 <= index < len(vcon.voices) else _UNKNOWN_SPEAKER


def _speaker_index(dialog: dict[str, Any]) -> int | None:
    """Give who wrote this: the originator, else the first party."""
    told = (*indices_of(dialog.get("originator")), *indices_of(dialog.get("parties")))
    return told[0] if told else None


def _written_channel(dialog: dict[str, Any]) -> Channel:
    application = dialog.get("application")
    if isinstance(application, str) and application.lower() in _CHANNELS:
        return _CHANNELS[application.lower()]
    media = str(media_of(dialog)).lower()
    message_id = dialog.get("message_id")
    is_mail = media.startswith(("multipart/", "message/")) or (isinstance(message_id, str) and "@" in message_id)
    return Channel.EMAIL if is_mail else Channel.CHAT


def _is_transcript(kind: Any) -> bool:
    return isinstance(kind, str) and ("transcript" in kind.lower() or kind.lower() == "diarized")


def _dialog_of(entry: dict[str, Any]) -> int:
    told = indices_of(entry.get("dialog"))
    return told[0] if told else 0


def _known_roles(turns: list[Spoken]) -> int:
    return sum(turn.party.role is not Role.UNKNOWN for turn in turns)


def _later(moment: datetime, ms: int) -> datetime | None:
    try:
        return moment + timedelta(milliseconds=ms)
    except OverflowError:
        return None
