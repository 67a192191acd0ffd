from hypothesis import given
from hypothesis import strategies as st

from hearten.staffing.rules import Leading
from hearten.support.rules import Ask, choose_next

RANKS = ("lead_on_shift", "deputy_stands_in", "here_without_shift", "lead_of_another_team")


def leading(person_id: int, rank: str) -> Leading:
    return Leading(person_id, None, (rank,))


LEADS = (leading(1, "lead_on_shift"), leading(2, "deputy_stands_in"), leading(3, "lead_of_another_team"))


def chain(leads: tuple[Leading, ...], buddy: int | None) -> list[Ask]:
    found: list[Ask] = []
    while ask := choose_next(leads, buddy=buddy, asked={each.person_id for each in found}):
        found.append(ask)
    return found


def test_first_the_lead_on_shift_then_the_buddy_then_any_lead_on_shift() -> None:
    assert [ask.person_id for ask in chain(LEADS, 9)] == [1, 9, 2, 3]


def test_without_a_buddy_the_next_lead_is_asked() -> None:
    assert [ask.person_id for ask in chain(LEADS, None)] == [1, 2, 3]


def test_where_no_lead_of_the_team_is_on_the_buddy_comes_before_leads_of_other_teams() -> None:
    assert [ask.person_id for ask in chain(LEADS[2:], 9)] == [9, 3]


def test_with_nobody_on_nobody_is_asked() -> None:
    assert chain((), None) == []
    assert chain((), 9) == [Ask(9, "buddy")]


def test_a_buddy_who_leads_is_asked_once_and_as_the_lead() -> None:
    assert chain(LEADS, 1) == [
        Ask(1, "lead_on_shift"),
        Ask(2, "deputy_stands_in"),
        Ask(3, "lead_of_another_team"),
    ]


def test_somebody_who_comes_on_later_is_found_though_all_before_were_asked() -> None:
    assert choose_next((*LEADS, leading(4, "lead_of_another_team")), buddy=None, asked={1, 2, 3}) == Ask(
        4, "lead_of_another_team"
    )


@given(
    leads=st.lists(st.tuples(st.integers(1, 8), st.sampled_from(RANKS)), unique_by=lambda each: each[0]),
    buddy=st.none() | st.integers(1, 8),
)
def test_everybody_is_asked_once_and_nobody_is_forgotten(leads: list[tuple[int, str]], buddy: int | None) -> None:
    asked = [ask.person_id for ask in chain(tuple(leading(*each) for each in leads), buddy)]
    assert len(asked) == len(set(asked))
    assert set(asked) == {person_id for person_id, _ in leads} | ({buddy} if buddy else set())
