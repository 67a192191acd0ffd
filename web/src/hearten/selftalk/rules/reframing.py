"""Questions that help to say it anew: from five sides, the specific before the general, with the writer's own words."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hearten_ear.wording.patterns import PATTERNS

#: The sides from which one can look, in the order in which they are offered.
SIDES = ("other", "event", "friend", "growth", "impermanence")
FIELDS = frozenset({"id", "side", "for", "ask"})
LONGEST_QUOTED = 60


class BadQuestions(ValueError):  # noqa: N818 - named as writers of data files speak of it
    """A file of questions that cannot be used; says where and what was expected."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question from one side. ``patterns`` it is for: none means any. ``{words}`` in it stands for the writer's."""

    id: str
    side: str
    patterns: frozenset[str]
    ask: str


def read_questions(text: str, name: str) -> tuple[Question, ...]:
    """Read a file of questions. Raises :class:`BadQuestions` with the name and the place."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise BadQuestions(f"{name}: is not TOML: {problem}") from None
    made: dict[str, Question] = {}
    for number, entry in enumerate(data.get("question", ())):
        question = _question(f"{name}, question[{number}]", entry)
        if question.id in made:
            raise BadQuestions(f"{name}, question[{number}]: the id {question.id!r} is used twice")
        made[question.id] = question
    missing = [side for side in SIDES if not any(q.side == side and not q.patterns for q in made.values())]
    if missing:
        raise BadQuestions(f"{name}: no question for any words from the side {', '.join(missing)}")
    return tuple(made.values())


def _question(where: str, entry: Mapping[str, Any]) -> Question:
    if odd := set(entry) - FIELDS:
        raise BadQuestions(f"{where}: unknown field {', '.join(sorted(odd))}; known: {', '.join(sorted(FIELDS))}")
    for field in ("id", "side", "ask"):
        if not isinstance(entry.get(field), str):
            raise BadQuestions(f"{where}: {field} is missing")
    if entry["side"] not in SIDES:
        raise BadQuestions(f"{where}: unknown side {entry['side']!r}; known: {', '.join(SIDES)}")
    named = entry.get("for", [])
    if not isinstance(named, list) or set(named) - set(PATTERNS):
        raise BadQuestions(f"{where}: for must list patterns of {', '.join(PATTERNS)}")
    specific = "{words}" in entry["ask"]
    if specific and not named:
        raise BadQuestions(f"{where}: {{words}} needs patterns to take words from")
    return Question(entry["id"], entry["side"], frozenset(named), entry["ask"])


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as it is put to the writer."""

    side: str
    text: str


def choose(
    questions: Sequence[Question], *, chosen: Collection[str], words: Mapping[str, str], turn: int = 0
) -> tuple[Asked, ...]:
    """Give one question from each side, for the patterns the writer sees; the next ones at the next ``turn``.

    ``words`` gives for a pattern the words that suggested it. A question that quotes is asked only where there are any.
    """
    asked = []
    for side in SIDES:
        fitting = [q for q in questions if q.side == side and q.patterns & set(chosen) and _can_ask(q, words)]
        general = [q for q in questions if q.side == side and not q.patterns]
        in_turn = fitting + general
        question = in_turn[turn % len(in_turn)]
        asked.append(Asked(side, _with_words(question, words)))
    return tuple(asked)


def _can_ask(question: Question, words: Mapping[str, str]) -> bool:
    return "{words}" not in question.ask or any(words.get(each) for each in question.patterns)


def _with_words(question: Question, words: Mapping[str, str]) -> str:
    quoted = next((words[each] for each in PATTERNS if each in question.patterns and words.get(each)), "")
    return question.ask.replace("{words}", quoted[:LONGEST_QUOTED])
