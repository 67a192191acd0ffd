"""From single features to what they say together: the spans of a text that moved a head."""

from collections import defaultdict
from collections.abc import Iterable

from hearten_ear.kernel import features
from hearten_ear.kernel.folding import folds

#: Half-open character offsets into the text as it was given, and the sum of the weights of all features there.
Contribution = tuple[int, int, int]


def joined(contributions: Iterable[Contribution]) -> list[Contribution]:
    """Sum up what lies on the same stretch; nothing that sums up to zero; the largest first."""
    sums: dict[tuple[int, int], int] = defaultdict(int)
    for start, end, weight in contributions:
        sums[start, end] += weight
    found = [(start, end, weight) for (start, end), weight in sums.items() if weight]
    return sorted(found, key=lambda each: (-each[2], each[0], each[1]))


def contributions(model: features.Model, text: str, head: str) -> list[Contribution]:
    """Give each feature of the stretch where a head is highest, with its weight: the definition of what C gives."""
    folded, places = _folded_with_places(text)
    column = model.heads.index(head)
    parts: dict[int, list[features.Feature]] = defaultdict(list)
    for feature in features.features(folded, model.spec, model.machine, model.lexicon):
        parts[feature.stretch].append(feature)
    scored = features.stretch_scores(model, text)
    if not parts:
        return []
    highest = max(range(len(scored)), key=lambda number: (scored[number][column], -number))
    return [
        (
            places[feature.start],
            max(places[feature.end - 1] + 1, places[feature.end]),
            int(features.weights_of(model, feature.hash)[column]),
        )
        for feature in parts[highest]
    ]


def _folded_with_places(text: str) -> tuple[bytes, list[int]]:
    """Fold, and say for each byte of the outcome, and for its end, which character it came from."""
    parts, places, table = [], [], folds()
    for place, char in enumerate(text):
        part = table[ord(char)].encode()
        parts.append(part)
        places += [place] * len(part)
    places.append(len(text))
    return b"".join(parts), places
