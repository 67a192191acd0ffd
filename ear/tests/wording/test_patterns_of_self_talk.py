"""Patterns are suggested with the words that suggested them; feelings, facts and other people's words are let be."""

import doctest
import inspect
import json
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten_ear.wording import OwnWords
from hearten_ear.wording import patterns as module
from hearten_ear.wording.patterns import PATTERNS, knows, patterns, read_patterns, speaks_of_harm, suggest
from hearten_ear.wording.positivity import RuleDataError

CORPUS = Path(__file__).parents[2] / "corpus" / "en" / "wording"
ENTRY = '[[pattern]]\nid = "should"\nname = "n"\nabout = "a"\nask = "q"\nrules = ["i should"]\n'


def found(text: str) -> set[str]:
    return {each.pattern for each in suggest(OwnWords(text))}


def labelled(name: str) -> list[tuple[str, frozenset[str], bool]]:
    rows = [json.loads(line) for line in (CORPUS / f"self-talk-{name}.jsonl").read_text("utf-8").splitlines()]
    return [(row["text"], frozenset(row["patterns"]), row.get("danger", False)) for row in rows]


def test_the_examples_of_the_module_are_true() -> None:
    result = doctest.testmod(module)
    assert (result.failed, result.attempted) == (0, 4)


def test_a_suggestion_says_which_words_suggested_it() -> None:
    text = "Well. I should have known, and I'm such an idiot."
    first, second = suggest(OwnWords(text))
    assert (first.pattern, text[first.start : first.end]) == ("should", first.words)
    assert first.words.startswith("I should have known")
    assert (second.pattern, second.words) == ("labelling", "I'm such an idiot")


@pytest.mark.parametrize(
    ("pattern", "let_be"),
    [
        ("I'm useless.", "He said I was useless."),
        ("I'm useless.", "“I'm useless” is what my trainer wrote about herself."),
        ("I'm a failure.", "It was a failure of the payment system."),
        ("I'm stupid.", "I'm not saying you're stupid."),
        ("I should have known.", "The parcel should arrive on Friday."),
        ("I must be perfect.", "I must have typed the number wrong."),
        ("I always mess it up.", "I always start with the account number."),
        ("She thinks I'm slow.", "She thought I was from the bank."),
        ("It's my fault.", "It's not my fault."),
        ("Everyone else copes.", "Everyone on the early shift got the memo."),
    ],
)
def test_what_only_looks_like_a_pattern_is_let_be(pattern: str, let_be: str) -> None:
    assert found(pattern)
    assert not found(let_be)


def test_a_text_that_is_one_quotation_is_the_writers_own_sentence() -> None:
    assert found("“I'm such an idiot”") == {"labelling"}


@pytest.mark.parametrize(
    "text",
    [
        "I want to die.",
        "I’ve been thinking about killing myself",
        "They'd be better off without me.",
        "I've been saving up my tablets.",
    ],
)
def test_words_that_may_mean_danger_are_found(text: str) -> None:
    assert speaks_of_harm(OwnWords(text))


@pytest.mark.parametrize(
    "text",
    [
        "This printer is killing me.",
        "I nearly died of embarrassment.",
        "The customer said he wants to kill himself.",
        "I could murder a sandwich.",
        "I'm such an idiot.",
    ],
)
def test_figures_of_speech_and_others_words_are_no_danger(text: str) -> None:
    assert speaks_of_harm(OwnWords(text)) == ()


def test_danger_is_never_among_the_patterns() -> None:
    assert suggest(OwnWords("I want to die.")) == ()
    assert "danger" not in PATTERNS


def test_every_pattern_has_a_name_what_it_is_about_and_a_question() -> None:
    assert [each.id for each in patterns("en-GB")] == list(PATTERNS)
    for each in patterns():
        assert each.ask.endswith("?")
        assert each.name
        assert each.about.endswith(".")
        assert "!" not in each.name + each.about + each.ask


