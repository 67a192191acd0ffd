"""Which words to show. Pure: the words come in, an answer with its reasons goes out.

``house`` defaults to the words that ship; callers with a database pass what :func:`hearten.words.queries.house_words`
gives, so that a centre's own words can join there.
"""

from collections.abc import Collection, Mapping, Sequence

from hearten.words.bundle import base_language, bundled, languages
from hearten.words.shapes import (
    ANY,
    CHANNELS,
    KINDS,
    OCCURS,
    PURPOSES,
    House,
    Phrase,
    PhraseChoice,
    Safeguarding,
    WayOut,
)

__all__ = [
    "ANY",
    "CHANNELS",
    "KINDS",
    "OCCURS",
    "PURPOSES",
    "House",
    "Phrase",
    "PhraseChoice",
    "Safeguarding",
    "WayOut",
    "choose_phrase",
    "choose_safeguarding",
    "place_of",
    "safeguarding_steps",
    "ways_out",
]

HOSTILE, ABUSIVE = 2, 3

#: Certainty (0-1) from which a head counts as heard. The same half that :meth:`hearten_ear.Reading.signals` uses.
HEARD = 0.5

#: Signals of the engine that have no words of their own.
_STANDS_FOR = {"rudeness": "frustration", "hostile": ANY}


def choose_phrase(
    kind: str,
    level: int,
    channel: str,
    *,
    language: str | None = None,
    already_used: Sequence[str] = (),
    house: House | None = None,
) -> PhraseChoice:
    """Choose the one phrase to show for what was heard. There is always one.

    ``already_used`` holds the ids shown in this contact, oldest first: a phrase is not shown again while there is
    another; after that the one said longest ago comes back. The same input gives the same phrase. A kind we have no
    words for gets the general ones; at level 2 and above the general limit goes before a kind's own milder words.
    """
    house = house or _house_for(language)
    candidates, because = _candidates(house.phrases, _known(kind), _clamped(level), place_of(channel))
    unused = [phrase for phrase in candidates if phrase.id not in already_used]
    if unused:
        chosen, turn = unused[0], "not_said_yet"
    else:
        last_said = {phrase_id: place for place, phrase_id in enumerate(already_used)}
        chosen, turn = min(candidates, key=lambda phrase: last_said[phrase.id]), "said_longest_ago"
    other = ("other_language",) if base_language(language) != house.language else ()
    return PhraseChoice(chosen, (*because, turn, *other))


def ways_out(
    kind: str, level: int, channel: str, *, language: str | None = None, house: House | None = None
) -> tuple[WayOut, ...]:
    """Give the ladder for what was heard: steps in order, words for this channel. Never empty.

    From level 2 on a ladder always ends the contact, whatever was heard: a kind without steps of its own at that
    level gets the general ones.
    """
    house = house or _house_for(language)
    kind, level, channel = _known(kind), _clamped(level), place_of(channel)
    for near_kind, near_level in _nearby(kind, level):
        found = house.ladders.get((near_kind, near_level, channel))
        if found:
            return found
    return ()


def choose_safeguarding(
    kind: str,
    heads: Mapping[str, float] | Collection[str],
    *,
    language: str | None = None,
    house: House | None = None,
) -> Safeguarding | None:
    """Give the steps that outrank every exit, or None where nobody is in danger.

    ``heads`` is what the engine heard: certainties by name (0-1), or the names alone. A customer in danger goes before
    a threat when both were heard.
    """
    house = house or _house_for(language)
    heard = {kind} | _heard(heads)
    return next((each for each in house.safeguarding if not heard.isdisjoint(each.heads)), None)


def safeguarding_steps(
    kind: str, heads: Mapping[str, float] | Collection[str], *, language: str | None = None, house: House | None = None
) -> tuple[str, ...] | None:
    """Give the numbered lines of :func:`choose_safeguarding`, or None."""
    found = choose_safeguarding(kind, heads, language=language, house=house)
    return found.steps if found else None


def _candidates(phrases: Sequence[Phrase], kind: str, level: int, channel: str) -> tuple[list[Phrase], tuple[str, str]]:
    for near_kind, near_level in _nearby(kind, level):
        found = [each for each in phrases if (each.kind, each.level, each.channel) == (near_kind, near_level, channel)]
        if found:
            same_kind = "same_kind" if near_kind == kind else "any_kind"
            return found, (same_kind, "same_level" if near_level == level else "nearest_level")
    raise LookupError("The house has no phrase for any kind in this channel.")


def _nearby(kind: str, level: int) -> list[tuple[str, int]]:
    # From level 2 on the limit matters more than the topic: general words of that level before milder ones of the kind.
    own = [(kind, near) for near in _nearest_levels(level)]
    general = [(ANY, near) for near in _nearest_levels(level)]
    if level >= HOSTILE:
        return [own[0], general[0], *own[1:], *general[1:]]
    return own + general


def _nearest_levels(level: int) -> list[int]:
    # Milder words before harder ones: a limit nobody has earned makes things worse.
    return sorted(range(ABUSIVE + 1), key=lambda near: (near > level, abs(near - level)))


def _known(kind: str) -> str:
    kind = _STANDS_FOR.get(kind, kind)
    return kind if kind in KINDS else ANY


def _clamped(level: int) -> int:
    return max(0, min(level, ABUSIVE))


def place_of(channel: str) -> str:
    """Give the channel whose words are used in a channel."""
    # A text message is as short as a chat line; a channel we don't know is spoken.
    if channel == "sms":
        return "chat"
    return channel if channel in CHANNELS else "voice"


def _heard(heads: Mapping[str, float] | Collection[str]) -> set[str]:
    if isinstance(heads, Mapping):
        return {name for name, certainty in heads.items() if certainty >= HEARD}
    return set(heads)


def _house_for(language: str | None) -> House:
    wanted = base_language(language)
    return bundled(wanted) if wanted in languages() else bundled()
