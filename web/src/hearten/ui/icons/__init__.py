"""Icons by name: a subset of Lucide (ISC licence beside the files), read once and put into the page."""

import re
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent / "lucide-1.62.0"
DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
SVG = (
    '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round"'
    ' stroke-linejoin="round" aria-hidden="true" focusable="false">{}</svg>'
)


class UnknownIconError(LookupError):
    """There is no such icon in the folder."""


def names() -> tuple[str, ...]:
    """Name every icon there is."""
    return tuple(sorted(file.stem for file in FOLDER.glob("*.svg")))


@cache
def icon_svg(name: str) -> str:
    """Give the SVG of an icon; size and colour come from the style sheet. Raises UnknownIconError."""
    if name not in names():
        message = f"There is no icon {name!r}. There are: {', '.join(names())}"
        raise UnknownIconError(message)
    found = DRAWING.search((FOLDER / f"{name}.svg").read_text(encoding="utf-8"))
    if found is None:
        message = f"The file of icon {name!r} holds no drawing"
        raise UnknownIconError(message)
    return SVG.format(" ".join(found[1].split()))
