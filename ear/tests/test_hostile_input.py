"""Goals G-16 and G-17: a megabyte of anything is read in a blink. The bound here is loose, for slow machines."""

import random
import time

import pytest

from hearten_ear.engine import Engine, build_engine

SIZE = 1_000_000
#: Stated goal 0.2 s on the reference machine; tests also run on loaded two-core machines.
BOUND_S = 1.0
DICE = random.Random(7)


def shuffled(words: list[str]) -> str:
    row = DICE.choices(words, k=SIZE // 4)
    return " ".join(row)[:SIZE]


HOSTILE = {
    "one letter": "a" * SIZE,
    "letters apart": "a " * (SIZE // 2),
    "letters that almost spell": shuffled(list("fucstpidmornbh")),
    "one insult, over and over": "you idiot " * (SIZE // 10),
    "starred": "f*ck* " * (SIZE // 6),
    "leet, all different": " ".join(f"1d{n}0t@" for n in range(SIZE // 9)),
    "stars, all different": " ".join(f"f*{n:x}*k" for n in range(SIZE // 9)),
    "one word without end": "ｉｄｉｏｔ" * (SIZE // 5),
    "marks without end": "i" + "\u0301" * SIZE,
    "joiners": "i\u200dd\u200di\u200do\u200dt " * (SIZE // 10),
    "brackets": "[A" * (SIZE // 2),
    "braces": "{{" * (SIZE // 2),
    "punctuation": "!?." * (SIZE // 3),
    "line ends": "\n" * SIZE,
    "prefix of every threat": "i will so very really " * (SIZE // 22),
    "intensifiers": "you are " + "so very just " * (SIZE // 13),
    "insult adjectives": "you " + "stupid " * (SIZE // 7),
    "apostrophes": "he'll' 's " * (SIZE // 10),
    "surrogates": "\ud800x " * (SIZE // 3),
    "digits": "4 5 5 " * (SIZE // 6),
    "emoji": "😀🖕 " * (SIZE // 3),
    "dots": "i.d.i.o.t." * (SIZE // 10),
}


@pytest.fixture(scope="module")
def vocabulary() -> list[str]:
    return sorted(build_engine()._scorer._automaton.symbols)  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_megabyte_is_read_in_a_blink(engine: Engine, name: str) -> None:
    started = time.perf_counter()
    reading = engine.score([HOSTILE[name]])[0]
    assert time.perf_counter() - started < BOUND_S
    assert len(reading.spans) <= 64


def test_a_megabyte_of_the_engines_own_words_in_disorder_is_read_in_a_blink(
    engine: Engine, vocabulary: list[str]
) -> None:
    text = shuffled(vocabulary)
    started = time.perf_counter()
    engine.score([text])
    assert time.perf_counter() - started < BOUND_S


def test_memory_for_states_and_words_is_bounded(
    engine: Engine, vocabulary: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hearten_ear.kernel.automaton.MOST_STATES", 200)
    monkeypatch.setattr("hearten_ear.kernel.rules.MOST_KEPT", 50)
    small = build_engine()
    texts = [" ".join(DICE.choices(vocabulary, k=12)) for _ in range(300)]
    assert small.score(texts) == engine.score(texts)
    rules = small._scorer
    assert len(rules._automaton._states) <= 201  # type: ignore[attr-defined]
    assert len(rules._chunks) <= 50  # type: ignore[attr-defined]


def test_numbers_are_not_remembered() -> None:
    fresh = build_engine()
    fresh.score(["my card is 4111111111111111 and b1tch"])
    assert not any(any(c.isdigit() for c in chunk) for chunk in fresh._scorer._chunks)  # type: ignore[attr-defined]


def test_both_ends_of_an_endless_turn_are_read(engine: Engine) -> None:
    padding = "word " * 50_000
    first, last = engine.score([f"you idiot {padding}", f"{padding} you idiot"])
    assert (first.level, last.level) == (2, 2)
    text = f"{padding} you idiot"
    assert last.words(text) == ("you idiot",)


def test_insults_apart_by_more_than_a_sentence_do_not_join(engine: Engine) -> None:
    assert engine.score(["are you there? idiot box of a router again"])[0].level <= 1
