"""``hearten-ear examples``: twenty explained examples over the hard pairs of the test pass, right and wrong ones.

Prints Markdown. The pairs are chosen by rule. The texts are our own; they hold insults and threats.
"""

import argparse
from pathlib import Path

from hearten_ear.cli.files import Unusable
from hearten_ear.cli.train import corpus_of

_EXAMPLES = """
examples:
  hearten-ear examples
  hearten-ear examples > docs/reference/ear-examples.md

Exit status: 0 well, 1 the corpus could not be read, 2 wrong use, 130 interrupted.
"""
_HEADING = """\
# What the ear hears in hard pairs

Written by `hearten-ear examples`; do not edit. Each pair differs by little: one turn is hostile to the person who
answers, the other is not. The first six pairs were told apart, the last four were not. They come from the test pass
of our own corpus, which nobody trains on, and are chosen by rule. Attacks on what somebody is and sexual remarks are
measured in the model card, not printed here.

A turn is hostile from level 2 on. After each stand the words behind what was heard, with their weight in log-odds,
and the words that moved the learned weights most, each way. **Some of the language below is abusive.**"""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Declare the command and its options."""
    command = commands.add_parser(
        "examples",
        help="explain twenty hard examples, right and wrong ones",
        description=__doc__,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("--corpus", type=Path, help="folder of the own corpus (default: that of this repository)")
    command.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Explain and print."""
    from hearten_ear.engine import load_engine, model_bytes
    from hearten_ear.kernel import batch
    from hearten_ear.training import material, showing

    engine = load_engine()
    try:
        tested = material.own(corpus_of(arguments), test=True)
    except material.NoDataError as problem:
        raise Unusable(str(problem)) from problem
    print(_HEADING)
    shown = showing.examples(engine, batch.load(model_bytes("en")), tested)
    for line in showing.lines(shown, engine.model):
        print(line)
    return 0
