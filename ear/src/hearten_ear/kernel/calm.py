"""How the reading of a calm turn is made from the probabilities of a model's heads alone."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CalmReadings:
    """What a reading says of a calm turn: level 0, no spans, and the probabilities as they are.

    ``heads``: every head of a reading in its order, with what it is where the model has no column for it. ``names``:
    the head of a reading that a head of the model is shown as. ``hostility``: the head of the model that is the
    hostility. ``model``: the name in each reading. A turn of more than ``most_words`` words is never taken for calm.
    """

    heads: Mapping[str, float]
    names: Mapping[str, str]
    hostility: str
    model: str
    most_words: int = 1 << 40
