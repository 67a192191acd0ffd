"""Typefaces: how wide a line is, what its letters look like, and how few words fill a box well.

Two faces ship, both under the SIL Open Font License: Atkinson Hyperlegible Next (400, 700) and Shantell Sans (600),
each the Latin and Latin Extended parts of its package at 5.3.0, joined by fontTools' merger without its shaping tables.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from io import BytesIO
from typing import Any

from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

from hearten.press.drawing import Box, Command

SHIPPED = {
    "plain": "atkinson-hyperlegible-next-400.ttf",
    "strong": "atkinson-hyperlegible-next-700.ttf",
    "hand": "shantell-sans-600.ttf",
}
BRAND = "brand"
_FOLDER = files("hearten.press") / "data" / "fonts"


class CannotSet(ValueError):  # noqa: N818 - named for what is wrong
    """Words with letters that no face at hand has. ``letters`` names them."""

    def __init__(self, letters: str) -> None:
        super().__init__(f"No typeface here has these letters: {letters}")
        self.letters = letters


class _Pen(BasePen):  # type: ignore[misc,unused-ignore]
    """Collects a glyph's outline as commands, curves as cubic ones."""

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.path: list[Command] = []

    def _at(self, point: tuple[float, float]) -> tuple[float, float]:
        return point[0], -point[1]

    def _moveTo(self, point: Any) -> None:  # noqa: N802 - the pen protocol's names
        self.path.append(("M", *self._at(point)))

    def _lineTo(self, point: Any) -> None:  # noqa: N802
        self.path.append(("L", *self._at(point)))

    def _curveToOne(self, first: Any, second: Any, end: Any) -> None:  # noqa: N802
        self.path.append(("C", *self._at(first), *self._at(second), *self._at(end)))

    def _closePath(self) -> None:  # noqa: N802
        self.path.append(("Z",))


@dataclass(frozen=True)
class Face:
    """One typeface, read once. ``data`` is a whole TrueType file."""

    name: str
    data: bytes = field(repr=False)

    @cached_property
    def _font(self) -> Any:
        return TTFont(BytesIO(self.data), lazy=True)

    @cached_property
    def _glyphs(self) -> Any:
        return self._font.getGlyphSet()

    @cached_property
    def _cmap(self) -> Mapping[int, str]:
        found: Mapping[int, str] = self._font.getBestCmap()
        return found

    @cached_property
    def _em(self) -> int:
        return int(self._font["head"].unitsPerEm)

    @cached_property
    def cap(self) -> float:
        """Give the height of a capital as a share of the em."""
        given = getattr(self._font["OS/2"], "sCapHeight", 0) or 0.7 * self._em
        return float(given) / self._em

    def lacks(self, text: str) -> str:
        """Give the letters of a text that this face has not."""
        return "".join(sorted({each for each in text if ord(each) not in self._cmap and not each.isspace()}))

    def width(self, text: str, size: float) -> float:
        """Give how wide a line is, in the unit of ``size``."""
        units = sum(self._glyphs[self._cmap[ord(each)]].width for each in text if ord(each) in self._cmap)
        return float(units) * size / self._em

    def outline(self, text: str, x: float, y: float, size: float) -> tuple[Command, ...]:
        """Give a line's letters as shapes, the baseline beginning at ``x, y``."""
        path: list[Command] = []
        scale = size / self._em
        for each in text:
            name = self._cmap.get(ord(each))
            if name is None:
                continue
            for command, *numbers in self._drawn(name):
                placed = [(x if at % 2 == 0 else y) + scale * number for at, number in enumerate(numbers)]
                path.append((command, *placed))
            x += self._glyphs[name].width * scale
        return tuple(path)

    @cached_property
    def _kept(self) -> dict[str, tuple[Command, ...]]:
        return {}

    def _drawn(self, name: str) -> tuple[Command, ...]:
        """Give a glyph's outline in units of the face, drawn once: a sheet says the same letters again and again."""
        if name not in self._kept:
            pen = _Pen(self._glyphs)
            self._glyphs[name].draw(pen)
            self._kept[name] = tuple(pen.path)
        return self._kept[name]


@cache
def shipped(name: str) -> Face:
    """Give a face that ships: plain, strong or hand."""
    return Face(name, (_FOLDER / SHIPPED[name]).read_bytes())


def choose(text: str, wanted: Sequence[Face]) -> Face:
    """Give the first face that has every letter. Raises :class:`CannotSet` where none has."""
    for face in wanted:
        if not face.lacks(text):
            return face
    raise CannotSet(min((face.lacks(text) for face in wanted), key=len))


@dataclass(frozen=True, slots=True)
class Setting:
    """Words broken into lines, with the size at which they fill a box."""

    lines: tuple[str, ...]
    size: float
    leading: float

    @property
    def height(self) -> float:
        """Give what the lines take, from the first capital's top to the last baseline's descender, about."""
        return self.size * self.leading * len(self.lines)


def fit(text: str, face: Face, box: Box, *, largest: float, leading: float = 1.16, most_lines: int = 6) -> Setting:
    """Break words so that they stand as large as the box lets them, in lines of about one width."""
    words = text.split()
    widths = [face.width(word, 1.0) for word in words]
    space = face.width(" ", 1.0)
    settings = []
    for count in range(1, min(most_lines, len(words)) + 1):
        lines, widest = _broken(words, widths, space, count)
        size = min(largest, box.w / widest, box.h / (count * leading))
        settings.append(Setting(lines, size, leading))
    # Of those that come out alike, the one with fewer lines: a size is alike when nobody sees the difference.
    best = max(setting.size for setting in settings)
    return next(setting for setting in settings if setting.size >= 0.97 * best)


def _broken(words: Sequence[str], widths: Sequence[float], space: float, count: int) -> tuple[tuple[str, ...], float]:
    """Break into so many lines that the widest is as narrow as can be."""
    total = len(words)

    def width(start: int, end: int) -> float:
        return sum(widths[start:end]) + space * (end - start - 1)

    best: list[list[tuple[float, int]]] = [[(width(0, end), 0) if end else (0.0, 0) for end in range(total + 1)]]
    for _line in range(1, count):
        before = best[-1]
        ends_at = range(1, total + 1)
        narrowest = [min((max(before[cut][0], width(cut, end)), cut) for cut in range(end)) for end in ends_at]
        best.append([(0.0, 0), *narrowest])
    ends, at = [], total
    for row in reversed(best):
        ends.append(at)
        at = row[at][1]
    ends.reverse()
    starts = [0, *ends[:-1]]
    lines = tuple(" ".join(words[start:end]) for start, end in zip(starts, ends, strict=True) if end > start)
    return lines, best[-1][total][0]
