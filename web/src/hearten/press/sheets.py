"""Sheets of paper: which products there are, where cards lie on them, crop marks and folds. Millimetres."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice

from hearten.press.brief import BLEED, Brief, Mark
from hearten.press.drawing import Box, Cut, Item, Page, circle, line, turned
from hearten.press.faces import Face
from hearten.press.families import FAMILIES
from hearten.press.palette import Palette
from hearten.press.rules import design_turn

PAPERS: Mapping[str, tuple[float, float]] = {"a4": (210.0, 297.0), "letter": (215.9, 279.4)}
IN_TURN = "in-turn"
MARK, OFF = 4.0, 1.0  # crop marks: how long, and how far from the bleed
HAIR = 0.15
REGISTRATION = "#3a3a3a"
TENT_FLAP = 24.0


@dataclass(frozen=True, slots=True)
class Product:
    """Something to cut out. ``w`` and ``h`` of one; a poster takes the page less its margin."""

    w: float
    h: float
    gap: float = 6.0
    margin: float = 8.0
    is_round: bool = False
    is_tent: bool = False
    fills_page: bool = False


PRODUCTS: Mapping[str, Product] = {
    "stickers": Product(58, 58),
    "strips": Product(176, 24),
    "tents": Product(150, 90, is_tent=True),
    "poster": Product(0, 0, margin=12, fills_page=True),
    "badges": Product(56, 56, is_round=True),
}


@dataclass(frozen=True, slots=True)
class Text:
    """What one card says, and whose words they are where they are somebody's."""

    text: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Brand:
    """What every card of a sheet shares."""

    palette: Palette = field(default_factory=Palette)
    face: Face | None = None
    mark: Mark | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be printed. ``turn`` says with which family and picture the turns begin."""

    texts: tuple[Text, ...]
    product: str
    paper: str = "a4"
    design: str = IN_TURN
    turn: int = 0


def pages(order: Order, brand: Brand) -> list[Page]:
    """Lay an order out. A sheet of small things is filled: texts come round again, each time in another design."""
    product = PRODUCTS[order.product]
    if product.fills_page or product.is_tent:
        make = _tent if product.is_tent else _poster
        return [make(order, brand, number) for number in range(len(order.texts))]
    places = _places(product, PAPERS[order.paper])
    count = -(-len(order.texts) // len(places))
    return [_grid(order, brand, product, places, number) for number in range(count)]


def card(text: Text, box: Box, brand: Brand, *, design: str, seed: int, is_round: bool = False) -> tuple[Item, ...]:
    """Draw one card into a box."""
    brief = Brief(text.text, text.by, box, brand.palette, seed, brand.face, brand.mark, is_round)
    return tuple(FAMILIES[design](brief))


def design_of(order: Order, number: int) -> str:
    """Give the family of the card with this number."""
    if order.design != IN_TURN:
        return order.design
    names = list(FAMILIES)
    return names[(order.turn + number) % len(names)]


def _places(product: Product, paper: tuple[float, float]) -> list[Box]:
    """Fill the paper with as many as fit, in the middle of it."""
    room_w, room_h = paper[0] - 2 * product.margin, paper[1] - 2 * product.margin
    across = max(1, int((room_w + product.gap) // (product.w + product.gap)))
    down = max(1, int((room_h + product.gap) // (product.h + product.gap)))
    left = (paper[0] - across * product.w - (across - 1) * product.gap) / 2
    top = (paper[1] - down * product.h - (down - 1) * product.gap) / 2
    return [
        Box(left + column * (product.w + product.gap), top + row * (product.h + product.gap), product.w, product.h)
        for row in range(down)
        for column in range(across)
    ]


def _grid(order: Order, brand: Brand, product: Product, places: Sequence[Box], number: int) -> Page:
    begins = number * len(places)
    texts = list(islice(cycle(order.texts), begins, begins + len(places)))
    cuts, over = [], []
    for at, (place, text) in enumerate(zip(places, texts, strict=True)):
        nth = begins + at
        turn = design_turn(nth, count=len(order.texts), designs=len(FAMILIES))
        items = card(
            text, place, brand, design=design_of(order, turn), seed=_seed(order, nth), is_round=product.is_round
        )
        cuts.append(Cut(place.inset(-BLEED), items, is_round=product.is_round))
        if product.is_round:
            over.append(circle(*place.middle, place.w / 2, stroke=REGISTRATION, width=HAIR))
    paper = PAPERS[order.paper]
    return Page(*paper, tuple(cuts), (*over, *(() if product.is_round else crop_marks(places))))


def _poster(order: Order, brand: Brand, number: int) -> Page:
    width, height = PAPERS[order.paper]
    margin = PRODUCTS[order.product].margin
    box = Box(margin, margin, width - 2 * margin, height - 2 * margin)
    items = card(order.texts[number], box, brand, design=design_of(order, number), seed=_seed(order, number))
    return Page(width, height, (Cut(box.inset(-BLEED), items),), crop_marks([box]))


def _tent(order: Order, brand: Brand, number: int) -> Page:
    """Two faces, back to back once folded, and a flap at each end to glue or to stand on."""
    width, height = PAPERS[order.paper]
    product = PRODUCTS[order.product]
    left, top = (width - product.w) / 2, height / 2 - product.h
    front = Box(left, height / 2, product.w, product.h)
    back = Box(left, top, product.w, product.h)
    text = order.texts[number]
    seed = _seed(order, number)
    items = card(text, front, brand, design=design_of(order, number), seed=seed)
    far = card(text, back, brand, design=design_of(order, number + 1), seed=seed + 1)
    cuts = (
        Cut(Box(back.x - BLEED, back.y, back.w + 2 * BLEED, back.h), turned(far, back.middle, 180)),
        Cut(Box(front.x - BLEED, front.y, front.w + 2 * BLEED, front.h), items),
    )
    whole = Box(left, top - TENT_FLAP, product.w, 2 * product.h + 2 * TENT_FLAP)
    folds = [top, height / 2, height / 2 + product.h]
    dashes = (2.0, 1.5)
    over = [line([(left - 6, y), (left - 3, y)], REGISTRATION, HAIR) for y in folds]
    over += [line([(left + product.w + 3, y), (left + product.w + 6, y)], REGISTRATION, HAIR) for y in folds]
    for y in (folds[0], folds[2]):
        over.append(line([(left, y), (left + product.w, y)], REGISTRATION, HAIR, dashes))
    edge = [(whole.x, whole.y), (whole.x + whole.w, whole.y)]
    foot = [(whole.x, whole.y + whole.h), (whole.x + whole.w, whole.y + whole.h)]
    flaps = [
        line([(whole.x, top), *edge, (whole.x + whole.w, top)], REGISTRATION, HAIR),
        line([(whole.x, folds[2]), *foot, (whole.x + whole.w, folds[2])], REGISTRATION, HAIR),
    ]
    return Page(width, height, cuts, (*over, *flaps, *crop_marks([whole])))


def crop_marks(places: Sequence[Box]) -> tuple[Item, ...]:
    """Mark where to cut, outside of every card: a mark that would lie on a neighbour is left out."""
    marks: list[Item] = []
    bleeds = [place.inset(-BLEED) for place in places]
    for place in places:
        for x in (place.x, place.x + place.w):
            for start, way in ((place.y, -1), (place.y + place.h, 1)):
                first = start + way * (BLEED + OFF)
                marks += _mark([(x, first), (x, first + way * MARK)], bleeds)
        for y in (place.y, place.y + place.h):
            for start, way in ((place.x, -1), (place.x + place.w, 1)):
                first = start + way * (BLEED + OFF)
                marks += _mark([(first, y), (first + way * MARK, y)], bleeds)
    return tuple(marks)


def _mark(ends: list[tuple[float, float]], bleeds: Sequence[Box]) -> list[Item]:
    (x, y), (to_x, to_y) = ends
    left, right, top, bottom = min(x, to_x), max(x, to_x), min(y, to_y), max(y, to_y)
    for box in bleeds:
        if left < box.x + box.w and right > box.x and top < box.y + box.h and bottom > box.y:
            return []
    return [line(ends, REGISTRATION, HAIR)]


def _seed(order: Order, number: int) -> int:
    return 1000 * order.turn + 17 * number + 3
