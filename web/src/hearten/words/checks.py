"""What a line must be before an agent is asked to say it. Run over every shipped word by the tests.

Which words tell people how to feel is the positivity lint's to say (:mod:`hearten_ear.wording.positivity`); length,
gaps, holes and repeated ids are looked at here.
"""

import re
from collections import Counter
from collections.abc import Iterator

from hearten.words.shapes import ANY, CHANNELS, KINDS, OCCURS, PURPOSES, House
from hearten_ear.wording import OwnWords
from hearten_ear.wording.positivity import Finding, lint

HOSTILE = 2

#: Most words in one line, by channel. Thirty is about one breath at an unhurried pace (150-180 words a minute).
MOST_WORDS = {"voice": 30, "chat": 20, "email": 40}

PICTURE = re.compile(r"[\U0001F300-\U0001FAFF]")


def lint_line(text: str, *, language: str = "en", for_customers: bool = True) -> tuple[Finding, ...]:
    """Ask the positivity lint about words of the house; gaps to be filled in are no words."""
    return lint(OwnWords(text, language, for_customers))


def wrong_with(text: str, channel: str) -> list[str]:
    """Name everything that keeps this line from being said in this channel; an empty list means that it may be."""
    found = [f"{each.kind}: {each.words}" for each in lint_line(text)]
    words = len(re.sub(r"\[[^][]*\]", "gap", text).split())
    if words > MOST_WORDS[channel]:
        found.append(f"too long: {words} words, {MOST_WORDS[channel]} at most")
    if "[" in text and channel == "chat":
        found.append("a gap in a chat line, which is copied by one key")
    if PICTURE.search(text):
        found.append("a picture among the words")
    return found


def problems_in(house: House) -> list[str]:
    """Name everything that is wrong with a house's words: holes, repeated ids, unknown names, lines not to be said."""
    return [*_holes(house), *_repeated(house), *_unknown(house), *_lines(house)]


def _holes(house: House) -> Iterator[str]:
    had = {(each.kind, each.level, each.channel) for each in house.phrases}
    for kind, levels in OCCURS.items():
        for level in levels:
            for channel in CHANNELS:
                place = f"{kind}.{level}.{channel}"
                if (kind, level, channel) not in had:
                    yield f"{place}: no phrase"
                ladder = house.ladders.get((kind, level, channel), ())
                if not ladder:
                    yield f"{place}: no way out"
                if level >= HOSTILE and not any(step.purpose == "closing" for step in ladder):
                    yield f"{place}: no step ends the contact"


def _repeated(house: House) -> Iterator[str]:
    ids = [each.id for each in house.phrases] + [each.id for each in house.safeguarding]
    yield from (f"{each}: id used twice" for each, times in Counter(ids).items() if times > 1)
    texts = Counter((each.channel, each.text) for each in house.phrases)
    yield from (f"{text!r}: said twice in {channel}" for (channel, text), times in texts.items() if times > 1)


def _unknown(house: House) -> Iterator[str]:
    for phrase in house.phrases:
        if phrase.kind not in (*KINDS, ANY) or phrase.channel not in CHANNELS or phrase.purpose not in PURPOSES:
            yield f"{phrase.id}: unknown kind, channel or purpose"
        if not phrase.why.strip():
            yield f"{phrase.id}: does not say why it is there"
    for (kind, _level, _channel), steps in house.ladders.items():
        if kind not in (*KINDS, ANY):
            yield f"ladder.{kind}: unknown kind"
        yield from (f"{step.id}: unknown purpose" for step in steps if step.purpose not in PURPOSES)


def _lines(house: House) -> Iterator[str]:
    first_seen: set[tuple[str, int, str]] = set()
    for phrase in house.phrases:
        yield from (f"{phrase.id}: {wrong}" for wrong in wrong_with(phrase.text, phrase.channel))
        place = (phrase.kind, phrase.level, phrase.channel)
        if place not in first_seen and phrase.has_gaps and phrase.channel != "email":
            yield f"{phrase.id}: the first line of {place} has a gap"
        first_seen.add(place)
    for (_kind, _lev, channel), steps in house.ladders.items():
        for step in steps:
            yield from (f"{step.id}: {wrong}" for wrong in wrong_with(step.say, channel))
