"""Says where an if-then plan is weak, and what would make it strong: for the person who wrote it, when they ask.

A plan of the form "If this happens, then I do that" carries itself out when the moment comes, because the moment
calls it up (implementation intentions: Gollwitzer and Sheeran 2006, 94 studies, d = .65). It does so only where the
moment can be noticed and the act can be done at once. So these rules look for a moment that is too vague, an act that
is a goal or a quality, an act that is a negation (what one plans to leave stays in mind: Adriaanse 2011), a feeling
that is ordered, and more than one act at a time. They explain and propose; whoever wrote the plan decides.

    >>> from hearten_ear.wording import OwnWords
    >>> weak = check(OwnWords("If a customer is difficult, then I will stay calm."))
    >>> [(each.kind, each.words) for each in weak]
    [('vague_moment', 'a customer is difficult'), ('feeling_ordered', 'stay calm')]
    >>> check(OwnWords("If they call me names, then I say once: I want to help, and I need us to speak respectfully."))
    ()
    >>> [each.kind for each in check(OwnWords("I will be more patient from now on."))]
    ['no_if_then']

Rules and their words are data, ``<language>/plans.toml``. In a language without data nothing is found: ``knows`` says
so. Words that a plan quotes are what somebody says, and are not judged.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from hearten_ear.kernel.pattern import PatternError
from hearten_ear.wording import OwnWords
from hearten_ear.wording.matching import Match, Matcher, Word, split
from hearten_ear.wording.positivity import RuleDataError

__all__ = ["KINDS", "IfThen", "Weakness", "check", "check_parts", "knows", "read_if_then"]

#: What a weakness can be, in the order in which it is worth mending.
KINDS = (
    "no_if_then",
    "no_moment",
    "no_act",
    "vague_moment",
    "vague_act",
    "goal_not_act",
    "negation",
    "feeling_ordered",
    "more_than_one",
)
PARTS = ("if", "then")
_OPENS = re.compile(r"\s*(?:if|when|whenever|as soon as|the moment)\b", re.IGNORECASE)
_THEN = re.compile(r"\bthen\b[ ,]?(?:\s?i\s(?:will\b)?|\s?i['’]ll\b)?", re.IGNORECASE)
_WITHOUT_THEN = re.compile(r",\s?(?:i['’]ll|i\swill|i)\b", re.IGNORECASE)
_SAID = re.compile(r"“[^“”\n]*”?|\"[^\"\n]*\"?|(?<=:)\s.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class IfThen:
    """A plan in its two parts, as they stand after "If" and after "then I"."""

    moment: str
    act: str

    def __str__(self) -> str:
        return f"If {self.moment}, then I {self.act}"


@dataclass(frozen=True, slots=True)
class Weakness:
    """One thing that makes a plan weak. ``words`` are the words that say so, from the ``part`` ("if" or "then").

    ``rule`` names the entry of the data file; ``why`` and ``instead`` are for the writer to read.
    """

    rule: str
    kind: str
    part: str
    words: str
    why: str
    instead: str


@dataclass(frozen=True, slots=True)
class _Rule:
    id: str
    kind: str
    part: str
    why: str
    instead: str


@dataclass(frozen=True, slots=True)
class _Language:
    rules: tuple[_Rule, ...]
    form: dict[str, _Rule]
    finds: Matcher
    lets_be: Matcher


def knows(language: str) -> bool:
    """Say whether there are rules for a language, given as a BCP 47 tag."""
    return (resources.files(__package__) / _base(language) / "plans.toml").is_file()


def read_if_then(text: str) -> IfThen | None:
    """Read "If …, then I …" into its parts; None where the sentence has another form. English.

    >>> read_if_then("When he shouts, I will put both feet on the floor.")
    IfThen(moment='he shouts', act='put both feet on the floor.')
    """
    opens = _OPENS.match(text)
    turns = opens and (_THEN.search(text, opens.end()) or _WITHOUT_THEN.search(text, opens.end()))
    if not opens or not turns:
        return None
    return IfThen(text[opens.end() : turns.start()].strip(" ,\n"), text[turns.end() :].strip(" ,\n"))


def check(words: OwnWords) -> tuple[Weakness, ...]:
    """Give what makes a plan weak, written as one sentence, in the order worth mending. Nothing is kept."""
    if not knows(words.language):
        return ()
    read = read_if_then(words.text)
    if read is None:
        return (_of_form(_load(_base(words.language)), "no_if_then", words.text.strip()),)
    return check_parts(read, language=words.language)


def check_parts(plan: IfThen, *, language: str = "en") -> tuple[Weakness, ...]:
    """Give what makes a plan weak whose parts were typed apart, in the order worth mending. Nothing is kept."""
    if not knows(language):
        return ()
    data = _load(_base(language))
    found = [*_in_part(data, "if", plan.moment), *_in_part(data, "then", plan.act)]
    return tuple(sorted(found, key=lambda each: (KINDS.index(each.kind), each.rule)))


def _in_part(data: _Language, part: str, text: str) -> Iterator[Weakness]:
    own = _without_what_is_said(text)
    row = split(own)
    if not text.strip():
        yield _of_form(data, "no_moment" if part == "if" else "no_act", "")
        return
    let_be = data.lets_be.find(row)
    for kind, match in _strongest(data, part, row):
        if any(each.overlaps(match) for each in let_be):
            continue
        rule = data.rules[match.name]
        if kind == "vague_act" and own != text:
            continue  # "I deal with it by saying: …" names the words: they are the act
        start, end = row[match.first].start, row[match.last].end
        yield Weakness(rule.id, kind, part, own[start:end], rule.why, rule.instead)


def _strongest(data: _Language, part: str, row: list[Word]) -> Iterator[tuple[str, Match]]:
    """Give one match of each kind, the longest; and no kind on words that an earlier kind has named."""
    matches = [each for each in data.finds.find(row) if data.rules[each.name].part == part]
    taken: list[Match] = []
    for kind in KINDS:
        of_kind = [each for each in matches if data.rules[each.name].kind == kind]
        free = [each for each in of_kind if not any(each.overlaps(other) for other in taken)]
        if free:
            best = max(free, key=lambda each: (each.last - each.first, -each.first))
            taken.append(best)
            yield kind, best


def _without_what_is_said(text: str) -> str:
    """Blank what the plan quotes or says after a colon: those are words for somebody, not the plan."""
    return _SAID.sub(lambda said: " " * len(said[0]), text)


def _of_form(data: _Language, kind: str, words: str) -> Weakness:
    rule = data.form[kind]
    return Weakness(rule.id, kind, rule.part, words, rule.why, rule.instead)


def _base(language: str) -> str:
    tag = language.replace("_", "-").partition("-")[0].lower()
    return tag if tag.isascii() and tag.isalpha() else "und"


@cache
def _load(language: str) -> _Language:
    file = resources.files(__package__) / language / "plans.toml"
    return read_rules(file.read_text(encoding="utf-8"), f"{language}/plans.toml")


def read_rules(text: str, name: str = "plans.toml") -> _Language:
    """Read a rule file. Raises ``RuleDataError`` with its name and the place for one that cannot be used."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise RuleDataError(f"{name}: is not TOML: {problem}") from None
    classes = {key: tuple(value) for key, value in data.get("classes", {}).items()}
    made: list[_Rule] = []
    finds: list[tuple[int, str]] = []
    for number, entry in enumerate(data.get("rule", ())):
        rule = _rule(f"{name}, rule[{number}]", entry, made)
        made.append(rule)
        finds += [(number, pattern) for pattern in entry.get("patterns", ())]
    lets_be = [(number, pattern) for number, pattern in enumerate(data.get("let_be", {}).get("patterns", ()))]
    form = {each.kind: each for each in made if each.kind in {"no_if_then", "no_moment", "no_act"}}
    try:
        return _Language(tuple(made), form, Matcher(finds, classes), Matcher(lets_be, classes))
    except PatternError as problem:
        raise RuleDataError(f"{name}: {problem}") from None


def _rule(where: str, entry: dict[str, Any], before: list[_Rule]) -> _Rule:
    try:
        rule = _Rule(*(str(entry[key]) for key in ("id", "kind", "part", "why", "instead")))
    except KeyError as missing:
        raise RuleDataError(f"{where}: has no {missing}.") from None
    if rule.kind not in KINDS:
        raise RuleDataError(f"{where}: unknown kind {rule.kind!r}; known: {', '.join(KINDS)}.")
    if rule.part not in PARTS:
        raise RuleDataError(f'{where}: part is neither "if" nor "then".')
    if any(rule.id == each.id for each in before):
        raise RuleDataError(f"{where}: the id {rule.id!r} is used twice.")
    return rule
