"""``hearten-ear score``: texts or conversations in, readings out. ``--jsonl`` is the measuring seam, and stable.

A file of a supported format is scored turn by turn: final turns of customers whose role is known, and nobody else's.
Any other file, and standard input, is taken as one text to a line, roles unasked.
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

import msgspec

from hearten_ear.cli.files import (
    STDIN,
    Unusable,
    add_files,
    bytes_of,
    clock,
    complain,
    options_of,
    read_file,
    reports_of,
    role_hint,
    with_context,
)
from hearten_ear.cli.style import Paint, cut, shown, table
from hearten_ear.cli.vcons import write_vcons
from hearten_ear.engine import Engine, NotHeard, hears, load_engine, read_turn
from hearten_ear.formats import Report, format_of
from hearten_ear.reading import Reading
from hearten_ear.segment import Problem

#: Longest line read; a longer one is an error of that line alone.
LINE_MAX = 4_000_000
#: Columns of a turn's words in a table.
WORDS = 60
_TO_THE_RIGHT = frozenset({"turn", "time", "level", "hostility"})
# Named so, a file is meant to be a conversation, and is refused rather than scored as lines.
_NAMED_LIKE_ONE = frozenset({".vtt", ".srt", ".vcon", ".json", ".csv", ".tsv"})
_EXAMPLES = """
examples:
  hearten-ear score call.vtt --role 'Kim=customer'
  hearten-ear score contact.json --vcon contact.vcon.json
  hearten-ear score chats.csv --mapping columns.json --json
  echo 'you idiot' | hearten-ear score
  hearten-ear score --jsonl < texts.jsonl > readings.jsonl

Exit status: 0 well, 1 something could not be read, 2 wrong use.
"""
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
    command = commands.add_parser(
        "score",
        help="score texts, one a line, or the turns of conversations",
        description=__doc__,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_files(command, "conversations, or one text to a line; standard input if left out, or -")
    command.add_argument("--jsonl", action="store_true", help='read {"text", "context"} and write a reading per line')
    command.add_argument("--json", action="store_true", help="a JSON object per turn or text, for programs")
    command.add_argument(
        "--vcon",
        type=Path,
        metavar="OUT",
        help="write what was heard as vCon: a file, a folder, or - for lines",
    )
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Score standard input or files."""
    if not hears(arguments.language):
        raise Unusable(f"--language {arguments.language}: not a language Hearten knows; expected en")
    if arguments.vcon is not None:
        return write_vcons(reports_of(arguments), arguments.vcon, arguments.language)
    status = 0
    for path in arguments.files or [STDIN]:
        try:
            status = max(status, _score(path, arguments))
        except BrokenPipeError:
            raise
        except OSError as problem:
            status = complain(path, Unusable(f"{path}: cannot be opened: {problem.strerror or problem}"))
        except Unusable as problem:
            status = complain(path, problem)
    return status


def _score(path: Path, arguments: argparse.Namespace) -> int:
    """Score one file: the seam, a conversation, or lines."""
    if not arguments.jsonl and _is_conversation(path, arguments):
        report = read_file(path, options_of(arguments), arguments.format)
        if arguments.json:
            write_json(report, str(path), sys.stdout, arguments.language)
        else:
            tell(report, path, sys.stdout, arguments.language)
        for problem in report.problems:
            complain(path, problem)
        return 1 if report.problems else 0
    engine = load_engine(arguments.language)
    if path == STDIN:
        return _lines(engine, sys.stdin.buffer, arguments)
    with path.open("rb") as source:
        return _lines(engine, source, arguments)


def _lines(engine: Engine, source: BinaryIO, arguments: argparse.Namespace) -> int:
    out = sys.stdout.buffer
    if arguments.jsonl:
        return score_jsonl(engine, source, out)
    return score_plain(engine, source, out, is_json=arguments.json, paint=Paint(sys.stdout))


def _is_conversation(path: Path, arguments: argparse.Namespace) -> bool:
    """Say whether a file is to be read as a conversation: asked for, recognised, or named like one."""
    if arguments.format or arguments.mapping:
        return True
    if path == STDIN:
        return False
    return path.suffix.lower() in _NAMED_LIKE_ONE or format_of(bytes_of(path), name=path.name) is not None


def tell(report: Report, path: Path, out: TextIO, language: str = "en") -> None:
    """Print a table of the turns that were read, then how many were not, by reason."""
    paint = Paint(out)
    rows, silent, levels = [], dict[str, int](), list[int]()
    for number, (segment, before) in enumerate(with_context(report.segments), 1):
        reading = read_turn(segment.as_turn(), context=before, source_language=language)
        if isinstance(reading, NotHeard):
            silent[reading.reason] = silent.get(reading.reason, 0) + 1
            continue
        heard = ", ".join(reading.signals()) or "calm"
        levels.append(reading.level)
        place = number, clock(segment.start_ms)
        rows.append((*place, reading.level, f"{reading.hostility:.2f}", heard, cut(segment.text, WORDS)))
    print(paint.heading(f"{shown(str(path))} ({report.format})"), file=out)
    if rows:
        heading, *lines_out = table(("turn", "time", "level", "hostility", "heard", "words"), rows, right=_TO_THE_RIGHT)
        print(paint.heading(heading), file=out)
        for line, level in zip(lines_out, levels, strict=True):
            print(paint.level(line, level), file=out)
    for reason, count in sorted(silent.items()):
        print(paint.aside(f"not read: {count} {'turn' if count == 1 else 'turns'}, {reason}"), file=out)
    if "role_unknown" in silent:
        print(paint.aside(role_hint(report)), file=out)


def write_json(report: Report, name: str, out: TextIO, language: str = "en") -> None:
    """Write a line for each final turn: where it is, and its reading or why there is none."""
    for segment, before in with_context(report.segments):
        reading = read_turn(segment.as_turn(), context=before, source_language=language)
        place: dict[str, object] = {
            "file": name,
            "conversation": segment.conversation,
            "segment": segment.segment_id,
            "role": segment.party.role.value,
            "start_ms": segment.start_ms,
        }
        said = {"not_read": reading.reason} if isinstance(reading, NotHeard) else msgspec.structs.asdict(reading)
        print(msgspec.json.encode(place | said).decode(), file=out)


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


def score_plain(
    engine: Engine, source: BinaryIO, out: BinaryIO, *, is_json: bool = False, paint: Paint | None = None
) -> int:
    """Show level, hostility and signals of each line: for reading by eye, or a JSON object with its number."""
    status = 0
    for number, line in lines(source):
        if line is None:
            print(f"hearten-ear: line {number}: longer than {LINE_MAX} bytes, passed over", file=sys.stderr)
            status = 1
            continue
        text = line.decode("utf-8", errors="replace")
        reading = engine.score((text,))[0]
        if is_json:
            out.write(msgspec.json.encode({"line": number, **msgspec.structs.asdict(reading)}) + b"\n")
        else:
            shown_line = f"{reading.level}  {reading.hostility:.2f}  {', '.join(reading.signals()) or 'calm'}"
            out.write((paint.level(shown_line, reading.level) if paint else shown_line).encode() + b"\n")
        out.flush()
    return status


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
