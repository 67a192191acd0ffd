"""The data of a language must be able to fire: no dead word, no unreadable file, no list without its note."""

from importlib import resources
from pathlib import Path

import pytest

from hearten_ear.engine import load_engine
from hearten_ear.languages import KNOWN, Language, LanguageDataError, load
from hearten_ear.normal import BREAK

FOLDER = resources.files("hearten_ear.languages") / "en"
#: Listed spellings that a class may name although they stand for another word.
RESPELLED = {"u", "r", "urself"}


def test_no_phrase_waits_for_a_word_that_spelling_turns_into_another() -> None:
    scorer = load_engine()._scorer
    rules = getattr(scorer, "rules", scorer)
    folder, symbols = rules._folder, rules._automaton.symbols
    dead = [word for word in symbols if word != BREAK and [w.word for w in folder.words(word)] != [word]]
    assert set(dead) <= RESPELLED


def test_weights_are_certainties_and_guards_say_why() -> None:
    english = load("en")
    assert len(english.phrases) > 400
    assert all(0.0 < phrase.weight <= 1.0 for phrase in english.phrases)
    assert all(guard.why and guard.clears and guard.where in {"text", "context"} for guard in english.guards)


def test_every_file_is_told_of_in_the_provenance() -> None:
    told = (FOLDER / "PROVENANCE.md").read_text(encoding="utf-8")
    assert [f.name for f in FOLDER.iterdir() if f.name.endswith(".toml") and f.name not in told] == []


def test_every_family_of_slurs_says_which_it_is() -> None:
    text = (FOLDER / "identity_attack.toml").read_text(encoding="utf-8")
    assert text.count("[classes.slur_") == text.count('note = "Family:')


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[[phrases]]\nsignal = 'insult'\npatterns = ['x']", "weight"),
        ("[[guards]]\npatterns = ['x']\nwhy = 'y'", "clears"),
        ("not toml", "Expected"),
        ("[classes.a]\nwords = ['x']\nincludes = ['nobody']", "nobody"),
        ("[classes]\na = 5", "int"),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, says: str) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en" / "broken.toml").write_text(content, encoding="utf-8")
    monkeypatch.setattr("hearten_ear.languages.resources.files", lambda _: tmp_path)
    with pytest.raises(LanguageDataError, match=rf"en/broken\.toml.*{says}"):
        load.__wrapped__("en")


def test_an_unknown_language_is_refused_with_the_known_ones() -> None:
    with pytest.raises(LanguageDataError, match=", ".join(KNOWN)):
        load("tlh")


def test_classes_take_plurals_and_other_classes() -> None:
    english: Language = load("en")
    assert {"idiot", "idiots", "bitches"} <= set(english.classes["insult_noun"])
    assert set(english.classes["swear_mod"]) <= set(english.classes["mod"])
