"""Judgements about ways out: which ladder a contact is on, which step is next, whether an exit is done. No Django."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hearten.staffing.contacts import ContactInHand, Heard
from hearten.words.shapes import ANY, WayOut

DANGER = ("distress", "threat")
PUSHED_ASIDE_AFTER = timedelta(minutes=2)  # a milder thing does not push a harder one aside for so long
#: Said once in a contact they need not be said again on another ladder: nobody has to warn twice.
ONCE = frozenset({"limit", "warning"})
LEAVING = {"closing": "end", "forward": "forward"}
WARNED_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Case:
    """What a ladder is for. ``because``: ``heard``, ``chosen`` by the agent, or ``nothing_heard``."""

    kind: str
    level: int
    because: str


@dataclass(frozen=True, slots=True)
class Chosen:
    """The ladder an agent last used or picked in a contact."""

    kind: str
    level: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """A step the agent took."""

    step: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the ladder as the desk shows it. ``leads_to`` is ``end``, ``forward`` or empty."""

    way: WayOut
    is_said: bool
    is_next: bool
    leads_to: str


def choose_case(heard: Sequence[Heard], chosen: Chosen | None) -> Case:
    """Say which ladder a contact is on.

    What the agent picked stays until something at least as hard, or a danger, is heard after it. Without a pick it is
    the newest danger, else the hardest of the last two minutes.
    """
    later = [each for each in heard if chosen is None or each.at > chosen.at]
    loudest = _loudest(later)
    if chosen and (loudest is None or (loudest.kind not in DANGER and loudest.level < chosen.level)):
        return Case(chosen.kind, chosen.level, "chosen")
    if loudest is None:
        return Case(ANY, 0, "nothing_heard")
    return Case(loudest.kind, loudest.level, "heard")


def _loudest(heard: Sequence[Heard]) -> Heard | None:
    in_danger = [each for each in heard if each.kind in DANGER]
    if in_danger:
        return max(in_danger, key=lambda each: each.at)
    newest = max((each.at for each in heard), default=None)
    if newest is None:
        return None
    return max(
        (each for each in heard if newest - each.at <= PUSHED_ASIDE_AFTER), key=lambda each: (each.level, each.at)
    )


def lay_ladder(ways: Sequence[WayOut], said: Sequence[Said]) -> tuple[Rung, ...]:
    """Put the steps in their order and mark the next one: the first after the last one said.

    A limit or a warning that was said on another ladder of this contact counts here. Steps may be passed over, and any
    may be taken at any time: the mark is an offer.
    """
    steps = {each.step for each in said}
    done_once = {each.purpose for each in said} & ONCE
    counts = [way.id in steps or way.purpose in done_once for way in ways]
    last = max((place for place, done in enumerate(counts) if done), default=-1)
    return tuple(
        Rung(way, counts[place], place == last + 1, LEAVING.get(way.purpose, "")) for place, way in enumerate(ways)
    )


def in_danger(heard: Sequence[Heard], case: Case) -> tuple[str, ...]:
    """Name the dangers of a contact, whatever was heard after them: the steps for these come before any exit."""
    kinds = {each.kind for each in heard} | {case.kind}
    return tuple(kind for kind in DANGER if kind in kinds)


def is_done(contact: ContactInHand | None, *, confirmed_at: datetime | None) -> bool:
    """Say whether the agent is out of the contact: the phone said so, they did, or it is in their hands no more."""
    return confirmed_at is not None or contact is None or contact.is_over


def fill_gaps(text: str, facts: Mapping[str, str]) -> str:
    """Fill the [gaps] of a letter that are known; the others stay for whoever prepares it."""
    for name, value in facts.items():
        text = text.replace(f"[{name}]", value)
    return text


def gaps_in(text: str) -> list[str]:
    """Name the [gaps] that are still open, each once."""
    return list(dict.fromkeys(re.findall(r"\[([^][\n]{1,120})\]", text)))
