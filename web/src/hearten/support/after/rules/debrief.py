"""What a team may look at together, and what the product will not schedule, with the reason as a code.

Teams that look at what was done learn from it (Tannenbaum & Cerasoli 2013: d = .67). One session about how people
felt, soon after an event, does not prevent post-traumatic stress and can do harm: at one year, 2.5 times the odds
(Rose, Bisson, Churchill & Wessely, Cochrane review CD000560: OR 2.51, 95 % interval 1.24 to 5.09).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

PROCESS, FEELINGS = "process", "feelings"
FREE, EXPECTED = "free", "expected"
PARTS = ("contact", "handover", "safeguarding", "script", "tools", "queue")  # of the process
LENGTH = timedelta(minutes=15)

EDGES = ".,;:!?()[]\"'’“”–-"
OF_ONESELF = re.compile(
    r"\b(?:i|we|she|he)(?:\s+(?:all|both|really|just|still))?\s+(?:feel|felt|feels)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is not scheduled, and why, as codes: "feelings" in a group, "compulsory", or both."""

    because: tuple[str, ...]


def decide_debrief(about: str, joining: str) -> Refusal | None:
    """Refuse what is about feelings, and what people are made to join; None where it can be held."""
    because = [code for code, wrong in (("feelings", about != PROCESS), ("compulsory", joining != FREE)) if wrong]
    return Refusal(tuple(because)) if because else None


def speaks_of_feelings(text: str) -> bool:
    """Say whether a text tells how people here felt, which is not for a form that the whole team reads."""
    return OF_ONESELF.search(text) is not None


def names_in(text: str, names: Iterable[str]) -> list[str]:
    """Give the names of people of the team that a text names by their first name or more, written with its capital."""
    words = {word.strip(EDGES) for word in re.split(r"[\s/]|['’]s\b", text)}
    return [name for name in names if name.split() and name.split()[0] in words]
