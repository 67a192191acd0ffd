"""How a centre's own versions join the words that ship. Pure: no Django, no table."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from hearten.words.shapes import ANY, CHANNELS, House, Phrase


@dataclass(frozen=True, slots=True)
class OwnPhrase:
    """The newest decided version of a phrase; ``retired`` takes it out of the house, a shipped one too."""

    phrase: Phrase
    retired: bool = False


def merge(house: House, own: Iterable[OwnPhrase]) -> House:
    """Give the house with a centre's own words.

    A changed phrase stands where the shipped one stood; new ones go before shipped ones, because a centre that writes
    its own wants it said. Where the last general phrase of a channel was retired, the shipped general ones come back: a
    cue without words would be a silence.
    """
    by_id = {each.phrase.id: each for each in own}
    shipped_ids = {phrase.id for phrase in house.phrases}
    new = [each.phrase for each in by_id.values() if each.phrase.id not in shipped_ids and not each.retired]
    kept = [
        by_id[phrase.id].phrase if phrase.id in by_id else phrase
        for phrase in house.phrases
        if phrase.id not in by_id or not by_id[phrase.id].retired
    ]
    return replace(house, phrases=(*new, *kept, *_missing(house.phrases, [*new, *kept])))


def _missing(shipped: Sequence[Phrase], phrases: Sequence[Phrase]) -> list[Phrase]:
    have = {phrase.channel for phrase in phrases if phrase.kind == ANY}
    return [each for each in shipped if each.kind == ANY and each.channel in CHANNELS and each.channel not in have]
