"""The words of this centre, read through one door: what ships, with the centre's own versions joined to it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from hearten.people.models import Person
from hearten.words import rules
from hearten.words.bundle import DEFAULT_LANGUAGE, base_language, bundled, languages
from hearten.words.merging import Own, OwnPhrase, merge, merge_ways
from hearten.words.models import Sort, State, Wording
from hearten.words.shapes import House, Notice, Phrase, PhraseChoice, Safeguarding, WayOut

DECIDED = (State.STANDING, State.RETIRED)


SPOKEN = (Sort.PHRASE, Sort.WAY, Sort.STEPS, Sort.NOTICE)


def house_words(language: str | None = None) -> House:
    """Give every word of the house in a language, in the default one where it has none of its own. One query."""
    wanted = base_language(language)
    wanted = wanted if wanted in languages() else DEFAULT_LANGUAGE
    decided = Wording.objects.filter(sort__in=SPOKEN, language=wanted, state__in=DECIDED).order_by("version")
    return with_own(bundled(wanted), newest(decided))


def with_own(shipped: House, versions: Iterable[Wording]) -> House:
    """Join a centre's own versions to the words that ship."""
    by_sort: dict[str, list[Wording]] = {sort: [] for sort in SPOKEN}
    for each in versions:
        by_sort[each.sort].append(each)
    phrases = [OwnPhrase(as_phrase(each), each.state == State.RETIRED) for each in by_sort[Sort.PHRASE]]
    standing = {sort: [each for each in own if each.state == State.STANDING] for sort, own in by_sort.items()}
    ways = {each.item: as_way(each, way) for each in standing[Sort.WAY] if (way := shipped.way(each.item))}
    dangers = {each.id: each for each in shipped.safeguarding}
    steps = {each.item: as_steps(each, dangers[each.item]) for each in standing[Sort.STEPS] if each.item in dangers}
    notice = next((as_notice(each) for each in standing[Sort.NOTICE]), None)
    return merge_ways(merge(shipped, phrases), Own(ways, steps, notice))


def newest(versions: Iterable[Wording]) -> list[Wording]:
    """Give the last version of each item, items in the order of their first one."""
    return list({each.item: each for each in versions}.values())


def as_phrase(wording: Wording) -> Phrase:
    """Give a version as the phrase that the desk shows."""
    return Phrase(
        wording.item,
        wording.text,
        wording.kind,
        wording.level,
        wording.channel,
        wording.purpose,
        wording.why,
        wording.version or 0,
        wording.language,
    )


def as_way(wording: Wording, shipped: WayOut) -> WayOut:
    """Give a version as the step that the desk shows: its words are the centre's, its place is as it ships."""
    return replace(shipped, label=wording.title, say=wording.text, why=wording.why, version=wording.version or 0)


def as_steps(wording: Wording, shipped: Safeguarding) -> Safeguarding:
    """Give a version as the steps for a danger; which danger is as it ships."""
    lines = tuple(line.strip() for line in wording.text.splitlines() if line.strip())
    return replace(shipped, title=wording.title, steps=lines, why=wording.why, version=wording.version or 0)


def as_notice(wording: Wording) -> Notice:
    """Give a version as the letter it is."""
    return Notice(wording.item, wording.title, wording.text, wording.endings, wording.version or 0)


def house_phrases(language: str | None = None) -> tuple[Phrase, ...]:
    """Give the house phrases, in the order they are offered."""
    return house_words(language).phrases


def phrase_for(
    kind: str, level: int, channel: str, *, language: str | None = None, already_used: Sequence[str] = ()
) -> PhraseChoice:
    """Choose the phrase for a cue from this centre's words: see :func:`hearten.words.rules.choose_phrase`."""
    house = house_words(language)
    return rules.choose_phrase(kind, level, channel, language=language, already_used=already_used, house=house)


def phrases_along(
    heard: Iterable[tuple[str, int]], channel: str, *, language: str | None = None, house: House | None = None
) -> list[PhraseChoice]:
    """Choose the phrases for the cues of one contact, ``(kind, level)`` each, in their order, none twice running.

    One query, however many cues there are; none where the ``house`` is given.
    """
    house = house or house_words(language)
    choices: list[PhraseChoice] = []
    for kind, level in heard:
        used = tuple(choice.phrase.id for choice in choices)
        choices.append(rules.choose_phrase(kind, level, channel, language=language, already_used=used, house=house))
    return choices


def ways_out_for(
    kind: str, level: int, channel: str, *, language: str | None = None, house: House | None = None
) -> tuple[WayOut, ...]:
    """Give the ladder for a cue from this centre's words: see :func:`hearten.words.rules.ways_out`."""
    return rules.ways_out(kind, level, channel, house=house or house_words(language))


