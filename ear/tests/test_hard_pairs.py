"""Angry is not abusive: the engine must tell sentences apart that differ by a word. They are in ``hard_pairs.toml``."""

import tomllib
from pathlib import Path

import pytest

from hearten_ear.engine import Engine

HARD = tomllib.loads((Path(__file__).parent / "hard_pairs.toml").read_text(encoding="utf-8"))
DANGER: list[tuple[str, str]] = [(idiom, cry) for idiom, cry in HARD["danger"]["pairs"]]

FLAT: list[tuple[str, int, str, int, str]] = [
    (mild, most, harsh, least, theme["name"]) for theme in HARD["theme"] for mild, most, harsh, least in theme["pairs"]
]


def test_there_are_pairs_enough() -> None:
    assert len(FLAT) + len(DANGER) >= 290


@pytest.mark.parametrize(("mild", "most", "theme"), [(p[0], p[1], p[4]) for p in FLAT])
def test_what_is_not_abuse_stays_below(engine: Engine, mild: str, most: int, theme: str) -> None:
    reading = engine.score([mild])[0]
    assert reading.level <= most, (theme, reading.signals(), reading.words(mild))


@pytest.mark.parametrize(("harsh", "least", "theme"), [(p[2], p[3], p[4]) for p in FLAT])
def test_what_is_abuse_is_heard(engine: Engine, harsh: str, least: int, theme: str) -> None:
    reading = engine.score([harsh])[0]
    assert reading.level >= least, (theme, reading.signals())
    assert reading.spans, "what is heard names its words"


@pytest.mark.parametrize("idiom", [idiom for idiom, _ in DANGER])
def test_an_idiom_is_no_emergency(engine: Engine, idiom: str) -> None:
    assert "distress" not in engine.score([idiom])[0].signals()


@pytest.mark.parametrize("cry", [cry for _, cry in DANGER])
def test_a_person_in_danger_is_heard(engine: Engine, cry: str) -> None:
    assert "distress" in engine.score([cry])[0].signals()


def test_anger_alone_never_makes_a_turn_hostile(engine: Engine) -> None:
    for mild, most, _, _, _ in FLAT:
        if most <= 1:
            assert engine.score([mild])[0].hostility < 0.5, mild
