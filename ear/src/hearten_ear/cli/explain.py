"""``hearten-ear explain FILE``: each finding with the words that fired it, and what was not read, and why."""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import msgspec

from hearten_ear.cli.files import clock, read_file, shown, told, with_context
from hearten_ear.engine import NotHeard, read_turn
from hearten_ear.formats import Report


class Finding(msgspec.Struct, frozen=True):
    """Words that fired a signal. ``turn`` counts from 1 in the file, ``at`` is m:ss or empty."""

    turn: int
    at: str
    level: int
    signal: str
    words: str


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command and its options."""
    command = commands.add_parser("explain", help="show what was heard in a file, and why", description=__doc__)
    command.add_argument("file", type=Path, help="a conversation in any supported format")
    command.add_argument("--language", default="en", help="language where the file does not say (default: en)")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Explain one file. Gives 1 if any item in it could not be read."""
    report = read_file(arguments.file)
    tell(report, sys.stdout, arguments.language)
    for problem in report.problems:
        print(f"hearten-ear: {arguments.file}: {told(problem)}", file=sys.stderr)
    return 1 if report.problems else 0


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
    silent: Counter[str] = Counter()
    heard = 0
    for found in findings(report, language):
        if isinstance(found, NotHeard):
            silent[found.reason] += 1
            continue
        heard += 1
        print(f"{found.turn:>4}  {found.at:>6}  {found.level}  {found.signal:<18}  {shown(found.words)}", file=out)
    if not heard:
        print("nothing was heard", file=out)
    for reason, count in sorted(silent.items()):
        print(f"not read: {count} {'turn' if count == 1 else 'turns'}, {reason}", file=out)
