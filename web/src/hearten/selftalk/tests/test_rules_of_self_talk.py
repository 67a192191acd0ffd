"""What is decided about one's own words: how a note is written, which lines come again, which questions are asked."""

import doctest
import time
from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.selftalk.library import questions
from hearten.selftalk.rules import sheets
from hearten.selftalk.rules.again import Written, same_words_again
from hearten.selftalk.rules.notes import SITS, Note, read_note, write_note
from hearten.selftalk.rules.pictures import Picture, by_month, draw, names, read_picture, write_picture
from hearten.selftalk.rules.reframing import SIDES, BadQuestions, choose, read_questions
from hearten.selftalk.rules.reminders import Line, read_line, write_line
from hearten_ear.wording.patterns import PATTERNS

DAY = date(2026, 3, 2)
WORDS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=60).map(str.strip)
QUESTION = '[[question]]\nid = "{0}"\nside = "{0}"\nask = "And?"\n'
ALL_SIDES = "".join(QUESTION.format(side) for side in SIDES)


def written(*lines: str, reframe: str = "") -> list[Written]:
    """Notes, newest first, a day apart."""
    return [Written(uuid4(), date(2026, 3, 28 - number), line, reframe) for number, line in enumerate(lines)]


# --- notes


@given(
    WORDS,
    st.lists(WORDS, max_size=4).map("\n".join).map(str.strip),
    st.lists(st.sampled_from(PATTERNS), unique=True),
    WORDS,
    st.sampled_from(["", *SITS]),
)
def test_a_note_is_read_as_it_was_written(
    situation: str, words: str, patterns: list[str], reframe: str, sits: str
) -> None:
    note = Note(situation, words, tuple(each for each in PATTERNS if each in patterns), reframe, sits)
    assert read_note(write_note(note)) == note


def test_no_line_of_a_writer_is_taken_for_a_part() -> None:
    note = Note("words\nreframe", "sits\n  put_down\npatterns", (), "situation")
    assert read_note(write_note(note)) == note


def test_patterns_of_another_version_are_left_out() -> None:
    assert read_note("words\n  So.\npatterns\n  should, sulking\nsits\n  glowing") == Note("", "So.", ("should",))


def test_the_example_of_a_sheet_is_true() -> None:
    assert doctest.testmod(sheets).failed == 0
    assert doctest.testmod(sheets).attempted == 1


def test_a_line_is_read_as_it_was_written_and_a_damaged_day_does_no_harm() -> None:
    line = Line("One sentence at a time.", DAY)
    assert read_line(write_line(line), otherwise=date.min) == line
    assert read_line("line\n  So.\nfrom\n  soon", otherwise=DAY) == Line("So.", DAY)


# --- same words again


def test_small_differences_are_looked_through() -> None:
    notes = written("I'm so stupid.", "Well. I am really stupid, that is all.")
    (again,) = same_words_again(notes)
    assert again.words == "I'm so stupid"
    assert again.notes == (notes[0].key, notes[1].key)
    assert (again.first, again.last) == (date(2026, 3, 27), date(2026, 3, 28))


def test_the_longest_line_is_given_and_not_each_of_its_parts() -> None:
    notes = written("Then I thought: I should have known it.", "I should have known it!", "Nothing like it.")
    assert [each.words for each in same_words_again(notes)] == ["I should have known it"]


def test_a_line_said_twice_in_one_note_is_not_said_again() -> None:
    assert same_words_again(written("I'm useless. I'm useless.", "It rained.")) == ()


def test_words_that_say_little_do_not_count() -> None:
    assert same_words_again(written("The customer said it to me.", "And then the customer said it to me again.")) == ()


def test_the_last_words_that_a_line_was_turned_into_come_with_it() -> None:
    newest, older = written("It's my fault.", "It's my fault, as ever.")
    (again,) = same_words_again([newest, Written(older.key, older.on, older.words, "I had a share in it.")])
    assert again.reframe == "I had a share in it."


@given(st.lists(WORDS, max_size=6))
def test_whatever_is_written_what_comes_again_stands_in_two_notes(lines: list[str]) -> None:
    notes = written(*lines)
    by_key: dict[UUID, Written] = {note.key: note for note in notes}
    for again in same_words_again(notes):
        assert len(set(again.notes)) >= 2
        assert again.words in by_key[again.notes[0]].words


def test_ten_years_of_notes_are_read_in_a_second() -> None:
    notes = written(*(["I should have known what to say to him. I'm useless with men who shout."] * 20)) * 50
    notes = [Written(uuid4(), note.on, f"{note.words} {number} times", "") for number, note in enumerate(notes)]
    began = time.process_time()
    same_words_again(notes)
    assert time.process_time() - began < 3


