"""How the pathways page is read, and how a change to it is told. Pure."""

from hypothesis import given, settings
from hypothesis import strategies as st

from hearten.support.after.pathways import shipped
from hearten.support.after.rules.pathway import compare, digest, marks, read

BEFORE = """# If you want help
- Press Hand up.
- The lead on shift is told.
Nobody asks why.

# Afterwards
- Write a review, if you want to.
"""

LINES = st.lists(
    st.sampled_from(
        [
            "# One",
            "# Two",
            "# Three",
            "- press the button",
            "- wait a minute for the lead",
            "text",
            "other text",
            "",
            "- text",
        ]
    ),
    max_size=9,
)


def told(before: str, now: str) -> list[tuple[str, str]]:
    return [(change.what, change.section) for change in compare(before, now)]


def test_a_heading_a_step_and_a_sentence_are_read_as_such() -> None:
    first, second = read(BEFORE)
    assert (first.title, second.title) == ("If you want help", "Afterwards")
    assert first.blocks == [(True, ["Press Hand up.", "The lead on shift is told."]), (False, ["Nobody asks why."])]


def test_spaces_and_empty_lines_mean_nothing() -> None:
    assert compare(BEFORE, BEFORE.replace("\n", "  \r\n\n")) == ()


def test_a_step_that_comes_is_told_as_new_and_one_that_goes_as_gone() -> None:
    now = BEFORE.replace("- The lead on shift is told.\n", "- Ring the centre's number.\n")
    assert told(BEFORE, now) == [("removed", "If you want help"), ("added", "If you want help")]


def test_a_sentence_with_other_words_is_told_as_changed_with_the_words_marked() -> None:
    now = BEFORE.replace("The lead on shift is told.", "The lead on shift is told at once.")
    (change,) = compare(BEFORE, now)
    assert change.what == "changed"
    assert [(mark.what, mark.words) for mark in change.marks][-2:] == [("gone", "told."), ("new", "told at once.")]


def test_a_step_that_only_changes_its_place_is_told_as_moved() -> None:
    now = BEFORE.replace(
        "- Press Hand up.\n- The lead on shift is told.\n", "- The lead on shift is told.\n- Press Hand up.\n"
    )
    (change,) = compare(BEFORE, now)
    assert change.what == "moved"


def test_a_heading_with_another_name_over_the_same_steps_is_told_as_renamed() -> None:
    (change,) = compare(BEFORE, BEFORE.replace("# Afterwards", "# When it is over"))
    assert (change.what, change.before, change.now) == ("section_renamed", "Afterwards", "When it is over")


def test_parts_that_come_go_and_change_places_are_told() -> None:
    first, second = BEFORE.split("\n\n")
    assert told(BEFORE, first) == [("section_removed", "Afterwards")]
    assert told(first, BEFORE) == [("section_added", "Afterwards")]
    assert told(BEFORE, f"{second}\n{first}") == [("sections_reordered", "")]


def test_a_sentence_that_becomes_a_step_is_a_change() -> None:
    (change,) = compare(BEFORE, BEFORE.replace("Nobody asks why.", "- Nobody asks why."))
    assert (change.what, change.before, change.now) == ("changed", "Nobody asks why.", "• Nobody asks why.")


@settings(max_examples=300, deadline=None)
@given(LINES, LINES)
def test_nothing_is_told_exactly_where_both_read_the_same(before: list[str], now: list[str]) -> None:
    old, new = "\n".join(before), "\n".join(now)
    assert (compare(old, new) == ()) == (read(old) == read(new))


@settings(max_examples=200, deadline=None)
@given(st.text("ab \u00e4.", max_size=40), st.text("ab \u00e4.", max_size=40))
def test_the_marks_give_both_sentences_again(before: str, now: str) -> None:
    before, now = before.strip(), now.strip()
    found = marks(before, now)
    assert "".join(mark.words for mark in found if mark.what != "new") == before
    assert "".join(mark.words for mark in found if mark.what != "gone") == now


def test_a_version_is_recognised_by_its_very_words() -> None:
    assert digest(shipped()) == digest(shipped())
    assert digest(shipped()) != digest(shipped() + " ")


def test_the_page_that_ships_names_the_parts_a_person_meets_and_refuses_nothing() -> None:
    text = shipped()
    for part in ("I need a moment", "Hand up", "ways out", "covered", "learning review", "check-in", "open door"):
        assert part in text, part
    assert all(section.title and section.lines for section in read(text))
    assert "depending on" not in text
    assert "if the queue allows" not in text.lower()
