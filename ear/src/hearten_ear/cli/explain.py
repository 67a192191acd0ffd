"""``hearten-ear explain FILE…``: each finding with the words that fired it, and what was not read, and why."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from typing import TextIO

import msgspec

from hearten_ear.cli.files import Unusable, add_files, clock, complain, reports_of, role_hint, with_context
from hearten_ear.cli.style import Paint, shown
from hearten_ear.engine import NotHeard, read_turn
from hearten_ear.formats import Report

_EXAMPLES = """
examples:
  hearten-ear explain contact.vcon.json
  hearten-ear explain call.json --role 'channel 0=customer' --role 'channel 1=agent'
  hearten-ear explain chats.csv --json | jq 'select(.level == 3)'

Exit status: 0 well, 1 something could not be read, 2 wrong use.
"""


class Finding(msgspec.Struct, frozen=True):
    """Words that fired a signal. ``turn`` counts from 1 in the file, ``at`` is m:ss or empty."""

    turn: int
    at: str
    level: int
    signal: str
    words: str


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command and its options."""
    command = commands.add_parser(
        "explain",
        help="show what was heard in a file, and why",
        description=__doc__,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_files(command)
    command.add_argument("--json", action="store_true", help="a JSON object per finding, for programs")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Explain each file. Gives 1 if any of them, or any item in it, could not be read."""
    status = 0
    for path, report in reports_of(arguments):
        if isinstance(report, Unusable):
            status = complain(path, report)
            continue
        if arguments.json:
            write_json(report, str(path), sys.stdout, arguments.language)
        else:
            if len(arguments.files) > 1:
                print(Paint(sys.stdout).heading(f"{shown(str(path))} ({report.format})"))
            tell(report, sys.stdout, arguments.language)
        for problem in report.problems:
            status = complain(path, problem)
    return status


def findings(report: Report, language: str = "en") -> Iterator[Finding | NotHeard]:
    """Give what was heard in each final turn, in order; a :class:`NotHeard` for each turn that may not be read."""
    for number, (segment, before) in enumerate(with_context(report.segments), 1):
        reading = read_turn(segment.as_turn(), context=before, source_language=language)
        if isinstance(reading, NotHeard):
            yield reading
            continue
        for span in reading.spans:
            words = segment.text[span.start : span.end]
            yield Finding(number, clock(segment.start_ms), reading.level, span.signal, words)


def tell(report: Report, out: TextIO, language: str = "en") -> None:
    """Print the findings, then how many turns were not read, by reason."""
    paint = Paint(out)
    silent: Counter[str] = Counter()
    heard = 0
    for found in findings(report, language):
        if isinstance(found, NotHeard):
            silent[found.reason] += 1
            continue
        heard += 1
        level = paint.level(str(found.level), found.level)
        print(f"{found.turn:>4}  {found.at:>6}  {level}  {found.signal:<18}  {shown(found.words)}", file=out)
    if not heard:
        print("nothing was heard", file=out)
    for reason, count in sorted(silent.items()):
        print(paint.aside(f"not read: {count} {'turn' if count == 1 else 'turns'}, {reason}"), file=out)
    if silent["role_unknown"]:
        print(paint.aside(role_hint(report)), file=out)


def write_json(report: Report, name: str, out: TextIO, language: str = "en") -> None:
    """Write a line for each finding, and one for each reason why turns were not read."""
    silent: Counter[str] = Counter()
    for found in findings(report, language):
        if isinstance(found, NotHeard):
            silent[found.reason] += 1
        else:
            print(_line({"file": name, **msgspec.structs.asdict(found)}), file=out)
    for reason, count in sorted(silent.items()):
        print(_line({"file": name, "not_read": reason, "turns": count}), file=out)


def _line(value: dict[str, object]) -> str:
    return msgspec.json.encode(value).decode()
