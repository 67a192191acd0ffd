"""Azure Speech: results of batch transcription, and captures of the real-time service.

Batch holds ``recognizedPhrases``; of each the first ``nBest`` entry is what the service chose, whatever its
confidence, and of that ``display``: ``maskedITN`` hides the profanity that Hearten listens for. Times are ticks of
100 ns (int or float), milliseconds (from 2024-11-15 on) or ISO durations. Captures hold PascalCase messages: a
hypothesis is a partial that the phrase on its channel replaces. Roles come from a mapping of ``channel 0`` or
``speaker 1``.
"""

from bisect import bisect_right
from collections.abc import Iterator
from typing import Any

from msgspec import structs

from hearten_ear.conversation import Channel
from hearten_ear.formats.recognised import Said, Voices, dict_of, index_of, label, list_of, piece_of, share
from hearten_ear.formats.records import FINAL, Piece, Record, opens_json, records_of, settle
from hearten_ear.formats.shapes import ConversationSeen, Format, Item, ReadOptions
from hearten_ear.formats.times import MS_MAX, iso_duration_ms, to_ms
from hearten_ear.formats.words import file_id, language_tag
from hearten_ear.segment import Problem, Skipped

_BAD_TIME = "Expected an offset in ticks of 100 ns, in milliseconds, or as an ISO duration such as PT0.04S."


def sniff(data: bytes, _name: str | None) -> bool:
    """Say whether this is JSON with the keys of Azure Speech."""
    if not opens_json(data) or (b"recogniz" not in data and b"Recogni" not in data and b'"Offset"' not in data):
        return False
    live = b'"Offset"' in data and b'"Duration"' in data and (b'"RecognitionStatus"' in data or b'"SpeakerId"' in data)
    return b'"recognizedPhrases"' in data or live


def read(data: bytes, options: ReadOptions) -> Iterator[Item]:
    """Yield the turns by offset, then channel; phrases that were not recognised are skipped."""
    conversation = file_id(data)
    voices = Voices(options)
    pieces: list[Piece] = []
    language: str | None = None
    for record in records_of(data):
        if isinstance(record, Problem):
            yield record
            continue
        found = _batch(record, voices) if "recognizedPhrases" in record.value else _live(record, voices)
        for item in found:
            made = piece_of(item, conversation, options.source) if isinstance(item, Said) else item
            if isinstance(made, Piece):
                language = language or made.segment.language
                pieces.append(made)
            else:
                yield made
    yield ConversationSeen(conversation, Channel.VOICE, language=language)
    yield from settle(_without_overtaken(pieces))


def _batch(record: Record, voices: Voices) -> Iterator[Said | Problem | Skipped]:
    phrases = record.value["recognizedPhrases"]
    if not isinstance(phrases, list):
        where = record.at("recognizedPhrases")
        yield Problem("phrases_not_a_list", where, "Expected a list of phrases with nBest.")
        return
    for place, phrase in enumerate(phrases):
        where = record.at(f"recognizedPhrases[{place}]")
        if not isinstance(phrase, dict):
            yield Problem("not_an_object", where, "Expected a phrase with nBest and an offset.")
        elif phrase.get("recognitionStatus", "Success") != "Success":
            yield Skipped("not_recognised", where)
        else:
            # The number is the identity: phrases have none of their own.
            yield _phrase(phrase, f"{_name(record)}phrase{place}", where, voices)


def _name(record: Record) -> str:
    return f"{record.where}:" if record.where else ""


def _phrase(phrase: dict[str, Any], name: str, where: str, voices: Voices) -> Said | Problem:
    best = dict_of(next(iter(list_of(phrase.get("nBest"))), None))
    try:
        start = _time(phrase, ("offsetInTicks", "offsetTicks"), ("offsetMilliseconds",), ("offset",))
        length = _time(phrase, ("durationInTicks", "durationTicks"), ("durationMilliseconds",), ("duration",))
    except ValueError:
        return Problem("bad_time", where, _BAD_TIME)
    return Said(
        name,
        f"{where}.nBest[0].display",
        next((best[key] for key in ("display", "itn", "lexical") if key in best), None),
        voices.party_of(label("speaker", phrase.get("speaker")), label("channel", phrase.get("channel"))),
        start,
        _end(start, length),
        index_of(phrase.get("channel")),
        language_tag(phrase.get("locale")),
        share(best.get("confidence")),
    )


