"""Captures of three more live recognisers, which each mean something else by "partial".

**Vosk** (and what speaks its protocol): ``{"partial"}`` … ``{"text"}`` replaces *without an id*, so a turn is the
number of finals so far, and only here the order of arrival counts. **AssemblyAI**: a *turn* by ``turn_order`` may be
final twice, the formatted one being a correction. **Amazon Transcribe**: results *replace by* ``ResultId`` until
``IsPartial`` is false. None of them knows roles; they come from a mapping of ``speaker A`` or ``channel 0``.
"""

from collections.abc import Callable, Iterator
from typing import Any

from hearten_ear.conversation import Channel
from hearten_ear.formats.recognised import Said, Voices, dict_of, index_of, label, list_of, piece_of
from hearten_ear.formats.records import CORRECTED, FINAL, Piece, Record, first_record, opens_json, records_of, settle
from hearten_ear.formats.shapes import ConversationSeen, Format, Item, ReadOptions
from hearten_ear.formats.times import to_ms
from hearten_ear.formats.words import file_id, is_id, language_tag
from hearten_ear.segment import Problem, Skipped

type _Found = Said | Problem | Skipped


def sniff_vosk(data: bytes, _name: str | None) -> bool:
    """Say whether this is a capture of Vosk: objects whose first key is partial, or text beside result."""
    if not opens_json(data) or (b'"partial"' not in data and b'"result"' not in data):
        return False
    first = first_record(data)
    return isinstance(first.get("partial"), str) or (isinstance(first.get("text"), str) and "result" in first)


def sniff_assemblyai(data: bytes, _name: str | None) -> bool:
    """Say whether this is a capture of AssemblyAI's streaming service."""
    return opens_json(data) and b'"turn_order"' in data and b'"end_of_turn"' in data


def sniff_transcribe(data: bytes, _name: str | None) -> bool:
    """Say whether this is a capture of Amazon Transcribe's streaming service."""
    return opens_json(data) and b'"ResultId"' in data and b'"IsPartial"' in data


def _reader(found_in: Callable[[list[Record], Voices], Iterator[_Found]]) -> Callable[..., Iterator[Item]]:
    def read(data: bytes, options: ReadOptions) -> Iterator[Item]:
        records = []
        for record in records_of(data):
            if isinstance(record, Record):
                records.append(record)
            else:
                yield record
        begun = next((record.value["id"] for record in records if is_id(record.value.get("id"))), None)
        conversation = begun or file_id(data)
        yield ConversationSeen(conversation, Channel.VOICE)
        pieces: list[Piece] = []
        for item in found_in(records, Voices(options)):
            made = piece_of(item, conversation, options.source) if isinstance(item, Said) else item
            if isinstance(made, Piece):
                pieces.append(made)
            else:
                yield made
        yield from settle(pieces)

    return read


def _vosk(records: list[Record], voices: Voices) -> Iterator[_Found]:
    finals = 0
    for record in records:
        value = record.value
        key = "partial" if "partial" in value else "text"
        if key not in value:
            yield Skipped("event", record.where or "top level")
            continue
        final = key == "text"
        words = [dict_of(word) for word in list_of(value.get("result") or value.get("partial_result"))]
        try:
            start = to_ms(words[0].get("start"), "s") if words else None
            end = to_ms(words[-1].get("end"), "s") if words else None
        except ValueError:
            yield Problem("bad_time", record.at("result"), "Expected start and end in seconds.")
            continue
        said = value[key]
        if final or said:
            # Partials of a turn differ by their length; that, too, only grows as more is heard.
            reach = FINAL if final else min(len(said) if isinstance(said, str) else 0, FINAL - 1)
            party = voices.party_of(label("speaker", value.get("speaker")))
            yield Said(
                f"turn{finals + 1}", record.at(key), said, party, start, end, None, None, None, final, reach, finals
            )
        if final and said:
            finals += 1


def _assemblyai(records: list[Record], voices: Voices) -> Iterator[_Found]:
    for record in records:
        value = record.value
        order = value.get("turn_order")
        if not isinstance(order, int) or isinstance(order, bool) or not 0 <= order < 2**31:
            yield Skipped("event", record.where or "top level")
            continue
        words = [dict_of(word) for word in list_of(value.get("words"))]
        try:
            start = to_ms(words[0].get("start")) if words else None
            end = to_ms(words[-1].get("end")) if words else None
        except ValueError:
            yield Problem("bad_time", record.at("words"), "Expected start and end in milliseconds.")
            continue
        final = value.get("end_of_turn") is True
        is_formatted = value.get("turn_is_formatted") is True
        names = (
            label("speaker", value.get("speaker_label", value.get("speaker"))),
            label("channel", value.get("channel")),
        )
        yield Said(
            f"turn{order}",
            record.at("transcript"),
            value.get("transcript"),
            voices.party_of(*names),
            start,
            end,
            index_of(value.get("channel")),
            language_tag(value.get("language_code")),
            None,
            final,
            (CORRECTED if is_formatted else FINAL) if final else (end or start or 0),
            order,
        )


def _transcribe(records: list[Record], voices: Voices) -> Iterator[_Found]:
    for record in records:
        event = dict_of(record.value.get("TranscriptEvent", record.value))
        results = dict_of(event.get("Transcript")).get("Results")
        if not isinstance(results, list):
            yield Skipped("event", record.where or "top level")
            continue
        for place, result in enumerate(results):
            yield _result(dict_of(result), record.at(f"Transcript.Results[{place}]"), voices)


def _result(result: dict[str, Any], where: str, voices: Voices) -> _Found:
    name = result.get("ResultId")
    best = dict_of(next(iter(list_of(result.get("Alternatives"))), None))
    if not is_id(name):
        return Problem("missing", f"{where}.ResultId", "Expected the id of the result.")
    try:
        start, end = to_ms(result.get("StartTime"), "s"), to_ms(result.get("EndTime"), "s")
    except ValueError:
        return Problem("bad_time", where, "Expected StartTime and EndTime in seconds.")
    final = result.get("IsPartial") is False
    told = result.get("ChannelId")
    channel = index_of(told.removeprefix("ch_")) if isinstance(told, str) else None
    speakers = (dict_of(item).get("Speaker") for item in list_of(best.get("Items")))
    party = voices.party_of(
        next(filter(None, (label("speaker", each) for each in speakers)), None),
        None if channel is None else f"channel {channel}",
    )
    text = best.get("Transcript")
    at = f"{where}.Alternatives[0].Transcript"
    language = language_tag(result.get("LanguageCode"))
    return Said(name, at, text, party, start, end, channel, language, None, final, FINAL if final else (end or 0))


VOSK = Format("vosk", sniff_vosk, _reader(_vosk))
ASSEMBLYAI = Format("assemblyai-live", sniff_assemblyai, _reader(_assemblyai))
TRANSCRIBE = Format("amazon-transcribe", sniff_transcribe, _reader(_transcribe))
