"""``hearten-ear watch FILE…``: plays conversations in the terminal, with level and heat as they move."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

import msgspec

from hearten_ear import heat
from hearten_ear.cli.files import clock, read_file, shown, told, with_context
from hearten_ear.engine import NotHeard, kind_of, read_turn
from hearten_ear.formats import Report
from hearten_ear.segment import Segment

BAR = 20
LONGEST_PAUSE_S = 2.0
WIDTH = 72


class Played(msgspec.Struct, frozen=True):
    """One turn as it is shown. ``kind`` is empty where the turn was not read, and ``because`` says why."""

    segment: Segment
    heat: heat.Heat
    kind: str = ""
    because: str = ""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command and its options."""
    command = commands.add_parser("watch", help="play conversations in the terminal", description=__doc__)
    command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="conversations in any supported format")
    command.add_argument("--speed", type=_speed, default=8.0, help="times faster than life; 0 without pauses (8)")
    command.add_argument("--language", default="en", help="language where the file does not say (default: en)")
    command.set_defaults(run=run)


def _speed(value: str) -> float:
    speed = float(value)
    if not 0 <= speed < float("inf"):
        raise argparse.ArgumentTypeError("expected a number from 0 upwards, such as 8")
    return speed


def run(arguments: argparse.Namespace) -> int:
    """Play each file in turn. Gives 1 if any item could not be read."""
    status = 0
    for path in arguments.files:
        report = read_file(path)
        print(f"{path} ({report.format})")
        show(report, sys.stdout, arguments.speed, arguments.language)
        for problem in report.problems:
            status = 1
            print(f"hearten-ear: {path}: {told(problem)}", file=sys.stderr)
    return status


def play(report: Report, language: str = "en") -> Iterator[Played]:
    """Read each final turn and fold it into the heat of its conversation."""
    heats: dict[str, heat.Heat] = {}
    for segment, before in with_context(report.segments):
        now = heats.get(segment.conversation, heat.START)
        reading = read_turn(segment.as_turn(), context=before, source_language=language)
        if isinstance(reading, NotHeard):
            yield Played(segment, now, because=reading.reason)
            continue
        now = heats[segment.conversation] = heat.fold(now, reading, segment.start_ms)
        yield Played(segment, now, kind=kind_of(reading))


def show(
    report: Report, out: TextIO, speed: float = 0.0, language: str = "en", sleep: Callable[[float], None] = time.sleep
) -> None:
    """Print each turn with time, level, heat as a bar, kind and words, pausing as the speakers did."""
    last = 0
    for played in play(report, language):
        start = played.segment.start_ms
        if speed and start is not None and start > last:
            sleep(min(LONGEST_PAUSE_S, (start - last) / 1000 / speed))
            last = start
        print(line(played), file=out, flush=True)


def line(played: Played) -> str:
    """Show one turn as one line."""
    segment, now = played.segment, played.heat
    filled = round(now.value * BAR)
    bar = "█" * filled + "·" * (BAR - filled)
    text = shown(segment.text)
    words = text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"
    note = played.kind or f"({played.because})"
    return f"{clock(segment.start_ms):>6}  {segment.party.role:<8}  {now.level}  {bar}  {note:<18}  {words}"
