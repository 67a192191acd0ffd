"""What goes into a publication and what comes out: frozen, without a person's name or number in it.

A *place* is where a roster's people and their answers are counted: a leaf team, followed by the person's value of each
dimension asked for. An *atom* is a set of places that is never divided.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

Place = tuple[str, ...]
Block = frozenset[Place]


@dataclass(frozen=True, slots=True)
class Group:
    """A node of the organisation. People may belong to any node; those of an inner one are a leaf of their own."""

    id: str
    name: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """One person on the roster as it was copied when the round opened (R2). ``person`` is an opaque id.

    ``reads`` marks a manager who will read the publication: they know their own answer and so do not count.
    """

    person: str
    group: str
    values: tuple[str, ...] = ()
    reads: bool = False


@dataclass(frozen=True, slots=True)
class Roster:
    """The organisation and its people, fixed for a round. ``dimensions`` names what ``Seat.values`` are values of."""

    groups: tuple[Group, ...]
    seats: tuple[Seat, ...]
    dimensions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What was asked. ``favourable`` holds the values that count as good; ``sensitive`` raises k to 20."""

    key: str
    favourable: frozenset[int]
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. No person, no time, no number of a row (R11): a question, a place and a value."""

    question: str
    place: Place
    value: int


@dataclass(frozen=True, slots=True)
class Policy:
    """How a round is published. ``open_to_members`` makes each atom need one more: members know their own answer."""

    k: int
    open_to_members: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """One published figure: a union of atoms under a joint name, in bands.

    ``size`` and ``share`` are codes of bands; ``percent`` is given organisation-wide from 100 answers only. ``trend``
    compares with the round before where that is safe.
    """

    id: str
    question: str
    level: str  # "organisation", "group", "atom", "value" or "joint"
    groups: tuple[str, ...]
    values: tuple[str, ...]
    size: str
    share: int
    percent: int | None = None
    trend: str = ""  # "up", "level", "down", or nothing


@dataclass(frozen=True, slots=True)
class Unshown:
    """A group that is too small to be shown by itself, and the atom that it went into ("" where into none)."""

    question: str
    group: str
    within: str


@dataclass(frozen=True, slots=True)
class Publication:
    """All that a round says. ``covers_up`` names cells of the round before that are no longer shown (R8)."""

    k: int
    open_to_members: bool
    cells: tuple[Cell, ...]
    unshown: tuple[Unshown, ...] = ()
    covers_up: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Before:
    """The round before: its roster, its publication, and the places each of its cells stood for."""

    roster: Roster
    publication: Publication
    places: Mapping[str, Block] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Workings:
    """A publication with the places of each cell: kept by the server for the next round, shown to nobody."""

    publication: Publication
    places: Mapping[str, Block]
