"""Compiled phrases say what the files say; C and Python read them alike; a damaged table is refused."""

import random
import zlib
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hearten_ear.kernel import phrasebook
from hearten_ear.kernel.automaton import Automaton
from hearten_ear.kernel.phrasebook import FILE, file_of, phrasebook_of, shipped
from hearten_ear.kernel.rules import Rules
from hearten_ear.kernel.table import compiled
from hearten_ear.languages import KNOWN, load

PATTERNS = ["a b? c", "a* b", "a (b|c) a", "^ a ..1 c", "b $", "(a b|b c)+", "c _ c", "a ..8 c", "(a|b|c) ..2 (a|b) $"]


@pytest.mark.parametrize("code", KNOWN)
def test_the_file_is_what_this_code_makes_of_the_phrases(code: str) -> None:
    """If this fails the phrases have changed: ``python -m hearten_ear.languages`` compiles them anew."""
    shipped_file, made = phrasebook._folder(code).joinpath(FILE).read_bytes(), file_of(code)
    assert shipped_file[:32] == made[:32]
    assert zlib.decompress(shipped_file[32:]) == zlib.decompress(made[32:])


def test_phrases_that_have_changed_are_compiled_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phrasebook, "LAYOUT", -1)
    assert shipped("en") == phrasebook_of(load("en"))


def test_a_language_and_its_phrasebook_read_alike() -> None:
    texts = ["you useless idiot", "thanks a lot", "i will find you and kill you", "your manager. now!"]
    assert Rules(load("en")).score(texts) == Rules(shipped("en")).score(texts)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from("abcx#"), max_size=30))
def test_c_and_python_find_the_same(native: Any, letters: list[str]) -> None:
    table = compiled(PATTERNS, {})
    quick, slow = Automaton(table), Automaton(table, native=False)
    row = [quick.edge if letter == "#" else table.symbols.get(letter, 0) for letter in ["#", *letters, "#"]]
    assert quick.find(row) == slow.find(row)


def test_c_and_python_find_the_same_phrases_of_the_language(native: Any) -> None:
    dice = random.Random(4)
    table = shipped("en").text
    quick, slow = Automaton(table), Automaton(table, native=False)
    symbols = [*set(table.symbols.values()), 0, 0, 1]
    you = [table.symbols[word] for word in ("you", "are", "a", "not", "is", "i", "will", "kill", "idiot", "the")]
    for _ in range(300):
        row = [1, *(dice.choice(you if dice.random() < 0.5 else symbols) for _ in range(25)), 1]
        assert quick.find(row) == slow.find(row)


def test_a_damaged_table_is_refused(native: Any) -> None:
    table = compiled(PATTERNS, {})
    for name in ("set_at", "set_items", "follow", "gaps", "accepted", "starting", "lasts", "alike"):
        good = getattr(table, name)
        for bad in (good[:-1], b"\xff" * len(good), b"" if name != "lasts" else good[1:]):
            broken = msgspec.structs.replace(table, **{name: bad})
            with pytest.raises(ValueError, match="the kernel was given a wrong"):
                Automaton(broken)
    with pytest.raises(ValueError, match="the kernel was given a wrong"):
        Automaton(msgspec.structs.replace(table, first=10_000))


def test_a_symbol_that_no_table_has_is_refused(native: Any) -> None:
    reader = Automaton(compiled(PATTERNS, {})).native
    for row in ([10_000], [-1], ["a"], [None]):
        with pytest.raises((ValueError, TypeError, OverflowError)):
            reader.find(row)
