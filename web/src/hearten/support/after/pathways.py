"""The pathways page that ships: what happens when a contact goes wrong, in the names of the product's own parts."""

from functools import cache
from pathlib import Path

SHIPPED = Path(__file__).parent / "data" / "pathway.txt"
FIRST = 1


@cache
def shipped() -> str:
    """Give the text of version 1."""
    return SHIPPED.read_text(encoding="utf-8").strip()
