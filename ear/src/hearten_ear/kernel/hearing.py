"""Whole readings in C: what :class:`hearten_ear.kernel.trained.Trained` makes of a turn, by ``ear/native/hearing.h``.

The kernel knows the signals as they are by default, and texts of up to 4,000 bytes without letters apart. What a piece
of text means it asks here, once for most words, and remembers by keyed hash. All else it leaves to Python, which gives
the same readings and is the definition of them.
"""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from hearten_ear.kernel.batch import Model
from hearten_ear.kernel.calm import CalmReadings
from hearten_ear.kernel.rules import MOST_SPANS, Rules, log_odds, may_be_kept, places_in
from hearten_ear.normal import Folder, hide_masks
from hearten_ear.reading import HEADS, Reading, Span
from hearten_ear.signals import REGISTRY

#: What the kernel asks: the symbol of each word of a piece with its half-open offsets in it, in one row, and whether
#: that may be remembered.
type Asked = Callable[[str], tuple[tuple[int, ...], bool]]
RAMBLING = REGISTRY["rambling"].settings


def asking(folder: Folder, symbols: Mapping[str, int]) -> Asked:
    """Give what tells the kernel what a piece of text without white space means."""

    def ask(piece: str) -> tuple[tuple[int, ...], bool]:
        meant: list[int] = []
        for word, start, end in places_in(folder, piece):
            meant += (symbols.get(word, 0), start, end)
        return tuple(meant), piece in folder.known or may_be_kept(piece)

    return ask


class Limits(NamedTuple):
    """The limits of :mod:`hearten_ear.kernel.trained`, where they are explained."""

    agreed: float
    unheard: float
    least_share: float
    most_named: int


class Hearer(NamedTuple):
    """Readings in C. ``one`` gives ``None`` for a text that is left to Python.

    ``many`` takes lists, and gives a list that has ``None`` where a text is left to Python, and the indexes of those.
    """

    one: Callable[[str, str | None], Reading | None]
    many: Callable[[list[str], list[str | None] | None], tuple[list[Reading], list[int]]]


def hearer(model: Model, rules: Rules, made: CalmReadings, units: Mapping[str, float], limits: Limits) -> Hearer | None:
    """Make ready to read whole turns in C; ``None`` where there is no kernel.

    ``made`` says how the heads of the model are shown, ``units`` their log-odds per point of weight.
    """
    core, phrases, questions = model.core, rules.phrases, rules.questions
    if core is None or phrases.native is None or questions.native is None:
        return None
    book, folder = rules.book, rules.folder
    with_digits = tuple(word for word in folder.known if any(char.isdigit() for char in word))
    core.set_hearing(
        phrases=phrases.native,
        asked=questions.native,
        ask=asking(folder, phrases.symbols),
        ask_before=asking(folder, questions.symbols),
        hide=hide_masks,
        fillers=tuple(folder.fillers),
        numbers=with_digits,
        doubled=tuple(book.doubled),
        heads=HEADS,
        rules=tuple((HEADS.index(signal), weight, log_odds(weight)) for signal, weight in book.phrases),
        guards=tuple(_bits(clears) for clears in book.guards),
        questions=tuple(_bits(clears) for clears in book.asked),
        columns=tuple(HEADS.index(made.names[head]) if head in made.names else -1 for head in model.heads),
        units=tuple(units.get(head, 0.0) for head in model.heads),
        span=Span,
        limits=(
            float(RAMBLING["from_words"]), float(RAMBLING["full_words"]), round(10_000 * limits.agreed),
            round(10_000 * limits.unheard), limits.least_share, limits.most_named, MOST_SPANS,
        ),
    )  # fmt: skip
    return Hearer(core.hear_one, core.hear)


def _bits(heads: list[str]) -> int:
    return sum(1 << HEADS.index(head) for head in heads)
