"""Reading the files a command is given, or standard input, and saying plainly what is wrong with one."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hearten_ear.cli.style import shown as shown  # noqa: PLC0414 -- where other commands look for it
from hearten_ear.conversation import Role
from hearten_ear.formats import FILE_MAX, ReadOptions, Report, UnreadableFile, formats, parse_json, read
from hearten_ear.formats.json_door import BadJson
from hearten_ear.formats.mapped import Mapping, validate_mapping
from hearten_ear.formats.names import NamePattern, read_pattern
from hearten_ear.formats.times import is_zone
from hearten_ear.segment import Problem, Segment

#: What stands for standard input among files.
STDIN = Path("-")
#: Largest file with a mapping, in bytes.
MAPPING_MAX = 1_000_000


class Unusable(Exception):  # noqa: N818 -- a file is unusable; it is not an error of ours
    """A file that cannot be used; the message names it, the place and the expected shape."""


def add_files(
    command: argparse.ArgumentParser,
    what: str = "conversations in any supported format; standard input if left out, or -",
) -> None:
    """Declare the files of a command, any number of them, and how they are to be read."""
    command.add_argument("files", nargs="*", type=Path, metavar="FILE", help=what)
    reading = command.add_argument_group("reading")
    reading.add_argument(
        "--format", choices=sorted(formats()), metavar="NAME", help="the format, instead of finding it by content"
    )
    reading.add_argument(
        "--role",
        action="append",
        type=role_given,
        default=[],
        metavar="NAME=ROLE",
        help="who a speaker is, such as 'channel 0=customer'; '*=customer' for a file of one side",
    )
    reading.add_argument("--zone", type=_zone, help="zone of times written without one, such as Europe/London")
    reading.add_argument(
        "--mapping", type=Path, metavar="FILE", help="a JSON file that says what the columns of a table are"
    )
    reading.add_argument(
        "--names", type=_names, metavar="PATTERN", help="what the names of files tell, such as '{agent}_{conversation}'"
    )
    reading.add_argument("--language", default="en", help="language where the file does not say (default: en)")


def role_given(text: str) -> tuple[str, Role]:
    """Read ``NAME=customer``."""
    name, _, role = text.rpartition("=")
    if not name or role not in set(Role):
        raise argparse.ArgumentTypeError(f"expected NAME=ROLE, where ROLE is one of {', '.join(Role)}")
    return name, Role(role)


def _names(text: str) -> NamePattern:
    pattern = read_pattern(text)
    if isinstance(pattern, Problem):
        raise argparse.ArgumentTypeError(pattern.message)
    return pattern


def _zone(name: str) -> str:
    if not is_zone(name):
        raise argparse.ArgumentTypeError("expected an IANA zone such as America/New_York")
    return name


def options_of(arguments: argparse.Namespace) -> ReadOptions:
    """Give what the person importing told us. Raises :class:`Unusable` for a mapping that is none."""
    return ReadOptions(
        zone=arguments.zone,
        roles=dict(arguments.role),
        names=arguments.names,
        mapping=_mapping(arguments.mapping) if arguments.mapping else None,
    )


def _mapping(path: Path) -> Mapping:
    try:
        template: Any = parse_json(path.read_bytes(), limit=MAPPING_MAX, strip_bom=True)
    except OSError as problem:
        raise Unusable(f"{path}: cannot be opened: {problem.strerror or problem}") from problem
    except BadJson as bad:
        raise Unusable(f"{path}: {bad.where}: {bad.message} ({bad.code})") from bad
    checked = validate_mapping(template, for_rows=True)
    if isinstance(checked, Mapping):
        return checked
    raise Unusable("\n".join(f"{path}: {told(problem)}" for problem in checked))


def reports_of(arguments: argparse.Namespace) -> Iterator[tuple[Path, Report | Unusable]]:
    """Read each file of a command in turn; one that cannot be read is given as the reason and costs only itself."""
    options = options_of(arguments)
    for path in arguments.files or [STDIN]:
        try:
            yield path, read_file(path, options, arguments.format)
        except Unusable as problem:
            yield path, problem


def read_file(path: Path, options: ReadOptions | None = None, form: str | None = None) -> Report:
    """Read a file of any supported format, or standard input for ``-``. Raises :class:`Unusable`."""
    try:
        return read(bytes_of(path), name=path.name, format=form, options=options)
    except UnreadableFile as refused:
        raise Unusable(f"{path}: {told(refused.problem)}") from refused


def bytes_of(path: Path) -> bytes:
    """Give the bytes of a file, or of standard input: as many as a reader takes, and one. Raises :class:`Unusable`."""
    try:
        if path == STDIN:
            if sys.stdin.isatty():
                print("hearten-ear: reading from the keyboard; Ctrl-D ends it", file=sys.stderr)
            return sys.stdin.buffer.read(FILE_MAX + 1)
        with path.open("rb") as source:
            return source.read(FILE_MAX + 1)
    except OSError as problem:
        raise Unusable(f"{path}: cannot be opened: {problem.strerror or problem}") from problem


def complain(path: Path, problem: Problem | Unusable) -> int:
    """Say on standard error what is wrong with a file, or with one place in it; gives the exit status for that."""
    said = str(problem) if isinstance(problem, Unusable) else f"{path}: {told(problem)}"
    print(f"hearten-ear: {said}", file=sys.stderr)
    return 1


def role_hint(report: Report) -> str:
    """Say what to do about turns whose speaker is not known."""
    is_table = report.format in {"csv", "jsonl", "whisper", "wtf"}
    example = "'*=customer' if nobody else speaks in it" if is_table else "'Kim=customer'"
    return f"say who is who with --role, such as --role {example}"


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


def clock(ms: int | None) -> str:
    """Show milliseconds from the start of a contact as m:ss, or nothing where the source has no clock."""
    return "" if ms is None else f"{ms // 60_000}:{ms // 1000 % 60:02d}"
