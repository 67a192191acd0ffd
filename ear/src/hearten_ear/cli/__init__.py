"""The command ``hearten-ear``: one file per command, each a thin shell round a function anyone can import."""

import argparse
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

from hearten_ear.cli import explain, scan, score, watch
from hearten_ear.cli.files import Unusable

COMMANDS = (score, explain, watch, scan)
INTERRUPTED = 130


def parser() -> argparse.ArgumentParser:
    """Build the parser of all commands."""
    top = argparse.ArgumentParser(
        prog="hearten-ear", description="Hear hostility in what customers say and write. Nothing leaves this machine."
    )
    commands = top.add_subparsers(metavar="COMMAND", required=True)
    for command in COMMANDS:
        command.add_to(commands)
    return top


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; gives the exit status: 0 well, 1 something could not be read, 2 wrong use."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace" if stream is not sys.stdin else "strict")
    arguments = parser().parse_args(argv)
    try:
        status = int(arguments.run(arguments))
        sys.stdout.flush()
    except Unusable as problem:
        print(f"hearten-ear: {problem}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader went away, as `head` does. Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return status
