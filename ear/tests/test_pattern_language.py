"""The language of phrases, and the automaton that reads all of them at once."""

import itertools
import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hearten_ear.kernel import automaton as reading
from hearten_ear.kernel.automaton import Automaton, Match
from hearten_ear.kernel.pattern import EDGE, PatternError, Positions, Reader
from hearten_ear.kernel.table import compiled

CLASSES = {"be": ("is", "are"), "noun": ("cat", "big dog"), "go": ("go", "go on", "go on then", "go off")}


@pytest.fixture(params=["in C", "in Python"], autouse=True)
def _both_readers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "in Python":
        monkeypatch.setattr(reading, "_kernel", None)
    elif reading._kernel is None:
        pytest.skip("no native kernel here")


def find(pattern: str, text: str) -> list[str]:
    automaton = Automaton(compiled([pattern], CLASSES))
    words = [EDGE, *text.split(), EDGE]
    matches = automaton.find([automaton.symbols.get(word, 0) for word in words])
    return [" ".join(words[m.start : m.end]).replace(EDGE, "#") for m in matches]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("cat", "a cat and a cat", ["cat", "cat"]),
        ("a cat", "cat a cat", ["a cat"]),
        ("a? cat", "a cat", ["a cat"]),
        ("so* cat", "so so so so cat", ["so so so cat"]),
        ("so+ cat", "cat so cat", ["so cat"]),
        ("so+", "cat", []),
        ("(a b|c) d", "a b d c d a d", ["a b d", "c d"]),
        ("(a|b)* d", "a b a d", ["a b a d"]),
        ("{noun} {be}", "big dog is cat are dog is", ["big dog is", "cat are"]),
        (
            "{go} now",
            "go now go on now go on then now go off now",
            ["go now", "go on now", "go on then now", "go off now"],
        ),
        ("{go} now", "go then now", []),
        ("a ..2 d", "a x d a x y d a x y z d", ["a x d", "a x y d"]),
        ("a _ d", "a x d a d", ["a x d"]),
        ("^ cat", "cat cat", ["# cat"]),
        ("cat $", "cat cat", ["cat #"]),
        ("^ cat $", "cat", ["# cat #"]),
        ("a (b c)? d", "a d a b c d a b d", ["a d", "a b c d"]),
    ],
)
def test_a_pattern_finds_what_it_says(pattern: str, text: str, found: list[str]) -> None:
    assert find(pattern, text) == found


def test_a_gap_never_runs_across_the_end_of_a_sentence() -> None:
    automaton = Automaton(compiled(["a ..3 d"], {}))
    row = [automaton.symbols[word] for word in ("a", EDGE, "d")]
    assert automaton.find(row) == []


@pytest.mark.parametrize("pattern", ["", "a?", "(a|b?)", "(a", "a)", "*", "a | ?", "{missing}", "..3", "{noun", "a }"])
def test_a_pattern_that_cannot_be_meant_is_refused_by_name(pattern: str) -> None:
    with pytest.raises(PatternError, match=re.escape(repr(pattern))):
        Reader(pattern, CLASSES, Positions()).read()


def test_an_empty_class_is_refused() -> None:
    with pytest.raises(PatternError, match="empty"):
        Reader("{none}", {"none": ()}, Positions()).read()


PATTERNS = ["a b? c", "a* b", "a (b|c) a", "^ a ..1 c", "b $", "(a b|b c)+", "c _ c"]


def naive(pattern: str, words: list[str]) -> set[Match]:
    """The same by Python's own ``re``, one letter a word."""
    expression = pattern.replace("^", "#").replace("$", "#").replace("..1", "[^#]?").replace("_", "[^#]")
    expression = re.sub(r"(?<!\?)\+", "{1,3}", expression.replace(" ", "").replace("a*", "a{0,3}"))
    text = "".join(words)
    spans = itertools.combinations(range(len(text) + 1), 2)
    every = [(s, e) for s, e in spans if re.fullmatch(expression, text[s:e])]
    return {Match(0, min(s for s, e2 in every if e2 == e), e) for _, e in every}


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(PATTERNS), st.lists(st.sampled_from("abcx"), max_size=8))
def test_the_automaton_agrees_with_a_naive_matcher(pattern: str, letters: list[str]) -> None:
    automaton = Automaton(compiled([pattern], {}))
    words = ["#", *letters, "#"]
    symbols = [automaton.edge if word == "#" else automaton.symbols.get(word, 0) for word in words]
    assert set(automaton.find(symbols)) == naive(pattern, words)


def test_many_patterns_read_together_as_each_alone() -> None:
    together = Automaton(compiled(PATTERNS, {}))
    text = ["a", "b", "c", "a", "b", "a", "c", "x", "c", "b"]
    row = [together.edge, *[together.symbols.get(w, 0) for w in text], together.edge]
    found = {(m.rule, m.start, m.end) for m in together.find(row)}
    for rule, pattern in enumerate(PATTERNS):
        alone = Automaton(compiled([pattern], {}))
        row = [alone.edge, *[alone.symbols.get(w, 0) for w in text], alone.edge]
        assert {(rule, m.start, m.end) for m in alone.find(row)} == {f for f in found if f[0] == rule}
