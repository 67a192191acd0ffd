"""The words of this centre, read through one door: what ships today, a centre's own versions beside it later."""

from collections.abc import Collection, Mapping, Sequence

from hearten.words import rules
from hearten.words.bundle import DEFAULT_LANGUAGE, base_language, bundled, languages
from hearten.words.shapes import House, Phrase, PhraseChoice, Safeguarding, WayOut


def house_words(language: str | None = None) -> House:
    """Give every word of the house in a language, in the default one where it has none of its own."""
    wanted = base_language(language)
    return bundled(wanted if wanted in languages() else DEFAULT_LANGUAGE)


def house_phrases(language: str | None = None) -> tuple[Phrase, ...]:
    """Give the house phrases, in the order they are offered."""
    return house_words(language).phrases


def phrase_for(
    kind: str, level: int, channel: str, *, language: str | None = None, already_used: Sequence[str] = ()
) -> PhraseChoice:
    """Choose the phrase for a cue from this centre's words: see :func:`hearten.words.rules.choose_phrase`."""
    house = house_words(language)
    return rules.choose_phrase(kind, level, channel, language=language, already_used=already_used, house=house)


def ways_out_for(kind: str, level: int, channel: str, *, language: str | None = None) -> tuple[WayOut, ...]:
    """Give the ladder for a cue from this centre's words: see :func:`hearten.words.rules.ways_out`."""
    return rules.ways_out(kind, level, channel, house=house_words(language))


def safeguarding_for(
    kind: str, heads: Mapping[str, float] | Collection[str], *, language: str | None = None
) -> Safeguarding | None:
    """Give the steps that come before every exit, or None: see :func:`hearten.words.rules.choose_safeguarding`."""
    return rules.choose_safeguarding(kind, heads, house=house_words(language))


def phrase_by_id(phrase_id: str, *, language: str | None = None) -> Phrase | None:
    """Find a phrase again by its id, or None where the house has it no more."""
    return next((phrase for phrase in house_phrases(language) if phrase.id == phrase_id), None)
