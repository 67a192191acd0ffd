"""Words that tell people how to feel are found, with why and what to write; what only looks like them is let be."""

import doctest
import inspect
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from measuring import Labelled, measure, read_lines

from hearten_ear.wording import OwnWords, positivity
from hearten_ear.wording.positivity import KINDS, RuleDataError, knows, lint, read_rules, rules

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "positivity-lint.md"
RULE = '[[rule]]\nid = "a"\nkind = "slogan"\nwhy = "w"\ninstead = "i"\npatterns = ["good vibes"]\n'


def kinds(text: str, *, for_customers: bool = False) -> set[str]:
    return {each.kind for each in lint(OwnWords(text, for_customers=for_customers))}


def test_a_finding_says_where_why_and_what_instead() -> None:
    text = "Morning all. Stay positive, please."
    (found,) = lint(OwnWords(text))
    assert (found.rule, found.kind) == ("be-positive", "command_to_feel")
    assert text[found.start : found.end] == found.words == "Stay positive"
    assert found.why
    assert found.instead


def test_the_example_of_the_module_is_true() -> None:
    assert doctest.testmod(positivity).failed == 0
    assert doctest.testmod(positivity).attempted >= 3


@pytest.mark.parametrize(
    ("flagged", "let_be"),
    [
        ("Calm down.", "The caller told me to calm down."),
        ("Smile.", "Nobody has to smile."),
        ("You just need to breathe.", "The train has just left."),
        ("At least nobody got hurt.", "We need at least two people."),
        ("You should have ended the call.", "You should have received a letter."),
        ("If you had listened, it would be over.", "If you had a moment, I would ask you something."),
        ("It is your fault.", "It is not your fault."),
        ("We are a family here.", "We are a family of five."),
        ("Good vibes only.", "“Good vibes only” hangs in our kitchen and nobody reads it."),
        ("Be grateful for your job.", "My manager said that I should be grateful."),
        ("We fight for every call.", "There was a fight in the shop."),
        ("Great job!", "Stop! Do not open it."),
        ("If they shout, I will say “calm down”.", "I stay calm when they shout."),
    ],
)
def test_context_decides(flagged: str, let_be: str) -> None:
    assert kinds(flagged)
    assert not kinds(let_be)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Unfortunately it is late.", "stock_phrase"),
        ("I guarantee that it comes.", "promises_too_much"),
        ("I understand how you feel.", "claims_to_know"),
        ("I am on it!", "cheering"),
    ],
)
def test_words_for_customers_are_held_to_more(text: str, kind: str) -> None:
    assert kinds(text) == set()
    assert kinds(text, for_customers=True) == {kind}


def test_curly_apostrophes_and_capitals_make_no_difference() -> None:
    assert kinds("DON’T TAKE IT PERSONALLY") == kinds("don't take it personally") == {"command_to_feel"}


def test_what_spans_two_sentences_is_not_put_together() -> None:
    assert kinds("I told him to stay. Positive results came later.") == set()


def test_a_language_without_rules_finds_nothing_and_says_so() -> None:
    assert lint(OwnWords("Stay positive", language="xx")) == ()
    assert (knows("en-GB"), knows("xx"), knows("../en")) == (True, False, False)
    assert rules("xx") == ()


def test_every_rule_explains_itself_and_uses_no_cheer() -> None:
    assert {each.kind for each in rules()} == set(KINDS)
    for rule in rules():
        assert rule.why.strip()
        assert rule.instead.strip()
        assert "!" not in rule.why + rule.instead


@given(st.text(max_size=200))
def test_any_text_is_read_and_spans_lie_in_it(text: str) -> None:
    for found in lint(OwnWords(text, for_customers=True)):
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.words


@given(
    st.lists(st.sampled_from(["stay", "positive", "don't", "just", "at least", "you", ".", "“", "”", "!"]), max_size=60)
)
def test_asking_twice_gives_the_same_and_nothing_is_said_twice(parts: list[str]) -> None:
    text = " ".join(parts)
    found = lint(OwnWords(text))
    assert found == lint(OwnWords(text))
    for kind in KINDS:
        spans = sorted((each.start, each.end) for each in found if each.kind == kind)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[", "is not TOML"),
        ('[[rule]]\nid = "a"', r"rule\[0\]: has no 'kind'"),
        (RULE.replace("slogan", "colour"), "unknown kind 'colour'"),
        (RULE + RULE, "used twice"),
        (RULE.replace("good vibes", "(good vibes"), "not closed"),
        (RULE.replace("good vibes", "{nothing}"), "no class is called"),
        ('[[guard]]\nclears = ["all"]', r"guard\[0\]: has no 'why'"),
        ('[[guard]]\nwhy = "w"\nclears = ["mood"]\npatterns = ["a"]', "unknown kind mood"),
    ],
)
def test_a_bad_rule_file_names_the_place(text: str, message: str) -> None:
    with pytest.raises(RuleDataError, match=r"positivity\.toml.*" + message):
        read_rules(text)


def test_the_lint_takes_own_words_and_never_a_turn() -> None:
    source = "".join(inspect.getsource(module) for module in (positivity,))
    assert "conversation" not in source
    assert next(iter(inspect.signature(lint).parameters.values())).annotation is OwnWords


# --- measured


def test_there_are_enough_labelled_lines_and_none_twice() -> None:
    lines = [*read_lines("dev"), *read_lines("held_out"), *read_lines("second")]
    assert len(lines) >= 400
    assert len({line.text for line in lines}) == len(lines)
    assert {line.kind for line in lines} <= {*KINDS, "-"}


@pytest.mark.parametrize(
    ("name", "precision", "recall"), [("dev", 0.95, 0.95), ("held_out", 0.95, 0.8), ("second", 0.95, 0.7)]
)
def test_wrong_findings_are_rare_and_most_are_found(name: str, precision: float, recall: float) -> None:
    measured = measure(read_lines(name))
    assert measured.precision >= precision, measured
    assert measured.recall >= recall, measured


def test_a_lint_that_found_nothing_or_everything_would_fail_the_measurement() -> None:
    with pytest.raises(ZeroDivisionError):
        measure([Labelled("slogan", "Take the second call.")])
    assert measure([Labelled("-", "Stay positive."), Labelled("slogan", "Good vibes only.")]).precision == 0.5


@pytest.mark.parametrize("name", ["dev", "held_out", "second"])
def test_the_page_states_what_was_measured(name: str) -> None:
    row = measure(read_lines(name)).as_row(name.replace("_", " "))
    assert row in PAGE.read_text(encoding="utf-8"), f"put this row into {PAGE.name}: {row}"


def test_the_page_names_every_rule_with_its_reason() -> None:
    page = PAGE.read_text(encoding="utf-8")
    missing = [each.id for each in rules() if not re.search(rf"\| `{each.id}` \| `{each.kind}` \|", page)]
    assert missing == []
