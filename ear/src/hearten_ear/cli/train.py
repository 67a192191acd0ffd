"""``hearten-ear train DATA``: labelled texts in; weights, manifest and model card out.

The same data give the same bytes. DATA is the folder that holds ``hostility/`` and ``derailment/``; the corpus of our
own comes from this repository (``--corpus`` names another). Needs SciPy: ``pip install 'hearten-ear[train]'``. About
ten minutes on one core; four with ``--quick``.
"""

import argparse
import sys
from pathlib import Path

from hearten_ear.cli.files import Unusable

_EXAMPLES = """
examples:
  hearten-ear train ../shared/data
  hearten-ear train ../shared/data --out /tmp/model --name ear-en-9

Exit status: 0 well, 1 the data could not be read, 2 wrong use, 130 interrupted.
"""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command and its options."""
    command = commands.add_parser(
        "train",
        help="train the weights anew",
        description=__doc__,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_data(command)
    command.add_argument("--out", type=Path, help="folder for the model (default: where the installed one lies)")
    command.add_argument("--name", default="ear-en-2", help="name in every reading (default: ear-en-2)")
    command.add_argument(
        "--quick", action="store_true", help="leave out the models trained without each source in turn"
    )
    command.set_defaults(run=run)


def add_data(command: argparse.ArgumentParser) -> None:
    """Declare what both ``train`` and ``evaluate`` read."""
    command.add_argument("data", type=Path, metavar="DATA", help="folder of the public sources")
    command.add_argument("--corpus", type=Path, help="folder of the own corpus (default: that of this repository)")


def corpus_of(arguments: argparse.Namespace) -> Path:
    """Find the own corpus: as told, or beside the sources of the package."""
    given: Path | None = arguments.corpus
    corpus = given or Path(__file__).resolve().parents[3] / "corpus" / "en"
    if not corpus.is_dir():
        raise Unusable(f"{corpus}: no such folder; name the own corpus with --corpus")
    return corpus


def run(arguments: argparse.Namespace) -> int:
    """Train and write the model."""
    from hearten_ear.training.fitting import NeedsScipyError
    from hearten_ear.training.material import NoDataError
    from hearten_ear.training.shipping import train

    out = arguments.out or Path(__file__).resolve().parents[1] / "model"
    try:
        written = train(arguments.data, corpus_of(arguments), out, arguments.name, whole=not arguments.quick, say=_say)
    except (NoDataError, NeedsScipyError) as problem:
        raise Unusable(str(problem)) from problem
    for file in written:
        print(file)
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
