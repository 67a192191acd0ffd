"""Goals G-16 and G-17: a megabyte of anything is read in a blink. What is remembered is bounded, and no word of it."""

import gc
import random
import time
from collections.abc import Callable, Iterator
from types import FunctionType, ModuleType

import pytest

from hearten_ear.engine import Engine, build_engine
from hearten_ear.kernel.rules import Rules
from hearten_ear.normal import (
    HEAD_CHARS,
    TAIL_CHARS,
    both_ends,
    chunk_places,
    fold,
    fold_with_offsets,
    hide_masks,
)

SIZE = 1_000_000
#: The goal is 0.2 s, and the slowest below measured less than half of it; a machine under load may take twice as long.
BOUND_S = 0.4
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
    "disguises run together by dots, all different": " ".join(
        ".".join(f"f*{n + k:x}k" for k in range(32)) for n in range(0, SIZE // 6, 32)
    ),
    "stretched, all different": " ".join(f"iid{chr(97 + n % 26) * 3}{n % 7919:x}oott" for n in range(SIZE // 14)),
    "a stammer without end": "you are a " * (SIZE // 10),
    "stammers, all different": " ".join(f"w{n:x} w{n:x}," for n in range(SIZE // 14)),
    "look-alikes": "іdіоt ʏоᴜ " * (SIZE // 10),
}


@pytest.fixture(autouse=True)
def _no_collection_of_others_garbage() -> Iterator[None]:
    """What is timed here is the reading, not Python's tidying up after a whole test run."""
    gc.disable()
    yield
    gc.enable()


def rules_of(engine: Engine) -> Rules:
    """The phrases behind an engine: what is said about what they keep is said about them."""
    rules = getattr(engine._scorer, "rules", engine._scorer)
    assert isinstance(rules, Rules)
    return rules


@pytest.fixture(scope="module")
def vocabulary() -> list[str]:
    return sorted(rules_of(build_engine())._automaton.symbols)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_megabyte_is_read_in_a_blink(engine: Engine, name: str) -> None:
    started = time.process_time()
    reading = engine.score([HOSTILE[name]])[0]
    assert time.process_time() - started < BOUND_S
    assert len(reading.spans) <= 64


def test_a_megabyte_of_the_engines_own_words_in_disorder_is_read_in_a_blink(
    engine: Engine, vocabulary: list[str]
) -> None:
    text = shuffled(vocabulary)
    started = time.process_time()
    engine.score([text])
    assert time.process_time() - started < BOUND_S


@pytest.mark.parametrize("name", HOSTILE)
def test_no_stage_takes_long_for_a_megabyte(name: str) -> None:
    stages: list[Callable[[str], object]] = [hide_masks, chunk_places, fold, fold_with_offsets, both_ends]
    text = HOSTILE[name]
    for stage in stages:
        started = time.process_time()
        # Behind the door that shortens endless texts; in front of it stands nothing that reads them.
        stage(both_ends(text).text)
        assert time.process_time() - started < BOUND_S / 2, stage


def test_memory_for_states_and_words_is_bounded(
    engine: Engine, vocabulary: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hearten_ear.kernel.automaton._kernel", None)
    monkeypatch.setattr("hearten_ear.kernel.automaton.MOST_STATES", 200)
    monkeypatch.setattr("hearten_ear.kernel.rules.MOST_KEPT", 50)
    small = build_engine()
    texts = [" ".join(DICE.choices(vocabulary, k=12)) for _ in range(300)]
    assert small.score(texts) == engine.score(texts)
    rules = rules_of(small)
    assert len(rules._automaton._states) <= 201
    assert len(rules._meanings._heard) <= 50


def test_no_word_that_passed_through_can_be_read_back() -> None:
    fresh = build_engine()
    said = ["Zebulonia Zebulonsky", "my card is 4111111111111111", "you zebulon, ZEBULONIA? zebulon's"]
    fresh.score(said, ["Hello Zebulonia"] * 3)
    rules_of(fresh).score(said, ["Hello Zebulonia"] * 3)
    assert len(rules_of(fresh)._meanings._heard) > 3
    assert [text for text in everything_held_by(fresh) if "zebulon" in text.lower() or "4111" in text] == []


def everything_held_by(engine: Engine) -> list[str]:
    """Every text that can be reached from an engine, as a dump of it would show."""
    waiting: list[object] = [engine]
    seen: set[int] = set()
    texts = []
    while waiting:
        held = waiting.pop()
        if id(held) in seen or isinstance(held, (type, ModuleType, FunctionType)):
            continue
        seen.add(id(held))
        if isinstance(held, str):
            texts.append(held)
        waiting += gc.get_referents(held)
    return texts


def test_numbers_are_not_remembered_even_as_a_hash() -> None:
    fresh = build_engine()
    before = len(rules_of(fresh)._meanings._heard)
    fresh.score(["4111111111111111 b1tch"])
    rules_of(fresh).score(["4111111111111111 b1tch"])
    assert len(rules_of(fresh)._meanings._heard) == before


def test_the_kernel_remembers_words_and_no_numbers() -> None:
    fresh = build_engine()
    core = getattr(fresh._scorer, "_learned").core  # noqa: B009 - only a trained scorer has one
    if core is None:
        pytest.skip("no native kernel here")
    fresh.score(["you useless idiot"], ["what did they say"])
    kept = core.remembered()
    assert kept > 0
    fresh.score(["you useless idiot 4111111111111111 4111-1111"], ["what did they say 4111111111111111"])
    assert core.remembered() == kept
    fresh.score(["you useless zebulon idiot"])
    assert core.remembered() == kept + 1


def test_what_the_kernel_keeps_is_bounded(vocabulary: list[str]) -> None:
    fresh = build_engine()
    reader = rules_of(fresh)._automaton.native
    if reader is None:
        pytest.skip("no native kernel here")
    texts = [" ".join(DICE.choices(vocabulary, k=40)) for _ in range(4_000)]
    fresh.score(texts)
    states, steps = reader.kept()
    assert states <= 1 << 15
    assert steps <= 3 << 15


def test_both_ends_of_an_endless_turn_are_read(engine: Engine) -> None:
    padding = "word " * 50_000
    first, last = engine.score([f"you idiot {padding}", f"{padding} you idiot"])
    assert (first.level, last.level) == (2, 2)
    text = f"{padding} you idiot"
    assert last.words(text) == ("you idiot",)
    assert last.spans[0].end == len(text)


def test_no_phrase_runs_across_what_was_left_out(engine: Engine) -> None:
    text = "word " * (HEAD_CHARS // 5 - 1) + "you  " + "word " * 5_000 + "idiot " + "word " * (TAIL_CHARS // 5 - 1)
    assert rules_of(engine).score([text])[0].level == 0


def test_a_turn_of_ordinary_length_is_read_whole(engine: Engine) -> None:
    half = "and then he called me back again " * 400
    assert engine.score([f"{half} you idiot {half}"])[0].level == 2


def test_insults_apart_by_more_than_a_sentence_do_not_join(engine: Engine) -> None:
    assert engine.score(["are you there? idiot box of a router again"])[0].level <= 1
