"""Suggests patterns in what somebody says to themselves, each with the words that suggested it: when they ask.

All or nothing, reading minds, telling fortunes, labelling and the like are ways in which a thought says more than the
facts do (Beck 1979; Burns 1980). A suggestion is a question to the writer and no finding about them: they keep it,
change it or leave it. What says how one feels ("I am tired", "that hurt") is no pattern and is let be; so is what
somebody else said.

    >>> from hearten_ear.wording import OwnWords
    >>> [(each.pattern, each.words) for each in suggest(OwnWords("I'm such an idiot. She thinks I'm slow."))]
    [('labelling', "I'm such an idiot"), ('mind_reading', "She thinks I'm slow")]
    >>> suggest(OwnWords("That call was long and I'm tired. He called me an idiot."))
    ()

``speaks_of_harm`` looks for one thing only: words that may mean a danger to the writer's own life, so that help lines
can be shown to them, calmly, and to nobody else.

    >>> [each.words for each in speaks_of_harm(OwnWords("This printer is killing me. I want to die."))]
    ['want to die']

Rules and their words are data, ``<language>/patterns.toml``, with their provenance beside them. In a language without
data nothing is found: ``knows`` says so. Nothing is kept.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from hearten_ear.kernel.pattern import EDGE, PatternError
from hearten_ear.wording import OwnWords
from hearten_ear.wording.matching import Match, Matcher, Word, split
from hearten_ear.wording.positivity import RuleDataError

__all__ = ["PATTERNS", "Pattern", "Suggestion", "knows", "patterns", "speaks_of_harm", "suggest"]

#: The ids of the patterns, in the order in which pages list them.
PATTERNS = (
    "all_or_nothing",
    "mind_reading",
    "fortune_telling",
    "catastrophising",
    "labelling",
    "should",
    "personalising",
    "discounting",
    "feeling_as_fact",
    "comparing",
)
DANGER = "danger"
_QUOTED = re.compile(r"“[^“”\n]*”|\"[^\"\n]*\"")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern for the writer to read: its name, what it is about, and a question that loosens it."""

    id: str
    name: str
    about: str
    ask: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Words that suggest a pattern. ``start`` and ``end`` are code point offsets into the text that was given."""

    pattern: str
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class _Language:
    patterns: tuple[Pattern, ...]
    names: tuple[str, ...]  # of what the matcher finds, by number
    clears: tuple[frozenset[str], ...]
    finds: Matcher
    guards: Matcher


def knows(language: str) -> bool:
    """Say whether there are rules for a language, given as a BCP 47 tag."""
    return (resources.files(__package__) / _base(language) / "patterns.toml").is_file()


def patterns(language: str = "en") -> tuple[Pattern, ...]:
    """Give the patterns of a language with their names and questions; none where it has none."""
    return _load(_base(language)).patterns if knows(language) else ()


def suggest(words: OwnWords) -> tuple[Suggestion, ...]:
    """Give the patterns that these words suggest, in the order of the text; for each stretch and pattern once.

    Time and memory grow linearly with the text. Nothing is kept.
    """
    return tuple(each for each in _found(words) if each.pattern != DANGER)


def speaks_of_harm(words: OwnWords) -> tuple[Suggestion, ...]:
    """Give the words that may mean that the writer's life is in danger. For the writer's eyes, and never recorded."""
    return tuple(each for each in _found(words) if each.pattern == DANGER)


def _found(words: OwnWords) -> list[Suggestion]:
    if not knows(words.language):
        return []
    language = _load(_base(words.language))
    row = _own(words.text)
    guards = language.guards.find(row)
    kept = [
        each
        for each in language.finds.find(row)
        if not any(
            language.names[each.name] in language.clears[guard.name] and guard.overlaps(each) for guard in guards
        )
    ]
    return [_suggestion(words.text, row, each, language) for each in _once(kept, language)]


def _is_cleared(match: Match, guards: list[Match], language: _Language) -> bool:
    name = language.names[match.name]
    return any(name in language.clears[guard.name] and guard.overlaps(match) for guard in guards)


def _own(text: str) -> list[Word]:
    """Give the words of a text without those in quotation marks: they are somebody's else, where more stands around.

    A text that is nothing but a quotation is the writer's own sentence in quotation marks.
    """
    quotations = [(each.start(), each.end()) for each in _QUOTED.finditer(text)]
    row = split(text)
    rest = [
        word if not any(start <= word.start < end for start, end in quotations) else Word(EDGE, word.start, word.start)
        for word in row
    ]
    return rest if any(word.form != EDGE for word in rest) else row


def _once(matches: list[Match], language: _Language) -> list[Match]:
    """Join matches of one pattern that share words, and put all in the order of the text."""
    joined: list[Match] = []
    for each in sorted(matches, key=lambda match: (language.names[match.name], match.first, match.last)):
        last = joined[-1] if joined else None
        if last and language.names[last.name] == language.names[each.name] and last.overlaps(each):
            joined[-1] = Match(last.name, last.first, max(last.last, each.last))
        else:
            joined.append(each)
    return sorted(joined, key=lambda match: (match.first, match.last))


def _suggestion(text: str, row: list[Word], match: Match, language: _Language) -> Suggestion:
    start, end = row[match.first].start, row[match.last].end
    return Suggestion(language.names[match.name], start, end, text[start:end])


def _base(language: str) -> str:
    """Give the primary subtag, and nothing that could lead out of the folder."""
    tag = language.replace("_", "-").partition("-")[0].lower()
    return tag if tag.isascii() and tag.isalpha() else "und"


@cache
def _load(language: str) -> _Language:
    file = resources.files(__package__) / language / "patterns.toml"
    return read_patterns(file.read_text(encoding="utf-8"), f"{language}/patterns.toml")


def read_patterns(text: str, name: str = "patterns.toml") -> _Language:
    """Read a file of patterns. Raises :class:`RuleDataError`, with its name and the place, for one that is no use."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise RuleDataError(f"{name}: is not TOML: {problem}") from None
    classes = {key: tuple(value) for key, value in data.get("classes", {}).items()}
    made: list[Pattern] = []
    names: list[str] = []
    finds: list[tuple[int, str]] = []
    for number, entry in enumerate(data.get("pattern", ())):
        where = f"{name}, pattern[{number}]"
        fields = _fields(entry, where, "id", "name", "about", "ask")
        if fields["id"] not in PATTERNS:
            raise RuleDataError(f"{where}: unknown pattern {fields['id']!r}; known: {', '.join(PATTERNS)}.")
        if any(fields["id"] == each.id for each in made):
            raise RuleDataError(f"{where}: the pattern {fields['id']!r} stands here twice.")
        made.append(Pattern(**fields))
        names.append(fields["id"])
        finds += [(len(names) - 1, rule) for rule in _rules(entry, where)]
    for number, entry in enumerate(data.get("danger", ())):
        names.append(DANGER)
        finds += [(len(names) - 1, rule) for rule in _rules(entry, f"{name}, danger[{number}]")]
    clears, guards = _guards(name, data.get("guard", ()))
    made.sort(key=lambda pattern: PATTERNS.index(pattern.id))
    return _Language(tuple(made), tuple(names), clears, _matcher(name, finds, classes), _matcher(name, guards, classes))


