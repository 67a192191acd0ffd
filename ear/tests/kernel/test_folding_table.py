"""The frozen table folds as it was worked out, and every character leads to words or to nothing."""

import sys
import unicodedata
import zlib

import pytest

from hearten_ear.kernel import folding
from hearten_ear.kernel.folding import fold, folds


def test_the_file_is_what_this_code_works_out() -> None:
    if tuple(map(int, unicodedata.unidata_version.split(".")[:2])) != folds().unicode:
        pytest.skip(f"this Python has Unicode {unicodedata.unidata_version}, the table is of {folds().unicode}")
    assert zlib.decompress(folding.FILE.read_bytes()) == folding.build()


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("STRASSE Straße", "strasse strasse"),
        ("ＹＯＵ 𝕀𝔻𝕀𝕆𝕋 ⓘⓓⓘⓞⓣ", "you idiot idiot"),
        ("іdіоt", "idiot"),
        ("i\u200bd\u200di\ufeffo\u00adt", "idiot"),
        ("naïve nai\u0308ve", "naive naive"),
        ("don’t “go”…", 'don\'t "go".'),
        ("£50 €50", "$50 $50"),
        ("漢字", " 漢  字 "),
        ("한국어", "한국어"),
        ("no！ why？", "no! why?"),
        ("a\u00a0b\u3000c\u2028d", "a b c\nd"),
        ("\ud800x\uffffy\ufffdz", " x y z"),
    ],
)
def test_what_is_typed_is_read(typed: str, read: str) -> None:
    assert fold(typed) == read


def test_folding_twice_changes_nothing_that_words_are_made_of() -> None:
    for code in range(sys.maxunicode + 1):
        once = fold(chr(code))
        assert fold(once).split() == once.split(), hex(code)


def test_no_character_grows_beyond_what_buffers_allow() -> None:
    for code in range(sys.maxunicode + 1):
        if not 0xD800 <= code <= 0xDFFF:
            char = chr(code)
            assert len(fold(char).encode()) <= folding.MOST_GROWTH * len(char.encode())
