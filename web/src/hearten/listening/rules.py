"""Judgements about a contact: how its turns fold into heat, which is worth a cue, which cue is shown. No Django."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

import msgspec

from hearten_ear.engine import kind_of
from hearten_ear.heat import START, Heat, fold
from hearten_ear.reading import HEADS, HEATED, HOSTILE, Reading

REPEAT_AFTER_MS = 30_000  # the same thing said again within this time leaves the standing cue as it is
NOMINAL_GAP_MS = 6_000  # a source without times: about one turn in six seconds, as in the voice samples we read
POINTS_KEPT = 60
NOTHING_HEARD = bytes(len(HEADS) + 1)
_points = msgspec.json.Decoder(list[tuple[int, int]])
PUSHED_ASIDE_AFTER = timedelta(minutes=2)
SAFEGUARDING = ("distress", "threat")
QUIET_KINDS = ("calm", "thanks")
HEATED_KINDS = ("frustration", "profanity")
Cued = dict[str, tuple[int, int]]
NO_POINTS = msgspec.Raw(b"[]")


class TurnHeard(msgspec.Struct, frozen=True, gc=False):
    """One scored customer turn as it is kept: when, and what each head said (one byte per head, the level last)."""

    segment_id: str
    position: int
    channel_index: int
    at_ms: int | None
    heads: bytes

    @property
    def order(self) -> tuple[int, int, str]:
        """Give the place of the turn in its contact; the last part makes it the same in whatever order turns arrive."""
        return self.position, self.channel_index, self.segment_id


class Following(msgspec.Struct, frozen=True, omit_defaults=True):
    """The running fold over a contact.

    ``line`` holds up to 60 points ``[at_ms, heat 0–100]``, as the JSON they are stored in: every turn adds one, and
    only a desk that draws the line reads them (:func:`points_of`). ``cued`` says when each kind last raised a cue, and
    at which level; ``heated`` counts heated turns since the last calm stretch.
    """

    heat: Heat = START
    line: msgspec.Raw = NO_POINTS
    cued: Cued = msgspec.field(default_factory=dict)
    heated: int = 0
    at_ms: int = 0
    last: tuple[int, int, str] | None = None


@dataclass(frozen=True, slots=True)
class CueToShow:
    """A turn worth the agent's eyes, and why."""

    segment_id: str
    kind: str
    level: int
    because: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A contact followed to its last turn: the state to keep and every cue its turns warrant."""

    following: Following
    cues: tuple[CueToShow, ...] = field(default=())


def pack(reading: Reading) -> bytes:
    """Make a reading into one byte per head, the level last. What is folded is always the packed form."""
    heads = reading.heads
    if not reading.level and not any(heads.values()):
        return NOTHING_HEARD
    return bytes([*[int(255 * heads.get(head, 0.0) + 0.5) for head in HEADS], reading.level])


@lru_cache(maxsize=4096)
def unpack(heads: bytes) -> Reading:
    """Make the kept bytes into a reading without spans. The same bytes give the same object: do not write to it."""
    values = {head: byte / 255 for head, byte in zip(HEADS, heads, strict=False)}
    return Reading(values["hostile"], values, heads[len(HEADS)], (), "kept")


def choose_cue(kind: str, level: int, *, heated: int, running: int, at_ms: int, cued: Cued) -> str | None:
    """Say why a turn is worth a cue, or None.

    ``heated`` counts heated turns in a row, this one included; ``running`` is the contact's level, 0–3, after the turn;
    ``cued`` says when, and at which level, each kind last raised a cue.
    """
    if kind in QUIET_KINDS:
        return None
    if kind in HEATED_KINDS and level < HOSTILE:
        # One angry sentence is a customer with a reason; a second says that the temperature stays.
        # While the contact is hostile, the cue for that stands, and anger must not push it aside.
        reason = "still_heated" if heated >= 2 and running < HOSTILE else None
    else:
        reason = "said_to_you" if level >= HOSTILE else "way_out"
    last_level, last_at = cued.get(kind, (-1, 0))
    if reason and level <= last_level and at_ms - last_at < REPEAT_AFTER_MS:
        return None
    return reason


def follow(state: Following, turn: TurnHeard) -> tuple[Following, CueToShow | None]:
    """Fold one turn, which comes after all turns before it."""
    reading = unpack(turn.heads)
    at_ms = turn.at_ms if turn.at_ms is not None else state.at_ms + NOMINAL_GAP_MS
    heat = fold(state.heat, reading, at_ms)
    kind = kind_of(reading)
    heated = state.heated + 1 if reading.level >= HEATED else max(0, state.heated - 1)
    because = choose_cue(kind, reading.level, heated=heated, running=heat.level, at_ms=at_ms, cued=state.cued)
    cue = CueToShow(turn.segment_id, kind, reading.level, because) if because else None
    cued = state.cued | {kind: (reading.level, at_ms)} if cue else state.cued
    line = _one_point_more(state.line, at_ms, round(100 * heat.value))
    return Following(heat, line, cued, heated, at_ms, turn.order), cue


def _one_point_more(line: msgspec.Raw, at_ms: int, heat: int) -> msgspec.Raw:
    """Add a point to the stored line, and let the oldest go where there are more than are kept."""
    points = bytes(line)
    more = b"%s,[%d,%d]]" % (points[:-1], at_ms, heat) if len(points) > len(b"[]") else b"[[%d,%d]]" % (at_ms, heat)
    if more.count(b"],[") >= POINTS_KEPT:
        more = b"[" + more[more.index(b"],[") + 2 :]
    return msgspec.Raw(more)


def points_of(following: Following) -> list[tuple[int, int]]:
    """Give the points ``(at_ms, heat 0–100)`` of the line, oldest first."""
    return _points.decode(following.line)


def follow_all(state: Following, turns: Iterable[TurnHeard]) -> Heard:
    """Fold several turns in their order."""
    cues: list[CueToShow] = []
    for turn in sorted(turns, key=lambda each: each.order):
        state, cue = follow(state, turn)
        if cue:
            cues.append(cue)
    return Heard(state, tuple(cues))


def may_continue(state: Following, turns: Sequence[TurnHeard]) -> bool:
    """Say whether all these turns come after what was folded, so that nothing has to be folded again."""
    return state.last is None or all(turn.order > state.last for turn in turns)


def in_force(revisions: Iterable[tuple[int, bool]]) -> int | None:
    """Choose among ``(revision, final)`` of one segment the highest final one; while none is final, none counts."""
    return max((revision for revision, final in revisions if final), default=None)


@dataclass(frozen=True, slots=True)
class StandingCue:
    """A cue as the desk's rule sees it."""

    key: str
    kind: str
    level: int
    raised_at: datetime
    handled: bool


def choose_standing(cues: Sequence[StandingCue]) -> StandingCue | None:
    """Choose the one cue a contact shows among those not handled.

    Safeguarding first; then the hardest of the last two minutes, so that a milder one does not push it aside; then the
    newest.
    """
    waiting = [cue for cue in cues if not cue.handled]
    in_danger = [cue for cue in waiting if cue.kind in SAFEGUARDING]
    if in_danger or not waiting:
        return max(in_danger, key=lambda cue: cue.raised_at, default=None)
    newest = max(cue.raised_at for cue in waiting)
    lately = [cue for cue in waiting if newest - cue.raised_at <= PUSHED_ASIDE_AFTER]
    return max(lately, key=lambda cue: (cue.level, cue.raised_at))


def cues_are_off(now: datetime, *, snoozed_until: datetime | None, off_until: datetime | None) -> bool:
    """Say whether the agent has switched cues off for now. Nobody else is told."""
    return any(until is not None and now < until for until in (snoozed_until, off_until))
