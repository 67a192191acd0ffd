"""An if-then plan that cannot carry itself out is explained; one that can is let be."""

import doctest
import inspect
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten_ear.wording import OwnWords, plans
from hearten_ear.wording.plans import KINDS, IfThen, check, check_parts, knows, read_if_then, read_rules
from hearten_ear.wording.positivity import RuleDataError

FOLDER = Path(__file__).parent


def read_lines(name: str) -> list[list[str]]:
    return [line.split("\t", 1) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


LINES = read_lines("plans.tsv")
RULE = '[[rule]]\nid = "a"\nkind = "negation"\npart = "then"\nwhy = "w"\ninstead = "i"\npatterns = ["never _"]\n'


def kinds(moment: str, act: str) -> list[str]:
    return [each.kind for each in check_parts(IfThen(moment, act))]


def test_a_weakness_says_where_why_and_what_instead() -> None:
    (found,) = check_parts(IfThen("they call me names", "stay calm"))
    assert (found.kind, found.part, found.words) == ("feeling_ordered", "then", "stay calm")
    assert found.why
    assert found.instead


def test_the_example_of_the_module_is_true() -> None:
    result = doctest.testmod(plans)
    assert (result.failed, result.attempted) == (0, 6)


def test_what_is_said_to_somebody_is_not_judged() -> None:
    assert kinds("they shout", "say: I will not shout back, so please be calm and handle it") == []
    assert kinds("they shout", 'say "I won\'t let this go"') == []
    assert kinds('they say "it gets bad, always"', "press Hand up") == []


def test_either_half_left_out_is_named_first() -> None:
    assert kinds("", "stay calm") == ["no_moment", "feeling_ordered"]
    assert kinds("they shout", " ") == ["no_act"]


def test_the_order_is_the_one_in_which_it_is_worth_mending() -> None:
    found = kinds("it gets bad", "never shout and be more professional")
    assert found == sorted(found, key=KINDS.index)
    assert found[0] == "vague_moment"


@pytest.mark.parametrize(
    ("sentence", "moment", "act"),
    [
        ("If he shouts, then I put my pen down.", "he shouts", "put my pen down."),
        ("When he shouts, I will put my pen down", "he shouts", "put my pen down"),
        ("whenever they swear then I'll read the limit", "they swear", "read the limit"),
        ("As soon as I hear “lawyer”, then I open the letter", "I hear “lawyer”", "open the letter"),
    ],
)
def test_a_sentence_is_read_into_its_two_parts(sentence: str, moment: str, act: str) -> None:
    assert read_if_then(sentence) == IfThen(moment, act)


@pytest.mark.parametrize("sentence", ["", "I stay calm", "Iffy, then", "then I go", "If they shout"])
def test_a_sentence_of_another_form_is_not_read(sentence: str) -> None:
    assert read_if_then(sentence) is None


def test_in_a_language_without_rules_nothing_is_found_and_one_can_ask() -> None:
    assert not knows("de")
    assert not knows("../en")
    assert check(OwnWords("Ich bleibe ruhig", language="de")) == ()
    assert check_parts(IfThen("", ""), language="de") == ()
    assert knows("en-GB")


def test_the_check_takes_own_words_and_no_turn() -> None:
    assert inspect.signature(check).parameters["words"].annotation is OwnWords


def test_on_the_labelled_plans_it_is_seldom_wrong() -> None:
    flagged = [(kind, {each.kind for each in check(OwnWords(text))}) for kind, text in LINES]
    said = [(kind, found) for kind, found in flagged if found]
    right = [kind for kind, found in said if kind != "-"]
    weak = [found for kind, found in flagged if kind != "-"]
    assert len(LINES) >= 120
    assert len(right) / len(said) >= 0.95
    assert sum(map(bool, weak)) / len(weak) >= 0.9
    assert sum(kind in found for kind, found in flagged if kind != "-") / len(weak) >= 0.85


def test_on_plans_that_no_rule_was_written_for_it_is_seldom_wrong_too() -> None:
    """Written after the rules; no rule was changed for them. On 2026-11-24: precision .94, recall .73."""
    flagged = [(kind, bool(check(OwnWords(text)))) for kind, text in read_lines("plans_held_out.tsv")]
    said = [kind for kind, is_flagged in flagged if is_flagged]
    weak = [is_flagged for kind, is_flagged in flagged if kind != "-"]
    assert len(flagged) >= 60
    assert sum(kind != "-" for kind in said) / len(said) >= 0.85
    assert sum(weak) / len(weak) >= 0.5


def test_every_kind_is_found_somewhere_and_every_rule_is_of_a_kind() -> None:
    found = {each.kind for _, text in LINES for each in check(OwnWords(text))}
    assert found | {"no_moment", "no_act"} == set(KINDS)


@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_has_an_answer_whose_words_stand_in_it(moment: str, act: str) -> None:
    for each in check_parts(IfThen(moment, act)):
        assert each.kind in KINDS
        assert each.words in (moment if each.part == "if" else act)


@given(st.text(max_size=400))
def test_any_sentence_has_an_answer(text: str) -> None:
    assert all(each.kind in KINDS for each in check(OwnWords(text)))


def test_a_very_long_plan_is_read_at_once() -> None:
    hostile = ["if " * 9_000, "if a, then i " * 2_000, "If " + " ," * 15_000, "will not be calm and " * 1_500]
    for text in hostile:
        before = time.process_time()
        check(OwnWords(text))
        assert time.process_time() - before < 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[rule", "plans.toml: is not TOML"),
        (RULE.replace('id = "a"\n', ""), r"rule\[0\]: has no 'id'"),
        (RULE.replace("negation", "gloom"), "unknown kind 'gloom'"),
        (RULE.replace('"then"', '"else"'), "neither"),
        (RULE + RULE, "used twice"),
        (RULE.replace("never _", "(never"), "plans.toml: "),
    ],
)
def test_a_rule_file_that_cannot_be_used_says_where(text: str, message: str) -> None:
    with pytest.raises(RuleDataError, match=message):
        read_rules(text)
