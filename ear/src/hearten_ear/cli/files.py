"""Reading the files a command is given, and saying plainly what is wrong with one."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from hearten_ear.formats import Report, UnreadableFile, read
from hearten_ear.segment import Problem, Segment


class Unusable(Exception):  # noqa: N818 -- a file is unusable; it is not an error of ours
    """A file that cannot be used; the message names it, the place and the expected shape."""


def read_file(path: Path) -> Report:
    """Read a file of any supported format. Raises :class:`Unusable`."""
    try:
        return read(path.read_bytes(), name=path.name)
    except OSError as problem:
        raise Unusable(f"{path}: cannot be opened: {problem.strerror or problem}") from problem
    except UnreadableFile as refused:
        raise Unusable(f"{path}: {told(refused.problem)}") from refused


def told(problem: Problem) -> str:
    """Put a problem into one line."""
    return f"{problem.where}: {problem.message} ({problem.code})"


def with_context(segments: Iterable[Segment]) -> Iterator[tuple[Segment, str | None]]:
    """Pair each final segment with what was said just before it in the same conversation."""
    before: dict[str, str] = {}
    for segment in segments:
        if segment.final:
            yield segment, before.get(segment.conversation)
            before[segment.conversation] = segment.text


def shown(text: str) -> str:
    """Make text safe for a terminal: one line, no control and no direction characters."""
    return "".join(char if char.isprintable() else " " for char in text)


def clock(ms: int | None) -> str:
    """Show milliseconds from the start of a contact as m:ss, or nothing where the source has no clock."""
    return "" if ms is None else f"{ms // 60_000}:{ms // 1000 % 60:02d}"
