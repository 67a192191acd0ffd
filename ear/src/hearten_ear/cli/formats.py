"""``hearten-ear formats``: what Hearten reads; and of files and folders, what they are and what is in them."""

import argparse
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

import msgspec

from hearten_ear.cli.files import STDIN, Unusable, add_files, options_of, read_file
from hearten_ear.cli.style import Paint, cut, table
from hearten_ear.formats import ReadOptions, formats
from hearten_ear.formats.about import ABOUT, About, reference

_REASON = 100
_TO_THE_RIGHT = frozenset({"segments", "customer", "no role", "errors"})
_EXAMPLES = """
examples:
  hearten-ear formats
  hearten-ear formats exports/ call.json
  hearten-ear formats --json exports/ | jq 'select(.refused)'

Exit status: 0 well, 1 a file could not be read, or something in it, 2 wrong use.
"""


class Found(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a file gave. ``refused`` is the sentence where it gave nothing; ``errors`` counts items that were bad."""

    file: str
    format: str = ""
    segments: int = 0
    customer_segments: int = 0
    no_usable_role: int = 0
    events: int = 0
    errors: int = 0
    first_error: str = ""
    skipped: dict[str, int] = {}
    refused: str = ""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command and its options."""
    command = commands.add_parser(
        "formats",
        help="list what can be read, or say what files are and hold",
        description=__doc__,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_files(command, "files, or folders of them; without any, the formats are listed")
    command.add_argument("--json", action="store_true", help="a JSON object per line, for programs")
    command.add_argument("--markdown", action="store_true", help="the list as the page of the documentation")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """List the formats, or look at files. Gives 1 if any of them, or any item in one, could not be read."""
    if arguments.markdown:
        print(reference(), end="")
        return 0
    if not arguments.files:
        list_formats(sys.stdout, is_json=arguments.json)
        return 0
    found = [look_at(path, options_of(arguments), arguments.format) for path in all_files(arguments.files)]
    if arguments.json:
        for one in found:
            print(msgspec.json.encode(one).decode())
    else:
        tell(found, sys.stdout)
    return int(any(one.refused or one.errors for one in found))


def list_formats(out: TextIO, *, is_json: bool = False) -> None:
    """Print each installed format with what is known about it."""
    known = {name: ABOUT.get(name, About("read by another distribution", "", "", "")) for name in formats()}
    if is_json:
        for name, about in known.items():
            print(msgspec.json.encode({"format": name, **msgspec.structs.asdict(about)}).decode(), file=out)
        return
    heading, *rows = table(("format", "what is read"), [(name, about.reads) for name, about in known.items()])
    print(Paint(out).heading(heading), *rows, sep="\n", file=out)


def all_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Give files as they are and the files in folders, in the order of their paths; hidden ones are left out."""
    for path in paths:
        if path != STDIN and path.is_dir():
            inside = (each for each in sorted(path.rglob("*")) if each.is_file())
            yield from (
                each for each in inside if not any(part.startswith(".") for part in each.relative_to(path).parts)
            )
        else:
            yield path


def _is_hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def look_at(path: Path, options: ReadOptions | None = None, form: str | None = None) -> Found:
    """Read one file and count what is in it; never raises over what a file holds."""
    try:
        report = read_file(path, options, form)
    except Unusable as refused:
        return Found(str(path), refused=str(refused).removeprefix(f"{path}: "))
    summary = report.summary()
    first = report.problems[0] if report.problems else None
    return Found(
        str(path),
        report.format,
        summary.segments,
        summary.customer_turns,
        summary.no_usable_role,
        summary.events,
        summary.problems,
        f"{first.where}: {first.message} ({first.code})" if first else "",
        summary.skipped,
    )


def tell(found: Iterable[Found], out: TextIO) -> None:
    """Print a line for each file: its format, what it holds, and the first thing that was wrong."""
    paint = Paint(out)
    every = list(found)
    heading, *lines = table(
        ("file", "format", "segments", "customer", "no role", "errors", "remarks"),
        [_row(one) for one in every],
        right=_TO_THE_RIGHT,
    )
    print(paint.heading(heading), file=out)
    for line, one in zip(lines, every, strict=True):
        print(paint.aside(line) if one.refused else line, file=out)
    read = [one for one in every if not one.refused]
    segments = sum(one.segments for one in read)
    print(f"{len(every)} files: {len(read)} read, {len(every) - len(read)} refused; {segments} segments", file=out)


def _row(one: Found) -> tuple[object, ...]:
    if one.refused:
        return cut(one.file, 70), "–", "", "", "", 1, cut(one.refused, _REASON)
    skipped = ", ".join(f"{count} {reason}" for reason, count in one.skipped.items())
    remarks = "; ".join(filter(None, (one.first_error, f"{one.events} events" if one.events else "", skipped)))
    name = cut(one.file, 70)
    return name, one.format, one.segments, one.customer_segments, one.no_usable_role, one.errors, cut(remarks, _REASON)
