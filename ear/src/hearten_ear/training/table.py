"""The features of many texts as one sparse matrix, stretch by stretch, hashed by the kernel itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hearten_ear.kernel import batch, features
from hearten_ear.kernel.features import NORMS, FeatureSpec, Model
from hearten_ear.kernel.hashing import Hashes
from hearten_ear.kernel.modelfile import STEPS
from hearten_ear.kernel.trained import BY_RULE, GATE
from hearten_ear.reading import HEADS
from hearten_ear.training import lexicon
from hearten_ear.training.fitting import Fitted, Floats, csr, scaled
from hearten_ear.training.material import Example

#: The columns of the table: the learned heads, and how likely the phrases hear anything (whether to read them at all).
COLUMNS = (*(head for head in HEADS if head not in BY_RULE), GATE)
SPEC = FeatureSpec(bits=17, grams=(4,), skips=True, conditions=2, stretch=(16, 40))
#: Texts that must have a feature for it to be kept, at least.
SEEN = 6
#: Texts of n words weigh their sum by sqrt(FLAT / (FLAT + n)).
FLAT = 3


@dataclass(slots=True)
class Table:
    """The features of many texts, stretch by stretch.

    ``index`` the kept hashes in order, ``matrix`` how often each stretch has each, ``starts`` the first stretch of each
    text and the end.
    """

    index: NDArray[np.uint64]
    matrix: Any
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, examples: Sequence[Example], spec: FeatureSpec) -> "Table":
        """Hash the texts with the kernel; keep hashes that enough stretches have."""
        hashes, at, starts, words = hashed([each.text for each in examples], spec)
        index, place = np.unique(hashes, return_inverse=True)
        matrix = csr(place, at, len(index))
        often = np.flatnonzero(np.bincount(matrix.indices, minlength=len(index)) >= SEEN)
        return cls(index[often], scaled(matrix[:, often], norms(words)), starts)

    @property
    def text_of(self) -> NDArray[np.intp]:
        """Give the text of each stretch."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))

    def only(self, columns: NDArray[np.intp]) -> "Table":
        """Keep some columns."""
        return Table(self.index[columns], self.matrix[:, columns], self.starts)

    def scores(self, found: Fitted) -> Floats:
        """Score texts: the largest of each head over the stretches."""
        return np.maximum.reduceat(self.matrix @ found.weights + found.bias, self.starts[:-1], axis=0)

    def spread(self, labels: Floats, importance: Floats, found: Fitted | None = None) -> tuple[Floats, Floats]:
        """Bring labels and importance of texts to their stretches.

        What a text has, one stretch has: the one that ``found`` scores highest, or none in particular before anything
        was found. What it has not, no stretch has.
        """
        text_of = self.text_of
        shared: Floats = (importance / np.diff(self.starts)[:, None]).astype(np.float32)
        if found is None:
            return labels[text_of], shared[text_of]
        scores = self.matrix @ found.weights + found.bias
        best = scores >= np.maximum.reduceat(scores, self.starts[:-1], axis=0)[text_of]
        chosen = np.where(best, importance[text_of], 0.0)
        return labels[text_of], np.where(labels[text_of] >= 0.5, chosen, shared[text_of]).astype(np.float32)

    def placed(self, found: Fitted, bits: int) -> NDArray[np.intp]:
        """Choose the features that get a row, in order: of those that fall on the same one the weightiest."""
        texts = np.bincount(self.matrix.indices, minlength=len(self.index))
        weight = np.abs(found.weights).max(axis=1) * np.sqrt(texts)
        rows = self.index * np.uint64(features.M1) >> np.uint64(64 - bits)
        order = np.lexsort((-weight, rows))
        first = np.concatenate([[True], rows[order][1:] != rows[order][:-1]])
        return np.sort(order[first])


def hashed(texts: Sequence[str], spec: FeatureSpec) -> Hashes:
    """Give the hashes of the features of texts, as :class:`batch.Hashes`."""
    encoded = [text.encode("utf-8", "replace") for text in texts]
    offsets = np.zeros(len(texts) + 1, np.int64)
    np.cumsum([len(each) for each in encoded], out=offsets[1:])
    return batch.load(blank(spec)).hashes_buffer(b"".join(encoded), offsets)


def blank(spec: FeatureSpec) -> Model:
    """Give a model without weights: enough to see the features of texts as the kernel sees them."""
    heads = len(COLUMNS)
    return Model(
        name="blank",
        heads=COLUMNS,
        spec=spec,
        machine=lexicon.machine(),
        lexicon=lexicon.lexicon(),
        weights=np.zeros((1 << spec.bits, 16), np.int8),
        bias=np.zeros(heads, np.int32),
        norm=norm_table(),
        chances=np.zeros((heads, STEPS), np.uint16),
        shift=0,
        calm=np.zeros(heads, np.uint16),
    )


def norm_table() -> NDArray[np.int32]:
    """Give the factor for each number of words in parts of 4096."""
    return np.rint(4096 * np.sqrt(FLAT / (FLAT + np.arange(NORMS)))).astype(np.int32)


def norms(words: NDArray[np.int64]) -> Floats:
    """Give the factor for texts of so many words."""
    return (norm_table()[np.minimum(words, NORMS - 1)] / 4096).astype(np.float32)
