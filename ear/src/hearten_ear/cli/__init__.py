"""The command ``hearten-ear``: one file per command, each a thin shell round a function anyone can import."""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.util import find_spec
from io import TextIOWrapper
from types import ModuleType

from hearten_ear.cli.files import Unusable

#: Commands in the order of the help, each a module of this package with ``add_to``; one that is not there is left out.
COMMANDS = ("score", "explain", "watch", "scan", "formats", "train", "evaluate", "examples", "completion")
#: Exit statuses, for programs that call us.
WELL, NOT_ALL_READ, WRONG_USE, INTERRUPTED = 0, 1, 2, 130

_EPILOG = """
examples:
  hearten-ear score call.vtt --role 'Kim=customer'
  hearten-ear explain contact.vcon.json
  echo '{"text": "you idiot"}' | hearten-ear score --jsonl
  hearten-ear formats exports/

Exit status: 0 well, 1 something could not be read (said on standard error), 2 wrong use, 130 interrupted.
Colour is shown on a terminal only; set NO_COLOR to switch it off.
"""


def modules() -> Iterator[ModuleType]:
    """Give the modules of the commands that this installation has."""
    for name in COMMANDS:
        if find_spec(f"{__name__}.{name}"):
            yield import_module(f"{__name__}.{name}")


def parser() -> argparse.ArgumentParser:
    """Build the parser of all commands."""
    top = argparse.ArgumentParser(
        prog="hearten-ear",
        description="Hear hostility in what customers say and write. Nothing leaves this machine.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for module in modules():
        module.add_to(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit status: 0 well, 1 something could not be read, 2 wrong use, 130 interrupted."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace" if stream is not sys.stdin else "strict")
    arguments = parser().parse_args(argv)
    try:
        status = int(arguments.run(arguments))
        sys.stdout.flush()
    except Unusable as problem:
        print(f"hearten-ear: {problem}", file=sys.stderr)
        return NOT_ALL_READ
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader went away, as `head` does. Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return WELL
    return status
