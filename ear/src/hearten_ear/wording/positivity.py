"""The positivity lint: finds words that tell people how to feel, and says what could stand there instead.

It is for a centre that wants to help people and not to cheer at them. It flags commands to feel, slogans and cheer,
words that make light of a thing, blame, gratitude on demand and metaphors of battle; in words for customers also stock
phrases and promises nobody can keep. It warns and explains; whoever wrote the words decides.

    >>> from hearten_ear.wording import OwnWords
    >>> [(each.kind, each.words) for each in lint(OwnWords("Stay positive and keep smiling."))]
    [('command_to_feel', 'Stay positive'), ('command_to_feel', 'keep smiling')]
    >>> lint(OwnWords("The customer told me to calm down."))
    ()

Rules and their words are data, ``<language>/positivity.toml``, with their provenance beside them. In a language without
data nothing is found: ``knows`` says so. How often it is right: ``docs/reference/positivity-lint.md``.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from hearten_ear.kernel.pattern import EDGE, PatternError
from hearten_ear.wording import OwnWords
from hearten_ear.wording.matching import Match, Matcher, Word, split

__all__ = ["KINDS", "Finding", "Rule", "RuleDataError", "knows", "lint", "rules"]

#: What a finding can be about. The last three are looked for only in words for customers.
KINDS = (
    "command_to_feel",
    "slogan",
    "minimising",
    "blame",
    "toxic_gratitude",
    "battle",
    "cheering",
    "claims_to_know",
    "promises_too_much",
    "stock_phrase",
)
CUSTOMERS_ONLY = frozenset({"claims_to_know", "promises_too_much", "stock_phrase"})
_QUOTED = re.compile(r"“[^“”\n]*”|\"[^\"\n]*\"|‘[^‘’\n]*’(?!\w)")
_PASSED_ON = frozenset({"say", "tell", "answer", "reply", "repeat", "write", "try", "use", "start"})
_ABOUT_IT = 3  # words of the same sentence outside of the quotation, from which on it is talked about


class RuleDataError(ValueError):
    """A rule file that cannot be used; names the file and the place."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its id, its kind, why the words are a problem, and what to write instead."""

    id: str
    kind: str
    why: str
    instead: str
    for_customers: bool = False


@dataclass(frozen=True, slots=True)
class Finding:
    """Words that a rule found. ``start`` and ``end`` are code point offsets into the text that was given."""

    rule: str
    kind: str
    start: int
    end: int
    words: str
    why: str
    instead: str


@dataclass(frozen=True, slots=True)
class _Guard:
    clears: frozenset[str]
    why: str


@dataclass(frozen=True, slots=True)
class _Language:
    rules: tuple[Rule, ...]
    guards: tuple[_Guard, ...]
    finds: Matcher
    clears: Matcher


def knows(language: str) -> bool:
    """Say whether there are rules for a language, given as a BCP 47 tag."""
    return (resources.files(__package__) / _base(language) / "positivity.toml").is_file()


def rules(language: str = "en") -> tuple[Rule, ...]:
    """Give the rules of a language in the order of the file; none where it has none."""
    return _load(_base(language)).rules if knows(language) else ()


def lint(words: OwnWords) -> tuple[Finding, ...]:
    """Give what in these words tells people how to feel, in the order of the text. Nothing is kept.

    Quotations that are talked about, reports of what somebody said, and negations ("nobody has to smile") are let be.
    """
    if not knows(words.language):
        return ()
    language = _load(_base(words.language))
    row = split(words.text)
    wanted = [each for each in language.finds.find(row) if _is_wanted(language.rules[each.name], words)]
    guards = language.clears.find(row)
    mentioned = _mentioned(words.text, row)
    kept = [each for each in _joined(wanted) if each.first not in mentioned and not _is_cleared(each, guards, language)]
    return tuple(_finding(words.text, row, each, language.rules[each.name]) for each in _longest(kept, language))


def _is_wanted(rule: Rule, words: OwnWords) -> bool:
    return words.for_customers or not rule.for_customers


def _is_cleared(match: Match, guards: list[Match], language: _Language) -> bool:
    kind = language.rules[match.name].kind
    return any(kind in language.guards[guard.name].clears and guard.overlaps(match) for guard in guards)


def _joined(matches: list[Match]) -> Iterator[Match]:
    """Join matches of one rule that share words."""
    last: Match | None = None
    for each in sorted(matches, key=lambda match: (match.name, match.first, match.last)):
        if last and last.name == each.name and last.overlaps(each):
            last = Match(last.name, last.first, max(last.last, each.last))
            continue
        if last:
            yield last
        last = each
    if last:
        yield last


