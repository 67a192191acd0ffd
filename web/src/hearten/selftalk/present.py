"""Turns words and pictures into what templates show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from hearten.selftalk import labels
from hearten.selftalk.library import questions
from hearten.selftalk.rules.notes import in_order
from hearten.selftalk.rules.pictures import SCALES, Drawing, Picture, draw
from hearten.selftalk.rules.reframing import LONGEST_QUOTED, choose
from hearten_ear.wording import OwnWords
from hearten_ear.wording.patterns import Pattern, patterns, speaks_of_harm, suggest


@dataclass(frozen=True, slots=True)
class Seen:
    """A pattern that words suggest, with those words."""

    pattern: Pattern
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """What a look at somebody's words gives them: patterns, questions, and whether help lines stand above all."""

    seen: tuple[Seen, ...]
    asked: tuple[dict[str, Any], ...]
    in_danger: bool
    turn: int


def look_at(text: str, *, chosen: Sequence[str], turn: int, language: str = "en") -> Look:
    """Look at words because their writer asked. Nothing is kept, and nothing is chosen for them."""
    own = OwnWords(text, language=language)
    if speaks_of_harm(own):
        return Look((), (), in_danger=True, turn=turn)  # then there is one thing to say, and nothing beside it
    words: dict[str, list[str]] = {}
    quoted: dict[str, str] = {}
    for each in suggest(own):
        words.setdefault(each.pattern, []).append(each.words)
        quoted.setdefault(each.pattern, _clause(text, each.start, each.end))
    seen = tuple(Seen(each, tuple(dict.fromkeys(words[each.id]))) for each in patterns(language) if each.id in words)
    asked = choose(
        questions(),
        chosen=in_order([*chosen, *words]),
        words=quoted,
        turn=turn,
    )
    listed = tuple({"side": labels.SIDES[each.side], "text": each.text} for each in asked)
    return Look(seen, listed, in_danger=False, turn=turn + 1)


def _clause(text: str, start: int, end: int) -> str:
    """Give the words with what belongs to them: up to where the sentence or its part ends, where that is near."""
    rest = text[end : start + LONGEST_QUOTED]
    stop = next((at for at, letter in enumerate(rest) if letter in ".,;:!?\n"), None)
    if stop is not None:
        return text[start : end + stop]
    return text[start:] if len(text) <= start + LONGEST_QUOTED else text[start:end]


def chosen_patterns(ids: Sequence[str]) -> list[Pattern]:
    """Give patterns by their ids."""
    return [each for each in patterns() if each.id in ids]


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale as it is drawn, with its two words."""

    drawing: Drawing
    low: Any
    high: Any
    places: tuple[int, ...]  # by month, 0 where there is no mark


@dataclass(frozen=True, slots=True)
class Shown:
    """One of the three pictures over the months: its scales, and the lines by month, newest first."""

    who: Any
    scales: tuple[Scale, ...]
    lines: tuple[tuple[date, str], ...]


def shown_pictures(months: Sequence[tuple[date, Picture]]) -> list[Shown]:
    """Give the three pictures as they are drawn."""
    made = []
    for who, scales in SCALES.items():
        drawn = [_scale(f"{who}.{scale}", months) for scale in scales]
        drawn = [scale for scale in drawn if scale.drawing.dots]
        lines = tuple((on, picture.lines[who]) for on, picture in reversed(months) if picture.lines.get(who))
        made.append(Shown(labels.WHO[who], tuple(drawn), lines))
    return made


def _scale(name: str, months: Sequence[tuple[date, Picture]]) -> Scale:
    places = tuple(picture.marks.get(name, 0) for _on, picture in months)
    return Scale(draw(name, months), *labels.PAIRS[name], places)
