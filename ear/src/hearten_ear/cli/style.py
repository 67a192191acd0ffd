"""How commands look: colour only on a terminal that wants it, tables in columns that line up, text made safe.

Colour is off where the stream is no terminal, where ``NO_COLOR`` is set to anything (https://no-color.org) and where
``TERM`` is ``dumb``. Nothing is said by colour alone.
"""

import os
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TextIO

#: By level: calm is dim, then yellow, red, and white on red.
_BY_LEVEL = ("2", "33", "31", "97;41")
_HEADING = "1"


def has_colour(stream: TextIO, environment: Mapping[str, str] | None = None) -> bool:
    """Say whether to colour what is written to a stream."""
    told = os.environ if environment is None else environment
    if told.get("NO_COLOR") or told.get("TERM") == "dumb":
        return False
    return stream.isatty()


class Paint:
    """Colours words for one stream, or leaves them as they are."""

    def __init__(self, stream: TextIO) -> None:
        self._is_on = has_colour(stream)

    def level(self, text: str, level: int) -> str:
        """Colour by level, 0 to 3."""
        return self._code(text, _BY_LEVEL[level])

    def heading(self, text: str) -> str:
        """Make bold."""
        return self._code(text, _HEADING)

    def aside(self, text: str) -> str:
        """Make dim: what is said for completeness."""
        return self._code(text, _BY_LEVEL[0])

    def _code(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self._is_on and text else text


def table(
    heading: Sequence[str], rows: Iterable[Sequence[object]], *, right: frozenset[str] = frozenset()
) -> Iterable[str]:
    """Lay rows out in columns, the heading first; those named in ``right`` stand to the right."""
    cells = [[shown(str(cell)) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(heading, *cells, strict=True)]
    for row in (heading, *cells):
        padded = (
            " " * (size - width(cell)) + cell if name in right else cell + " " * (size - width(cell))
            for name, cell, size in zip(heading, row, widths, strict=True)
        )
        yield "  ".join(padded).rstrip()


def shown(text: str) -> str:
    """Make text safe for a terminal: one line, no control and no direction characters."""
    return "".join(char if char.isprintable() else " " for char in text)


def cut(text: str, size: int) -> str:
    """Make text safe and no longer than ``size`` columns, an ellipsis in the place of the rest."""
    text = shown(text[: size * 4])
    if width(text) <= size:
        return text
    kept, used = [], 1
    for char in text:
        used += _wide(char)
        if used > size:
            break
        kept.append(char)
    return "".join(kept) + "…"


def width(text: str) -> int:
    """Give the columns a text takes on a terminal: wide characters take two, marks none."""
    return len(text) if text.isascii() else sum(map(_wide, text))


def _wide(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in {"W", "F"} else 1
