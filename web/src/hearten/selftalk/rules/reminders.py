"""A line to be reminded of: shown on the desk once, from its day on, between contacts."""

from dataclasses import dataclass
from datetime import date

from hearten.selftalk.rules.sheets import read_sheet, write_sheet

NAMES = ("line", "from")
LONGEST = 300  # characters: a line is read at a glance
#: When a line is shown: at the next chance, or in some days.
WAITS = (0, 3, 7, 30)


@dataclass(frozen=True, slots=True)
class Line:
    """The words, and the first day on which they are shown."""

    words: str
    since: date


def write_line(line: Line) -> str:
    """Write a line as text."""
    return write_sheet({"line": line.words, "from": line.since.isoformat()}, NAMES)


def read_line(text: str, *, otherwise: date) -> Line:
    """Read a written line; a day that cannot be read is ``otherwise``."""
    parts = read_sheet(text, NAMES)
    try:
        since = date.fromisoformat(parts["from"].strip())
    except ValueError:
        since = otherwise
    return Line(parts["line"], since)
