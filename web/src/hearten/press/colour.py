"""Colours that can be read: contrast by WCAG, and the nearest colour of the same hue that has enough of it.

Lightness and hue are those of OKLCH (Björn Ottosson, 2020), in which a step of lightness looks like a step of it.
"""

from dataclasses import dataclass
from functools import cache
from math import atan2, cos, hypot, sin

WORDS = 4.5  # WCAG 2.2, 1.4.3: contrast of text
SHAPES = 3.0  # 1.4.11: what one must see and need not read
_STEPS = 100
_HEX = frozenset("0123456789abcdef")


class NotAColour(ValueError):  # noqa: N818 - named for what is wrong
    """Text that is not ``#rrggbb``."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A colour for words on a ground, and what was wrong with the one that was asked for."""

    colour: str
    asked: str
    on: str
    ratio: float

    @property
    def was_changed(self) -> bool:
        """Say whether another colour is used than the one asked for."""
        return self.colour != self.asked


def parse(text: str) -> tuple[float, float, float]:
    """Read ``#rrggbb`` into red, green and blue from 0 to 1."""
    digits = text.strip().lower().removeprefix("#")
    if len(digits) != 6 or not _HEX.issuperset(digits):
        raise NotAColour(text)
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def written(red: float, green: float, blue: float) -> str:
    """Write red, green and blue as ``#rrggbb``."""
    return "#" + "".join(f"{round(255 * max(0.0, min(1.0, each))):02x}" for each in (red, green, blue))


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours, 1 to 21.

    >>> round(contrast("#000000", "#ffffff"), 1), round(contrast("#777777", "#ffffff"), 2)
    (21.0, 4.48)
    """
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@cache
def readable(asked: str, on: str, at_least: float = WORDS) -> Corrected:
    """Give the colour asked for where it can be read, else the nearest of its hue that can.

    Nearest is by lightness, darker and lighter tried alike. On a ground of middle lightness black or white always
    reaches 4.5, so there is always an answer.

    >>> readable("#f2c94c", "#ffffff").colour != "#f2c94c"
    True
    """
    ratio = contrast(asked, on)
    if ratio >= at_least:
        return Corrected(asked, asked, on, ratio)
    lightness, chroma, hue = to_oklch(asked)
    found = [
        (abs(tried - lightness), colour)
        for step in range(_STEPS + 1)
        if contrast(colour := from_oklch(tried := step / _STEPS, chroma, hue), on) >= at_least
    ]
    nearest = min(found)[1] if found else max(("#000000", "#ffffff"), key=lambda each: contrast(each, on))
    return Corrected(nearest, asked, on, ratio)


def mixed(one: str, other: str, share: float) -> str:
    """Give one colour with a share of another, 0 to 1."""
    return written(*((1 - share) * a + share * b for a, b in zip(parse(one), parse(other), strict=True)))


def lit(colour: str, lightness: float) -> str:
    """Give a colour at another lightness, 0 to 1, its hue kept."""
    _old, chroma, hue = to_oklch(colour)
    return from_oklch(lightness, chroma, hue)


def lightness_of(colour: str) -> float:
    """Give a colour's lightness, 0 to 1."""
    return to_oklch(colour)[0]


def _luminance(colour: str) -> float:
    red, green, blue = map(_linear, parse(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _encoded(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def to_oklch(colour: str) -> tuple[float, float, float]:
    """Give lightness, chroma and hue (in radians)."""
    r, g, b = map(_linear, parse(colour))
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    medium = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b_ = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, hypot(a, b_), atan2(b_, a)


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """Give the colour, with as much of its chroma as a screen can show."""
    for step in range(25):
        rgb = _rgb(lightness, chroma * (1 - step / 24), hue)
        if all(-0.0005 <= each <= 1.0005 for each in rgb):
            break
    return written(*(_encoded(max(0.0, min(1.0, each))) for each in rgb))


def _rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
