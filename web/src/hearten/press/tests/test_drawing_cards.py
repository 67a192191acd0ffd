"""Designs, sheets and the two writers: what is drawn is inside its box, legible, and the same on paper and screen."""

import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st

from hearten.press import cards
from hearten.press.as_pdf import pages_as_pdf
from hearten.press.as_svg import page_as_svg
from hearten.press.brief import SMALLEST, Brief, Mark
from hearten.press.cards import BadCards, bundled, read_cards, read_quotations
from hearten.press.colour import NotAColour, contrast, from_oklch, parse, readable, to_oklch, written
from hearten.press.drawing import Box, Item, Picture, Shape, Words, turned
from hearten.press.faces import CannotSet, choose, fit, shipped
from hearten.press.families import FAMILIES
from hearten.press.palette import Palette
from hearten.press.rules import begins_with, choose_turn
from hearten.press.sheets import IN_TURN, PAPERS, PRODUCTS, Brand, Order, Text, crop_marks, design_of, pages

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
QUOTE = Text("The growing good of the world is partly dependent on unhistoric acts.", "George Eliot, Middlemarch, 1872")
SHORT = Text("Slow is a pace you can keep.")
HEX = st.from_regex(r"#[0-9a-f]{6}", fullmatch=True)
BOXES = [Box(10, 10, 58, 58), Box(10, 10, 176, 24), Box(10, 10, 150, 90), Box(12, 12, 186, 273)]


def drawn(
    design: str, box: Box, text: Text = QUOTE, *, is_round: bool = False, palette: Palette | None = None
) -> list[Item]:
    return FAMILIES[design](Brief(text.text, text.by, box, palette or Palette(), 7, is_round=is_round))


def words_of(items: list[Item]) -> list[Words]:
    return [each for each in items if isinstance(each, Words)]


def ground_under(words: Words, items: list[Item]) -> str:
    """The fill of the last shape drawn before the words whose bounds hold the middle of their first letters."""
    x, y = words.x + 0.3 * words.size, words.y - 0.3 * words.size
    found = ""
    for item in items:
        if item is words:
            break
        if isinstance(item, Shape) and item.fill:
            xs = [n for _name, *numbers in item.path for n in numbers[::2]]
            ys = [n for _name, *numbers in item.path for n in numbers[1::2]]
            if min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys):
                found = item.fill
    return found


# --- colours


@given(HEX, HEX)
def test_words_can_always_be_read_whatever_the_brand_asked_for(asked: str, on: str) -> None:
    found = readable(asked, on)
    assert contrast(found.colour, on) >= 4.5
    assert found.was_changed == (contrast(asked, on) < 4.5)


@given(HEX)
def test_a_colour_survives_the_way_to_its_lightness_and_back(colour: str) -> None:
    there_and_back = from_oklch(*to_oklch(colour))
    assert all(abs(a - b) <= 2.1 / 255 for a, b in zip(parse(colour), parse(there_and_back), strict=True))


def test_a_corrected_colour_keeps_its_hue() -> None:
    corrected = readable("#f2c94c", "#ffffff")
    assert corrected.was_changed
    assert abs(to_oklch(corrected.colour)[2] - to_oklch("#f2c94c")[2]) < 0.05


@pytest.mark.parametrize("text", ["", "red", "#12345", "#12345g", "javascript:1", "#1234567"])
def test_what_is_no_colour_is_refused(text: str) -> None:
    with pytest.raises(NotAColour):
        parse(text)
    assert written(*parse("#0D5C63")) == "#0d5c63"


# --- setting words


@given(st.lists(st.text("abcdefgh ", min_size=1, max_size=9), min_size=1, max_size=12).map(" ".join))
def test_words_are_set_whole_and_inside_their_box(text: str) -> None:
    if not text.split():
        return
    face = shipped("strong")
    setting = fit(text, face, Box(0, 0, 50, 40), largest=20)
    assert " ".join(setting.lines).split() == text.split()
    assert all(face.width(line, setting.size) <= 50.01 for line in setting.lines)
    assert setting.height <= 40.01


def test_letters_that_no_face_has_are_named() -> None:
    with pytest.raises(CannotSet) as missing:
        choose("Доброе 猫", [shipped("strong"), shipped("hand")])
    assert "猫" in missing.value.letters
    assert choose("Grüße, señor – œuvre", [shipped("strong")]).name == "strong"