def _guards(name: str, entries: list[Mapping[str, Any]]) -> tuple[tuple[frozenset[str], ...], list[tuple[int, str]]]:
    clears: list[frozenset[str]] = []
    guards: list[tuple[int, str]] = []
    for number, entry in enumerate(entries):
        where = f"{name}, guard[{number}]"
        cleared = set(entry.get("clears", ()))
        if not cleared or cleared - {*PATTERNS, DANGER, "all"}:
            raise RuleDataError(f"{where}: clears must list patterns, danger, or all.")
        if "all" in cleared:
            cleared |= set(PATTERNS)
        clears.append(frozenset(cleared))
        guards += [(number, rule) for rule in _rules(entry, where)]
    return tuple(clears), guards


def _fields(entry: Mapping[str, Any], where: str, *names: str) -> dict[str, str]:
    for each in names:
        if not isinstance(entry.get(each), str):
            raise RuleDataError(f"{where}: has no {each!r}.")
    return {each: entry[each] for each in names}


def _rules(entry: Mapping[str, Any], where: str) -> list[str]:
    rules = entry.get("rules")
    if not isinstance(rules, list) or not rules:
        raise RuleDataError(f"{where}: has no 'rules'.")
    return [str(rule) for rule in rules]


def _matcher(name: str, rules: list[tuple[int, str]], classes: Mapping[str, tuple[str, ...]]) -> Matcher:
    try:
        return Matcher(rules, classes)
    except PatternError as problem:
        raise RuleDataError(f"{name}: {problem}") from None
