"""The chain itself: whatever is done to it without the key is found, and the first broken row is named."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from hearten.audit.rules import (
    START,
    Broken,
    Link,
    Mark,
    canonical,
    check_chain,
    mac_of,
    make_mark,
    read_marks,
    write_mark,
)

KEY = b"a key that is not in the database"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
LENGTH = 24


def chain(length: int = LENGTH, key: bytes = KEY) -> list[Link]:
    """An honest chain."""
    links: list[Link] = []
    before = START
    for seq in range(1, length + 1):
        facts = canonical({"fields": ["name", "team"], "n": seq})
        by = UUID(int=seq % 3) if seq % 4 else None
        link = Link(seq, NOON + timedelta(minutes=seq), by, "person.changed", UUID(int=seq), facts, b"")
        links.append(link._replace(mac=mac_of(key, before, link)))
        before = links[-1].mac
    return links


def mark_at(links: list[Link], seq: int, *, kind: str = "anchor", hours: int = 24) -> Mark:
    """A mark that was made when the chain ended with this entry."""
    return make_mark(KEY, kind, seq, NOON + timedelta(hours=hours), links[seq - 1].mac if seq else START)


def changed(links: list[Link], dice: random.Random) -> int:
    """Change one field of one row; give the row that must be named."""
    at = dice.randrange(len(links))
    link = links[at]
    field, value = dice.choice(
        [
            ("at", link.at + timedelta(microseconds=1)),
            ("by", UUID(int=99)),
            ("by", None if link.by else UUID(int=5)),
            ("deed", "person.added"),
            ("about", None),
            ("about", UUID(int=98)),
            ("facts", link.facts.replace("name", "zone")),
            ("mac", bytes([link.mac[0] ^ 1]) + link.mac[1:]),
        ]
    )
    links[at] = link._replace(**{field: value})  # type: ignore[arg-type]
    return link.seq


def deleted(links: list[Link], dice: random.Random) -> int:
    at = dice.randrange(len(links))
    del links[at]
    return at + 1


def deleted_and_renumbered(links: list[Link], dice: random.Random) -> int:
    at = dice.randrange(len(links))
    del links[at]
    links[at:] = [link._replace(seq=link.seq - 1) for link in links[at:]]
    return at + 1


def swapped(links: list[Link], dice: random.Random) -> int:
    first, second = sorted(dice.sample(range(len(links)), 2))
    a, b = links[first], links[second]
    links[first], links[second] = b._replace(seq=a.seq), a._replace(seq=b.seq)
    return first + 1


def inserted(links: list[Link], dice: random.Random) -> int:
    at = dice.randrange(len(links))
    copy = links[dice.randrange(len(links))]
    links[at:] = [copy._replace(seq=at + 1), *(link._replace(seq=link.seq + 1) for link in links[at:])]
    # A copy of the very entry at its own place changes nothing there; the break is then one further on.
    return at + 2 if copy.seq == at + 1 else at + 1


def doubled(links: list[Link], dice: random.Random) -> int:
    at = dice.randrange(len(links))
    links.insert(at, links[at])
    return links[at].seq


def cut_off(links: list[Link], dice: random.Random) -> int:
    at = dice.randrange(len(links))
    del links[at:]
    return at + 1


def written_anew(links: list[Link], dice: random.Random) -> int:
    """The whole tail written again from some row on, by somebody who guessed a key."""
    at = dice.randrange(len(links))
    before = links[at - 1].mac if at else START
    for place in range(at, len(links)):
        link = links[place]._replace(about=UUID(int=77))
        links[place] = link._replace(mac=mac_of(b"another key", before, link))
        before = links[place].mac
    return at + 1


TAMPERINGS: list[Callable[[list[Link], random.Random], int]] = [
    changed, deleted, deleted_and_renumbered, swapped, inserted, doubled, cut_off, written_anew,
]  # fmt: skip


def tamper(times: int, seed: int) -> int:
    """Tamper so often with an honest chain; give how many were found with the right row."""
    honest = chain()
    marks = [mark_at(honest, LENGTH), mark_at(honest, LENGTH // 2, hours=12)]
    assert check_chain(KEY, honest, marks).broken is None
    dice, found = random.Random(seed), 0
    for number in range(times):
        links = list(honest)
        row = TAMPERINGS[number % len(TAMPERINGS)](links, dice)
        report = check_chain(KEY, links, marks)
        found += report.broken is not None and report.broken.seq == row
    return found


def test_two_hundred_tamperings_are_all_found_and_the_row_is_named() -> None:
    assert tamper(200, seed=1) == 200


@pytest.mark.slow
def test_ten_thousand_tamperings_are_all_found_and_the_row_is_named() -> None:
    found = tamper(10_000, seed=2)
    print(f"{found} of 10,000 tamperings found")  # noqa: T201 - the nightly run shows it
    assert found == 10_000


@pytest.mark.parametrize("kind", TAMPERINGS, ids=lambda kind: kind.__name__)
def test_each_kind_of_tampering_is_among_them(kind: Callable[[list[Link], random.Random], int]) -> None:
    honest = chain()
    links = list(honest)
    kind(links, random.Random(3))
    assert check_chain(KEY, links, [mark_at(honest, LENGTH)]).broken is not None


def test_a_bare_chain_misses_a_cut_at_its_end_which_is_why_it_is_anchored() -> None:
    honest = chain()
    assert check_chain(KEY, honest[:10]).broken is None
    assert check_chain(KEY, honest[:10], [mark_at(honest, 12)]).broken == Broken(11, "cut_off")


def test_a_chain_written_anew_with_the_key_of_today_does_not_fit_an_old_anchor() -> None:
    honest, other = chain(), chain()
    other[4] = other[4]._replace(about=None)
    before = other[3].mac
    for place in range(4, LENGTH):
        other[place] = other[place]._replace(mac=mac_of(KEY, before, other[place]))
        before = other[place].mac
    assert check_chain(KEY, other).broken is None
    assert check_chain(KEY, other, [mark_at(honest, 9)]).broken == Broken(9, "replaced")


def test_an_anchor_that_nobody_here_sealed_is_named() -> None:
    honest = chain()
    mark = mark_at(honest, 5)
    forged = Mark(mark.kind, 2, mark.at, mark.mac, mark.seal)
    assert check_chain(KEY, honest, [forged]).broken == Broken(2, "forged")


def test_after_a_restore_the_anchors_beyond_it_are_void_and_those_before_it_hold() -> None:
    honest = chain()
    marks = [mark_at(honest, 20, hours=1), mark_at(honest, 8, hours=2, kind="restored")]
    assert check_chain(KEY, honest[:10], marks).broken is None
    assert check_chain(KEY, honest[:7], marks).broken == Broken(8, "cut_off")


def test_an_old_restore_played_again_voids_no_newer_anchor() -> None:
    honest = chain()
    marks = [mark_at(honest, 8, hours=1, kind="restored"), mark_at(honest, 20, hours=2)]
    assert check_chain(KEY, honest[:10], [*marks, marks[0]]).broken == Broken(11, "cut_off")


def test_a_mark_survives_paper() -> None:
    mark = mark_at(chain(), 7)
    assert read_marks(f"Some words on top.\n\n  {write_mark(mark)}  \n") == [mark]


def test_fields_cannot_flow_into_each_other() -> None:
    one = Link(1, NOON, None, "ab", None, "c", b"")
    assert mac_of(KEY, START, one) != mac_of(KEY, START, one._replace(deed="a", facts="bc"))


def test_an_empty_chain_is_whole() -> None:
    assert check_chain(KEY, []).broken is None
