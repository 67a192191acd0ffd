"""``hearten-ear watch FILE…``: plays conversations in the terminal, with level and heat as they move."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from typing import TextIO

import msgspec

from hearten_ear import heat
from hearten_ear.cli.files import Unusable, add_files, clock, complain, reports_of, with_context
from hearten_ear.cli.style import Paint, cut, shown
from hearten_ear.engine import NotHeard, kind_of, read_turn
from hearten_ear.formats import Report
from hearten_ear.segment import Segment

BAR = 20
LONGEST_PAUSE_S = 2.0
WIDTH = 72
_EXAMPLES = """
examples:
  hearten-ear watch call.vtt --role 'Kim=customer'
  hearten-ear watch --speed 0 contacts/*.vcon.json
  hearten-ear watch --speed 0 --json call.json

Exit status: 0 well, 1 something could not be read, 2 wrong use.
"""


class Played(msgspec.Struct, frozen=True):
    """One turn as it is shown. ``kind`` is empty where the turn was not read, and ``because`` says why."""

    segment: Segment
    heat: heat.Heat
    kind: str = ""
    because: str = ""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command and its options."""
    command = commands.add_parser(
        "watch",
        help="play conversations in the terminal",
        description=__doc__,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_files(command)
    command.add_argument("--speed", type=_speed, default=8.0, help="times faster than life; 0 without pauses (8)")
    command.add_argument("--json", action="store_true", help="a JSON object per turn, for programs; implies --speed 0")
    command.set_defaults(run=run)


def _speed(value: str) -> float:
    speed = float(value)
    if not 0 <= speed < float("inf"):
        raise argparse.ArgumentTypeError("expected a number from 0 upwards, such as 8")
    return speed


def run(arguments: argparse.Namespace) -> int:
    """Play each file in turn. Gives 1 if any of them, or any item in it, could not be read."""
    status = 0
    for path, report in reports_of(arguments):
        if isinstance(report, Unusable):
            status = complain(path, report)
            continue
        if arguments.json:
            write_json(report, str(path), sys.stdout, arguments.language)
        else:
            print(Paint(sys.stdout).heading(f"{shown(str(path))} ({report.format})"))
            show(report, sys.stdout, arguments.speed, arguments.language)
        for problem in report.problems:
            status = complain(path, problem)
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
    paint = Paint(out)
    last = 0
    for played in play(report, language):
        start = played.segment.start_ms
        if speed and start is not None and start > last:
            sleep(min(LONGEST_PAUSE_S, (start - last) / 1000 / speed))
            last = start
        print(line(played, paint), file=out, flush=True)


def line(played: Played, paint: Paint) -> str:
    """Show one turn as one line."""
    segment, now = played.segment, played.heat
    filled = round(now.value * BAR)
    bar = paint.level("█" * filled, now.level) + paint.aside("·" * (BAR - filled))
    level = paint.level(str(now.level), now.level)
    note = played.kind or f"({played.because})"
    words = cut(segment.text, WIDTH)
    return f"{clock(segment.start_ms):>6}  {segment.party.role:<8}  {level}  {bar}  {note:<18}  {words}"


def write_json(report: Report, name: str, out: TextIO, language: str = "en") -> None:
    """Write a line for each turn: where it is, and the state of its conversation after it."""
    for played in play(report, language):
        segment, now = played.segment, played.heat
        said = {
            "file": name,
            "conversation": segment.conversation,
            "segment": segment.segment_id,
            "role": segment.party.role.value,
            "start_ms": segment.start_ms,
            "level": now.level,
            "peak": now.peak,
            "heat": now.value,
            "kind": played.kind or None,
            "not_read": played.because or None,
        }
        print(msgspec.json.encode(said).decode(), file=out)
