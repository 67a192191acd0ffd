"""Whisper and its kin, and WTF (the World Transcription Format), which has the same bones.

Read are the JSON of Whisper, whisper-ctranslate2, faster-whisper (also as a bare list of segments), the OpenAI API,
WhisperX (``words`` with a ``speaker`` each), and whisper.cpp (``transcription`` with ``offsets`` in milliseconds).
Segments are numbered by their place: ids may start anywhere. Without a speaker the role is unknown. A segment is
dropped as silence only where ``no_speech_prob`` is high **and** ``avg_logprob`` is under -1: the first alone was 0.95
on clear speech.
"""

import math
from collections.abc import Iterator
from typing import Any

from hearten_ear.conversation import Channel
from hearten_ear.formats.deepgram import turns_of_words
from hearten_ear.formats.recognised import Said, Voices, dict_of, label, list_of, piece_of, share
from hearten_ear.formats.records import Piece, Record, opens_json, records_of, settle, top_keys
from hearten_ear.formats.shapes import ConversationSeen, Format, Item, ReadOptions
from hearten_ear.formats.times import to_ms
from hearten_ear.formats.words import file_id, language_tag
from hearten_ear.segment import Problem, Skipped

#: Above this, the recogniser thinks that nobody spoke; below :data:`_UNSURE`, it is not sure of its words either.
_NO_SPEECH = 0.6
_UNSURE = -1.0
#: What ``ReadOptions.roles`` calls everybody who is not told apart: a file that holds one side only.
EVERYBODY = "*"
_BAD_TIME = "Expected start and end in seconds that are not negative, the end not before the start."


def sniff(data: bytes, _name: str | None) -> bool:
    """Say whether this is JSON with the keys of Whisper."""
    if not opens_json(data) or (b'"segments"' not in data and b'"offsets"' not in data and b'"start"' not in data):
        return False
    keys = top_keys(data).keys()
    bare = keys >= {"start", "end", "text"} and bool(keys & {"no_speech_prob", "avg_logprob", "words", "seek"})
    return bare or "segments" in keys or "transcription" in keys


def sniff_wtf(data: bytes, _name: str | None) -> bool:
    """Say whether this is JSON with the keys of the World Transcription Format."""
    if not opens_json(data) or b'"transcript"' not in data or b'"segments"' not in data:
        return False
    return top_keys(data).keys() >= {"transcript", "segments"}


def read(data: bytes, options: ReadOptions) -> Iterator[Item]:
    """Yield the segments by start; where the words of one have several speakers, a turn for each."""
    voices = Voices(options)
    conversation = file_id(data)
    found: list[Said | Problem | Skipped] = []
    language: str | None = None
    for number, item in enumerate(_documents(data)):
        if isinstance(item, Problem):
            found.append(item)
            continue
        language = language or _language(item.value)
        found += _document(item, f"{number}." if number else "", voices, options)
    yield ConversationSeen(conversation, Channel.VOICE, language=language)
    pieces = []
    for said in found:
        made = piece_of(said, conversation, options.source) if isinstance(said, Said) else said
        if isinstance(made, Piece):
            pieces.append(made)
        else:
            yield made
    yield from settle(pieces)


def _documents(data: bytes) -> Iterator[Record | Problem]:
    """Give whole documents; segments that stand alone, in a list or a line each, become one."""
    alone: list[Any] = []
    for record in records_of(data):
        if isinstance(record, Record) and not record.value.keys() & {"segments", "transcription"}:
            alone.append(record.value)
        else:
            yield record
    if alone:
        yield Record("", {"segments": alone})


def _language(value: dict[str, Any]) -> str | None:
    told = (value.get("language"), dict_of(value.get("transcript")).get("language"))
    return next(
        (tag for each in (*told, dict_of(value.get("result")).get("language")) if (tag := language_tag(each))), None
    )


