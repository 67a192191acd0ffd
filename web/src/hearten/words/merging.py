"""How a centre's own versions join the words that ship. Pure: no Django, no table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from hearten.words.shapes import ANY, CHANNELS, House, Notice, Phrase, Safeguarding, WayOut


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


@dataclass(frozen=True, slots=True)
class Own:
    """The newest standing versions of a centre's own, by item: steps of ladders, steps for danger, the notice."""

    ways: Mapping[str, WayOut] = field(default_factory=dict)
    safeguarding: Mapping[str, Safeguarding] = field(default_factory=dict)
    notice: Notice | None = None


def merge_ways(house: House, own: Own) -> House:
    """Give the house with a centre's own words for its ladders, for danger and for the notice.

    Which steps a ladder has, and in which order, stays as it ships: what a centre changes is what is said. So a ladder
    can lose neither its limit nor its end.
    """
    if own.ways:
        ladders = {
            (kind, level, channel): tuple(own.ways.get(f"{way.id}.{channel}", way) for way in ways)
            for (kind, level, channel), ways in house.ladders.items()
        }
        house = replace(house, ladders=ladders)
    steps = tuple(own.safeguarding.get(each.id, each) for each in house.safeguarding)
    return replace(house, safeguarding=steps, notice=own.notice or house.notice)


def _missing(shipped: Sequence[Phrase], phrases: Sequence[Phrase]) -> list[Phrase]:
    have = {phrase.channel for phrase in phrases if phrase.kind == ANY}
    return [each for each in shipped if each.kind == ANY and each.channel in CHANNELS and each.channel not in have]
