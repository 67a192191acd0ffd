"""Deepgram: the response to a file, and captures of its live stream.

Of a response, turns come from ``utterances`` if they were asked for, else ``paragraphs``, else ``words`` cut at a
change of speaker or a pause. The live stream has a **two-level final**: ``is_final`` settles a window of time,
``speech_final`` (or ``UtteranceEnd``) ends what was said; the settled windows up to there are one turn. A window that
was lost ends the turn before it, so that nothing heard is held back. Voices are ``speaker 0`` and, where there are
several, ``channel 0``; their roles come from a mapping.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hearten_ear.conversation import Channel
from hearten_ear.formats.recognised import Said, Voices, dict_of, index_of, label, list_of, piece_of, share
from hearten_ear.formats.records import FINAL, Piece, Record, opens_json, records_of, settle, top_keys
from hearten_ear.formats.shapes import ConversationSeen, Format, Item, ReadOptions
from hearten_ear.formats.times import to_ms
from hearten_ear.formats.words import file_id, is_id, language_tag
from hearten_ear.segment import Problem, Skipped

# A pause that ends a turn where there are words only, in milliseconds.
_PAUSE_MS = 1000
# Windows follow each other without a gap; a rounding of the source's floats may leave this much, in milliseconds.
_GAP_MS = 50
_BAD_TIME = "Expected start and end in seconds that are not negative."


def sniff(data: bytes, _name: str | None) -> bool:
    """Say whether this is JSON with the keys of Deepgram."""
    if not opens_json(data) or not any(key in data for key in (b'"results"', b'"is_final"', b'"UtteranceEnd"')):
        return False
    keys = top_keys(data).keys()
    live = "is_final" in keys or (b'"UtteranceEnd"' in data and "type" in keys)
    return live or ("results" in keys and (b'"channels"' in data or b'"utterances"' in data))


def read(data: bytes, options: ReadOptions) -> Iterator[Item]:
    """Yield the turns by start, then channel. Silence (an empty transcript) is normal and is skipped."""
    voices = Voices(options)
    conversation: str | None = None
    found: list[Said | Problem | Skipped] = []
    windows: list[_Window] = []
    ends: list[_End] = []
    language: str | None = None
    for record in records_of(data):
        if isinstance(record, Problem):
            yield record
            continue
        conversation = conversation or _request(record.value)
        language = language or _language(record.value)
        if "results" in record.value:
            found += _response(record, voices)
        else:
            _collect(record, found, windows, ends)
    found += _turns(windows, ends, voices)
    conversation = conversation or file_id(data)
    yield ConversationSeen(conversation, Channel.VOICE, language=language)
    pieces = []
    for item in found:
        made = piece_of(item, conversation, options.source) if isinstance(item, Said) else item
        if isinstance(made, Piece):
            pieces.append(made)
        else:
            yield made
    yield from settle(pieces)


def _request(value: dict[str, Any]) -> str | None:
    metadata = dict_of(value.get("metadata"))
    told = metadata.get("request_id", value.get("request_id"))
    return told if is_id(told) else None


def _language(value: dict[str, Any]) -> str | None:
    channels = list_of(dict_of(value.get("results")).get("channels"))
    told = (dict_of(channel).get("detected_language") for channel in (*channels, value.get("channel")))
    return next((tag for each in told if (tag := language_tag(each))), None)


# ------------------------------------------------------------------ the response to a file


def _response(record: Record, voices: Voices) -> Iterator[Said | Problem | Skipped]:
    results = dict_of(record.value["results"])
    where = record.at("results")
    if list_of(results.get("utterances")):
        entries = results["utterances"]
        yield from _entries(entries, f"{where}.utterances", "utterance", voices, 0, keep_channel=_several(entries))
        return
    channels = results.get("channels")
    if not isinstance(channels, list):
        yield Problem("channels_not_a_list", f"{where}.channels", "Expected channels, or utterances.")
        return
    for place, channel in enumerate(channels):
        here = f"{where}.channels[{place}]"
        best = dict_of(next(iter(list_of(dict_of(channel).get("alternatives"))), None))
        if not best:
            yield Problem("no_alternatives", here, "Expected alternatives with a transcript.")
            continue
        yield from _channel(best, f"{here}.alternatives[0]", place, voices, keep_channel=len(channels) > 1)


def _several(entries: list[Any]) -> bool:
    return len({index_of(dict_of(entry).get("channel")) for entry in entries}) > 1


def _channel(
    best: dict[str, Any], where: str, channel: int, voices: Voices, *, keep_channel: bool
) -> Iterator[Said | Problem | Skipped]:
    """Read one channel from the finest of what it has."""
    paragraphs = list_of(dict_of(best.get("paragraphs")).get("paragraphs"))
    words = list_of(best.get("words"))
    kind = f"channel{channel}."
    if paragraphs:
        entries = [_paragraph(entry) for entry in paragraphs]
        where, kind = f"{where}.paragraphs.paragraphs", f"{kind}paragraph"
    elif words:
        entries = list(turns_of_words(words))
        where, kind = f"{where}.words", f"{kind}turn"
    else:
        entries = [{"transcript": best.get("transcript"), "confidence": best.get("confidence")}]
        kind = f"{kind}whole"
    yield from _entries(entries, where, kind, voices, channel, keep_channel=keep_channel)


def _entries(
    entries: list[Any], where: str, kind: str, voices: Voices, channel: int, *, keep_channel: bool
) -> Iterator[Said | Problem | Skipped]:
    for place, entry in enumerate(entries):
        here = f"{where}[{place}]"
        if not isinstance(entry, dict):
            yield Problem("not_an_object", here, "Expected an object with its words and times.")
            continue
        on = index_of(entry.get("channel"))
        on = channel if on is None else on
        names = (label("speaker", entry.get("speaker")), f"channel {on}" if keep_channel else None)
        try:
            start, end = to_ms(entry.get("start"), "s"), to_ms(entry.get("end"), "s")
        except ValueError:
            yield Problem("bad_time", here, _BAD_TIME)
            continue
        yield Said(
            f"{kind}{place}",
            here,
            entry.get("transcript", entry.get("text")),
            voices.party_of(*names),
            start,
            end,
            on,
            confidence=share(entry.get("confidence")),
        )


def _paragraph(entry: Any) -> Any:
    sentences = list_of(dict_of(entry).get("sentences"))
    texts = [part["text"] for part in map(dict_of, sentences) if isinstance(part.get("text"), str)]
    return {**entry, "text": " ".join(text.strip() for text in texts)} if isinstance(entry, dict) else entry


def turns_of_words(words: list[Any]) -> Iterator[dict[str, Any]]:
    """Cut a list of words into turns at a change of speaker or a pause; what is no word is passed over."""
    turn: dict[str, Any] | None = None
    texts: list[str] = []
    for word in words:
        text = _text_of(word)
        if text is None:
            continue
        if turn is not None and turn.get("speaker") == word.get("speaker") and not _is_pause(turn, word):
            texts.append(text)
            turn["end"] = word.get("end")
            continue
        if turn is not None:
            yield turn | {"text": " ".join(texts)}
        turn, texts = {key: word.get(key) for key in ("speaker", "start", "end")}, [text]
    if turn is not None:
        yield turn | {"text": " ".join(texts)}


def _text_of(word: Any) -> str | None:
    entry = dict_of(word)
    text = next((entry[key] for key in ("punctuated_word", "word", "text") if entry.get(key)), None)
    return text.strip() if isinstance(text, str) else None


def _is_pause(turn: dict[str, Any], word: dict[str, Any]) -> bool:
    try:
        end, start = to_ms(turn.get("end"), "s"), to_ms(word.get("start"), "s")
    except ValueError:
        return True
    return end is not None and start is not None and start - end > _PAUSE_MS


# ------------------------------------------------------------------ the live stream


@dataclass(frozen=True, slots=True)
class _Window:
    """A stretch of time on one channel and what is known of it; times in milliseconds."""

    where: str
    channel: int
    start: int
    end: int
    text: str
    words: list[Any]
    is_final: bool
    ends_speech: bool
    confidence: float | None
    several: bool


@dataclass(frozen=True, slots=True)
class _End:
    """The word of the source that speech on a channel ended at a time; null: the stream itself ended."""

    channel: int | None
    at: int | None


def _collect(record: Record, found: list[Said | Problem | Skipped], windows: list[_Window], ends: list[_End]) -> None:
    value = record.value
    kind = value.get("type", "Results")
    if kind == "UtteranceEnd":
        try:
            at = to_ms(value.get("last_word_end"), "s")
        except ValueError:
            found.append(Problem("bad_time", record.at("last_word_end"), _BAD_TIME))
            return
        ends.append(_End(_channel_index(value.get("channel")), at))
    elif kind == "Metadata":
        ends.append(_End(None, None))
    elif kind == "Results" and "channel" in value:
        item = _window(record)
        (windows if isinstance(item, _Window) else found).append(item)  # type: ignore[arg-type]
    else:
        found.append(Skipped("event", record.where or "top level"))


def _channel_index(value: Any) -> int:
    first = value[0] if isinstance(value, list) and value else value
    return index_of(first) or 0


def _window(record: Record) -> _Window | Problem:
    value = record.value
    best = dict_of(next(iter(list_of(dict_of(value["channel"]).get("alternatives"))), None))
    text = best.get("transcript")
    where = record.at("channel.alternatives[0].transcript")
    if not isinstance(text, str):
        return Problem("text_not_a_string", where, "Expected the words as a string.")
    try:
        start, length = to_ms(value.get("start"), "s"), to_ms(value.get("duration"), "s")
        end = to_ms((start or 0) + (length or 0)) or 0
    except ValueError:
        return Problem("bad_time", record.at("start"), "Expected start and duration in seconds, not negative.")
    told = value.get("channel_index")
    several = isinstance(told, list) and len(told) > 1 and told[1] != 1
    return _Window(
        where,
        _channel_index(told),
        start or 0,
        end,
        text.strip(),
        list_of(best.get("words")),
        value.get("is_final") is True,
        value.get("speech_final") is True,
        share(best.get("confidence")) or None,
        several,
    )


def _turns(windows: list[_Window], ends: list[_End], voices: Voices) -> Iterator[Said | Problem | Skipped]:
    """Put settled windows together into turns, channel by channel, in the order of time."""
    by_channel: dict[int, list[_Window]] = {}
    for window in windows:
        by_channel.setdefault(window.channel, []).append(window)
    for channel, group in sorted(by_channel.items()):
        settled: dict[int, _Window] = {}
        for window in group:
            if not window.is_final:
                continue
            if window.start in settled:
                yield Skipped("duplicate", window.where)
            else:
                settled[window.start] = window
        stops = sorted(end.at for end in ends if end.channel == channel and end.at is not None)
        has_ended = any(end.channel is None for end in ends)
        yield from _joined([settled[start] for start in sorted(settled)], stops, voices, has_ended=has_ended)
        yield from _interim([window for window in group if not window.is_final], settled, voices)


def _joined(settled: list[_Window], stops: list[int], voices: Voices, *, has_ended: bool) -> Iterator[Said | Skipped]:
    group: list[_Window] = []
    for place, window in enumerate(settled):
        following = settled[place + 1] if place + 1 < len(settled) else None
        if window.text:
            group.append(window)
        else:
            yield Skipped("empty", window.where)
        is_lost = following is not None and following.start - window.end > _GAP_MS
        reach = following.start if following is not None else None
        is_stopped = any(_speech_end(group, window) <= stop and (reach is None or stop <= reach) for stop in stops)
        is_over = window.ends_speech or is_lost or is_stopped or (following is None and has_ended)
        if group and (is_over or following is None):
            yield from _turn(group, voices, final=is_over)
            group = []


def _speech_end(group: list[_Window], window: _Window) -> int:
    """Give when the last word so far ended: UtteranceEnd names that, not the end of the window."""
    words = (group[-1] if group else window).words
    try:
        return max(0, (to_ms(dict_of(words[-1]).get("end"), "s") or 0) - _GAP_MS) if words else window.start
    except ValueError:
        return window.start


def _turn(group: list[_Window], voices: Voices, *, final: bool) -> Iterator[Said]:
    """Give the turn of some windows, cut where the speaker changes."""
    first, last = group[0], group[-1]
    words = [word for window in group for word in window.words]
    speakers = {label("speaker", dict_of(word).get("speaker")) for word in words} - {None}
    channel = f"channel {first.channel}" if first.several else None
    name = f"{first.channel}:{first.start}"
    revision = FINAL if final else last.end
    if len(speakers) < 2:
        text = " ".join(window.text for window in group)
        party = voices.party_of(next(iter(speakers), None), channel)
        start, end = _bounds(words, first.start, last.end)
        yield Said(name, first.where, text, party, start, end, first.channel, None, first.confidence, final, revision)
        return
    for place, turn in enumerate(turns_of_words(words)):
        party = voices.party_of(label("speaker", turn["speaker"]), channel)
        start, end = _bounds([turn], first.start, last.end)
        yield Said(
            f"{name}.{place}",
            first.where,
            turn["text"],
            party,
            start,
            end,
            first.channel,
            None,
            first.confidence,
            final,
            revision,
        )


def _bounds(words: list[Any], start: int, end: int) -> tuple[int, int]:
    """Take the times from the words, which are absolute; from the window where they have none."""
    try:
        begins, ends = to_ms(dict_of(words[0]).get("start"), "s"), to_ms(dict_of(words[-1]).get("end"), "s")
    except (IndexError, ValueError):
        return start, end
    begins, ends = start if begins is None else begins, end if ends is None else ends
    return (begins, ends) if begins <= ends else (start, end)


def _interim(windows: list[_Window], settled: dict[int, _Window], voices: Voices) -> Iterator[Said | Skipped]:
    """Give the words that are not settled yet, if they lie behind all that is: the rest was replaced."""
    reach = max((window.end for window in settled.values()), default=-1)
    latest = max(windows, key=lambda window: (window.start, window.end), default=None)
    for window in windows:
        is_open = window is latest and window.text and window.start not in settled and window.end > reach
        if is_open:
            yield from _turn([window], voices, final=False)
        else:
            yield Skipped("partial", window.where)


FORMAT = Format("deepgram", sniff, read)
