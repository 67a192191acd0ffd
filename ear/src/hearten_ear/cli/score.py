"""``hearten-ear score``: texts in, readings out. With ``--jsonl`` it is the measuring seam, and stays stable."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import msgspec

from hearten_ear.cli.files import Unusable
from hearten_ear.engine import Engine, hears, load_engine
from hearten_ear.reading import Reading
from hearten_ear.segment import Problem

#: Longest line read; a longer one is an error of that line alone.
LINE_MAX = 4_000_000
_EXPECTED = 'Expected a JSON object like {"text": "…", "context": "…" or null}.'


class Asked(msgspec.Struct):
    """One line in: a text, and what was said just before it (one text, or several, oldest first)."""

    text: str
    context: str | list[str] | None = None

    @property
    def before(self) -> str | None:
        """The last thing said before."""
        if isinstance(self.context, list):
            return self.context[-1] if self.context else None
        return self.context


class Failed(msgspec.Struct):
    """One line out, where the line in could not be read."""

    error: Problem


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command and its options."""
    command = commands.add_parser("score", help="score texts, one a line", description=__doc__)
    command.add_argument("file", nargs="?", type=Path, help="file to read; standard input if left out")
    command.add_argument("--jsonl", action="store_true", help='read {"text", "context"} and write a reading per line')
    command.add_argument("--language", default="en", help="language of the texts (default: en)")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Score standard input or a file."""
    if not hears(arguments.language):
        raise Unusable(f"--language {arguments.language}: not a language Hearten knows; expected en")
    engine = load_engine(arguments.language)
    write = score_jsonl if arguments.jsonl else score_plain
    if arguments.file is None:
        return write(engine, sys.stdin.buffer, sys.stdout.buffer)
    try:
        with arguments.file.open("rb") as source:
            return write(engine, source, sys.stdout.buffer)
    except BrokenPipeError:
        raise
    except OSError as problem:
        raise Unusable(f"{arguments.file}: cannot be opened: {problem.strerror or problem}") from problem


def score_jsonl(engine: Engine, source: BinaryIO, out: BinaryIO) -> int:
    """Answer each line at once, so that another program can hold a conversation with this one.

    Blank lines are passed over. Gives 1 if any line could not be read, else 0.
    """
    encode = msgspec.json.Encoder().encode
    status = 0
    for number, line in lines(source):
        answer = score_line(engine, line, number)
        status = max(status, int(isinstance(answer, Failed)))
        out.write(encode(answer) + b"\n")
        out.flush()
    return status


def score_line(engine: Engine, line: bytes | None, number: int) -> Reading | Failed:
    """Score one line of JSON; ``None`` stands for a line that was too long."""
    where = f"line {number}"
    if line is None:
        return Failed(Problem("line_too_long", where, f"The line is longer than {LINE_MAX} bytes."))
    try:
        asked = msgspec.json.decode(line, type=Asked)
    except msgspec.ValidationError as problem:
        return Failed(Problem("wrong_shape", where, f"{problem}. {_EXPECTED}"))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as problem:
        kind = "not UTF-8" if isinstance(problem, UnicodeDecodeError) else "not valid JSON"
        return Failed(Problem("not_json", where, f"The line is {kind}. {_EXPECTED}"))
    return engine.score((asked.text,), (asked.before,))[0]


def score_plain(engine: Engine, source: BinaryIO, out: BinaryIO) -> int:
    """Show level, hostility and signals of each line, for reading by eye."""
    for number, line in lines(source):
        if line is None:
            out.write(f"line {number}: longer than {LINE_MAX} bytes, passed over\n".encode())
            continue
        text = line.decode("utf-8", errors="replace")
        reading = engine.score((text,))[0]
        signals = ", ".join(reading.signals()) or "calm"
        out.write(f"{reading.level}  {reading.hostility:.2f}  {signals}\n".encode())
        out.flush()
    return 0


def lines(source: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    """Give each line that is not blank with its number from 1; ``None`` for one that is too long to read."""
    number = 0
    while line := source.readline(LINE_MAX + 1):
        number += 1
        if len(line) > LINE_MAX and not line.endswith(b"\n"):
            while (rest := source.readline(LINE_MAX)) and not rest.endswith(b"\n"):
                pass
            yield number, None
        elif number == 1 and line.startswith(b"\xef\xbb\xbf"):
            yield number, line[3:]
        elif line.strip():
            yield number, line