def _longest(matches: list[Match], language: _Language) -> list[Match]:
    """Say one thing once: of two findings of the same kind on the same words the longer one stays."""
    kept: list[Match] = []
    for each in sorted(matches, key=lambda match: (match.first - match.last, match.first)):
        kind = language.rules[each.name].kind
        if not any(each.overlaps(other) and language.rules[other.name].kind == kind for other in kept):
            kept.append(each)
    return sorted(kept, key=lambda match: (match.first, match.last))


def _finding(text: str, row: list[Word], match: Match, rule: Rule) -> Finding:
    start, end = row[match.first].start, row[match.last].end
    return Finding(rule.id, rule.kind, start, end, text[start:end], rule.why, rule.instead)


def _mentioned(text: str, row: list[Word]) -> frozenset[int]:
    """Give the words inside quotations that the sentence around them talks about, and does not pass on to be said."""
    found: set[int] = set()
    for quotation in _QUOTED.finditer(text):
        inside = [at for at, word in enumerate(row) if quotation.start() <= word.start < quotation.end()]
        before, after = _sentence_around(row, inside)
        if len(before) + len(after) >= _ABOUT_IT and not _PASSED_ON & set(before[-3:]):
            found.update(inside)
    return frozenset(found)


def _sentence_around(row: list[Word], inside: list[int]) -> tuple[list[str], list[str]]:
    """Give the words of the same sentence before and after a quotation."""
    before: list[str] = []
    after: list[str] = []
    if not inside:
        return before, after
    for at in range(inside[0] - 1, -1, -1):
        if row[at].form == EDGE:
            break
        before.insert(0, row[at].form)
    for word in row[inside[-1] + 1 :]:
        if word.form == EDGE:
            break
        after.append(word.form)
    return before, after


def _base(language: str) -> str:
    """Give the primary subtag, and nothing that could lead out of the folder."""
    tag = language.replace("_", "-").partition("-")[0].lower()
    return tag if tag.isascii() and tag.isalpha() else "und"


@cache
def _load(language: str) -> _Language:
    file = resources.files(__package__) / language / "positivity.toml"
    return read_rules(file.read_text(encoding="utf-8"), f"{language}/positivity.toml")


def read_rules(text: str, name: str = "positivity.toml") -> _Language:
    """Read a rule file. Raises :class:`RuleDataError` with its name and the place for one that cannot be used."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise RuleDataError(f"{name}: is not TOML: {problem}") from None
    classes = {key: tuple(value) for key, value in data.get("classes", {}).items()}
    made, finds = _read_rules(name, data.get("rule", ()))
    guards, clears = _read_guards(name, data.get("guard", ()))
    return _Language(made, guards, _matcher(name, finds, classes), _matcher(name, clears, classes))


def _read_rules(name: str, entries: list[Mapping[str, Any]]) -> tuple[tuple[Rule, ...], list[tuple[int, str]]]:
    made: list[Rule] = []
    finds: list[tuple[int, str]] = []
    for number, entry in enumerate(entries):
        where = f"{name}, rule[{number}]"
        try:
            fields = {key: entry[key] for key in ("id", "kind", "why", "instead")}
            finds += [(number, pattern) for pattern in entry["patterns"]]
        except KeyError as missing:
            raise RuleDataError(f"{where}: has no {missing}.") from None
        if fields["kind"] not in KINDS:
            raise RuleDataError(f"{where}: unknown kind {fields['kind']!r}; known: {', '.join(KINDS)}.")
        if any(fields["id"] == each.id for each in made):
            raise RuleDataError(f"{where}: the id {fields['id']!r} is used twice.")
        alone = entry.get("for_customers", False) or fields["kind"] in CUSTOMERS_ONLY
        made.append(Rule(**fields, for_customers=alone))
    return tuple(made), finds


def _read_guards(name: str, entries: list[Mapping[str, Any]]) -> tuple[tuple[_Guard, ...], list[tuple[int, str]]]:
    made: list[_Guard] = []
    clears: list[tuple[int, str]] = []
    for number, entry in enumerate(entries):
        where = f"{name}, guard[{number}]"
        try:
            kinds, why = entry["clears"], entry["why"]
            clears += [(number, pattern) for pattern in entry["patterns"]]
        except KeyError as missing:
            raise RuleDataError(f"{where}: has no {missing}.") from None
        if unknown := set(kinds) - {*KINDS, "all"}:
            raise RuleDataError(f"{where}: unknown kind {', '.join(sorted(unknown))}.")
        made.append(_Guard(frozenset(KINDS if "all" in kinds else kinds), why))
    return tuple(made), clears


def _matcher(name: str, patterns: list[tuple[int, str]], classes: Mapping[str, tuple[str, ...]]) -> Matcher:
    try:
        return Matcher(patterns, classes)
    except PatternError as problem:
        raise RuleDataError(f"{name}: {problem}") from None
