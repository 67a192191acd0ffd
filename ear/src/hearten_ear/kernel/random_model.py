"""A model of random weights, for tests and for measuring speed before there is a trained one. It hears nothing."""

from collections.abc import Iterable

import numpy as np

from hearten_ear.kernel.features import (
    CHECK,
    CLASSES,
    COLUMNS,
    COMMA,
    END,
    MOST_CHANNELS,
    NORMS,
    FeatureSpec,
    Machine,
    Model,
    bucket,
    check_of,
    hash_bytes,
    stretches,
)
from hearten_ear.kernel.modelfile import STEPS

#: Everything that a serious model may ask for.
FULL = FeatureSpec(conditions=2, skips=True)
_CLASSES = {
    4: "you your youre u ur",
    5: "i me my we",
    6: "he she they it",
    7: "not no never dont",
    8: "said called told",
}
#: How many words a person stays the last one spoken of.
_REACH = 4


def random_model(
    spec: FeatureSpec = FULL, *, heads: int = 12, seed: int = 7, hears: Iterable[str] = (), share: float = 0.8
) -> Model:
    """Give a model of the right shape: the machine remembers the last person for a few words, and a negation.

    A ``share`` of the features of the texts that it ``hears`` have a row of their own; others count by chance.
    """
    pick = np.random.default_rng(seed)
    weights = np.zeros((1 << spec.bits, COLUMNS), np.int8)
    weights[:, :heads] = pick.integers(-127, 128, (1 << spec.bits, heads), np.int8)
    weights[:, CHECK] = pick.integers(-128, 128, 1 << spec.bits, np.int8)
    rising = (10_000 / (1 + np.exp(-np.arange(-1024, 1024) / 128))).astype(np.uint16)
    words = {hash_bytes(word.encode()): (0, kind) for kind, group in _CLASSES.items() for word in group.split()}
    words[hash_bytes(b"u")] = (hash_bytes(b"you"), 4)
    model = Model(
        name="random",
        heads=tuple(f"head{number}" for number in range(heads)),
        spec=spec,
        machine=_machine(),
        lexicon=words,
        weights=weights,
        bias=pick.integers(-500, 500, heads, np.int32),
        norm=(4096 / np.sqrt(np.maximum(np.arange(NORMS), 1))).astype(np.int32),
        chances=np.tile(rising, (heads, 1)).reshape(heads, STEPS),
        shift=2,
        calm=np.full(heads, 5_000, np.uint16),
    )
    found = (each for text in hears for stretch in stretches(model, text, text) for each in stretch.hashes)
    for each in dict.fromkeys(found):
        if pick.random() < share:
            weights[bucket(each, spec.bits), CHECK] = check_of(each, spec.bits)
    return model


def _machine() -> Machine:
    """States: person (none, you, I, they) with the words it is still remembered for, times a negation open or not."""
    states = [(0, 0, 0)] + [(p, left, n) for p in range(1, 4) for left in range(1, _REACH + 1) for n in (0, 1)]
    states.append((0, 0, 1))
    number = {state: place for place, state in enumerate(states)}
    moves = np.zeros((len(states), CLASSES), np.uint8)
    sees = np.zeros((MOST_CHANNELS, len(states)), np.uint8)
    for (person, left, negated), place in number.items():
        sees[0, place], sees[1, place] = person, negated
        for kind in range(CLASSES):
            after = (person, left - 1, negated) if left > 1 else (0, 0, negated)
            if kind in {4, 5, 6}:
                after = (kind - 3, _REACH, negated)
            elif kind == 7:
                after = (*after[:2], 1)
            elif kind in {END, COMMA}:
                after = (0, 0, 0)
            moves[place, kind] = number[after]
    return Machine(moves, sees)
