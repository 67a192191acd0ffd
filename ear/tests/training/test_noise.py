"""Noise is the same for the same text, and does what its name says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten_ear.training.label_map import SWEARING
from hearten_ear.training.noise import KINDS, spoiled


@given(st.text(), st.sampled_from(sorted(KINDS)))
def test_the_same_text_is_spoiled_in_the_same_way(text: str, kind: str) -> None:
    assert spoiled(text, kind, "a") == spoiled(text, kind, "a")


def test_bare_text_has_neither_case_nor_marks() -> None:
    assert spoiled("Well, I'm DONE. Are you?", "bare", "") == "well i'm done are you"


@pytest.mark.parametrize("salt", [str(number) for number in range(12)])
def test_no_swear_word_stands_when_it_is_masked(salt: str) -> None:
    text = "this fucking bill is bullshit, damn it"
    masked = spoiled(text, "masked", salt)
    assert SWEARING.search(masked) is None
    assert masked.split()[0] == "this"


def test_about_a_tenth_of_the_words_are_misheard() -> None:
    text = " ".join(f"word{number}" for number in range(2_000))
    kept = set(spoiled(text, "misheard", "").split()) & set(text.split())
    assert 0.85 < len(kept) / 2_000 < 0.97


def test_other_draws_spoil_otherwise() -> None:
    text = "could you please tell me when the engineer is going to come to the house again"
    assert len({spoiled(text, "misheard", str(salt)) for salt in range(20)}) > 5
