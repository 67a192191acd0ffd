"""WebVTT and SRT: captions as the transcripts of calls and meetings.

Who speaks is told by ``<v Name>`` or by ``Name: `` at the head of a line, the latter only where the name occurs twice,
is a role such as "Agent", or is mapped; a cue without a name is of an unknown speaker, not of the previous one, because
meeting tools leave such cues between two speakers. WebVTT is parsed by webvtt-py. SRT is split here at its time lines,
so that a missing blank line and a hostile file cost nothing, and its times are read by srt.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from html import unescape
from itertools import pairwise

import srt
import webvtt
from webvtt.errors import MalformedCaptionError, MalformedFileError

from hearten_ear.conversation import Channel, Party, Role
from hearten_ear.formats.roles import party, role_of_word
from hearten_ear.formats.shapes import FILE_MAX, ConversationSeen, Format, Item, ReadOptions, UnreadableFile
from hearten_ear.formats.times import MS_MAX
from hearten_ear.formats.words import clean, file_id, find_masks, is_too_long, language_tag
from hearten_ear.segment import Problem, Segment, Skipped

_VTT_TIME = r"(?:\d+:)?\d{1,2}:\d{1,2}\.\d{1,3}"
_VTT_TIMES = re.compile(rf"\s*{_VTT_TIME}\s*-->\s*{_VTT_TIME}(?!\d)")
_SRT_TIMES = re.compile(r"\s*(\d[\d:,.]{4,30})\s*-->\s*(\d[\d:,.]{4,30})(?:\s|$)")
_SNIFF_SRT = re.compile(rb"\d{1,3}:\d{1,2}:\d{1,2}[,.:]\d{1,3}[ \t]*-->[ \t]*\d{1,3}:\d{1,2}:\d{1,2}")
_SNIFFED = 100_000

# Possessive: without it, a voice tag that is never closed costs the square of its spaces.
_VOICE = re.compile(r"<v(?:\.[^\s<>]*+)?[ \t]++([^<>]*+)>")
_TAG = re.compile(r"<[^<>]*>|\{\\[^{}]*\}")
_NAMED = re.compile(r"(.{1,60}?):\s")
_LANGUAGE = re.compile(r"Language:[ \t]*(\S+)", re.IGNORECASE)

# A cue stands on a screen: two lines, or a few turns where somebody pasted a chat. More in one is a broken file.
_LINES_MAX = 500
_LINES_ALWAYS = 10_000

# Rolling captions show the previous line again; this share of cues doing so makes a file one of them.
_ROLLING_SHARE = 0.5


@dataclass(frozen=True, slots=True)
class _Cue:
    where: str
    start_ms: int
    end_ms: int
    lines: tuple[str, ...]
    identifier: str | None = None


@dataclass(frozen=True, slots=True)
class _Piece:
    """What one speaker says in one cue."""

    id: str
    cue: _Cue
    text: str
    speaker: str | None = None


def sniff_webvtt(data: bytes, _name: str | None) -> bool:
    """Say whether the file opens with WEBVTT."""
    return re.match(rb"WEBVTT(?:[ \t\r\n]|$)", data.removeprefix(b"\xef\xbb\xbf")) is not None


def sniff_srt(data: bytes, name: str | None) -> bool:
    """Say whether a time line of SRT stands near the top, or the file is named so."""
    return _SNIFF_SRT.search(data, 0, _SNIFFED) is not None or (name is not None and name.lower().endswith(".srt"))


def read_webvtt(data: bytes, options: ReadOptions) -> Iterator[Item]:
    """Yield the turns of a WebVTT file, and a problem for each cue whose time cannot be read."""
    text = _decoded(data)
    if text.count("\n") > _LINES_ALWAYS + _LINES_MAX * text.count("-->"):
        # The parser looks at every line, several times.
        message = f"Expected cues of at most {_LINES_MAX} lines: two times joined by -->, then the words."
        raise UnreadableFile(Problem("too_many_lines", "file", message))
    try:
        parsed = webvtt.from_string(text)
        captions = list(parsed.captions)
    except (MalformedFileError, MalformedCaptionError, ValueError, IndexError):
        raise UnreadableFile(Problem("not_webvtt", "line 1", "Expected WEBVTT on the first line, then cues.")) from None
    cues = []
    for place, caption in enumerate(captions, 1):
        start, end = caption.start_time.in_milliseconds(), caption.end_time.in_milliseconds()
        cues.append(_Cue(f"cue {place}", start, end, tuple(caption.lines), caption.identifier))
    yield from _lost(text, _VTT_TIMES, len(cues), "00:00:11.890 --> 00:00:16.320")
    header = text.partition("\n\n")[0]
    told = _LANGUAGE.search(header)
    yield from _cues(_without_stuck_numbers(cues), data, options, language_tag(told[1]) if told else None)


def read_srt(data: bytes, options: ReadOptions) -> Iterator[Item]:
    """Yield the turns of an SRT file, and a problem for each cue whose time cannot be read."""
    lines = _decoded(data).split("\n")
    marks = [place for place, line in enumerate(lines) if "-->" in line]
    cues = []
    for place, (mark, following) in enumerate(pairwise([*marks, len(lines)]), 1):
        times = _srt_times(lines[mark])
        if times is None:
            yield _bad_time(mark + 1, "00:00:11,890 --> 00:00:16,320")
            continue
        body = _srt_body(lines[mark + 1 : following], place + 1 if following < len(lines) else None)
        cues.append(_Cue(f"cue {place}", *times, body))
    yield from _cues(cues, data, options, None)


def _decoded(data: bytes) -> str:
    if len(data) > FILE_MAX:
        raise UnreadableFile(Problem("too_large", "file", f"The file is larger than {FILE_MAX // 1_000_000} MB."))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = "Not UTF-8 from this byte on (Latin-1, perhaps). Save the file as UTF-8."
        raise UnreadableFile(Problem("not_utf8", f"byte {error.start}", message)) from None
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")


def _lost(text: str, times: re.Pattern[str], found: int, example: str) -> Iterator[Problem]:
    """Compare with the count of ``-->``: the parser drops a cue with a bad time in silence."""
    if text.count("-->") <= found:
        return
    bad = [n for n, line in enumerate(text.split("\n"), 1) if "-->" in line and not times.match(line)]
    yield from (_bad_time(number, example) for number in bad)
    if not bad:
        missing = text.count("-->") - found
        yield Problem("cues_lost", "file", f"{missing} cues could not be told from their neighbours.")


def _bad_time(line: int, example: str) -> Problem:
    return Problem("bad_time", f"line {line}", f"Expected times such as {example}; this cue is left out.")


def _srt_times(line: str) -> tuple[int, int] | None:
    if (found := _SRT_TIMES.match(line)) is None:
        return None
    try:
        start, end = (round(srt.srt_timestamp_to_timedelta(part).total_seconds() * 1000) for part in found.groups())
    except (srt.TimestampParseError, OverflowError):
        return None
    return start, end


def _srt_body(lines: list[str], following: int | None) -> tuple[str, ...]:
    """Take the text of a cue: what follows its time line, without the number that belongs to the next cue."""
    body = [line.strip() for line in lines]
    if following is not None and body and _is_number(body[-1]):
        stands_apart = len(body) > 1 and not body[-2]
        if stands_apart or int(body[-1]) == following:
            body.pop()
    return tuple(line for line in body if line)


def _without_stuck_numbers(cues: list[_Cue]) -> Iterator[_Cue]:
    """Drop a last line that is the number of the next cue: without a blank line between, it sticks to the text."""
    number: int | None = None
    for cue, following in pairwise([*cues, _Cue("", 0, 0, (), "end")]):
        number = int(cue.identifier) if cue.identifier and _is_number(cue.identifier) else number
        last = cue.lines[-1].strip() if cue.lines else ""
        is_stuck = following.identifier is None and _is_number(last)
        if is_stuck and int(last) == (int(last) if number is None else number + 1):
            yield replace(cue, lines=cue.lines[:-1])
            number = int(last)
        else:
            yield cue
            number = None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _cues(cues: Iterable[_Cue], data: bytes, options: ReadOptions, language: str | None) -> Iterator[Item]:
    conversation = file_id(data)
    yield ConversationSeen(conversation, Channel.VOICE, language=language)
    readable: list[_Cue] = []
    any_cue = False
    for cue in cues:
        any_cue = True
        if len(cue.lines) > _LINES_MAX:
            message = f"Expected at most {_LINES_MAX} lines in a cue: who says which of so many nobody can tell."
            yield Problem("too_many_lines", cue.where, message)
        elif cue.start_ms > MS_MAX or cue.end_ms > MS_MAX or cue.end_ms < cue.start_ms:
            yield Problem("bad_time", cue.where, "Expected an end that is not before its start, within 24 days.")
        else:
            readable.append(cue)
    if not any_cue:
        yield Problem("no_cues", "file", "Expected cues: a line with two times joined by -->, then the words.")
    pieces: list[_Piece] = []
    for cue, lines in zip(readable, _fresh_lines(readable), strict=True):
        if lines:
            pieces += _pieces(replace(cue, lines=lines))
        else:
            yield Skipped("repeated" if _plain(" ".join(cue.lines)) else "empty", cue.where)
    yield from _segments(_with_names(pieces, options), conversation, options, language)


def _fresh_lines(cues: list[_Cue]) -> Iterator[tuple[str, ...]]:
    """Give the lines of each cue that are new in it; lines that hold tags alone are none."""
    shown = [tuple(line for line in cue.lines if _plain(line)) for cue in cues]
    plain = [tuple(_plain(line) for line in lines) for lines in shown]
    pairs = list(pairwise(plain))
    repeats = sum(bool(before and now and now[0] == before[-1]) for before, now in pairs)
    is_rolling = repeats > 1 and repeats >= len(pairs) * _ROLLING_SHARE
    before: tuple[str, ...] = ()
    for lines, now in zip(shown, plain, strict=True):
        old = next((size for size in range(len(now), 0, -1) if before[-size:] == now[:size]), 0) if is_rolling else 0
        yield lines[old:]
        before = now or before


def _pieces(cue: _Cue) -> Iterator[_Piece]:
    """Cut a cue at its voice tags; without any it is one piece, lines kept apart for names at their head."""
    number = cue.where.removeprefix("cue ")
    raw = "\n".join(cue.lines)
    parts = _VOICE.split(raw)
    voiced = [(None, parts[0]), *zip(parts[1::2], parts[2::2], strict=True)]
    for place, (name, text) in enumerate(voiced):
        plain = "\n".join(filter(None, (_plain(line) for line in text.split("\n"))))
        if plain:
            yield _Piece(
                f"cue{number}" if place < 2 else f"cue{number}.{place}", cue, plain, _plain(name or "") or None
            )


def _with_names(pieces: list[_Piece], options: ReadOptions) -> Iterator[_Piece]:
    """Split unvoiced pieces at names that count as names, and put each piece on one line."""
    found = Counter(name for piece in pieces if piece.speaker is None for name in _names(piece.text))
    names = {name for name, uses in found.items() if uses > 1 or _known(name, options) is not Role.UNKNOWN}
    for piece in pieces:
        if piece.speaker is not None:
            yield replace(piece, text=piece.text.replace("\n", " "))
            continue
        for place, (name, text) in enumerate(_split(piece.text, names)):
            yield replace(piece, id=f"{piece.id}.l{place}" if place else piece.id, speaker=name, text=text)


def _names(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if (head := _NAMED.match(f"{line} ")) is not None:
            yield head[1].strip("[] ")


def _split(text: str, names: set[str]) -> list[tuple[str | None, str]]:
    parts: list[tuple[str | None, list[str]]] = []
    for line in text.split("\n"):
        head = _NAMED.match(f"{line} ")
        if head is not None and head[1].strip("[] ") in names:
            parts.append((head[1].strip("[] "), [line[head.end() :]]))
        elif parts:
            parts[-1][1].append(line)
        else:
            parts.append((None, [line]))
    return [(name, " ".join(lines).strip()) for name, lines in parts]


def _segments(
    pieces: Iterable[_Piece], conversation: str, options: ReadOptions, language: str | None
) -> Iterator[Item]:
    speakers: dict[str | None, Party] = {}
    for piece in pieces:
        if piece.speaker not in speakers:
            speakers[piece.speaker] = party(_known(piece.speaker, options), index=len(speakers))
        text = clean(piece.text)
        if not text:
            yield Skipped("empty", piece.cue.where)
            continue
        if is_too_long(text):
            yield Problem("text_too_long", piece.cue.where, "Expected at most 1 MB of text.")
            continue
        yield Segment(
            options.source,
            conversation,
            piece.id,
            speakers[piece.speaker],
            text,
            start_ms=piece.cue.start_ms,
            end_ms=piece.cue.end_ms,
            language=language,
            redactions=find_masks(text),
            channel=Channel.VOICE,
        )


def _known(name: str | None, options: ReadOptions) -> Role:
    return options.role_of(name) or role_of_word(name)


def _plain(text: str) -> str:
    if "<" in text or "{" in text:
        text = _TAG.sub("", text)
    return (unescape(text) if "&" in text else text).strip()


WEBVTT = Format("webvtt", sniff_webvtt, read_webvtt)
SRT = Format("srt", sniff_srt, read_srt)