def _document(record: Record, name: str, voices: Voices, options: ReadOptions) -> Iterator[Said | Problem | Skipped]:
    value = record.value
    key = "segments" if "segments" in value else "transcription"
    segments = value[key]
    if not isinstance(segments, list):
        yield Problem("segments_not_a_list", record.at(key), "Expected a list of segments with start, end and text.")
        return
    whole = _whole(value)
    if not segments and whole:
        # A text without segments is still words, of nobody in particular.
        party = voices.party_of(_everybody(options))
        yield Said(f"{name}whole", record.at("text"), whole, party, language=_language(value))
    labels = {key: dict_of(entry).get("label") for key, entry in dict_of(value.get("speakers")).items()}
    for place, segment in enumerate(segments):
        where = record.at(f"{key}[{place}]")
        if not isinstance(segment, dict):
            yield Problem("not_an_object", where, "Expected a segment with start, end and text.")
            continue
        yield from _segment(segment, f"{name}segment{place}", where, labels, voices, options, _language(value))


def _whole(value: dict[str, Any]) -> str | None:
    told = value.get("text", dict_of(value.get("transcript")).get("text"))
    return told if isinstance(told, str) and told.strip() else None


def _everybody(options: ReadOptions) -> str | None:
    return EVERYBODY if options.role_of(EVERYBODY) is not None else None


def _segment(
    segment: dict[str, Any],
    name: str,
    where: str,
    labels: dict[str, Any],
    voices: Voices,
    options: ReadOptions,
    language: str | None,
) -> Iterator[Said | Problem | Skipped]:
    if _is_silence(segment):
        yield Skipped("no_speech", where)
        return
    try:
        start, end = _times(segment)
    except ValueError:
        yield Problem("bad_time", where, _BAD_TIME)
        return
    certain = _certainty(segment)
    words = list_of(segment.get("words"))
    if len({label("speaker", dict_of(word).get("speaker")) for word in words} - {None}) > 1:
        for place, turn in enumerate(turns_of_words(words)):
            party = _voice(turn["speaker"], labels, voices, options)
            try:
                begins, ends = to_ms(turn["start"], "s"), to_ms(turn["end"], "s")
            except ValueError:
                begins, ends = start, end
            text = turn["text"]
            yield Said(f"{name}.{place}", where, text, party, begins, ends, language=language, confidence=certain)
        return
    speaker = segment.get("speaker")
    if speaker is None and words:
        speaker = next((dict_of(word).get("speaker") for word in words if dict_of(word).get("speaker")), None)
    party = _voice(speaker, labels, voices, options)
    yield Said(name, f"{where}.text", segment.get("text"), party, start, end, language=language, confidence=certain)


def _voice(speaker: Any, labels: dict[str, Any], voices: Voices, options: ReadOptions) -> Any:
    name = label("speaker", speaker)
    if name is None:
        return voices.party_of(_everybody(options))
    # A list of speakers gives "0" a label such as "Speaker 1", or a name that is mapped.
    known = labels.get(str(speaker))
    return voices.party_of(name, known if isinstance(known, str) else None)


def _is_silence(segment: dict[str, Any]) -> bool:
    nobody, sure = segment.get("no_speech_prob"), segment.get("avg_logprob")
    if not isinstance(nobody, int | float) or not isinstance(sure, int | float):
        return False
    return nobody > _NO_SPEECH and sure < _UNSURE


def _times(segment: dict[str, Any]) -> tuple[int | None, int | None]:
    """Take seconds, or whisper.cpp's milliseconds."""
    offsets = segment.get("offsets")
    if isinstance(offsets, dict):
        return to_ms(offsets.get("from")), to_ms(offsets.get("to"))
    return to_ms(segment.get("start"), "s"), to_ms(segment.get("end"), "s")


def _certainty(segment: dict[str, Any]) -> float | None:
    told = share(segment.get("confidence"))
    sure = segment.get("avg_logprob")
    if told is not None or not isinstance(sure, int | float) or isinstance(sure, bool) or sure > 0:
        return told
    return round(math.exp(sure), 4)


FORMAT = Format("whisper", sniff, read)
WTF = Format("wtf", sniff_wtf, read)
