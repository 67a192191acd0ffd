"""Languages are folders of data: what people say, with a note where each list comes from. No code lives in them."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

#: Languages Hearten can hear, each a folder beside this file.
KNOWN = ("en",)


class LanguageDataError(ValueError):
    """A data file that does not have the expected shape; names the file and the place."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern that fires a signal. ``weight`` 0–1 is how sure we are when nothing else is known."""

    pattern: str
    signal: str
    weight: float


@dataclass(frozen=True, slots=True)
class Guard:
    """A pattern that takes back the named signals where it overlaps them. ``where`` is ``text`` or ``context``."""

    pattern: str
    clears: frozenset[str]
    why: str
    where: str = "text"


@dataclass(slots=True)
class Language:
    """All data of one language.

    ``classes`` names lists of words and phrases; ``hot`` are words worth undoing a disguise for; ``spelling`` maps a
    spelling to canonical words; ``suffixes`` what may follow an apostrophe.
    """

    code: str
    classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    hot: set[str] = field(default_factory=set)
    spelling: dict[str, tuple[str, ...]] = field(default_factory=dict)
    suffixes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    phrases: list[Phrase] = field(default_factory=list)
    guards: list[Guard] = field(default_factory=list)


@cache
def load(code: str) -> Language:
    """Read every ``*.toml`` of a language, in the order of names."""
    if code not in KNOWN:
        raise LanguageDataError(f"no language {code!r}; known: {', '.join(KNOWN)}")
    language = Language(code)
    for entry in sources(code):
        try:
            _merge(language, tomllib.loads(entry.read_text(encoding="utf-8")))
        except (KeyError, TypeError, ValueError) as problem:
            raise LanguageDataError(f"{code}/{entry.name}: {problem}") from problem
    return language


def sources(code: str) -> list[Traversable]:
    """Give the files of a language in the order they are read."""
    folder = resources.files(__name__).joinpath(code)
    return sorted((file for file in folder.iterdir() if file.name.endswith(".toml")), key=lambda file: file.name)


def _merge(language: Language, data: dict[str, Any]) -> None:
    for name, entry in data.get("classes", {}).items():
        if name in language.classes:
            raise ValueError(f"class {name!r} is defined twice")
        words = _words(entry, language.classes)
        language.classes[name] = words
        if entry.get("hot", False):
            language.hot.update(word for word in words if " " not in word)
    for spelling, means in data.get("spelling", {}).items():
        language.spelling[spelling] = tuple(means.split())
    for suffix, means in data.get("suffixes", {}).items():
        language.suffixes[suffix] = tuple(means.split())
    for group in data.get("phrases", ()):
        weight = float(group["weight"])
        language.phrases += [Phrase(line, group["signal"], weight) for line in group["patterns"]]
    for group in data.get("guards", ()):
        clears, why, where = frozenset(group["clears"]), group["why"], group.get("where", "text")
        language.guards += [Guard(line, clears, why, where) for line in group["patterns"]]


def _words(entry: dict[str, Any], classes: dict[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Give a class its words: its own, those of the classes it ``includes``, and plurals where ``plural`` asks."""
    words = [word for line in entry["words"] for word in (part.strip() for part in line.split(",")) if word]
    if entry.get("plural", False):
        words += [_plural(word) for word in words]
    for name in entry.get("includes", ()):
        words += classes[name]
    return tuple(dict.fromkeys(words))


def _plural(word: str) -> str:
    if word.endswith(("s", "sh", "ch", "x", "z")):
        return word + "es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"
