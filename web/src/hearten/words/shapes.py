"""The frozen shapes of words: a phrase, a way out, safeguarding steps, a notice, and the house that holds them all.

No Django here, and nothing that reads a file: rules and tests build these by hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

#: What can be heard that a person needs words for. ``any`` stands for whatever is not in this list.
KINDS = (
    "insult",
    "profanity",
    "threat",
    "identity_attack",
    "sexual_harassment",
    "demand",
    "escalation",
    "rambling",
    "frustration",
    "distress",
)
ANY = "any"

#: The levels at which each kind is met, by the engine's definitions: 0 calm, 1 heated, 2 hostile, 3 abusive.
OCCURS: Mapping[str, tuple[int, ...]] = {
    "insult": (2, 3),
    "profanity": (1, 2),
    "threat": (3,),
    "identity_attack": (3,),
    "sexual_harassment": (3,),
    "demand": (0, 1, 2),
    "escalation": (0, 1, 2),
    "rambling": (0, 1),
    "frustration": (0, 1),
    "distress": (0,),
    ANY: (0, 1, 2, 3),
}

CHANNELS = ("voice", "chat", "email")
PURPOSES = (
    "acknowledge",
    "restate",
    "ask",
    "transition",
    "yes_no",
    "limit",
    "warning",
    "forward",
    "closing",
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """One thing to say. ``why`` is a line for the person who says it; ``version`` rises when the text changes."""

    id: str
    text: str
    kind: str
    level: int
    channel: str
    purpose: str
    why: str
    version: int = 1
    language: str = "en"

    @property
    def has_gaps(self) -> bool:
        """Say whether the text has [gaps] to be filled with the customer's own facts."""
        return "[" in self.text


@dataclass(frozen=True, slots=True)
class PhraseChoice:
    """The phrase to show, and why it is this one, as codes.

    ``same_kind`` or ``any_kind`` · ``same_level`` or ``nearest_level`` · ``not_said_yet`` or ``said_longest_ago`` ·
    ``other_language`` where the house has no words in the language asked for.
    """

    phrase: Phrase
    because: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WayOut:
    """One step of a ladder: what the button is called, the exact words, and what to do then in phone or tool.

    ``optional`` steps may be passed over; after abuse nobody has to warn first.
    """

    id: str
    purpose: str
    label: str
    say: str
    then: str
    why: str = ""
    optional: bool = False
    version: int = 1


@dataclass(frozen=True, slots=True)
class Safeguarding:
    """Steps that come before every exit when one of ``heads`` was heard."""

    id: str
    title: str
    heads: tuple[str, ...]
    steps: tuple[str, ...]
    why: str = ""
    version: int = 1


@dataclass(frozen=True, slots=True)
class Notice:
    """A letter to a caller about their conduct. Whoever prepares it fills its [gaps] in; ``appeal`` always stands."""

    id: str
    subject: str
    text: str
    appeal: str
    version: int = 1


Ladders = Mapping[tuple[str, int, str], tuple[WayOut, ...]]


@dataclass(frozen=True, slots=True)
class House:
    """All words of one language: phrases in the order they are offered, ladders by kind, level and channel."""

    language: str
    phrases: tuple[Phrase, ...] = ()
    ladders: Ladders = field(default_factory=dict)
    safeguarding: tuple[Safeguarding, ...] = ()
    notice: Notice | None = None

    def way(self, item: str) -> WayOut | None:
        """Find a step of a ladder by its id and channel, written ``insult-limit.voice``."""
        step, _dot, channel = item.rpartition(".")
        found = (way for (_kind, _level, place), ways in self.ladders.items() if place == channel for way in ways)
        return next((way for way in found if way.id == step), None)

    def version_of(self, item: str) -> int:
        """Give the version of a phrase, a step, steps for danger or the notice; 0 where there is none."""
        way = self.way(item)
        found = [way.version] if way else []
        found += [each.version for each in self.phrases if each.id == item]
        found += [each.version for each in self.safeguarding if each.id == item]
        found += [self.notice.version] if self.notice and self.notice.id == item else []
        return max(found, default=0)
