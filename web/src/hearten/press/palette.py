"""The colours of one sheet: what the brand gave, what follows from it, and what had to be corrected to be read."""

from collections.abc import Iterator
from dataclasses import dataclass

from hearten.press.colour import Corrected, contrast, lightness_of, lit, mixed, readable

#: The house's own: warm paper, ink, a deep teal, sand.
PAPER, INK, ACCENT, WARM = "#fbf8f2", "#25221d", "#0d5c63", "#d9a441"


@dataclass(frozen=True, slots=True)
class Palette:
    """Four colours of the brand, and tints of them."""

    paper: str = PAPER
    ink: str = INK
    accent: str = ACCENT
    warm: str = WARM

    @property
    def wash(self) -> str:
        """Give the paper with a breath of the accent."""
        return mixed(self.paper, self.accent, 0.1)

    @property
    def deep(self) -> str:
        """Give the accent in its depth."""
        return lit(self.accent, min(0.3, lightness_of(self.accent)))

    @property
    def soft(self) -> str:
        """Give the accent halfway to the paper."""
        return mixed(self.paper, self.accent, 0.42)

    def on(self, ground: str, wanted: str = "") -> str:
        """Give the colour of words on a ground: the one wanted, corrected where it could not be read."""
        return readable(wanted or self.ink, ground).colour

    def corrections(self) -> Iterator[Corrected]:
        """Give every pair of the brand's colours in which words are set, with what had to be changed."""
        for colour in (self.ink, self.accent):
            yield readable(colour, self.paper)
        yield readable(self.paper, self.accent)

    def shapes_that_fade(self) -> list[str]:
        """Give the brand's colours that are hardly seen as shapes on its paper. No words are set in them."""
        return [each for each in (self.accent, self.warm) if contrast(each, self.paper) < 1.5]
