"""What training counts: the hashes of all features of many texts, as arrays."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class Hashes(NamedTuple):
    """The features of many texts, stretch by stretch, in the order of :func:`features.stretches`.

    ``hashes``: uint64, repeats included; those of stretch ``s`` are ``hashes[at[s]:at[s + 1]]`` (int64). Text ``i`` has
    the stretches ``stretches[i]`` to ``stretches[i + 1]`` (int64). ``words``: int64, of each stretch.
    """

    hashes: NDArray[np.uint64]
    at: NDArray[np.int64]
    stretches: NDArray[np.int64]
    words: NDArray[np.int64]
