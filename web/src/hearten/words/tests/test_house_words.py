"""Every shipped word, read as strictly as we ask others to write."""

import pytest

from hearten.words import bundle
from hearten.words.bundle import BadWords, bundled, languages, read_phrases, read_safeguarding, read_ways_out
from hearten.words.checks import MOST_WORDS, problems_in, wrong_with
from hearten.words.shapes import ANY, CHANNELS, KINDS, OCCURS, House, Phrase


def test_there_are_words_in_english() -> None:
    assert languages() == ("en",)
    assert len(bundled().phrases) >= 80


def test_every_shipped_word_may_be_said() -> None:
    assert problems_in(bundled()) == []


def test_chat_lines_are_shorter_than_spoken_ones() -> None:
    def mean(channel: str) -> float:
        lengths = [len(each.text.split()) for each in bundled().phrases if each.channel == channel]
        return sum(lengths) / len(lengths)

    assert mean("chat") < mean("voice")


def test_every_step_says_what_to_do_in_phone_or_tool() -> None:
    for steps in bundled().ladders.values():
        assert all(step.then and step.label and step.why for step in steps)
    closings = {
        (channel, step.then)
        for (_kind, _level, channel), steps in bundled().ladders.items()
        for step in steps
        if step.purpose == "closing"
    }
    assert dict(closings)["voice"].startswith("End it in your phone")
    assert len(closings) == len(CHANNELS)


def test_a_hostile_contact_is_limited_then_warned_then_closed() -> None:
    for kind, levels in OCCURS.items():
        if 2 in levels:
            steps = [step.purpose for step in bundled().ladders[kind, 2, "voice"]]
            assert steps == ["limit", "warning", "closing"], kind


def test_after_abuse_the_warning_is_optional() -> None:
    for kind, levels in OCCURS.items():
        if 3 in levels:
            warnings = [step for step in bundled().ladders[kind, 3, "chat"] if step.purpose == "warning"]
            assert warnings, kind
            assert all(step.optional for step in warnings), kind


def test_rambling_impossible_demands_and_distress_have_ways_out_while_calm() -> None:
    for kind in ("rambling", "demand", "distress"):
        assert bundled().ladders[kind, 0, "voice"]


def test_safeguarding_steps_are_short_and_make_no_diagnosis() -> None:
    for guide in bundled().safeguarding:
        assert 4 <= len(guide.steps) <= 8
        for step in guide.steps:
            assert len(step.split()) <= 35, step
            assert not any(word in step.lower() for word in ("depress", "mental", "disorder", "unstable", "suicidal"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("Please calm down and tell me.", "command_to_feel"),
        ("Don't worry, I have it.", "command_to_feel"),
        ("Let's look on the bright side.", "command_to_feel"),
        ("At least it arrived.", "minimising"),
        ("I know exactly how you feel.", "claims_to_know"),
        ("You should have called earlier.", "blame"),
        ("I guarantee that it comes.", "promises_too_much"),
        ("Unfortunately our rules say no.", "stock_phrase"),
        ("I am on it!", "cheering"),
        ("word " * 31, "too long"),
    ],
)
def test_a_line_nobody_should_be_asked_to_say_is_named(text: str, why: str) -> None:
    assert any(each.startswith(why) for each in wrong_with(text, "voice"))


def test_a_chat_line_has_no_gaps() -> None:
    assert wrong_with("So it was [day]. Right?", "chat")
    assert not wrong_with("So it was [day]. Right?", "voice")


def test_holes_and_repeated_ids_are_named() -> None:
    twice = Phrase("a", "Say it.", "insult", 2, "voice", "limit", "why")
    found = problems_in(House("en", (twice, twice)))
    assert "a: id used twice" in found
    assert "threat.3.chat: no phrase" in found
    assert "threat.3.chat: no way out" in found
    assert "insult.2.voice: no step ends the contact" in found


def test_unknown_names_are_named() -> None:
    odd = Phrase("odd", "Say it.", "temper", 2, "voice", "shout", "")
    found = problems_in(House("en", (odd,)))
    assert "odd: unknown kind, channel or purpose" in found
    assert "odd: does not say why it is there" in found


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("[[", "phrases.toml", "is not TOML"),
        ("insult = 3", "phrases.toml, insult", "should be a table"),
        ('[[insult.9.voice]]\nid = "a"', "phrases.toml, insult.9.voice[0]", "the level is 0, 1, 2 or 3"),
        ('[[insult.2.voice]]\nid = "a"', "phrases.toml, insult.2.voice[0]", "missing"),
        ('[[insult.2.voice]]\ncolour = "red"', "phrases.toml, insult.2.voice[0]", "colour"),
    ],
)
def test_a_bad_phrase_file_names_the_place(text: str, place: str, message: str) -> None:
    with pytest.raises(BadWords) as caught:
        read_phrases(text)
    assert caught.value.where == place
    assert message in caught.value.message


def test_a_ladder_that_names_no_step_is_refused() -> None:
    with pytest.raises(BadWords, match=r"ladder\.insult\.2.*nowhere"):
        read_ways_out('[ladder.insult]\n2 = ["nowhere"]')


def test_a_step_without_words_for_a_channel_is_refused() -> None:
    step = '[[way]]\nid = "w"\npurpose = "limit"\nlabel = "L"\n[way.say]\nvoice = "V"\n[ladder.insult]\n2 = ["w"]'
    with pytest.raises(BadWords, match="step w"):
        read_ways_out(step)


def test_a_step_without_an_id_is_refused() -> None:
    with pytest.raises(BadWords, match="has no id"):
        read_ways_out("[[way]]\nversion = 1")


def test_safeguarding_with_an_unknown_field_is_refused() -> None:
    with pytest.raises(BadWords, match="colour"):
        read_safeguarding('[[steps]]\nid = "a"\ntitle = "t"\ncolour = "red"')


def test_an_unknown_language_is_read_as_its_base() -> None:
    assert bundle.base_language("en-GB") == "en"
    assert bundle.base_language(None) == "en"
    assert bundle.base_language("es_MX") == "es"


def test_the_lengths_name_every_channel() -> None:
    assert set(MOST_WORDS) == set(CHANNELS)
    assert set(OCCURS) == {*KINDS, ANY}
