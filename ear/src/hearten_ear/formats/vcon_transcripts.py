"""Transcripts inside a vCon's ``analysis``, in every shape of body seen, as plain lines.

Read are: a list of ``{speaker, message}`` or ``{parties, start, duration, text}``; a Deepgram response, or one of its
alternatives; ``{transcript, confidence, detected_language}`` and bare strings as one block without a speaker; and any
of these as JSON inside a string.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from hearten_ear.formats.json_door import BadJson, parse_json
from hearten_ear.formats.shapes import FILE_MAX
from hearten_ear.formats.times import parse_moment, to_ms
from hearten_ear.formats.words import clean, language_tag
from hearten_ear.segment import Problem, Skipped

# A pause that ends a turn where Deepgram gave words only, in milliseconds.
_PAUSE_MS = 1000

_TEXT_KEYS = ("message", "text", "transcript", "content", "body")
_SPEAKER_KEYS = ("speaker", "role", "participant", "name")
_LIST_KEYS = ("segments", "utterances", "messages", "turns", "transcript", "body")


@dataclass(frozen=True, slots=True)
class Line:
    """One stretch of words; times in milliseconds from the start of its dialog, ``starts`` as the source wrote it."""

    where: str
    text: str
    speaker: str | None = None
    party: int | None = None
    start_ms: int | None = None
    end_ms: int | None = None
    starts: datetime | None = None
    duration_ms: int | None = None
    language: str | None = None
    confidence: float | None = None


def lines_of(body: Any, where: str) -> Iterator[Line | Problem | Skipped]:
    """Give the lines of one transcript body, in its order; a line that cannot be read costs that line only."""
    body = _unwrapped(body)
    for item in _shape(body, where):
        if isinstance(item, Line):
            text = clean(item.text)
            yield replace(item, text=text) if text else Skipped("empty", item.where)
        else:
            yield item


def _unwrapped(body: Any) -> Any:
    # "encoding" is no help: JSON in strings is found under json, none and nothing at all.
    if not isinstance(body, str) or body.lstrip()[:1] not in {"{", "["}:
        return body
    try:
        return parse_json(body.encode(), limit=FILE_MAX, top=(dict, list))
    except BadJson:
        return body


def _shape(body: Any, where: str) -> Iterator[Line | Problem | Skipped]:
    match body:
        case str():
            yield Line(where, body)
        case list():
            yield from _listed(body, where)
        case {"results": dict() as results}:
            yield from _deepgram(results, f"{where}.results")
        case {"paragraphs": _} | {"words": [*_]}:
            yield from _alternative(body, where, None)
        case {"transcript": str() as text}:
            yield Line(where, text, language=language_tag(body.get("detected_language") or body.get("language")))
        case dict() if key := next((key for key in _LIST_KEYS if isinstance(body.get(key), list)), None):
            yield from _listed(body[key], f"{where}.{key}")
        case dict() if isinstance(body.get("text"), str):
            yield Line(where, body["text"], language=language_tag(body.get("language")))
        case _:
            message = "Expected a text, a list of lines with speaker and message, or a Deepgram response."
            yield Problem("transcript_shape", where, message)


def _listed(entries: list[Any], where: str) -> Iterator[Line | Problem | Skipped]:
    for place, entry in enumerate(entries):
        here = f"{where}[{place}]"
        text = next((entry[key] for key in _TEXT_KEYS if key in entry), None) if isinstance(entry, dict) else None
        if not isinstance(text, str):
            yield Problem("line_shape", here, "Expected an object with the words as a string under message or text.")
            continue
        try:
            yield _line(entry, text, here)
        except ValueError:
            yield Problem("bad_time", here, "Expected start and duration as seconds that are not negative, or a time.")


def _line(entry: dict[str, Any], text: str, where: str) -> Line:
    start = entry.get("start")
    is_written = isinstance(start, str) and not _is_number(start)
    line = Line(
        where,
        text,
        speaker=_label(next((entry[key] for key in _SPEAKER_KEYS if entry.get(key) is not None), None)),
        party=_index(entry.get("parties", entry.get("party"))),
        starts=parse_moment(start) if is_written else None,
        start_ms=None if is_written else to_ms(start, "s"),
        end_ms=None if is_written else to_ms(entry.get("end"), "s"),
        duration_ms=to_ms(entry.get("duration"), "s"),
        confidence=_share(entry.get("confidence")),
    )
    if line.start_ms is not None and line.end_ms is None and line.duration_ms is not None:
        return replace(line, end_ms=line.start_ms + line.duration_ms)
    return line


def _deepgram(results: dict[str, Any], where: str) -> Iterator[Line | Problem | Skipped]:
    channels = results.get("channels")
    if isinstance(results.get("utterances"), list):
        yield from _listed(results["utterances"], f"{where}.utterances")
        return
    if not isinstance(channels, list):
        yield Problem("transcript_shape", where, "Expected channels or utterances of a Deepgram response.")
        return
    for place, channel in enumerate(channels):
        here = f"{where}.channels[{place}]"
        match channel:
            case {"alternatives": [dict() as best, *_]}:
                speaker = f"channel {place}" if len(channels) > 1 else None
                yield from _alternative(best, f"{here}.alternatives[0]", speaker)
            case _:
                yield Problem("transcript_shape", here, "Expected alternatives of a Deepgram response.")


def _alternative(best: dict[str, Any], where: str, channel: str | None) -> Iterator[Line | Problem | Skipped]:
    """Read paragraphs if there are any, else words, else the whole as one block."""
    match best:
        case {"paragraphs": {"paragraphs": [*paragraphs]}} if paragraphs:
            entries = [_paragraph(entry) for entry in paragraphs]
            found = _listed(entries, f"{where}.paragraphs.paragraphs")
        case {"words": [*words]} if words:
            found = _listed(_turns_of_words(words), f"{where}.words")
        case {"transcript": str() as text}:
            found = iter([Line(where, text)])
        case _:
            found = iter([Problem("transcript_shape", where, "Expected paragraphs, words or transcript.")])
    for item in found:
        yield replace(item, speaker=channel) if channel and isinstance(item, Line) else item


def _paragraph(entry: Any) -> Any:
    match entry:
        case {"sentences": [*sentences]}:
            texts = [part["text"] for part in sentences if isinstance(part, dict) and isinstance(part.get("text"), str)]
            return {**entry, "text": " ".join(texts)}
    return entry


def _turns_of_words(words: list[Any]) -> list[dict[str, Any]]:
    """Cut a list of words into turns at a change of speaker or a pause."""
    turns: list[dict[str, Any]] = []
    for word in words:
        if not isinstance(word, dict):
            continue
        text = word.get("punctuated_word") or word.get("word") or ""
        if turns and turns[-1].get("speaker") == word.get("speaker") and not _is_pause(turns[-1], word):
            turns[-1]["text"] += f" {text}"
            turns[-1]["end"] = word.get("end")
        else:
            turns.append({**word, "text": str(text)})
    return turns


def _is_pause(turn: dict[str, Any], word: dict[str, Any]) -> bool:
    try:
        end, start = to_ms(turn.get("end"), "s"), to_ms(word.get("start"), "s")
    except ValueError:
        return True
    return end is not None and start is not None and start - end > _PAUSE_MS


def _label(value: Any) -> str | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return f"speaker {value}"
    return value if isinstance(value, str) else None


def _index(value: Any) -> int | None:
    if isinstance(value, list):
        value = value[0] if len(value) == 1 else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _share(value: Any) -> float | None:
    is_share = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
    return float(value) if is_share else None


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
