"""Reading for a viewer: the cards there are, their own, the brand, and what is in the corner now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from hearten.people.models import Person
from hearten.press import cards
from hearten.press.brief import Mark
from hearten.press.cards import QUOTATION, Card
from hearten.press.faces import BRAND, Face
from hearten.press.families import FAMILIES
from hearten.press.models import Brand as BrandRow
from hearten.press.models import Corner, Sort
from hearten.press.palette import Palette
from hearten.press.rules import choose_turn
from hearten.press.sheets import Brand, Text
from hearten.seal import queries as seal
from hearten.seal.sessions import Unlocked

KIND = "press.card"
MINE = "mine-"


@dataclass(frozen=True, slots=True)
class OwnCard:
    """A card of one's own. ``on_desk``: it may be seen while one's notes are locked."""

    key: UUID
    text: str
    on_desk: bool

    @property
    def id(self) -> str:
        """Give what a form calls it."""
        return f"{MINE}{self.key}"


@dataclass(frozen=True, slots=True)
class CornerCard:
    """The card in the corner, and the turn its design follows from."""

    id: str
    text: str
    by: str
    turn: int


class Locked(Exception):  # noqa: N818 - named for what is so
    """One of the cards asked for is sealed, and the viewer's notes are locked."""


def brand_row() -> BrandRow:
    """Give the brand, the house's own where none was settled."""
    return BrandRow.objects.filter(id=1).first() or BrandRow()


def brand() -> Brand:
    """Give the brand as the sheets take it."""
    row = brand_row()
    mark = Mark(bytes(row.mark), row.mark_type, row.mark_ratio) if row.mark_type else None
    face = Face(BRAND, bytes(row.face)) if row.face else None
    return Brand(Palette(row.paper, row.ink, row.accent, row.warm), face, mark)


def own_cards_for(viewer: Person, unlocked: Unlocked | None) -> list[OwnCard]:
    """Give the viewer's own cards: desk cards always, sealed ones while their notes are open."""
    found = [OwnCard(each.key, each.text, on_desk=True) for each in seal.cards_for(viewer, kind=KIND)]
    return found + [OwnCard(each.key, each.text, on_desk=False) for each in seal.notes_for(viewer, unlocked, kind=KIND)]


def own_card_for(viewer: Person, unlocked: Unlocked | None, key: UUID) -> OwnCard | None:
    """Give one of the viewer's own cards, or None. Raises :class:`Locked` for one that is sealed now."""
    found = next((each for each in own_cards_for(viewer, unlocked) if each.key == key), None)
    if found is None and unlocked is None and has_sealed(viewer, key):
        raise Locked
    return found


def has_sealed(viewer: Person, key: UUID) -> bool:
    """Say whether the viewer has a sealed card of this key."""
    return seal.has_note(viewer, key, kind=KIND)


def has_own(viewer: Person, key: UUID) -> bool:
    """Say whether the viewer has a card of this key, of either seal."""
    return has_sealed(viewer, key) or seal.has_card(viewer, key, kind=KIND)


def texts_for(viewer: Person, unlocked: Unlocked | None, ids: Sequence[str]) -> list[Text]:
    """Give what cards say, in the order asked for; what is not there is left out.

    Raises :class:`Locked` where one is sealed and the viewer's notes are not open.
    """
    own = {each.id: each.text for each in own_cards_for(viewer, unlocked)} if any(map(is_own, ids)) else {}
    found = []
    for each in ids:
        if card := cards.card_by_id(each):
            found.append(Text(card.text, card.by))
        elif each in own:
            found.append(Text(own[each]))
        elif (key := key_of(each)) and unlocked is None and has_sealed(viewer, key):
            raise Locked
    return found


def is_own(card_id: str) -> bool:
    """Say whether an id is one of somebody's own cards."""
    return card_id.startswith(MINE)


def key_of(card_id: str) -> UUID | None:
    """Give the key in the id of an own card."""
    try:
        return UUID(card_id.removeprefix(MINE)) if is_own(card_id) else None
    except ValueError:
        return None


def themes(language: str = "en") -> list[tuple[str, list[Card]]]:
    """Give the cards that ship by what they are for, quotations last."""
    found: dict[str, list[Card]] = {}
    for card in cards.bundled(language):
        found.setdefault(card.theme, []).append(card)
    return sorted(found.items(), key=lambda pair: pair[0] == QUOTATION)


# --- the corner of the desk


def corner_sort_for(viewer: Person) -> str:
    """Give what the viewer wants in the corner."""
    row = Corner.objects.filter(person=viewer).first()
    return row.sort if row else Sort.HOUSE.value


def corner_for(viewer: Person, *, now: datetime) -> CornerCard | None:
    """Give the card in the corner of the viewer's desk now; None where they want none, or have none of that sort."""
    found = list(_of_sort(viewer, corner_sort_for(viewer)))
    turn = choose_turn(len(found), designs=len(FAMILIES), person=str(viewer.key), now=now)
    if turn is None:
        return None
    card = found[turn.card]
    return CornerCard(card.id, card.text, card.by if isinstance(card, Card) else "", turn.number)


def _of_sort(viewer: Person, sort: str) -> Iterable[Card | OwnCard]:
    if sort in {Sort.MINE, Sort.ALL}:
        yield from own_cards_for(viewer, None)
    for card in cards.bundled():
        if sort in {Sort.ALL, Sort.QUOTATIONS if card.theme == QUOTATION else Sort.HOUSE}:
            yield card
