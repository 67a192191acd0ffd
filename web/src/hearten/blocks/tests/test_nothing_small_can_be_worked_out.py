"""Goal 30: whatever sums are added or subtracted, no group below k comes out. With planted rules that leak."""

import itertools
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearten.blocks.rules.auditor import audit, derivable, reduced, smallest_group
from hearten.blocks.rules.publish import publish
from hearten.blocks.rules.shapes import Before, Policy, Roster, Workings

from .orgs import QUESTION, answers_of, heads, organisation, pairwise, show_if_five, sums_of, turned_over

SEEDS = 400  # organisations per kind on each commit; the nightly run takes 5,000


def audited(seed: int, *, dimensions: tuple[str, ...], answering: float, k: int = 7, members: bool = False) -> str:
    """Publish and audit one random organisation; say what is wrong, or nothing."""
    roster = organisation(seed, dimensions=dimensions)
    answers = answers_of(roster, seed + 1, answering=answering)
    workings = publish(roster, answers, [QUESTION], Policy(k, open_to_members=members))
    need = k + 1 if members else k
    respondents, skippers = heads(roster, answers)
    for what, counted in (("respondents", respondents), ("skippers", skippers)):
        smallest = audit(sums_of(workings), counted)
        if smallest is not None and smallest < need:
            return f"seed {seed}: {smallest} {what}"
    return ""


KINDS = [
    {"dimensions": (), "answering": 1.0},
    {"dimensions": ("tenure",), "answering": 1.0},
    {"dimensions": ("tenure", "site"), "answering": 1.0},
    {"dimensions": ("tenure",), "answering": 0.5},
    {"dimensions": (), "answering": 0.5, "members": True},
]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_no_group_below_k_can_be_worked_out(kind: dict[str, object]) -> None:
    assert [found for seed in range(SEEDS) if (found := audited(seed, **kind))] == []  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_no_group_below_k_can_be_worked_out_of_twenty_thousand(kind: dict[str, object]) -> None:
    assert [found for seed in range(1000, 5000) if (found := audited(seed, **kind))] == []  # type: ignore[arg-type]


def test_something_is_published_of_most_organisations() -> None:
    def cells(seed: int) -> int:
        roster = organisation(seed)
        answers = answers_of(roster, seed, answering=1.0)
        return len(publish(roster, answers, [QUESTION], Policy(7, open_to_members=False)).publication.cells)

    counts = [cells(seed) for seed in range(200)]
    assert sum(count > 1 for count in counts) > 150


def test_the_naive_rule_is_caught_in_most_organisations() -> None:
    caught = tried = 0
    for seed in range(300):
        roster = organisation(seed)
        respondents, _skippers = heads(roster, answers_of(roster, seed + 1, answering=1.0))
        smallest = audit(show_if_five(roster, respondents), respondents)
        tried += smallest is not None
        caught += smallest is not None and smallest < 5
    assert tried > 250
    assert caught / tried > 0.5


def test_the_pairwise_rule_is_caught_too() -> None:
    caught = 0
    for seed in range(300):
        roster = organisation(seed)
        respondents, _skippers = heads(roster, answers_of(roster, seed + 1, answering=1.0))
        smallest = audit(pairwise(roster, respondents, 7), respondents)
        caught += smallest is not None and smallest < 7
    assert caught >= 20


# --- two rounds


def two_rounds(seed: int, *, dimensions: tuple[str, ...]) -> tuple[Roster, Workings, Roster, Workings]:
    old = organisation(seed, dimensions=dimensions)
    policy = Policy(7, open_to_members=False)
    first = publish(old, answers_of(old, seed + 1, answering=1.0), [QUESTION], policy)
    before = Before(old, first.publication, first.places)
    new = turned_over(old, seed + 2)
    return old, first, new, publish(new, answers_of(new, seed + 3, answering=1.0), [QUESTION], policy, before=before)


