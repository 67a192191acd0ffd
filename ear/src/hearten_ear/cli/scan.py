"""``hearten-ear scan``: score an archive of any size into a folder of Parquet, on all cores.

Only rows that a customer said are read; all others pass through with the reason. A scan that was stopped, by whatever,
goes on when the same command is given again.
"""

import argparse
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TextIO

import msgspec

from hearten_ear.archive import CannotGoOn, Options, Outcome, ScanFailed
from hearten_ear.cli.files import Unusable
from hearten_ear.engine import hears

WRONG_USE = 2
#: Options that name a column, and what the column means.
COLUMNS = {
    "text": "what was said",
    "role": "who said it: customer, agent, …",
    "context": "what was said just before",
    "id": "the row's own id, passed through",
    "conversation": "the conversation's id, passed through",
    "language": "the row's language",
    "final": "false where speech recognition was not done",
}
_EXAMPLES = """
examples:
  hearten-ear scan contacts.jsonl --out scores
  hearten-ear scan 2025/ 2026/ --out scores --cores 4
  hearten-ear scan calls.parquet --out scores --text utterance --role speaker --customer "end user"
  hearten-ear scan tickets.jsonl --out scores --all-customers
  hearten-ear scan vcons/ --out scores --json

Exit status: 0 well, 1 something could not be read (OUT/_rejected.jsonl says what), 2 wrong use, 130 interrupted.
"""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command and its options."""
    command = commands.add_parser(
        "scan",
        help="score an archive into a folder of Parquet",
        description=__doc__,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument(
        "inputs",
        nargs="+",
        type=Path,
        metavar="INPUT",
        help="JSONL, Parquet, vCon and subtitle files, or folders of them",
    )
    command.add_argument("--out", required=True, type=Path, metavar="FOLDER", help="where the scores go")
    for name, meaning in COLUMNS.items():
        option = "--language-column" if name == "language" else f"--{name}"
        command.add_argument(option, dest=f"{name}_column", metavar="COLUMN", help=f"{meaning} (default: {name})")
    command.add_argument(
        "--all-customers", action="store_true", help="rows whose role is unknown are customers' words: you vouch for it"
    )
    command.add_argument(
        "--customer", action="append", default=[], metavar="WORD", help="a word of the role column for the customer"
    )
    command.add_argument("--language", default="en", help="language of rows that name none (default: en)")
    command.add_argument("--cores", type=_cores, help="worker processes (default: all cores)")
    command.add_argument("--restart", action="store_true", help="throw away what an earlier scan left in FOLDER")
    command.add_argument("--json", action="store_true", help="the result as a line of JSON, for programs")
    command.set_defaults(run=run)


def _cores(value: str) -> int:
    if not value.isdecimal() or not 1 <= int(value) <= 1024:
        raise argparse.ArgumentTypeError("expected a number from 1 upwards")
    return int(value)


def run(arguments: argparse.Namespace) -> int:
    """Scan, and show what came of it."""
    if not hears(arguments.language):
        raise Unusable(f"--language {arguments.language}: not a language Hearten knows; expected en")
    if find_spec("pyarrow") is None:
        raise Unusable("scan needs Apache Arrow, which is not installed: pip install 'hearten-ear[archive]'")
    from hearten_ear.archive import scan  # after the question above

    try:
        outcome = scan(
            arguments.inputs, arguments.out, options_of(arguments), cores=arguments.cores, restart=arguments.restart
        )
    except CannotGoOn as refused:
        print(f"hearten-ear: {refused}. Give --restart to begin anew, or another --out.", file=sys.stderr)
        return WRONG_USE
    except ScanFailed as stopped:
        raise Unusable(f"stopped: {stopped}. What is done is kept: the same command goes on from there") from stopped
    except FileNotFoundError as missing:
        raise Unusable(f"{missing.args[0]}: there is no such file or folder") from missing
    except (ValueError, OSError) as problem:
        raise Unusable(str(problem)) from problem
    if arguments.json:
        print(msgspec.json.encode(outcome).decode())
    else:
        show(outcome, sys.stdout)
    return 1 if outcome.rejected else 0


def options_of(arguments: argparse.Namespace) -> Options:
    """Gather what the caller knows of the archive."""
    named = {name: given for name in COLUMNS if (given := getattr(arguments, f"{name}_column")) is not None}
    return Options(
        **named,
        named=tuple(named.values()),
        all_customers=arguments.all_customers,
        customer_words=tuple(arguments.customer),
        spoken=arguments.language,
    )


def show(outcome: Outcome, out: TextIO) -> None:
    """Print the result as a table."""
    lines = [("rows", outcome.rows), ("read", sum(outcome.levels))]
    lines += [(f"  level {level}", count) for level, count in enumerate(outcome.levels)]
    lines.append(("not read", sum(outcome.not_read.values())))
    lines += [(f"  {reason}", count) for reason, count in outcome.not_read.items()]
    lines.append(("bad rows", outcome.rejected))
    width = max(len(name) for name, _ in lines)
    for name, count in lines:
        print(f"{name:{width}}  {count:>15,}", file=out)
    parts = f"{outcome.parts:,} {'part' if outcome.parts == 1 else 'parts'}"
    print(f"{outcome.out}: {parts}, {outcome.model}", file=out)
    if outcome.rejected:
        print(f"{outcome.out}/_rejected.jsonl: the bad rows, with line and reason", file=out)
    if outcome.not_read.get("role_unknown"):
        print("role_unknown: name the column with --role, or vouch for them with --all-customers", file=out)
    if outcome.scanned:
        rate = outcome.scanned / max(outcome.seconds, 1e-9)
        print(f"{outcome.scanned:,} rows in {outcome.seconds:,.1f} s, {rate:,.0f} rows/s", file=out)
    elif outcome.resumed:
        print("nothing was left to do", file=out)
