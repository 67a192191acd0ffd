"""The frame of an opened vCon: who its parties are, when its dialogs were, and what is wrong with it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from hearten_ear.conversation import Channel, Party, Role
from hearten_ear.formats.roles import party, role_of_word
from hearten_ear.formats.shapes import ReadOptions
from hearten_ear.formats.times import MS_MAX, is_ambiguous, parse_moment, to_ms
from hearten_ear.formats.words import find_masks, is_id
from hearten_ear.segment import Problem, Segment


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


def indices_of(value: Any) -> tuple[int, ...]:
    """Flatten what ``parties`` may be: an index, a list of them, or a list for each channel, with nulls."""
    if isinstance(value, list):
        return tuple(index for entry in value for index in indices_of(entry))
    return (value,) if isinstance(value, int) and not isinstance(value, bool) else ()


def media_of(dialog: dict[str, Any]) -> Any:
    """Give the media type under its new or its old name; empty where there is none."""
    return dialog.get("mediatype") or dialog.get("mimetype") or ""


def name_of(entry: dict[str, Any]) -> str | None:
    """Give a party's name as it is compared, or null."""
    name = entry.get("name")
    return name.strip().casefold() if isinstance(name, str) else None


def seconds_after_origin(vcon: Vcon, moment: datetime | None) -> float | None:
    """Give seconds from the earliest start to a time, or null where there is no time."""
    if moment is None:
        return None
    origin = vcon.origin
    return (comparable(moment) - comparable(origin or moment)).total_seconds()


def offset_ms(seconds: float | None) -> int | None:
    """Give milliseconds for seconds, or null where they lie outside of any contact."""
    ms = round((seconds or 0) * 1000)
    return ms if seconds is not None and 0 <= ms <= MS_MAX else None


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
    if not isinstance(media_of(dialog), str):
        yield Problem("bad_mediatype", f"{where}.mediatype", "Expected a media type as a string.")
    for key in ("parties", "originator"):
        if any(not 0 <= index < parties for index in indices_of(dialog.get(key))):
            message = f"Expected indices of the {parties} parties, counted from 0."
            yield Problem("party_out_of_range", f"{where}.{key}", message)


def _voice(entry: dict[str, Any], index: int, options: ReadOptions) -> Party:
    names = (name_of(entry), f"party {index}", entry.get("tel"), entry.get("mailto"), entry.get("id"))
    mapped = options.role_of(*(name for name in names if isinstance(name, str)))
    return party(mapped or _role(entry), index=index)


def _role(entry: dict[str, Any]) -> Role:
    meta = entry.get("meta")
    told = role_of_word(entry.get("role"))
    return told if told is not Role.UNKNOWN or not isinstance(meta, dict) else role_of_word(meta.get("role"))
