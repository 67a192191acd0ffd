"""Make the automaton small: positions that are always reached together become one.

Six hundred phrases begin with "you are" or "I will"; without this each of them would keep its own place while reading.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet


def reached_together(
    words: Sequence[frozenset[str] | None], first: set[int], before: Sequence[AbstractSet[int]]
) -> tuple[list[int], int]:
    """Give each position a class number, and how many classes there are.

    Two positions share a class if they accept the same words, both or neither begin a phrase, and the positions before
    them share classes: the coarsest such partition, refined until it holds.
    """
    ids: dict[object, int] = {}
    classes = [ids.setdefault((accepted, at in first), len(ids)) for at, accepted in enumerate(words)]
    count = 0
    while len(ids) > count:
        count = len(ids)
        ids = {}
        previous = classes
        classes = [
            ids.setdefault((previous[at], frozenset([previous[p] for p in preceding])), len(ids))
            for at, preceding in enumerate(before)
        ]
    return classes, count