def test_a_language_without_rules_finds_nothing_and_says_so() -> None:
    assert suggest(OwnWords("I'm an idiot", language="xx")) == ()
    assert speaks_of_harm(OwnWords("I want to die", language="xx")) == ()
    assert (knows("en-GB"), knows("xx"), knows("../en"), patterns("xx")) == (True, False, False, ())


@given(st.text(max_size=200))
def test_any_text_is_read_and_spans_lie_in_it(text: str) -> None:
    for each in (*suggest(OwnWords(text)), *speaks_of_harm(OwnWords(text))):
        assert 0 <= each.start < each.end <= len(text)
        assert text[each.start : each.end] == each.words


@given(st.lists(st.sampled_from(["i", "should", "have", "i'm", "an", "idiot", "always", ".", '"', "fault", "my"])))
def test_asking_twice_gives_the_same_and_nothing_is_said_twice(parts: list[str]) -> None:
    text = " ".join(parts)
    suggested = suggest(OwnWords(text))
    assert suggested == suggest(OwnWords(text))
    for pattern in PATTERNS:
        spans = sorted((each.start, each.end) for each in suggested if each.pattern == pattern)
        assert all(before[1] <= after[0] for before, after in pairwise(spans))


def test_time_grows_linearly_with_the_text() -> None:
    def seconds(times: int) -> float:
        began = time.perf_counter()
        suggest(OwnWords("i should always have known that i'm such a complete " * times))
        return time.perf_counter() - began

    seconds(10)
    short = min(seconds(100) for _ in range(3))
    assert min(seconds(800) for _ in range(2)) < 8 * short * 4


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[", "is not TOML"),
        (ENTRY.replace('ask = "q"\n', ""), r"pattern\[0\]: has no 'ask'"),
        (ENTRY.replace('should"\nname', 'sulking"\nname'), "unknown pattern 'sulking'"),
        (ENTRY + ENTRY, r"pattern\[1\].*twice"),
        (ENTRY.replace('["i should"]', "[]"), "has no 'rules'"),
        (ENTRY.replace("i should", "(i should"), "not closed"),
        (ENTRY.replace("i should", "{nothing}"), "no class is called"),
        ('[[danger]]\nid = "a"', r"danger\[0\]: has no 'rules'"),
        ('[[guard]]\nclears = ["mood"]\nrules = ["a"]', r"guard\[0\]: clears must list"),
    ],
)
def test_a_bad_file_names_the_place(text: str, message: str) -> None:
    with pytest.raises(RuleDataError, match=r"patterns\.toml.*" + message):
        read_patterns(text)


def test_it_takes_own_words_and_never_a_turn() -> None:
    assert "conversation" not in inspect.getsource(module)
    for helper in (suggest, speaks_of_harm):
        assert next(iter(inspect.signature(helper).parameters.values())).annotation is OwnWords


# --- measured; ./run bench wording prints it


def test_there_are_enough_labelled_lines_and_none_twice() -> None:
    lines = [line for name in "abtuv" for line in labelled(name)]
    assert len(lines) >= 600
    assert len({text for text, _wanted, _danger in lines}) == len(lines)
    assert set().union(*(wanted for _text, wanted, _danger in lines)) == set(PATTERNS)
    assert sum(not wanted for _text, wanted, _danger in lines) >= 200


@pytest.mark.parametrize("name", ["t", "v"])
def test_wrong_suggestions_are_rare_on_lines_no_rule_was_tuned_on(name: str) -> None:
    lines = [(found(text), wanted) for text, wanted, danger in labelled(name) if not danger]
    right = sum(len(got & wanted) for got, wanted in lines)
    assert right / sum(len(got) for got, _wanted in lines) >= 0.85
    assert right / sum(len(wanted) for _got, wanted in lines) >= 0.5


@pytest.mark.parametrize("name", ["t", "v"])
def test_danger_is_found_four_times_in_five_and_hardly_ever_wrongly(name: str) -> None:
    lines = [(bool(speaks_of_harm(OwnWords(text))), danger) for text, _wanted, danger in labelled(name)]
    assert sum(got and danger for got, danger in lines) >= 0.8 * sum(danger for _got, danger in lines)
    assert sum(got and not danger for got, danger in lines) <= 1
