"""Goals 31, 33, 34, 35 and the rules one by one, on organisations one can draw."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearten.blocks import rules
from hearten.blocks.rules.publish import as_bytes, publish, share_band, size_band
from hearten.blocks.rules.shapes import (
    Answer,
    Before,
    Block,
    Cell,
    Group,
    Policy,
    Publication,
    Question,
    Roster,
    Seat,
    Workings,
)

from .orgs import QUESTION, answers_of, organisation

CLOSED = Policy(7, open_to_members=False)
GROUPS = (
    Group("all", "Everybody"), Group("day", "Day", "all"), Group("night", "Night", "all"),
    Group("harbour", "Harbour", "day"), Group("lantern", "Lantern", "day"), Group("quay", "Quay", "day"),
    Group("owl", "Owl", "night"),
)  # fmt: skip


def roster(**sizes: int) -> Roster:
    return Roster(GROUPS, tuple(Seat(f"{team}{n}", team) for team, size in sizes.items() for n in range(size)))


def everybody(who: Roster, value: int = 5, *, but: int = 0) -> list[Answer]:
    return [Answer("q", (seat.group, *seat.values), value) for seat in who.seats][but:]


def shown(publication: Publication, *levels: str) -> dict[str, Cell]:
    return {"+".join(cell.groups): cell for cell in publication.cells if not levels or cell.level in levels}


def cut(who: Roster, policy: Policy = CLOSED, answers: list[Answer] | None = None) -> Publication:
    given = everybody(who) if answers is None else answers
    return publish(who, given, [QUESTION], policy).publication


def test_teams_of_k_stand_by_themselves_and_smaller_ones_join_the_smallest_sibling() -> None:
    found = cut(roster(harbour=9, lantern=4, quay=12, owl=8))
    assert set(shown(found)) == {"harbour+lantern+owl+quay", "harbour+lantern+quay", "harbour+lantern", "quay", "owl"}
    assert {(each.group, each.within) for each in found.unshown} == {
        ("harbour", "harbour+lantern"),
        ("lantern", "harbour+lantern"),
    }


def test_a_small_department_rolls_up_and_leaves_the_other_ones_teams_apart() -> None:
    found = cut(roster(harbour=9, quay=12, owl=3))
    assert {"harbour+owl", "quay"} <= set(shown(found))
    assert "owl" not in shown(found)


def test_people_of_an_inner_group_are_a_team_of_their_own() -> None:
    assert {"all", "harbour", "quay", "owl"} <= set(shown(cut(roster(all=8, harbour=9, quay=12, owl=9))))
    assert "all" not in shown(cut(roster(all=2, harbour=9, quay=12, owl=9)))


def test_an_organisation_below_k_shows_nothing() -> None:
    found = cut(roster(harbour=3, owl=3))
    assert found.cells == ()
    assert {each.within for each in found.unshown} == {""}


def test_skippers_are_none_or_at_least_k() -> None:
    who = roster(harbour=12, lantern=12)
    assert set(shown(cut(who, answers=everybody(who, but=1)))) == set()
    assert set(shown(cut(who, answers=everybody(who)), "atom", "group")) >= {"harbour", "lantern"}
    many = roster(harbour=24, lantern=12)
    assert {"harbour", "lantern"} <= set(shown(cut(many, answers=everybody(many, but=8))))


def test_readers_do_not_count_whether_they_answered_or_not() -> None:
    reading = [Seat("lead", "harbour", reads=True)]
    who = Roster(GROUPS, (*reading, *roster(harbour=7, quay=9).seats))
    assert "harbour" in shown(cut(who))
    fewer = Roster(GROUPS, (*reading, *roster(harbour=6, quay=9).seats))
    assert "harbour" not in shown(cut(fewer))
    one_skipped = [answer for number, answer in enumerate(everybody(who)) if number != 0]
    assert "harbour" not in shown(cut(who, answers=one_skipped)), "who skipped is not known: it may be one of the seven"


def test_where_members_read_an_atom_needs_one_more() -> None:
    assert "harbour" in shown(cut(roster(harbour=7, quay=9)))
    assert "harbour" not in shown(cut(roster(harbour=7, quay=9), Policy(7)))
    assert "harbour" in shown(cut(roster(harbour=8, quay=9), Policy(7)))


def test_a_sensitive_question_needs_twenty() -> None:
    who = roster(harbour=19, quay=25)
    both = [QUESTION, Question("s", frozenset({5}), sensitive=True)]
    answers = [Answer(key, (seat.group,), 5) for key in "qs" for seat in who.seats]
    found = publish(who, answers, both, CLOSED).publication
    assert {cell.groups for cell in found.cells if cell.question == "q"} >= {("harbour",), ("quay",)}
    assert {cell.groups for cell in found.cells if cell.question == "s"} == {("harbour", "quay")}


def with_tenure(**counts: tuple[int, int, int]) -> Roster:
    seats = [
        Seat(f"{team}{value}{n}", team, (value,))
        for team, sizes in counts.items()
        for value, size in zip(("a", "b", "c"), sizes, strict=True)
        for n in range(size)
    ]
    return Roster(GROUPS, tuple(seats), ("tenure",))


def test_a_dimension_is_crossed_in_where_every_joint_cell_fits() -> None:
    found = cut(with_tenure(harbour=(7, 8, 9), quay=(9, 8, 7)))
    joint = {(cell.groups, cell.values) for cell in found.cells if cell.level == "joint"}
    assert joint == {((team,), (value,)) for team in ("harbour", "quay") for value in "abc"}
    assert {cell.values for cell in found.cells if cell.level == "value"} == {("tenure", each) for each in "abc"}


def test_values_are_merged_smallest_first_and_a_dimension_that_cannot_be_is_dropped() -> None:
    found = cut(with_tenure(harbour=(3, 5, 9), quay=(4, 5, 9)))
    assert {cell.values for cell in found.cells if cell.level == "joint"} == {("a or b",), ("c",)}
    dropped = cut(with_tenure(harbour=(1, 0, 9), quay=(1, 0, 9)))
    assert {cell.level for cell in dropped.cells} <= {"organisation", "group", "atom"}
    assert {"harbour", "quay"} <= set(shown(dropped))


def test_figures_are_bands_and_percentages_stand_for_the_organisation_alone() -> None:
    who = roster(harbour=60, quay=60)
    answers = everybody(who)[:90] + [Answer("q", ("quay",), 1)] * 30
    found = shown(cut(who, answers=answers))
    assert (found["harbour+quay"].percent, found["harbour+quay"].size) == (75, "20+")
    assert found["harbour"].percent is found["quay"].percent is None
    assert (found["harbour"].share, found["quay"].share) == (3, 2)
    assert cut(roster(harbour=50, quay=49)).cells[0].percent is None


@pytest.mark.parametrize(
    ("answers", "k", "band"),
    [(7, 7, "7-9"), (9, 7, "7-9"), (10, 7, "10-14"), (19, 7, "15-19"), (20, 7, "20+"), (9, 8, "8-9"), (12, 12, "12-14"),
     (5, 5, "5-6"), (30, 25, "25+")],
)  # fmt: skip
def test_bands_of_respondents_never_begin_below_k(answers: int, k: int, band: str) -> None:
    assert size_band(answers, k) == band


@given(st.integers(1, 500), st.data())
def test_bands_of_shares_are_quarters(answers: int, data: st.DataObject) -> None:
    good = data.draw(st.integers(0, answers))
    band = share_band(good, answers)
    assert band / 4 <= good / answers
    assert good / answers < (band + 1) / 4 or band == 3


# --- R12, and goals 31, 33, 34, 35


def test_the_constants_are_those_of_the_promise() -> None:
    assert (rules.K_FLOOR, rules.K_DEFAULT, rules.K_SENSITIVE) == (5, 7, 20)
    assert (rules.COMMENT_RESPONDENTS, rules.COMMENTS, rules.COMMENT_TEAM) == (10, 5, 20)


@given(st.integers(-5, 4))
def test_a_k_below_the_floor_publishes_nothing_and_raises(k: int) -> None:
    with pytest.raises(rules.TooSmall):
        publish(roster(harbour=30), [], [QUESTION], Policy(k))


@given(st.integers(-5, 40), st.booleans())
def test_settings_only_raise_k(wanted: int, sensitive: bool) -> None:
    if wanted < 7:
        with pytest.raises(rules.TooSmall):
            rules.choose_k(wanted, sensitive=sensitive)
    else:
        assert rules.choose_k(wanted, sensitive=sensitive) >= max(wanted, 20 if sensitive else 7)


def test_comments_need_ten_respondents_and_five_comments_and_twenty_at_a_team() -> None:
    assert rules.may_show_comments(10, 5, at_team=False)
    assert not rules.may_show_comments(9, 5, at_team=False)
    assert not rules.may_show_comments(10, 4, at_team=False)
    assert not rules.may_show_comments(19, 5, at_team=True)
    assert rules.may_show_comments(20, 5, at_team=True)


@given(st.integers(0, 100_000), st.randoms(use_true_random=False))
@settings(max_examples=60, deadline=None)
def test_the_same_round_gives_the_same_bytes_in_whatever_order_it_arrives(seed: int, chance: random.Random) -> None:
    who = organisation(seed)
    answers = answers_of(who, seed, answering=0.8)
    groups, seats, mixed = list(who.groups), list(who.seats), list(answers)
    for each in (groups, seats, mixed):
        chance.shuffle(each)
    shuffled = Roster(tuple(groups), tuple(seats), who.dimensions)
    first = as_bytes(publish(who, answers, [QUESTION], CLOSED).publication)
    assert first == as_bytes(publish(who, answers, [QUESTION], CLOSED).publication)
    assert first == as_bytes(publish(shuffled, mixed, [QUESTION], CLOSED).publication)


@given(st.integers(0, 100_000), st.integers(0, 40))
@settings(max_examples=80, deadline=None)
def test_taking_one_person_away_changes_only_unions_of_atoms(seed: int, which: int) -> None:
    who = organisation(seed, dimensions=())
    gone = who.seats[which % len(who.seats)]
    rest = Roster(who.groups, tuple(seat for seat in who.seats if seat is not gone))
    answers = {seat.person: Answer("q", (seat.group,), 1 + len(seat.person + seat.group) % 5) for seat in who.seats}
    with_them = publish(who, list(answers.values()), [QUESTION], CLOSED)
    without = publish(rest, [answers[seat.person] for seat in rest.seats], [QUESTION], CLOSED)

    def atoms(workings: Workings) -> list[Block]:
        blocks = sorted(set(workings.places.values()), key=len)
        return [block for block in blocks if not any(other < block for other in blocks)]

    def untouched(workings: Workings, other: Workings) -> set[Block]:
        return {block for block in atoms(workings) if block in atoms(other) and (gone.group,) not in block}

    same = untouched(with_them, without)
    for block in same:
        [first] = {cell for cell in with_them.publication.cells if with_them.places[cell.id] == block}
        [second] = {cell for cell in without.publication.cells if without.places[cell.id] == block}
        assert (first.size, first.share, first.groups) == (second.size, second.share, second.groups)
    for workings in (with_them, without):
        changed = set().union(*atoms(workings)) - set().union(*same, set())
        heads = sum(1 for seat in who.seats if (seat.group,) in changed and not seat.reads)
        assert heads == 0 or heads >= 7
        assert all(block <= changed or not block & changed for block in atoms(workings))


def test_more_answers_than_people_publish_nothing() -> None:
    with pytest.raises(ValueError, match="More answers"):
        cut(roster(harbour=9), answers=[Answer("q", ("harbour",), 5)] * 10)


# --- R8


def later(first: Roster, second: Roster, value: int = 5) -> tuple[Publication, Publication]:
    old = publish(first, everybody(first, 1), [QUESTION], CLOSED)
    before = Before(first, old.publication, old.places)
    return old.publication, publish(second, everybody(second, value), [QUESTION], CLOSED, before=before).publication


def test_an_unchanged_team_has_its_arrow() -> None:
    who = roster(harbour=9, quay=9)
    _old, new = later(who, who)
    assert {cell.trend for cell in new.cells} == {"up"}
    assert new.covers_up == ()
    assert later(who, who, value=1)[1].cells[0].trend == "level"


def test_a_team_that_one_person_left_has_no_arrow_and_its_old_value_goes() -> None:
    old, new = later(roster(harbour=9, quay=9), roster(harbour=8, quay=9))
    assert [cell.trend for cell in new.cells if "harbour" in cell.groups] == [""] * sum(
        "harbour" in cell.groups for cell in new.cells
    )
    assert {cell.id for cell in old.cells if "harbour" in cell.groups} <= set(new.covers_up)


def test_a_move_inside_a_department_leaves_the_department_its_arrow() -> None:
    first = roster(harbour=9, quay=9, owl=9)
    seats = tuple(Seat(s.person, "quay") if s.person == "harbour0" else s for s in first.seats)
    _old, new = later(first, Roster(GROUPS, seats))
    trends = {"+".join(cell.groups): cell.trend for cell in new.cells}
    assert trends == {"harbour": "", "quay": "", "harbour+quay": "up", "owl": "up", "harbour+owl+quay": "up"}


def test_a_team_that_is_nearly_all_new_may_be_compared() -> None:
    first = roster(harbour=9, quay=9)
    fresh = tuple(Seat(f"new{n}", "harbour") for n in range(9))
    _old, new = later(first, Roster(GROUPS, (*fresh, *roster(quay=9).seats)))
    assert {cell.trend for cell in new.cells} == {"up"}
