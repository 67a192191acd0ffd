"""What the card press costs: pages per second as PDF and as SVG, every product, all designs in turn.

    python -m bench.press

A page of stickers carries twelve cards in six designs. Beside it stands what a print button may take before somebody
presses it again: a second for a sheet.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from bench.rows import Row, show
from hearten.press.as_pdf import pages_as_pdf
from hearten.press.as_svg import page_as_svg
from hearten.press.cards import bundled
from hearten.press.drawing import Page
from hearten.press.sheets import PRODUCTS, Brand, Order, Text, pages

MADE = datetime(2026, 11, 24, tzinfo=UTC)
BUDGET = 1.0  # pages per second
CARDS = 12


def order(product: str) -> Order:
    """Give an order of twelve cards that ship, quotations among them."""
    every = bundled()
    return Order(tuple(Text(card.text, card.by) for card in every[:: len(every) // CARDS][:CARDS]), product)


def as_pdf(product: str) -> int:
    """Draw, lay out and write; give the number of pages."""
    laid = pages(order(product), Brand())
    pages_as_pdf(laid, title="Cards", faces={}, made=MADE)
    return len(laid)


def as_svg(product: str) -> int:
    """Do the same as SVG, a document for each page."""
    laid: list[Page] = pages(order(product), Brand())
    for page in laid:
        page_as_svg(page, title="Cards", faces={})
    return len(laid)


def per_second(work: Callable[[str], int], product: str, passes: int = 5) -> float:
    """Give the best pages per second of several passes."""
    best = 0.0
    for _pass in range(passes):
        began = time.perf_counter()
        made = work(product)
        best = max(best, made / (time.perf_counter() - began))
    return best


def measure() -> list[Row]:
    """Measure and give the rows."""
    group = "card press, pages per second"
    rows = [Row(group, "budget", BUDGET, "pages/s")]
    for product in PRODUCTS:
        for name, work in (("PDF", as_pdf), ("SVG", as_svg)):
            found = per_second(work, product)
            rows.append(Row(group, f"{product}, {name}", found, "pages/s", "budget", found / BUDGET))
    return rows


if __name__ == "__main__":
    show(measure())