def _time(entry: dict[str, Any], ticks: tuple[str, ...], ms: tuple[str, ...], iso: tuple[str, ...]) -> int | None:
    """Give a time from the first key that has one: ticks, then milliseconds, then an ISO duration."""
    for keys, unit in ((ticks, "ticks"), (ms, "ms")):
        for key in keys:
            if entry.get(key) is not None:
                return to_ms(entry[key], unit)
    return next((iso_duration_ms(entry[key]) for key in iso if entry.get(key) is not None), None)


def _end(start: int | None, length: int | None) -> int | None:
    return None if start is None or length is None else to_ms(start + length)


def _live(record: Record, voices: Voices) -> Iterator[Said | Problem | Skipped]:
    """Read one message of a capture; a phrase is final, a hypothesis is not."""
    value = record.value
    status = value.get("RecognitionStatus")
    where = record.at("Offset")
    if "Offset" not in value or (status is None and not isinstance(value.get("Text"), str)):
        yield Skipped("event", record.where or "top level")
        return
    if status not in (None, "Success", 0):
        yield Skipped("not_recognised", record.where or "top level")
        return
    best = dict_of(next(iter(list_of(value.get("NBest"))), None))
    text = next((found for found in (best.get("Display"), value.get("DisplayText"), value.get("Text")) if found), None)
    try:
        start, length = to_ms(value["Offset"], "ticks"), to_ms(value.get("Duration"), "ticks")
        end = _end(start, length)
    except ValueError:
        yield Problem("bad_time", where, "Expected Offset and Duration in ticks of 100 ns.")
        return
    final = status is not None
    channel = value.get("Channel")
    language = dict_of(value.get("PrimaryLanguage")).get("Language")
    yield Said(
        f"{index_of(channel) or 0}:{start}",
        record.at("NBest[0].Display" if best else "Text"),
        text,
        voices.party_of(_speaker(value.get("SpeakerId")), label("channel", channel)),
        start,
        end,
        index_of(channel),
        language_tag(language),
        share(best.get("Confidence")),
        final,
        FINAL if final else (end or start or 0),
    )


def _speaker(value: Any) -> str | None:
    name = label("speaker", value)
    return None if name is None or name.casefold() == "unknown" else name


def _without_overtaken(pieces: list[Piece]) -> Iterator[Piece]:
    """Give a hypothesis the identity of the phrase that replaced it: one that overlaps it on its channel."""
    finals = [piece.segment for piece in pieces if piece.segment.final]
    ends = sorted((part.start_ms or 0, part.end_ms or 0, part.channel_index or 0, part.segment_id) for part in finals)
    by_channel: dict[int, list[tuple[int, int, str]]] = {}
    for start, end, channel, name in ends:
        by_channel.setdefault(channel, []).append((start, end, name))
    for piece in pieces:
        part = piece.segment
        heard = by_channel.get(part.channel_index or 0, [])
        yield piece if part.final else _renamed(piece, _overlapping(heard, part.start_ms or 0, part.end_ms))


def _overlapping(heard: list[tuple[int, int, str]], start: int, end: int | None) -> str | None:
    place = bisect_right(heard, (start, MS_MAX, ""))
    for begins, ends, name in heard[max(0, place - 1) : place + 1]:
        if begins < max(end or 0, start + 1) and start < ends:
            return name
    return None


def _renamed(piece: Piece, name: str | None) -> Piece:
    return piece if name is None else Piece(piece.where, structs.replace(piece.segment, segment_id=name))


FORMAT = Format("azure-speech", sniff, read)
