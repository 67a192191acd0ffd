"""Writes the model card from a run: what it is for, what it was made of, how well it hears, whom it fails."""

from collections.abc import Iterator, Mapping
from typing import Any

from hearten_ear.training import evaluation
from hearten_ear.training.building import Built
from hearten_ear.training.calibration import ALLOWED, ALLOWED_ABUSE
from hearten_ear.training.evaluation import Report
from hearten_ear.training.foretelling import Foretold
from hearten_ear.training.label_map import NOT_TRAINED_ON, SOURCES
from hearten_ear.training.mixing import SHARE

_PURPOSE = """\
Hears, in one turn that a customer says or writes to a person who works in a contact centre, whether it is hostile to
that person and in which way, and what else weighs on the call: anger at things, swearing, demands, the wish for
somebody else, rambling, distress, thanks. It is there to bring help to the person who is spoken to.

**Who must not be scored.** Agents; anybody whose role is not known; anybody for hiring, rating, ranking, discipline,
pay, credit, insurance or refusing service. A score says something about one turn, nothing about a person: never add
scores up by customer. Distress is a hint for a human, no finding. Only English is heard.
"""
_METHOD = """\
Logistic regression for all heads at once over hashed features: words and their spellings undone (`1d10t`, `s t u p i
d`), runs of four letters, pairs and skipped pairs of words in which words of a class stand for each other (`you
muppet`, `you plonker`), and each word once more together with the last person spoken of, an open negation, and
somebody's words being told. One table of 2^17 rows of int8 for all heads, each row with a check byte, so that an
n-gram never seen adds nothing. The columns of the heads at the person are then mixed with all others, by a share of
{share:.0%}: how angry a turn is, and how it swears, is taken off: public sources call both toxic whoever is meant. For
turns above a low gate the phrases of `languages/en` are read as well; a head is as sure as the surer of the two.

Weights are fitted on the rows below and on spoiled copies (misheard, masked, disguised, bare). Mixture, thresholds and
slopes come from own rows that had no part in the fitting (each judging pass of the own corpus left out in turn), so
that no group of customers who are not hostile alarms more often than it may, by any of these heads: {allowed}; by
threats, identity attacks and sexual harassment alone: {abuse}. What the phrases hear comes on top of that.
"""
_MEASURED_ON = """\
Public dev parts, and the test pass of the own corpus, which nobody trains on. It was written before anybody saw how a
model does on it, but by the hand that wrote passes `e` and `f`, and it is easier than pass `t`, which was the test
before and judges now: the table above is the harder measure.
"""
_FAILS = """\
Sentences of our own that it gets wrong or only just right, in kind:

- Contempt without any rude word and without a pattern that was met: "do thank whoever ties your shoes in the morning".
- Veiled threats that are a fact about somebody: "the silver car with the baby seat, I have a good eye for cars".
- An insult in one clause of a long turn that is calm otherwise: turns are read in stretches of 16 to 40 words and the
  hottest counts, but within a stretch calm words still weigh against it.
- Who "he" or "they" is: a colleague who is insulted to the agent's face counts as somebody else.
- Irony that needs the world: "five stars for the man who sent my mother's urn to Hull".
- Dialects: African-American English, Hiberno-English and Indian English are over-heard in forum data (see `davidson`)
  and little met here. Check false alarms in your own centre before you switch a cue on.
- Speech recognition that turns an insult into an innocent word cannot be heard.
- Nothing it was trained on is a real call.
"""
_TRIED = """\
Figures of single trials on development parts; "another author" is a pass of the own corpus that the trial never met.

- More features: triples, triples of classes, runs of three and five letters, negation and report as conditions of their
  own. Each moved another author's area by .005 at most.
- An offset for each public source while training took away what tells toxic sources from clean ones (toxic comments
  against clean talk .98 → .86), so only own and public have one.
- The weight of the own corpus is a trade. From 1.5 to 10 for a row: another author .87 → .89, hard pairs .80 → .83, but
  abuse of a chat agent .91 → .87 and offensive posts .89 → .85, because public sources call abuse of third parties
  toxic. Averaging a model of each kind gave no better trade.
- Mixing the columns is the same trade at a better price. Taken whole, on other authors: all .895 → .911, against anger
  .895 → .922, against swearing .916 → .961; but abuse of a chat agent .88 → .84 and offensive posts .84 → .75. A share
  of .3 gave .904 and .906 for .87 and .82. A share of .15 ships.
- A second stage over all heads *and* what the phrases hear (.924 on other authors, .940 against anger, with the sum of
  the kinds as a further input) is the best that was seen. It does not ship: what phrases hear must stay heard and name
  its words, and whole readings are made in C, which knows no such stage yet.
- Among the own passes the newest author is heard worst: pass `t` at .87, the others at .90 to .92. It is the harder
  and the more honest figure.
- The tail does not follow the area. At the limits the weights alone hear 35 of 100 hostile rows of another author,
  mixed or not; with the phrases half. What stands in the way are few calm rows that were written to be mistaken
  ("you're breaking up a bit, i can hear you when you talk slow"), and one row in a hundred is all that may be.
- Thresholds head by head broke the limits together (angry 2.5 %). Raising all alike until they hold costs .035 of
  recall and .04 of threats; moving each by what it gains costs .01.
- Reading more turns by the phrases (97 of 100 of those in which they hear something, not 92) would have the phrases
  read 42 % of calm turns, not 31 %.
- Bringing all features to one curvature before the fitting: without it rare features hardly move in the steps there are
  (offensive posts .76 against .90).
- A tenfold decay (2e-6 → 2e-5) gave .01 on public files and on another author alike.
- Without dividing by the root of the number of words: abuse of a chat agent .92 → .89; offensive posts .90 → .92.
- Not tried for want of time: a small neural model for the turns above the gate; the previous turn as features.
"""


