"""``hearten-ear evaluate DATA``: the whole table, the engine beside what can be installed today, on the same texts.

Prints Markdown, or JSON with ``--json``. ``--leave-one-out`` trains without each source in turn and takes ten minutes
more. Baselines that are not installed are named and left out: ``pip install vaderSentiment textblob afinn
alt-profanity-check scikit-learn``.
"""

import argparse
import sys

from hearten_ear.cli.files import Unusable
from hearten_ear.cli.train import add_data, corpus_of

_EXAMPLES = """
examples:
  hearten-ear evaluate ../shared/data
  hearten-ear evaluate ../shared/data --leave-one-out > table.md
  hearten-ear evaluate ../shared/data --json

Exit status: 0 well, 1 the data could not be read, 2 wrong use, 130 interrupted.
"""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command and its options."""
    command = commands.add_parser(
        "evaluate",
        help="measure the engine beside what can be installed today",
        description=__doc__,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_data(command)
    command.add_argument("--leave-one-out", action="store_true", help="train without each source in turn, too")
    command.add_argument("--json", action="store_true", help="write JSON, not Markdown")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Measure and print."""
    from hearten_ear.training.evaluation import evaluate, lines
    from hearten_ear.training.fitting import NeedsScipyError
    from hearten_ear.training.material import NoDataError

    try:
        report = evaluate(
            arguments.data,
            corpus_of(arguments),
            leave_one_out=arguments.leave_one_out,
            say=lambda line: print(line, file=sys.stderr, flush=True),
        )
    except (NoDataError, NeedsScipyError) as problem:
        raise Unusable(str(problem)) from problem
    if arguments.json:
        print(report.as_json())
        return 0
    for line in lines(report):
        print(line)
    return 0