def person_sums(old: Roster, first: Workings, new: Roster, second: Workings, *, cover: bool) -> list[set[str]]:
    """Both rounds as sums over people, as if nobody ever changed their mind: the strongest such attacker."""
    covered = set(second.publication.covers_up) if cover else set()
    was = {seat.person: (seat.group, *seat.values) for seat in old.seats}
    is_ = {seat.person: (seat.group, *seat.values) for seat in new.seats}
    shown = [first.places[cell.id] for cell in first.publication.cells if cell.id not in covered]
    sums = [{person for person, place in was.items() if place in block} for block in shown]
    return sums + [{person for person, place in is_.items() if place in block} for block in sums_of(second)]


@pytest.mark.parametrize("dimensions", [(), ("tenure",)], ids=str)
def test_two_rounds_together_show_no_small_group_of_comers_and_leavers(dimensions: tuple[str, ...]) -> None:
    guilty, compared = [], 0
    for seed in range(SEEDS):
        old, first, new, second = two_rounds(seed, dimensions=dimensions)
        reading = {seat.person for seat in (*old.seats, *new.seats) if seat.reads}
        people = {seat.person for seat in (*old.seats, *new.seats)} - reading
        smallest = audit(person_sums(old, first, new, second, cover=True), dict.fromkeys(people, 1))
        compared += any(cell.trend for cell in second.publication.cells)
        if smallest is not None and smallest < 7:
            guilty.append((seed, smallest))
    assert guilty == []
    assert compared > SEEDS / 20, "and some arrows are shown"


def test_without_covering_old_values_up_two_rounds_would_leak() -> None:
    leaks = 0
    for seed in range(100):
        old, first, new, second = two_rounds(seed, dimensions=())
        people = {seat.person for seat in (*old.seats, *new.seats)}
        smallest = audit(person_sums(old, first, new, second, cover=False), dict.fromkeys(people, 1))
        leaks += smallest is not None and smallest < 7
    assert leaks > 30


# --- the auditor itself


@given(st.lists(st.lists(st.integers(0, 1), min_size=7, max_size=7), min_size=1, max_size=6))
@settings(max_examples=150, deadline=None)
def test_the_auditor_finds_exactly_what_trying_all_subsets_finds(rows: list[list[int]]) -> None:
    rank = len(reduced(rows))
    brute = {subset for subset in itertools.product((0, 1), repeat=7) if len(reduced([*rows, subset])) == rank}
    assert set(derivable(rows)) == brute


def test_a_difference_of_two_sums_is_found() -> None:
    assert audit([{"a", "b"}, {"a"}], {"a": 7, "b": 3}) == 3
    assert audit([{"a", "b"}], {"a": 7, "b": 3}) == 10
    assert audit([], {"a": 7}) is None
    assert audit([{"a"}], {"a": 0}) is None


def test_a_group_that_needs_halves_is_found() -> None:
    # (a+b) + (a+c) - (b+c) is twice a: no single difference shows it.
    assert audit([{"a", "b"}, {"a", "c"}, {"b", "c"}], {"a": 2, "b": 9, "c": 9}) == 2
    assert smallest_group([[1, 1, 0], [0, 1, 1], [1, 0, 1]], [9, 9, 9]) == 9


def test_random_organisations_do_overlap_and_turn_over() -> None:
    seen: Counter[str] = Counter()
    for seed in range(100):
        roster = organisation(seed, dimensions=("tenure", "site"))
        later = turned_over(roster, seed)
        was = {seat.person: seat for seat in roster.seats}
        is_ = {seat.person: seat for seat in later.seats}
        seen["left"] += bool(was.keys() - is_.keys())
        seen["came"] += bool(is_.keys() - was.keys())
        seen["moved"] += any(was[each].group != is_[each].group for each in was.keys() & is_.keys())
        seen["reads"] += any(seat.reads for seat in roster.seats)
    assert min(seen.values()) > 50