def written(built: Built, report: Report, foretold: Foretold, manifest: Mapping[str, Any]) -> str:
    """Give the model card as Markdown."""
    return "\n".join(_lines(built, report, foretold, manifest)) + "\n"


def _lines(built: Built, report: Report, foretold: Foretold, manifest: Mapping[str, Any]) -> Iterator[str]:
    yield f"# Model card: {built.model.name}\n"
    yield "Written by `hearten-ear train`; do not edit.\n"
    yield _PURPOSE
    yield "## How it hears\n"
    yield _METHOD.format(share=SHARE, allowed=_rates(ALLOWED), abuse=_rates(ALLOWED_ABUSE))
    facts = built.facts
    yield f"{facts['texts']:,} texts, {facts['features']:,} features met often enough, {facts['kept']:,} in the table, "
    yield f"{manifest['weights']['bytes']:,} bytes, SHA-256 `{manifest['weights']['sha256']}`.\n"
    yield "## What it was made of\n"
    yield from _sources()
    yield "\n## Label map\n"
    yield "A head that a source does not name is missing there: not trained on, neither as yes nor as no.\n"
    yield from _label_map()
    yield "\n## Figures\n"
    yield "Each judging pass of the own corpus, heard by weights and a mixture that never met its author, and the"
    yield "phrases with them, as in use; the thresholds are set on these scores. Level 2 or 3 counts as heard."
    yield from evaluation.table("By an author never met", _turned(manifest["by_an_author_never_met"]))
    yield ""
    yield _MEASURED_ON
    yield from evaluation.lines(report)
    yield "\n## Thresholds\n"
    yield "Heard from 0.5 on. `even at` is the share of turns at which a probability of 0.5 is an even chance.\n"
    yield "| head | even at | bound by |\n|---|--:|---|"
    for head, each in built.calibrated.items():
        yield f"| {head} | {100 * each.prior:.1f} % | {each.bound_by} |"
    yield "\n## The forecast: may this contact turn?\n"
    yield from _forecast(foretold)
    yield "\n## Known failures\n"
    yield _FAILS
    yield "## Where it plateaued, and what was tried\n"
    yield _TRIED


def _turned(rows: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Turn a table by a quarter: figures downwards, passes to the right."""
    names = dict.fromkeys(figure for row in rows.values() for figure in row)
    return {figure: {name: row.get(figure, "") for name, row in rows.items()} for figure in names}


def _rates(allowed: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {100 * rate:g} %" for name, rate in allowed.items())


def _sources() -> Iterator[str]:
    yield "| source | licence | credit | weight | traps |\n|---|---|---|--:|---|"
    for source in SOURCES:
        yield f"| {source.name} | {source.licence} | {source.attribution} | {source.total:,.0f} | {source.traps} |"
    yield "| own corpus (`ear/corpus/en`) | Apache-2.0 | written for Hearten, by author passes | 4 a row | |"
    yield "\nNot trained on: " + "; ".join(f"`{name}` ({why})" for name, why in NOT_TRAINED_ON.items()) + "."


def _label_map() -> Iterator[str]:
    yield "| source | head | value | why |\n|---|---|---|---|"
    for source in SOURCES:
        for line in source.lines:
            yield f"| {source.name} | {line.head} | {line.how} | {line.why} |"


def _forecast(foretold: Foretold) -> Iterator[str]:
    area = foretold.area
    yield "Off unless a centre switches it on. Weights from `adhominem_cmv` with lengths matched; measured and "
    yield "calibrated on conversations it was not trained on (`cmv_valid_calibration_only`), forum debates, not calls."
    yield f"AUC at equal length {area} ({area.positives} that turned, {area.negatives} that did not)."
    hits = ", ".join(f"{100 * hit:.0f} % at {100 * rate:g} % false alarms" for rate, hit in foretold.hits.items())
    yield f"Hits: {hits}. Mean distance of probability and frequency {foretold.calibration_error:.3f}."
    yield 'That is weak: shown to an agent it may only ever say "may turn", and no one may be judged by it.'