@pytest.mark.parametrize("design", FAMILIES)
@pytest.mark.parametrize("box", BOXES, ids=["sticker", "strip", "tent", "poster"])
def test_every_design_says_all_its_words_inside_the_cut_and_large_enough(design: str, box: Box) -> None:
    items = drawn(design, box)
    said = " ".join(each.text for each in words_of(items)).casefold()
    assert QUOTE.text.casefold() in said
    assert QUOTE.by.casefold() in said
    for each in words_of(items):
        width = shipped(each.face).width(each.text, each.size)
        assert box.x <= each.x and each.x + width <= box.x + box.w, each.text  # noqa: PT018
        assert box.y <= each.y - 0.6 * each.size and each.y <= box.y + box.h, each.text  # noqa: PT018
        assert each.size >= SMALLEST - 0.8
    sizes = [each.size for each in words_of(items)]
    assert max(sizes) >= 0.055 * min(box.w, box.h)


@pytest.mark.parametrize("design", FAMILIES)
def test_every_design_fits_a_round_card(design: str) -> None:
    box = Box(0, 0, 56, 56)
    for each in words_of(drawn(design, box, is_round=True)):
        width = shipped(each.face).width(each.text, each.size)
        for x, y in ((each.x, each.y), (each.x + width, each.y), (each.x, each.y - 0.6 * each.size)):
            assert (x - 28) ** 2 + (y - 28) ** 2 <= 28**2, (design, each.text)


@given(HEX, HEX, HEX, HEX, st.sampled_from(list(FAMILIES)), st.sampled_from(BOXES))
def test_in_any_brand_every_word_has_contrast_with_what_lies_under_it(
    paper: str, ink: str, accent: str, warm: str, design: str, box: Box
) -> None:
    items = drawn(design, box, palette=Palette(paper, ink, accent, warm))
    for each in words_of(items):
        assert contrast(each.fill, ground_under(each, items)) >= 4.49, (design, each.text)


def test_turning_twice_is_not_turning_at_all() -> None:
    words = Words("Ask.", 3, 4, 5, "strong", "#000000")
    shape = Shape((("M", 0, 0), ("L", 5, 1), ("Z",)), fill="#000000")
    back = turned(turned([words, shape], (10, 10), 180), (10, 10), 180)
    assert isinstance(back[0], Words)
    assert (back[0].x, back[0].y, back[0].angle) == pytest.approx((3, 4, 360))
    assert isinstance(back[1], Shape)
    assert back[1].path[1][1:] == pytest.approx((5, 1))


@pytest.mark.parametrize("design", FAMILIES)
@pytest.mark.parametrize("box", BOXES, ids=["sticker", "strip", "tent", "poster"])
def test_the_mark_stands_clear_of_every_word_and_inside_the_cut(design: str, box: Box) -> None:
    mark = Mark(b"", "image/png", 2.5)
    items = FAMILIES[design](Brief(QUOTE.text, QUOTE.by, box, Palette(), 7, mark=mark))
    pictures = [each for each in items if isinstance(each, Picture)]
    assert len(pictures) == (1 if min(box.w, box.h) >= 75 else 0)
    for each in pictures:
        assert box.x <= each.x and each.x + each.w <= box.x + box.w  # noqa: PT018
        assert box.y <= each.y and each.y + each.h <= box.y + box.h  # noqa: PT018
        for words in words_of(items):
            assert words.y + 0.25 * words.size <= each.y, words.text


# --- sheets


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("product", PRODUCTS)
def test_every_sheet_lies_on_its_paper_with_its_marks(product: str, paper: str) -> None:
    page = pages(Order((SHORT, QUOTE), product, paper), Brand())[0]
    assert (page.w, page.h) == PAPERS[paper]
    for cut in page.cuts:
        assert cut.box.x >= 0 and cut.box.y >= 0  # noqa: PT018
        assert cut.box.x + cut.box.w <= page.w and cut.box.y + cut.box.h <= page.h  # noqa: PT018
    assert page.over
    for mark in page.over:
        assert isinstance(mark, Shape)
        numbers = [number for _name, *numbers in mark.path for number in numbers]
        assert min(numbers) >= 0


def test_a_crop_mark_never_lies_on_a_card() -> None:
    places = [Box(10, 10, 50, 50), Box(66, 10, 50, 50)]
    alone, together = len(crop_marks(places[:1])), len(crop_marks(places))
    assert alone == 8
    assert together < 2 * alone


def test_designs_take_turns_and_none_follows_itself() -> None:
    order = Order((SHORT,), "stickers")
    names = [design_of(order, number) for number in range(12)]
    assert set(names) == set(FAMILIES)
    assert all(one != other for one, other in pairwise(names))
    assert design_of(Order((SHORT,), "stickers", design="flags"), 5) == "flags"
    assert design_of(order, 0) != design_of(Order((SHORT,), "stickers", turn=1), 0)
    assert order.design == IN_TURN


