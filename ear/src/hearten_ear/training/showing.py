"""Twenty explained examples over the hard pairs: ten pairs of the test pass, some told apart, some not.

A pair is two turns that differ by little: one is hostile to the person who answers, the other is not. Which pairs are
shown is decided by rule, not by taste: slice by slice in the order of the alphabet, the first that is right and the
first that is wrong, until there are enough. Attacks on what somebody is and sexual remarks are measured, not printed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from hearten_ear.engine import Engine
from hearten_ear.kernel import batch
from hearten_ear.reading import HOSTILE, Reading
from hearten_ear.training.material import Example

RIGHT_PAIRS, WRONG_PAIRS = 6, 4
#: Of the words that moved the head ``hostile`` so many are named, each way.
MOVED = 3
_NOT_PRINTED = frozenset({"identity_attack", "sexual_harassment"})


@dataclass(frozen=True, slots=True)
class Shown:
    """One turn of a pair, what it is, what was heard, and the words that moved ``hostile`` up and down."""

    example: Example
    reading: Reading
    up: tuple[str, ...]
    down: tuple[str, ...]

    @property
    def is_hostile(self) -> bool:
        """Say whether the turn is hostile to the person, by its label."""
        return self.example.level >= HOSTILE

    @property
    def right(self) -> bool:
        """Say whether it was heard as what it is, as far as hostility to the person goes."""
        return (self.reading.level >= HOSTILE) == self.is_hostile

    @property
    def verdict(self) -> str:
        """Say in a word how it went."""
        return "right" if self.right else "missed" if self.is_hostile else "false alarm"


Pair = tuple[Shown, Shown]


def examples(engine: Engine, weights: batch.Model, tested: Sequence[Example]) -> list[Pair]:
    """Choose the pairs that are shown: right ones first, then wrong ones."""
    right: dict[str, list[Pair]] = {}
    wrong: dict[str, list[Pair]] = {}
    for mild, harsh in _pairs(tested):
        pair = (_shown(engine, weights, mild), _shown(engine, weights, harsh))
        kept = right if all(each.right for each in pair) else wrong
        kept.setdefault(mild.slice_, []).append(pair)
    return [*_in_turn(right, RIGHT_PAIRS), *_in_turn(wrong, WRONG_PAIRS)]


def _pairs(tested: Sequence[Example]) -> Iterator[tuple[Example, Example]]:
    groups: dict[str, list[Example]] = {}
    for each in tested:
        if each.group and not _NOT_PRINTED & {head for head, value in each.labels.items() if value >= 0.5}:
            groups.setdefault(each.group, []).append(each)
    for group in groups.values():
        milds = [each for each in group if each.level < HOSTILE]
        harshes = [each for each in group if each.level >= HOSTILE]
        if milds and harshes:
            yield milds[0], harshes[0]


def _in_turn(by_slice: dict[str, list[Pair]], most: int) -> list[Pair]:
    """Take the first of each slice, then the second of each, and so on."""
    found: list[Pair] = []
    for turn in range(max(map(len, by_slice.values()), default=0)):
        found += [by_slice[name][turn] for name in sorted(by_slice) if len(by_slice[name]) > turn]
    return found[:most]


def _shown(engine: Engine, weights: batch.Model, example: Example) -> Shown:
    reading = engine.score([example.text], [example.context or None])[0]
    moved = weights.explain(example.text, "hostile")
    up = _named(example.text, [each for each in moved if each[2] > 0])
    down = _named(example.text, [each for each in reversed(moved) if each[2] < 0])
    return Shown(example, reading, up, down)


def _named(text: str, moved: Sequence[tuple[int, int, int]]) -> tuple[str, ...]:
    """Give the words of the weightiest stretches, none that overlaps a weightier one."""
    kept: list[tuple[int, int]] = []
    for start, end, _ in moved:
        if len(kept) < MOVED and not any(start < after and before < end for before, after in kept):
            kept.append((start, end))
    return tuple(" ".join(text[start:end].split()) for start, end in kept)


def lines(pairs: Sequence[Pair], model: str) -> Iterator[str]:
    """Give the examples as Markdown."""
    for number, pair in enumerate(pairs, 1):
        yield f"\n## {number}. {pair[0].example.slice_.replace('_', ' ')}: {_both(pair)}\n"
        for each in pair:
            yield from _told(each)
    yield f"\nHeard by {model}."


def _both(pair: Pair) -> str:
    return "told apart" if all(each.right for each in pair) else "not told apart"


def _told(shown: Shown) -> Iterator[str]:
    reading, text = shown.reading, shown.example.text
    meant = "hostile to the person" if shown.is_hostile else "not aimed at the person"
    if shown.example.context:
        yield f"(The agent: {shown.example.context})\n"
    yield f"> {text}\n"
    yield f"- **{shown.verdict}**: {meant}; heard as level {reading.level}, hostility {reading.hostility:.2f}"
    spans = [
        f"{span.signal.replace('_', ' ')} “{text[span.start : span.end]}” {span.weight:+.2f}" for span in reading.spans
    ]
    yield f"- heard: {'; '.join(spans) if spans else 'nothing'}"
    yield f"- the weights: {_words(shown.up)} spoke for hostility, {_words(shown.down)} against\n"


def _words(words: Sequence[str]) -> str:
    return ", ".join(f"“{word}”" for word in words) or "nothing"
