"""A table out of a file somebody exported: what it is written in, what stands between its cells, and its lines."""

import csv
import io
from dataclasses import dataclass

MOST_ROWS = 50_000
MOST_BYTES = 20_000_000
DELIMITERS = (",", ";", "\t", "|")


class BadTable(ValueError):  # noqa: N818 - the reader of a file meets it as such
    """A file that is no table we can read. ``code`` says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Table:
    """Header and rows; each row has the number of the line it begins on, counted from 1 as an editor does.

    ``notes`` has codes: ``latin_1`` where the bytes are no UTF-8 and were read as Western European.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    delimiter: str
    encoding: str
    notes: tuple[str, ...] = ()


def read_table(content: bytes) -> Table:
    """Read a file of separated values.

    Raises :class:`BadTable`: ``too_big``, ``empty``, ``not_text``, ``no_rows``, ``same_header_twice``,
    ``too_many_rows``, ``quotes`` (a quotation mark that never closes).
    """
    if len(content) > MOST_BYTES:
        raise BadTable("too_big")
    text, encoding = _decode(content)
    if "\0" in text:
        raise BadTable("not_text")
    first = next((line for line in text.splitlines() if line.strip()), None)
    if first is None:
        raise BadTable("empty")
    delimiter = sniff(first)
    header, rows = _rows(text, delimiter)
    if len({name.casefold() for name in header}) != len(header):
        raise BadTable("same_header_twice")
    notes = ("latin_1",) if encoding == "cp1252" else ()
    return Table(header, rows, delimiter, encoding, notes)


def _decode(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return content.decode("utf-16"), "utf-16"
        except UnicodeDecodeError:
            raise BadTable("not_text") from None
    try:
        return content.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        # Five bytes have no letter in this code page; they are kept as a mark that the reader will see.
        return content.decode("cp1252", errors="replace"), "cp1252"


def sniff(line: str) -> str:
    """Give what separates the cells of a header: what occurs most outside of quotation marks, or a comma."""
    outside = "".join(line.split('"')[::2])
    return max(DELIMITERS, key=lambda mark: (outside.count(mark), -DELIMITERS.index(mark)))


def _rows(text: str, delimiter: str) -> tuple[tuple[str, ...], tuple[tuple[int, tuple[str, ...]], ...]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: list[tuple[int, tuple[str, ...]]] = []
    header: tuple[str, ...] = ()
    begins = 1
    try:
        for cells in reader:
            trimmed = tuple(cell.strip() for cell in cells)
            if any(trimmed):
                if not header:
                    header = trimmed
                elif len(rows) == MOST_ROWS:
                    raise BadTable("too_many_rows")
                else:
                    rows.append((begins, trimmed))
            begins = reader.line_num + 1
    except csv.Error:
        raise BadTable("quotes") from None
    if not rows:
        raise BadTable("no_rows")
    return header, tuple(rows)
