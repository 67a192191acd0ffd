import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.seal.rules import (
    CODE_LETTERS,
    LARGEST_NOTE,
    BadCode,
    judge_passphrase,
    make_passphrase,
    padded,
    plain_passphrase,
    read_code,
    size_class,
    spell_code,
    unpadded,
    words,
)


def test_the_list_holds_enough_different_short_words() -> None:
    assert len(words()) == len(set(words())) >= 1280
    assert all(3 <= len(word) <= 9 and word.isalpha() and word.islower() for word in words())


def test_a_generated_passphrase_has_six_words_and_fits() -> None:
    made = [make_passphrase() for _ in range(200)]
    assert all(len(each.split()) == 6 and judge_passphrase(each, known=["Ana", "Bay"]).fits for each in made)
    assert len(set(made)) == 200


@pytest.mark.parametrize(
    ("typed", "because"),
    [
        ("eleven char", "short"),
        ("aaaaaaaaaaaaaaaa", "same_characters"),
        ("maple quartz heron", "few_words"),
        ("maple maple maple maple maple maple", "few_words"),
        ("Ana.Hearten.Test", "known"),
        ("my own long sentence", ""),
        ("Zwölf Zeichen!", ""),
        ("maple quartz heron velvet tundra lilac", ""),
    ],
)
def test_a_passphrase_is_judged_with_a_reason(typed: str, because: str) -> None:
    assert judge_passphrase(typed, known=["Ana", "hearten", "test"]).because == because


def test_capitals_of_a_telephone_do_not_matter_and_those_of_ones_own_do() -> None:
    assert plain_passphrase("Maple  quartz\theron ") == "maple quartz heron"
    assert plain_passphrase("My own Sentence") == "My own Sentence"


@given(st.binary(min_size=16, max_size=16))
def test_a_code_is_read_as_it_was_printed_in_any_case(secret: bytes) -> None:
    printed = spell_code(secret)
    assert len(printed.split("-")) == 7
    assert read_code(printed) == read_code(printed.lower().replace("-", " ")) == secret
    assert read_code(printed.replace("0", "O").replace("1", "l")) == secret


@given(st.binary(min_size=16, max_size=16), st.integers(0, 27), st.integers(1, 31))
def test_one_slip_of_the_pen_is_always_found(secret: bytes, place: int, by: int) -> None:
    letters = list(spell_code(secret).replace("-", ""))
    letters[place] = CODE_LETTERS[(CODE_LETTERS.index(letters[place]) + by) % 32]
    with pytest.raises(BadCode):
        read_code("".join(letters))


@given(st.text(max_size=3000))
def test_padding_gives_the_text_back_and_hides_its_length_in_steps(text: str) -> None:
    try:
        raw = padded(text)
    except UnicodeEncodeError:  # a lone surrogate is no text; the doors refuse it long before
        return
    assert unpadded(raw) == text
    assert len(raw) % 1024 == 0
    assert size_class(text) == len(raw) // 1024


def test_the_largest_note_fits_and_one_byte_more_does_not() -> None:
    assert unpadded(padded("x" * LARGEST_NOTE)) == "x" * LARGEST_NOTE
    with pytest.raises(ValueError, match="at most"):
        padded("x" * (LARGEST_NOTE + 1))


@pytest.mark.parametrize("raw", [b"", b"\x00\x00\x00\x09abc", b"\x00\x00\x00\x01ab"])
def test_what_was_not_padded_by_us_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match="padded"):
        unpadded(raw.ljust(16, b"\1") if raw else b"\x00\x00\x00\x01")
