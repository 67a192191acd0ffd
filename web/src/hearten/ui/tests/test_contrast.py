"""Every pair of a text or a shape with what it stands on is legible, in light and in dark."""

import math
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parent.parent / "static" / "ui"
TOKENS = (STATIC / "tokens.css").read_text(encoding="utf-8")
OKLCH = r"oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)"
TOKEN = re.compile(rf"--([\w-]+): light-dark\({OKLCH}, {OKLCH}\);")
SCHEMES = ("light", "dark")
SURFACES = ("paper", "raised", "sunk")
WASHES = ("accent-wash", "care-wash")

TEXT = [
    *((text, surface) for text in ("ink", "quiet", "accent", "accent-strong", "care") for surface in SURFACES),
    *(("ink", surface) for surface in (*WASHES, "selection")),
    *(("quiet", wash) for wash in WASHES),
    ("care", "care-wash"),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
]
SHAPES = [
    *((shape, surface) for shape in ("faint", "accent") for surface in (*SURFACES, *WASHES)),
    *((f"heat-{level}", surface) for level in range(4) for surface in ("paper", "raised")),
    ("care", "paper"),
]
NEVER_ALONE = {"hairline"}  # separates what spacing separates already

Colour = tuple[float, float, float]


def tokens(scheme: str) -> dict[str, Colour]:
    start = 1 if scheme == "light" else 4
    return {
        found[0]: (float(found[start]) / 100, float(found[start + 1]), float(found[start + 2]))
        for found in TOKEN.findall(TOKENS)
    }


def linear_srgb(colour: Colour) -> Colour:
    """Convert by Björn Ottosson's matrices, cut to what a screen can show."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    return min(max(red, 0.0), 1.0), min(max(green, 0.0), 1.0), min(max(blue, 0.0), 1.0)


def contrast(one: Colour, other: Colour) -> float:
    """Give the ratio of WCAG 2.2."""
    luminances = []
    for colour in (one, other):
        red, green, blue = linear_srgb(colour)
        luminances.append(0.2126 * red + 0.7152 * green + 0.0722 * blue)
    return (max(luminances) + 0.05) / (min(luminances) + 0.05)


def test_the_measure_itself_is_right() -> None:
    black, white = (0.0, 0.0, 0.0), (1.0, 0.0, 0.0)
    assert contrast(black, white) == pytest.approx(21, abs=0.01)
    red = linear_srgb((0.6279554, 0.2576833, 29.2338806))  # sRGB #f00
    assert red == pytest.approx((1, 0, 0), abs=0.001)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "surface"), TEXT)
def test_text_is_legible(text: str, surface: str, scheme: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[text], colours[surface]) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("shape", "surface"), SHAPES)
def test_shapes_can_be_seen(shape: str, surface: str, scheme: str) -> None:
    colours = tokens(scheme)
    assert contrast(colours[shape], colours[surface]) >= 3


def test_every_colour_is_in_a_tested_pair() -> None:
    tested = {name for pair in (*TEXT, *SHAPES) for name in pair}
    assert set(tokens("light")) - tested == NEVER_ALONE


@pytest.mark.parametrize("file", sorted(STATIC.glob("*.css")), ids=lambda file: file.name)
def test_colours_are_written_in_the_tokens_only(file: Path) -> None:
    if file.name != "tokens.css":
        assert not re.findall(r"oklch\(|rgba?\(|hsla?\(|#[0-9a-fA-F]{3,8}\b", file.read_text(encoding="utf-8"))


def test_faint_is_never_the_colour_of_words() -> None:
    """It stands at 3 to 1: enough for the border of a field, too little to read."""
    wrong = []
    for file in STATIC.glob("*.css"):
        for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", file.read_text(encoding="utf-8")):
            if re.search(r"(?<![-\w])color: var\(--faint\)", body) and "icon" not in selector:
                wrong.append(selector.strip())
    assert not wrong


def test_both_schemes_can_be_chosen_against_the_system() -> None:
    for scheme in SCHEMES:
        assert re.search(rf':root\[data-scheme="{scheme}"\] {{\s+color-scheme: {scheme};', TOKENS)