def test_one_page_for_each_poster_and_tent_and_full_sheets_of_small_things() -> None:
    texts = tuple(Text(f"Card {number}.") for number in range(20))
    assert len(pages(Order(texts, "poster"), Brand())) == 20
    assert len(pages(Order(texts, "tents"), Brand())) == 20
    sheets = pages(Order(texts, "stickers"), Brand())
    assert [len(sheet.cuts) for sheet in sheets] == [12, 12]
    said = [each.text.casefold() for sheet in sheets for cut in sheet.cuts for each in words_of(list(cut.items))]
    assert all(any(text.text.casefold() in " ".join(said) for _ in said) for text in texts)


@pytest.mark.parametrize("count", [1, 2, 5, 6, 12, 24])
def test_the_corner_shows_every_card_before_one_comes_again_and_in_another_design(count: int) -> None:
    half_hours = [datetime.fromtimestamp(NOW.timestamp() + 1800 * number, tz=UTC) for number in range(2 * count)]
    turns = [choose_turn(count, designs=len(FAMILIES), person="p", now=when) for when in half_hours]
    shown: dict[int, set[int]] = {}
    for turn in turns:
        assert turn is not None
        shown.setdefault(turn.card, set()).add(turn.number % len(FAMILIES))
    assert sorted(shown) == list(range(count))
    assert all(len(designs) == 2 for designs in shown.values())
    assert choose_turn(0, designs=6, person="p", now=NOW) is None
    assert begins_with([*FAMILIES], now=NOW) in range(len(FAMILIES))


# --- the two writers


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_sheet_is_the_same_words_as_svg_and_as_pdf(product: str) -> None:
    sheets = pages(Order((SHORT, QUOTE), product), Brand())
    svg = page_as_svg(sheets[0], title="A & B", faces={}, said="<words>")
    root = fromstring(svg)
    labels = " ".join(each.get("aria-label", "") for each in root.iter() if each.get("aria-label"))
    assert "slow is" in labels.casefold()
    assert "<script" not in svg
    pdf = pages_as_pdf(sheets, title="A & B", faces={}, made=NOW)
    assert pdf.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type /Page\b(?!s)", pdf)) == len(sheets)
    assert b"FontFile2" in pdf  # embedded, and
    assert len(pdf) < 400_000  # subset: whole faces would be larger
    assert pages_as_pdf(sheets, title="A & B", faces={}, made=NOW) == pdf


# --- what cards say


def test_every_card_that_ships_is_short_sayable_and_can_be_set() -> None:
    shipped_cards = bundled()
    assert len({card.id for card in shipped_cards}) == len(shipped_cards) >= 40
    for card in shipped_cards:
        assert cards.wrong_with(card.text, is_quotation=card.theme == cards.QUOTATION) == []
        assert not shipped("strong").lacks(card.text)
        assert not shipped("plain").lacks(card.by)
        assert "!" not in card.text
    assert all(card.by and card.place for card in shipped_cards if card.theme == cards.QUOTATION)


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("[[", "cards.toml", "is not TOML"),
        ("listen = 3", "cards.toml, listen", "should be a table"),
        ("[[listen]]\nid = 3", "cards.toml, listen[0]", "fields of text"),
        ('[[listen]]\nid = "a"', "cards.toml, listen[0]", "text"),
        ('[[listen]]\nid = "a"\ntext = "t"\ncolour = "red"', "cards.toml, listen[0]", "colour"),
        ('[[listen]]\nid = "a"\ntext = "Stay positive."', "cards.toml, listen[0]", "command_to_feel"),
        (f'[[listen]]\nid = "a"\ntext = "{"word " * 13}"', "cards.toml, listen[0]", "too long"),
        ('[[x]]\nid = "a"\ntext = "t"\n[[x]]\nid = "a"\ntext = "u"', "cards.toml, a", "used twice"),
    ],
)
def test_a_bad_card_file_names_the_place(text: str, place: str, message: str) -> None:
    with pytest.raises(BadCards) as caught:
        read_cards(text)
    assert caught.value.where == place
    assert message in caught.value.message


def test_a_quotation_without_its_author_or_place_is_refused() -> None:
    with pytest.raises(BadCards, match="by whom"):
        read_quotations('[[quotation]]\nid = "a"\ntext = "t"\nby = "B"')
    with pytest.raises(BadCards, match=r"should be \[\[quotation\]\]"):
        read_quotations('[[saying]]\nid = "a"\ntext = "t"')
