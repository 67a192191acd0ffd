"""What a file becomes when it is played: items with their time from the start. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from hearten.integrations.sending import item_of, item_of_event
from hearten_ear.formats import Report
from hearten_ear.segment import Segment

NOMINAL_GAP_MS = 4_000  # a file without times: about the pace of a chat
LONGEST_GAP_MS = 30_000  # nobody watches a chat that paused overnight


@dataclass(frozen=True, slots=True)
class Beat:
    """One item and when it is played, in milliseconds from the start of the file; ``what`` names it for people."""

    at_ms: int
    what: str
    item: dict[str, Any]


def beats(report: Report, *, agent: str | None = None, queue: str | None = None, suffix: str = "") -> tuple[Beat, ...]:
    """Lay a file's contacts side by side, each with its start and its end.

    ``agent`` and ``queue`` are named where the file names none. ``suffix`` makes new contacts of known ones. The order
    inside a contact stays that of the file; a gap is played as at most thirty seconds.
    """
    by_contact: dict[str, list[Segment]] = {}
    for segment in report.segments:
        by_contact.setdefault(segment.conversation, []).append(segment)
    told = {event.conversation for event in report.events}
    laid: list[Beat] = []
    for contact, segments in by_contact.items():
        about = {"conversation": contact + suffix}
        first = segments[0]
        agent_ref = next((each.agent_ref for each in segments if each.agent_ref), None) or agent
        extra = {
            "agent": agent_ref,
            "queue": first.queue or queue,
            "channel": first.channel.value if first.channel else _channel(report, contact),
        }
        timed = list(_timed(segments))
        if contact not in told:
            started = {"event": "started", "event_id": f"{contact}{suffix}-started", **about, **_given(extra)}
            laid.append(Beat(0, "started", started))
        laid += [
            Beat(at_ms, segment.party.role.value, item_of(segment, **about, **_given(extra)))
            for at_ms, segment in timed
        ]
        if contact not in told:
            ended = {"event": "ended", "event_id": f"{contact}{suffix}-ended", **about}
            laid.append(Beat(timed[-1][0] + NOMINAL_GAP_MS, "ended", ended))
    laid += [_event_beat(event, suffix, agent) for event in report.events]
    return tuple(sorted(laid, key=lambda beat: beat.at_ms))


def _event_beat(event: Any, suffix: str, agent: str | None) -> Beat:
    over = {"event_id": event.event_id + suffix, "agent": event.agent_ref or agent}
    if event.conversation:
        over["conversation"] = event.conversation + suffix
    return Beat(0, event.kind, item_of_event(event, **over))


def _timed(segments: list[Segment]) -> Iterator[tuple[int, Segment]]:
    at_ms, before = 0, None
    for segment in segments:
        # A turn is played when it was over, as a live transcriber would send it.
        here: int | datetime | None = segment.sent_at or (
            segment.end_ms if segment.end_ms is not None else segment.start_ms
        )
        at_ms += _gap(before, here)
        before = here
        yield at_ms, segment


def _gap(before: int | datetime | None, here: int | datetime | None) -> int:
    if isinstance(before, int) and isinstance(here, int):
        gap = here - before
    elif isinstance(before, datetime) and isinstance(here, datetime):
        gap = round((here - before).total_seconds() * 1000)
    elif before is None and isinstance(here, int):
        gap = here
    else:
        gap = NOMINAL_GAP_MS
    return max(0, min(gap, LONGEST_GAP_MS))


def _channel(report: Report, contact: str) -> str | None:
    seen = next((each for each in report.conversations if each.id == contact), None)
    return seen.channel.value if seen and seen.channel else None


def _given(values: dict[str, str | None]) -> dict[str, str]:
    return {key: value for key, value in values.items() if value is not None}
