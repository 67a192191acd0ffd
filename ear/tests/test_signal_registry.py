"""Signals are found by name, come after what they need, and take settings; the level is a rule one can read."""

from dataclasses import replace

import pytest

from hearten_ear.engine import PRECEDENCE, Engine, build_engine, kind_of, load_engine
from hearten_ear.languages import load
from hearten_ear.reading import HEADS, Reading
from hearten_ear.signals import (
    PROVIDED,
    REGISTRY,
    Hit,
    UnknownSignalError,
    certainty,
    in_order,
    level_of,
    with_settings,
)


def heads(**heard: float) -> dict[str, float]:
    return {**dict.fromkeys(HEADS, 0.0), **heard}


def reading(**heard: float) -> Reading:
    values = heads(**heard)
    return Reading(values["hostile"], values, level_of(values), (), "test")


def test_every_head_has_its_signal_and_every_phrase_a_head() -> None:
    assert {signal.emits for signal in REGISTRY.values()} == set(HEADS)
    assert {phrase.signal for phrase in load("en").phrases} <= set(REGISTRY)
    assert all(signal.name == name for name, signal in REGISTRY.items())


def test_guards_clear_signals_that_exist() -> None:
    for guard in load("en").guards:
        assert guard.clears <= set(REGISTRY), guard


def test_each_signal_comes_after_what_it_needs() -> None:
    given = set(PROVIDED)
    for signal, _ in with_settings():
        assert given.issuperset(signal.needs)
        given.add(signal.emits)


def test_a_need_that_nothing_emits_is_named() -> None:
    lonely = replace(REGISTRY["insult"], needs=("telepathy",))
    with pytest.raises(UnknownSignalError, match="telepathy"):
        in_order([lonely])


def test_unknown_signals_and_settings_are_named_with_the_known_ones() -> None:
    with pytest.raises(UnknownSignalError, match=r"no signal 'mood'.*insult"):
        with_settings({"mood": {}})
    with pytest.raises(UnknownSignalError, match=r"no setting 'volume'.*gain"):
        with_settings({"insult": {"volume": 1.0}})


def test_settings_change_what_is_heard() -> None:
    deaf = build_engine(settings={"insult": {"gain": 0.0}})
    assert deaf.score(["you idiot"])[0].level == 0
    assert load_engine().score(["you idiot"])[0].level == 2


def test_overlapping_hits_count_once_and_others_add_up() -> None:
    assert certainty([]) == 0.0
    assert certainty([Hit(0, 3, 0.5), Hit(1, 2, 0.5), Hit(2, 5, 0.4)]) == pytest.approx(0.5)
    assert certainty([Hit(0, 2, 0.5), Hit(2, 4, 0.5)]) == pytest.approx(0.75)


@pytest.mark.parametrize(
    ("heard", "level"),
    [
        ({}, 0),
        ({"thanks": 1.0}, 0),
        ({"distress": 1.0}, 0),
        ({"demand": 1.0}, 0),
        ({"escalation": 1.0}, 0),
        ({"rambling": 1.0}, 0),
        ({"profanity": 0.5}, 1),
        ({"frustration": 0.5}, 1),
        ({"rudeness": 0.5}, 1),
        ({"profanity": 0.49}, 0),
        ({"insult": 0.5}, 2),
        ({"insult": 0.5, "profanity": 1.0}, 2),
        ({"insult": 0.49}, 0),
        ({"threat": 0.5}, 3),
        ({"identity_attack": 0.5}, 3),
        ({"sexual_harassment": 0.5}, 3),
        ({"threat": 0.5, "insult": 1.0}, 3),
    ],
)
def test_the_level_follows_what_was_heard(heard: dict[str, float], level: int) -> None:
    assert level_of(heads(**heard)) == level


def test_the_kind_is_the_first_in_precedence_and_safeguarding_outranks_all() -> None:
    assert PRECEDENCE[:2] == ("distress", "threat")
    for place, kind in enumerate(PRECEDENCE):
        assert kind_of(reading(**dict.fromkeys(PRECEDENCE[place:], 0.9))) == kind


def test_rudeness_leads_to_frustration_and_nothing_to_calm() -> None:
    assert kind_of(reading(rudeness=0.7)) == "frustration"
    assert kind_of(reading(rudeness=0.7, thanks=0.9)) == "frustration"
    assert kind_of(reading(insult=0.4)) == "calm"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("i will kill you and then kill myself", "distress"),
        ("i will find you", "threat"),
        ("go back to your country", "identity_attack"),
        ("what are you wearing", "sexual_harassment"),
        ("you idiot", "insult"),
        ("i demand a full refund", "demand"),
        ("get me your fucking manager", "escalation"),
        ("this is shit", "profanity"),
        ("i am so fed up with waiting", "frustration"),
        ("thank you so much for your help", "thanks"),
        ("my order number is 671", "calm"),
    ],
)
def test_a_turn_is_named_after_what_matters_most(engine: Engine, text: str, kind: str) -> None:
    assert kind_of(engine.score([text])[0]) == kind


def test_a_long_turn_without_thread_rambles_and_a_long_one_alone_rambles_later(engine: Engine) -> None:
    word = "so the box came and it was on the table "
    short, long, longer = engine.score([word * 2, word * 12, word * 30])
    lost = engine.score([word * 12 + "anyway where was i oh and another thing that reminds me"])[0]
    assert short.heads["rambling"] == 0.0
    assert 0.0 < long.heads["rambling"] < longer.heads["rambling"]
    assert lost.heads["rambling"] > long.heads["rambling"]
    assert "rambling" in longer.signals()
    assert longer.level == 0


def test_the_engine_is_built_once_per_language_and_any_scorer_fits_behind_it() -> None:
    class Silent:
        model = "silent-1"

        def score(self, texts: object, contexts: object = None) -> list[Reading]:
            return [reading() for _ in texts]  # type: ignore[attr-defined]

    assert load_engine("en") is load_engine("en-US")
    assert Engine("en", Silent()).model == "silent-1"
    assert Engine("en", Silent()).score(["you idiot"])[0].level == 0
