"""Speech stumbles: what is said twice in a row counts once, what is meant twice stays."""

import pytest

from hearten_ear.engine import Engine
from hearten_ear.normal import without_stammer

FILLERS = frozenset({"uh", "um"})


@pytest.mark.parametrize(
    ("said", "remains"),
    [
        ("you you are a fool", "you are a fool"),
        ("you are you are a fool", "you are a fool"),
        ("you are a you are a fool", "you are a fool"),
        ("you, you are a, a fool", "you are a fool"),
        ("you uh you are a um a fool", "you are a fool"),
        ("a a a a fool", "a fool"),
        ("blah blah", None),
        ("the cat and the dog", None),
        ("stop. stop", None),
        ("", None),
    ],
)
def test_an_attempt_and_the_next_count_as_one(said: str, remains: str | None) -> None:
    pieces = said.split()
    kept = without_stammer(pieces, FILLERS, frozenset({"blah"}))
    words = None if kept is None else " ".join(pieces[index] for index in kept)
    assert words == remains


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        ("you you are a a useless idiot", "you are a useless idiot"),
        ("i will i will find out where you where you live", "i will find out where you live"),
        ("you, you are, are so, so stupid", "you are so stupid"),
        ("this this bill is is wrong", "this bill is wrong"),
    ],
)
def test_a_stumbling_turn_is_heard_like_a_fluent_one(engine: Engine, said: str, plain: str) -> None:
    stumbled, fluent = engine.score([said, plain])
    assert (stumbled.level, stumbled.signals()) == (fluent.level, fluent.signals())


def test_the_span_covers_the_words_as_they_were_said(engine: Engine) -> None:
    text = "well you you are a uh a useless idiot"
    assert engine.score([text])[0].words(text) == ("you are a uh a useless idiot",)


def test_words_that_are_meant_twice_are_no_stammer(engine: Engine) -> None:
    assert "rudeness" in engine.score(["blah blah blah"])[0].signals()
    assert "frustration" in engine.score(["i have had had enough"])[0].signals()
