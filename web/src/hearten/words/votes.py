"""Which phrases people here find useful: a vote that is nobody's to read, and a tally once a day.

A vote's row names no person. It holds a mark made of the voter's own key in the key store and of the phrase: so one
person has one vote, only their own session can find it again, and after their key is gone it leads to nobody. What is
shown is a band, from seven votes on, counted once a day: nobody can watch a number rise when a colleague presses.
"""

import hmac
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from hearten.blocks.rules import SIZE_BANDS
from hearten.people.models import Person
from hearten.seal import keystore
from hearten.words.models import Vote, VoteTally


def vote(person: Person, item: str, *, language: str, useful: bool) -> None:
    """Say that a phrase is useful, or take that back. Saying it twice is saying it once."""
    mark = _mark(keystore.make_card_key(str(person.key)), language, item)
    if useful:
        Vote.objects.get_or_create(mark=mark, defaults={"item": item, "language": language})
    else:
        Vote.objects.filter(mark=mark).delete()


def found_useful_by(viewer: Person, items: Iterable[str], *, language: str) -> frozenset[str]:
    """Give the phrases that the viewer voted for. Only the viewer's own session can ask."""
    key = keystore.card_key_of(str(viewer.key))
    if key is None:
        return frozenset()
    marks = {_mark(key, language, item): item for item in items}
    found = Vote.objects.filter(mark__in=list(marks)).values_list("mark", flat=True)
    return frozenset(marks[mark] for mark in found)


def count_votes(_now: datetime) -> None:
    """Count anew, in bands; fewer than seven are not counted. Once a day, and harmless twice."""
    counted = Counter(Vote.objects.values_list("language", "item"))
    tallies = [
        VoteTally(language=language, item=item, at_least=at_least)
        for (language, item), votes in sorted(counted.items())
        if (at_least := band_of(votes))
    ]
    with transaction.atomic():
        VoteTally.objects.all().delete()
        VoteTally.objects.bulk_create(tallies)


def band_of(votes: int) -> int:
    """Give the lower end of the band a number falls into, 0 below the first.

    >>> band_of(6), band_of(7), band_of(12), band_of(400)
    (0, 7, 10, 20)
    """
    return max((low for low in SIZE_BANDS if low <= votes), default=0)


def tallies_of(language: str) -> Mapping[str, int]:
    """Give the band of each phrase that has one."""
    return dict(VoteTally.objects.filter(language=language).values_list("item", "at_least"))


def told(at_least: int) -> str:
    """Put a band into words; nothing below the first."""
    if not at_least:
        return ""
    above = [low for low in SIZE_BANDS if low > at_least]
    if not above:
        return _("Found useful by %(low)d people here or more") % {"low": at_least}
    return _("Found useful by %(low)d to %(high)d people here") % {"low": at_least, "high": above[0] - 1}


def _mark(key: bytes, language: str, item: str) -> str:
    return hmac.digest(key, f"words.vote {language} {item}".encode(), "sha256").hex()