def safeguarding_for(
    kind: str,
    heads: Mapping[str, float] | Collection[str],
    *,
    language: str | None = None,
    house: House | None = None,
) -> Safeguarding | None:
    """Give the steps that come before every exit, or None: see :func:`hearten.words.rules.choose_safeguarding`."""
    return rules.choose_safeguarding(kind, heads, house=house or house_words(language))


def phrase_by_id(phrase_id: str, *, language: str | None = None) -> Phrase | None:
    """Find a phrase again by its id, or None where the house has it no more."""
    return next((phrase for phrase in house_phrases(language) if phrase.id == phrase_id), None)


# --- the pages on which the house's words are read and changed


@dataclass(frozen=True, slots=True)
class Search:
    """What a list of phrases is narrowed to. Empty fields narrow nothing."""

    words: str = ""
    kind: str = ""
    level: str = ""
    channel: str = ""
    purpose: str = ""

    def fits(self, phrase: Phrase) -> bool:
        """Say whether a phrase is asked for: every word somewhere in its text, reason or id."""
        told = f"{phrase.text} {phrase.why} {phrase.id}".casefold()
        return (
            all(word in told for word in self.words.casefold().split())
            and self.kind in {"", phrase.kind}
            and self.level in {"", str(phrase.level)}
            and self.channel in {"", phrase.channel}
            and self.purpose in {"", phrase.purpose}
        )


def phrases_for(_viewer: Person, search: Search, *, language: str | None = None) -> list[Phrase]:
    """Give the phrases in use that fit a search. They are the same for everybody who works here."""
    return [phrase for phrase in house_phrases(language) if search.fits(phrase)]


def proposals_for(_viewer: Person, sort: str) -> QuerySet[Wording]:
    """Give what waits for a decision, oldest first. Proposals stand under one's name; everybody can read them."""
    return Wording.objects.filter(sort=sort, state=State.PROPOSED).select_related("by").order_by("at", "pk")


def history_for(_viewer: Person, item: str, *, language: str = DEFAULT_LANGUAGE) -> list[Wording]:
    """Give every version of an item of the centre's own, newest first."""
    versions = Wording.objects.filter(item=item, language=language).select_related("by", "decided_by")
    return list(versions.order_by("-at", "-pk"))


def shipped_phrase(item: str, *, language: str = DEFAULT_LANGUAGE) -> Phrase | None:
    """Give the phrase as it ships, or None."""
    return next((phrase for phrase in bundled(language).phrases if phrase.id == item), None)


def scripts_for(_viewer: Person, words: str = "", *, language: str = DEFAULT_LANGUAGE) -> list[Wording]:
    """Give the scripts in use that hold every one of some words, by title."""
    decided = Wording.objects.filter(sort=Sort.SCRIPT, language=language, state__in=DECIDED).order_by("version")
    standing = [each for each in newest(decided) if each.state == State.STANDING]
    asked = words.casefold().split()
    told = {each.pk: f"{each.title} {each.text} {each.endings}".casefold() for each in standing}
    found = [each for each in standing if all(word in told[each.pk] for word in asked)]
    return sorted(found, key=lambda each: each.title.casefold())


def script_by_item(item: str, *, language: str = DEFAULT_LANGUAGE) -> Wording | None:
    """Give the script in use with this id, or None."""
    return own_version(item, Sort.SCRIPT, language=language)


def scripts_of_queue(_viewer: Person, queue: str, channel: str, *, language: str | None = None) -> list[Wording]:
    """Give the scripts for a contact: those of its queue and channel first, then those of every queue. One query."""
    wanted = base_language(language)
    wanted = wanted if wanted in languages() else DEFAULT_LANGUAGE
    place = rules.place_of(channel)
    decided = Wording.objects.filter(sort=Sort.SCRIPT, language=wanted, state__in=DECIDED).order_by("version")
    fitting = [
        each
        for each in newest(decided)
        if each.state == State.STANDING
        and each.channel == place
        and each.queue.casefold() in {"", queue.strip().casefold()}
    ]
    return sorted(fitting, key=lambda each: (not each.queue, each.title.casefold()))


def ladders_for(
    _viewer: Person, *, language: str = DEFAULT_LANGUAGE
) -> list[tuple[str, int, list[tuple[str, WayOut]]]]:
    """Give every ladder, by kind and level: its steps with the item each is changed under, channel after channel."""
    house = house_words(language)
    found: dict[tuple[str, int], list[tuple[str, WayOut]]] = {}
    for (kind, level, channel), ways in house.ladders.items():
        found.setdefault((kind, level), []).extend((f"{way.id}.{channel}", way) for way in ways)
    return [(kind, level, ways) for (kind, level), ways in found.items()]


def own_version(item: str, sort: str, *, language: str = DEFAULT_LANGUAGE) -> Wording | None:
    """Give the centre's own version in use, or None where what ships is in use."""
    decided = Wording.objects.filter(sort=sort, item=item, language=language, state__in=DECIDED)
    last = decided.order_by("-version").first()
    return last if last and last.state == State.STANDING else None
