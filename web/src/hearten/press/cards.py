"""What cards can say: the house's reminders and attributed quotations, read once from data files, and their checks.

A file that is not what it should be stops with its name, the place in it and what was expected there. No Django here.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from hearten_ear.wording import OwnWords
from hearten_ear.wording.positivity import lint

MOST_WORDS = 12  # what is read from an arm's length away, in a glance
LONGEST = 120
QUOTATION = "quotation"
_DATA = files("hearten.press") / "data"


class BadCards(Exception):  # noqa: N818 - named as writers of data files will speak of it
    """A data file that cannot be used: ``where`` names file and place, ``message`` what was expected."""

    def __init__(self, where: str, message: str) -> None:
        super().__init__(f"{where}: {message}")
        self.where, self.message = where, message


@dataclass(frozen=True, slots=True)
class Card:
    """One thing a card says. ``theme`` groups them; ``by`` and ``place`` are of quotations."""

    id: str
    text: str
    theme: str
    by: str = ""
    place: str = ""


@cache
def bundled(language: str = "en") -> tuple[Card, ...]:
    """Give the house's cards, then the quotations."""
    return (
        *read_cards(_text(language, "cards.toml")),
        *read_quotations(_text(language, "quotations.toml")),
    )


def card_by_id(card_id: str, *, language: str = "en") -> Card | None:
    """Give a card that ships, or None."""
    return next((each for each in bundled(language) if each.id == card_id), None)


def read_cards(text: str) -> tuple[Card, ...]:
    """Read ``[[theme]]`` tables. Raises :class:`BadCards`."""
    data = _parsed("cards.toml", text)
    return _once("cards.toml", [card for theme, rows in data.items() for card in _rows("cards.toml", theme, rows)])


def read_quotations(text: str) -> tuple[Card, ...]:
    """Read ``[[quotation]]`` tables; each names by whom and where. Raises :class:`BadCards`."""
    data = _parsed("quotations.toml", text)
    if unknown := sorted(set(data) - {QUOTATION}):
        raise BadCards(f"quotations.toml, {unknown[0]}", "should be [[quotation]].")
    found = list(_rows("quotations.toml", QUOTATION, data.get(QUOTATION, [])))
    for number, card in enumerate(found):
        if not card.by or not card.place:
            raise BadCards(f"quotations.toml, quotation[{number}]", "says by whom it is and where it stands.")
    return _once("quotations.toml", found)


def wrong_with(text: str, *, is_quotation: bool = False) -> list[str]:
    """Name what keeps words from being a card: too long, or words that tell people how to feel.

    What an author wrote in another century is not asked to pass today's lint.
    """
    words = len(text.split())
    found = [f"too long: {words} words, {MOST_WORDS} at most"] if words > MOST_WORDS else []
    return found if is_quotation else [*found, *(f"{each.kind}: {each.words}" for each in lint(OwnWords(text)))]


def _rows(name: str, theme: str, rows: Any) -> Iterator[Card]:
    if not isinstance(rows, list):
        raise BadCards(f"{name}, {theme}", f"should be a table: [[{theme}]].")
    for number, row in enumerate(rows):
        where = f"{name}, {theme}[{number}]"
        if not isinstance(row, dict) or not all(isinstance(each, str) for each in row.values()):
            raise BadCards(where, "has fields of text.")
        try:
            card = Card(**row, theme=theme)
        except TypeError as error:
            raise BadCards(where, f"{str(error).partition('() ')[2]}.") from None
        if wrong := wrong_with(card.text, is_quotation=theme == QUOTATION):
            raise BadCards(where, f"{wrong[0]}.")
        yield card


def _once(name: str, found: list[Card]) -> tuple[Card, ...]:
    seen: set[str] = set()
    for card in found:
        if card.id in seen:
            raise BadCards(f"{name}, {card.id}", "is an id used twice.")
        seen.add(card.id)
    return tuple(found)


def _parsed(name: str, text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadCards(name, f"is not TOML: {error}.") from None


def _text(language: str, name: str) -> str:
    return (_DATA / language / name).read_text(encoding="utf-8")
