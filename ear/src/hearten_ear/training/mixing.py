"""Mixes the columns of the table, so that what one head learned corrects another, at no cost when texts are scored.

Public sources call swearing and anger toxic whoever is meant. How far a turn is angry, swears or is in distress is
known to other heads, and on the own corpus it can be learned how much of that to take off (and of the single kinds of
abuse to add). A sum of columns is a column again: the mixture is worked into the weights. Only a share of it is taken,
for what it gives on customers it costs on forum posts, where swearing is what is looked for.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
Mixture = NDArray[np.float32]

#: Share of the mixture in a mixed column; the rest is the column itself. Both at the same spread.
SHARE = 0.15
#: L2 penalty on standardised scores, and rows with the head that it takes to mix it at all.
DECAY, FEWEST = 1e-3, 20


def learn(scores: Scores, labels: Mapping[int, Scores], columns: Sequence[int], share: float = SHARE) -> Mixture:
    """Learn the mixture from honest scores (rows × heads) of own rows; gives heads × heads, to multiply weights by.

    ``labels`` holds for the place of each head that is mixed whether a row has it; ``columns`` are the heads that go
    into the mixture. A head that too few rows have stays as it is.
    """
    mixture = np.eye(scores.shape[1])
    if not len(scores):
        return mixture.astype(np.float32)
    spread = scores.std(axis=0) + 1e-9
    chosen = list(columns)
    for place, truth in labels.items():
        if min((truth >= 0.5).sum(), (truth < 0.5).sum()) < FEWEST:
            continue
        found = _logistic((scores[:, chosen] - scores[:, chosen].mean(axis=0)) / spread[chosen], truth)
        column = np.zeros(scores.shape[1])
        column[chosen] = found / spread[chosen]
        column *= share * spread[place] / (float((scores @ column).std()) + 1e-9)
        column[place] += 1 - share
        mixture[:, place] = column
    return mixture.astype(np.float32)


def _logistic(x: Scores, truth: Scores, steps: int = 40) -> Scores:
    """Fit by Newton's method with an L2 penalty; gives the weights without the offset."""
    x = np.hstack([x, np.ones((len(x), 1))])
    keep = np.append(np.full(x.shape[1] - 1, DECAY), 1e-9)
    found = np.zeros(x.shape[1])
    for _ in range(steps):
        chance = 1 / (1 + np.exp(-np.clip(x @ found, -30, 30)))
        gradient = x.T @ (chance - truth) / len(x) + keep * found
        hessian = (x * (chance * (1 - chance))[:, None]).T @ x / len(x) + np.diag(keep)
        step = np.linalg.solve(hessian, gradient)
        found -= step
        if np.abs(step).max() < 1e-9:
            break
    return np.asarray(found[:-1])