# --- questions


def test_each_side_asks_one_question_and_the_specific_ones_come_first() -> None:
    asked = choose(questions(), chosen=["labelling"], words={"labelling": "I'm such an idiot"})
    assert [each.side for each in asked] == list(SIDES)
    assert all(each.text.strip() and "{words}" not in each.text for each in asked)
    assert any("“I'm such an idiot”" in each.text for each in asked)


def test_without_a_pattern_the_general_ones_are_asked_and_the_next_turn_asks_others() -> None:
    first = choose(questions(), chosen=[], words={})
    second = choose(questions(), chosen=[], words={}, turn=1)
    assert all(one.text != other.text for one, other in zip(first, second, strict=True))


@given(st.lists(st.sampled_from(PATTERNS), unique=True), st.integers(0, 999), st.booleans())
def test_whatever_is_chosen_every_side_asks_and_nothing_is_left_to_fill_in(
    chosen: list[str], turn: int, has_words: bool
) -> None:
    words = dict.fromkeys(chosen, "never again") if has_words else {}
    asked = choose(questions(), chosen=chosen, words=words, turn=turn)
    assert len(asked) == len(SIDES)
    assert all("{" not in each.text and "“”" not in each.text for each in asked)


def test_there_are_enough_questions_and_each_pattern_has_its_own_from_three_sides() -> None:
    assert len(questions()) >= 50
    assert len({each.ask for each in questions()}) == len(questions())
    for pattern in PATTERNS:
        assert len({each.side for each in questions() if pattern in each.patterns}) >= 3, pattern


def test_questions_do_not_cheer_or_begin_with_just() -> None:
    for each in questions():
        assert "!" not in each.ask
        assert not each.ask.lower().startswith("just ")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[", "is not TOML"),
        (ALL_SIDES + QUESTION.format("other"), r"question\[5\]: the id 'other' is used twice"),
        (QUESTION.format("other"), "no question for any words from the side event"),
        (ALL_SIDES.replace('side = "event"', 'side = "left"'), r"question\[1\]: unknown side 'left'"),
        (ALL_SIDES.replace("ask =", "asks ="), r"question\[0\]: unknown field asks"),
        (ALL_SIDES + '[[question]]\nid = "a"\nside = "other"', r"question\[5\]: ask is missing"),
        (ALL_SIDES + 'for = ["sulking"]', "for must list patterns"),
        (ALL_SIDES.replace("And?", "And {words}?"), "needs patterns"),
    ],
)
def test_a_bad_file_of_questions_names_the_place(text: str, message: str) -> None:
    with pytest.raises(BadQuestions, match="questions.toml.*" + message):
        read_questions(text, "questions.toml")


# --- pictures


def test_a_picture_is_read_as_it_was_written() -> None:
    picture = Picture(
        {"me": "Tired.\nAnd quick.", "customers": "", "organisation": "marks"}, {"me.rest": 2, "me.skill": 5}
    )
    assert read_picture(write_picture(picture)) == picture


def test_marks_that_are_none_are_left_out() -> None:
    text = "marks\n  me.rest 9\n  me.rest two\n  me.luck 3\n  me.skill 4"
    assert read_picture(text).marks == {"me.skill": 4}


def test_the_last_picture_of_a_month_counts_and_twelve_months_are_drawn() -> None:
    def at(year: int, month: int, day: int, place: int) -> tuple[date, Picture]:
        return date(year, month, day), Picture({}, {"me.rest": place})

    newest_first = [at(2026, 3, 20, 5), at(2026, 3, 2, 1), at(2026, 2, 2, 3)]
    assert [(on.month, each.marks["me.rest"]) for on, each in by_month(newest_first)] == [(2, 3), (3, 5)]
    many = [at(2026 - number // 12, 12 - number % 12, 1, 3) for number in range(30)]
    assert len(by_month(many)) == 12


def test_a_month_without_a_mark_leaves_a_gap_in_the_line() -> None:
    months = [
        (date(2026, month, 1), Picture({}, {"me.rest": place} if place else {}))
        for month, place in enumerate((1, 2, 0, 5), start=1)
    ]
    drawn = draw("me.rest", months)
    assert [dot.place for dot in drawn.dots] == [1, 2, 5]
    assert [piece[0] for piece in drawn.path.split() if not piece.isdigit()] == ["M", "L", "M"]
    assert drawn.dots[2].y < drawn.dots[0].y  # the second word is at the top
    assert all(dot.x <= drawn.width for dot in drawn.dots)
    assert set(names()) >= {"me.rest", "customers.people", "organisation.hearing"}
