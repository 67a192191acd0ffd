"""Finds the weights: logistic regression for all heads at once, by L-BFGS, always with the same outcome.

Each head is trained on the rows whose label for it is known. The own corpus and the public sources have an offset each
for every head while training, so that how often customers are hostile in the own corpus, where half the rows are, is
not read off their subjects (accounts, refunds); the offsets are thrown away. An offset for every single source was
tried: it takes away what tells a toxic source from a clean one, which is most of what public sources teach.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class NeedsScipyError(Exception):
    """Training needs SciPy."""

    def __init__(self) -> None:
        super().__init__("training needs SciPy: pip install 'hearten-ear[train]'")


@dataclass(frozen=True, slots=True)
class Fitted:
    """Weights (features × heads), biases, and the loss that was reached in so many steps."""

    weights: Floats
    bias: Floats
    loss: float
    steps: int


def csr(rows: NDArray[np.intp], at: NDArray[np.int64], columns: int) -> Any:
    """Build a sparse matrix of counts."""
    try:
        from scipy import sparse  # type: ignore[import-untyped]
    except ImportError:
        raise NeedsScipyError from None
    matrix = sparse.csr_matrix((np.ones(len(rows), np.float32), rows.astype(np.int32), at), (len(at) - 1, columns))
    matrix.sum_duplicates()
    return matrix


def scaled(matrix: Any, factors: Floats) -> Any:
    """Multiply each row by a factor, in place."""
    matrix.data *= np.repeat(factors, np.diff(matrix.indptr))
    return matrix


def fit(
    matrix: Any,
    labels: Floats,
    importance: Floats,
    sources: NDArray[np.intp],
    *,
    decay: float,
    steps: int,
    start: Fitted | None = None,
) -> Fitted:
    """Fit all heads.

    ``labels`` and ``importance`` are rows × heads; an importance of 0 means that the label is missing. ``sources``
    numbers the source of each row; ``decay`` is the L2 penalty.
    """
    try:
        from scipy.optimize import minimize  # type: ignore[import-untyped]
    except ImportError:
        raise NeedsScipyError from None
    columns, heads, groups = matrix.shape[1], labels.shape[1], int(sources.max()) + 1
    turned = matrix.T.tocsr()
    share = (importance / np.maximum(importance.sum(axis=0, keepdims=True), 1e-9)).astype(np.float32)
    members = np.zeros((len(sources), groups), np.float32)
    members[np.arange(len(sources)), sources] = 1.0
    size, extra = columns * heads, groups * heads
    # Rare features have a flat loss: without bringing all to one curvature they would hardly move in so few steps.
    squared = turned.copy()
    squared.data = squared.data**2
    pace = 1.0 / np.sqrt(0.1 * (squared @ share) + decay)

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat[:size].reshape(columns, heads).astype(np.float32) * pace
        offsets = flat[size : size + extra].reshape(groups, heads).astype(np.float32)
        bias = flat[size + extra :].astype(np.float32)
        scores = matrix @ weights + members @ offsets + bias
        chance = 1.0 / (1.0 + np.exp(-np.clip(scores, -30, 30)))
        value = float((share * (np.logaddexp(0.0, scores) - labels * scores)).sum(dtype=np.float64))
        value += 0.5 * decay * float((weights * weights).sum(dtype=np.float64))
        value += 0.5 * 1e-3 * float((offsets * offsets).sum(dtype=np.float64))
        wrong = share * (chance - labels)
        gradient = np.concatenate([
            ((turned @ wrong + decay * weights) * pace).ravel(),
            (members.T @ wrong + 1e-3 * offsets).ravel(),
            wrong.sum(axis=0),
        ])  # fmt: skip
        return value, gradient.astype(np.float64)

    first = np.zeros(size + extra + heads)
    often = np.clip((share * labels).sum(axis=0), 1e-3, 1 - 1e-3)
    first[size + extra :] = np.log(often / (1 - often))
    if start is not None:
        first[:size], first[size + extra :] = (start.weights / pace).ravel(), start.bias
    options = {"maxiter": steps, "maxcor": 6, "maxfun": 2 * steps}
    found = minimize(loss, first, jac=True, method="L-BFGS-B", options=options)
    weights = (found.x[:size].reshape(columns, heads) * pace).astype(np.float32)
    return Fitted(weights, found.x[size + extra :].astype(np.float32), float(found.fun), int(found.nit))
