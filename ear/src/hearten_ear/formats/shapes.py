"""What a format is, what it is asked with, and what reading gives back."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec

from hearten_ear.conversation import Channel, Role, RoleBasis
from hearten_ear.formats.mapped import Mapping
from hearten_ear.formats.names import NamePattern
from hearten_ear.segment import ContactEvent, Problem, Segment, Skipped

#: Largest file any reader takes, in bytes.
FILE_MAX = 100_000_000


class ReadOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the person importing knows and the file does not say.

    ``source`` names where the segments come from. ``zone`` is the IANA zone of times written without one. ``roles``
    maps a name, participant id, ``party 1``, ``speaker 0`` or ``channel 1`` (case does not matter) to a role; a role
    given here counts as declared. ``*`` stands for everybody in a table or a Whisper file that tells no speakers apart:
    it holds one side only. ``default_language`` is a BCP 47 tag for files that name no language. ``mapping``
    says what the columns of a table are (:func:`hearten_ear.formats.mapped.validate_mapping` with ``for_rows``), and
    ``names`` what the names of files tell where the files themselves do not (:mod:`hearten_ear.formats.names`).
    """

    source: str = "file"
    zone: str | None = None
    roles: dict[str, Role] = {}
    default_language: str | None = None
    mapping: Mapping | None = None
    names: NamePattern | None = None

    def role_of(self, *names: str | None) -> Role | None:
        """Give the role mapped to the first of these names that has one, else null."""
        if not self.roles:
            return None
        mapped = {key.strip().casefold(): role for key, role in self.roles.items()}
        found = (mapped.get(name.strip().casefold()) for name in names if name)
        return next((role for role in found if role is not None), None)


class ConversationSeen(msgspec.Struct, frozen=True, gc=False):
    """A contact that a file holds, as far as the file describes it."""

    id: str
    channel: Channel | None = None
    started_at: datetime | None = None
    language: str | None = None


#: One thing a reader yields.
Item = Segment | ContactEvent | Problem | Skipped | ConversationSeen


@dataclass(frozen=True, slots=True)
class Format:
    """One importer: how its files are recognised, and how they are read.

    ``sniff(data, name)`` is cheap and never raises. ``read(data, options)`` yields items in the order of the canonical
    rules and raises only :class:`UnreadableFile`.
    """

    name: str
    sniff: Callable[[bytes, str | None], bool]
    read: Callable[[bytes, ReadOptions], Iterator[Item]]


class UnreadableFile(Exception):  # noqa: N818 -- named as callers speak of it
    """A file that gives nothing. ``problem`` names the place and the shape that was expected."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(f"{problem.where}: {problem.message}")
        self.problem = problem


class Summary(msgspec.Struct, frozen=True):
    """A report in numbers. ``skipped`` counts by reason."""

    segments: int
    customer_turns: int
    no_usable_role: int
    conversations: int
    events: int
    problems: int
    skipped: dict[str, int]


class Report(msgspec.Struct, frozen=True):
    """Everything one file gave, sorted by kind; each list in the order of the file's conversation."""

    format: str
    segments: tuple[Segment, ...] = ()
    events: tuple[ContactEvent, ...] = ()
    problems: tuple[Problem, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    conversations: tuple[ConversationSeen, ...] = ()

    def summary(self) -> Summary:
        """Count what came, and how many segments nobody can score for want of a role."""
        return Summary(
            segments=len(self.segments),
            customer_turns=sum(segment.may_be_scored for segment in self.segments),
            no_usable_role=sum(has_no_usable_role(segment) for segment in self.segments),
            conversations=len(self.conversations),
            events=len(self.events),
            problems=len(self.problems),
            skipped=dict(Counter(skip.reason for skip in self.skipped)),
        )


def has_no_usable_role(segment: Segment) -> bool:
    """Say whether a mapping of roles would help this segment: its role is unknown or only guessed."""
    party = segment.party
    return party.role is Role.UNKNOWN or party.role_basis is RoleBasis.GUESS
