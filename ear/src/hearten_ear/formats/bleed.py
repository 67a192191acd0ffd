"""Acoustic bleed: one voice heard on both channels of a call.

A headset leaks, and the recogniser writes the same words down twice, once for each channel. Rule: echoed words count
once; the turn that starts later is the echo; where the starts lie under 400 ms apart nobody can tell who spoke, so the
role of what stays is unknown. Loudness does not help: in a real call it pointed at the wrong channel as often as not.

Measured by containment: the share of a turn's character trigrams that the other channel said within a second of it.
Trigrams rather than single characters, because any long turn contains the letters of a short one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

#: Share of the shorter turn that must be found in the other for the pair to be one utterance.
CONTAINED = 0.75

#: How far apart two turns may lie and still be one utterance, in milliseconds.
NEAR_MS = 1000

#: Starts closer than this do not tell who spoke, in milliseconds.
SAME_START_MS = 400

# Turns open at one time on two channels are few; the bound keeps a made-up file from costing n² comparisons.
_OPEN_AT_ONCE = 8

# Below this many characters ("yes", "okay") a turn is contained in any answer that begins alike; it must be the same.
_SHORT = 12
_GRAM = 3
# Nobody speaks for an hour in one turn; what is longer than this is no echo, and is not compared.
_LONGEST = 20_000
_NOT_ALNUM = re.compile(r"[\W_]+")


class Verdict(Enum):
    """What to do with a turn of a two-channel call."""

    KEEP = "keep"
    ROLE_UNKNOWN = "role_unknown"
    ECHO = "echo"


@dataclass(frozen=True, slots=True)
class Heard:
    """One turn on one channel; times in milliseconds from the start of the contact."""

    channel: int
    start_ms: int
    end_ms: int
    text: str


@dataclass(frozen=True, slots=True)
class _Sound:
    """What of a turn is compared: its trigrams, and how long it is without signs."""

    length: int
    grams: frozenset[str]


def judge(turns: Sequence[Heard]) -> list[Verdict]:
    """Say for each turn, in the order given, whether it stays, stays without a role, or is an echo.

    Only turns of different channels are compared. No words are lost: a turn is an echo only if 3/4 of *it* is in an
    earlier one that stays; a longer turn that merely begins with an echo stays, with its role unknown.
    """
    verdicts = [Verdict.KEEP] * len(turns)
    order = sorted(range(len(turns)), key=lambda place: (turns[place].start_ms, turns[place].channel))
    sounds: dict[int, _Sound] = {}
    recent: list[int] = []
    for later in order:
        turn = turns[later]
        recent = [place for place in recent if turns[place].end_ms + NEAR_MS >= turn.start_ms][-_OPEN_AT_ONCE:]
        for earlier in recent:
            if turns[earlier].channel != turn.channel and verdicts[earlier] is not Verdict.ECHO:
                _judge_pair(earlier, later, turns, sounds, verdicts)
        recent.append(later)
    return verdicts


def _judge_pair(
    earlier: int, later: int, turns: Sequence[Heard], sounds: dict[int, _Sound], verdicts: list[Verdict]
) -> None:
    for place in (earlier, later):
        if place not in sounds:  # of turns that nobody spoke into, it is never needed
            sounds[place] = _sound(turns[place].text)
    own = _contained(sounds[later].grams, sounds[earlier].grams)
    other = _contained(sounds[earlier].grams, sounds[later].grams)
    if not _is_one_utterance(own, other, shorter=min(sounds[later].length, sounds[earlier].length)):
        return
    if own >= CONTAINED:
        verdicts[later] = Verdict.ECHO
    elif verdicts[later] is Verdict.KEEP:
        verdicts[later] = Verdict.ROLE_UNKNOWN
    if turns[later].start_ms - turns[earlier].start_ms < SAME_START_MS:
        verdicts[earlier] = Verdict.ROLE_UNKNOWN


def _is_one_utterance(own: float, other: float, *, shorter: int) -> bool:
    return (min if shorter < _SHORT else max)(own, other) >= CONTAINED


def _contained(grams: frozenset[str], other: frozenset[str]) -> float:
    return len(grams & other) / len(grams) if grams else 0.0


def _plain(text: str) -> str:
    if len(text) > _LONGEST:
        return ""
    return " ".join(_NOT_ALNUM.sub(" ", text.casefold().replace("'", "").replace("’", "")).split())


def _sound(text: str) -> _Sound:
    plain = _plain(text)
    grams = frozenset(plain[start : start + _GRAM] for start in range(max(len(plain) - _GRAM + 1, 0)))
    return _Sound(len(plain), grams)
