"""Which phrase, which ladder, which steps, and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hearten.words import queries
from hearten.words.bundle import bundled
from hearten.words.rules import choose_phrase, choose_safeguarding, safeguarding_steps, ways_out
from hearten.words.shapes import CHANNELS, KINDS, OCCURS, House, Phrase

ANYTHING = st.sampled_from([*KINDS, "rudeness", "hostile", "thanks", "weather"])
LEVELS = st.integers(-1, 5)
PLACES = st.sampled_from([*CHANNELS, "sms", "fax"])


@given(ANYTHING, LEVELS, PLACES, st.lists(st.text(max_size=3), max_size=3))
def test_there_is_always_a_phrase_and_a_way_out(kind: str, level: int, channel: str, used: list[str]) -> None:
    assert choose_phrase(kind, level, channel, already_used=used).phrase.text
    assert ways_out(kind, level, channel)


@given(ANYTHING, st.integers(2, 3), PLACES)
def test_whatever_was_heard_a_hostile_contact_can_be_ended(kind: str, level: int, channel: str) -> None:
    assert any(step.purpose == "closing" for step in ways_out(kind, level, channel))


def test_what_can_occur_gets_its_own_words() -> None:
    for kind, levels in OCCURS.items():
        for level in levels:
            for channel in CHANNELS:
                choice = choose_phrase(kind, level, channel)
                assert choice.because == ("same_kind", "same_level", "not_said_yet")
                assert (choice.phrase.kind, choice.phrase.level, choice.phrase.channel) == (kind, level, channel)


def test_the_same_contact_gets_the_same_phrase() -> None:
    assert choose_phrase("insult", 2, "voice") == choose_phrase("insult", 2, "voice")


def test_a_phrase_comes_back_only_when_all_others_were_said() -> None:
    said: list[str] = []
    there_are = [each for each in bundled().phrases if (each.kind, each.level, each.channel) == ("insult", 2, "voice")]
    for _ in there_are:
        said.append(choose_phrase("insult", 2, "voice", already_used=said).phrase.id)
    assert len(set(said)) == len(there_are)
    again = choose_phrase("insult", 2, "voice", already_used=said)
    assert again.phrase.id == said[0]
    assert "said_longest_ago" in again.because


def test_what_was_said_last_is_not_said_next() -> None:
    said = [f"insult-2-voice-{number}" for number in (2, 3, 4, 5, 6, 7, 1, 2)]
    assert choose_phrase("insult", 2, "voice", already_used=said).phrase.id == "insult-2-voice-3"


def test_an_unknown_kind_gets_general_words() -> None:
    assert choose_phrase("weather", 2, "voice").because[0] == "same_kind"
    assert choose_phrase("weather", 2, "voice").phrase.kind == "any"


def test_a_milder_kind_in_an_abusive_contact_gets_the_general_limit() -> None:
    choice = choose_phrase("rambling", 3, "voice")
    assert (choice.phrase.kind, choice.phrase.level) == ("any", 3)
    assert choice.because[:2] == ("any_kind", "same_level")


def test_an_insult_in_a_heated_contact_gets_the_nearest_of_its_own() -> None:
    choice = choose_phrase("insult", 1, "chat")
    assert (choice.phrase.kind, choice.phrase.level) == ("insult", 2)
    assert "nearest_level" in choice.because


def test_a_language_without_words_is_said_so() -> None:
    assert "other_language" in choose_phrase("insult", 2, "voice", language="es").because
    assert "other_language" not in choose_phrase("insult", 2, "voice", language="en-GB").because


def test_a_centres_own_words_take_the_place_of_ours() -> None:
    own = Phrase("ours", "Our own line.", "insult", 2, "voice", "limit", "we like it")
    assert choose_phrase("insult", 2, "voice", house=House("en", (own,))).phrase is own


def test_a_house_without_any_words_is_an_error_and_not_a_silence() -> None:
    with pytest.raises(LookupError):
        choose_phrase("insult", 2, "voice", house=House("en"))
    assert ways_out("insult", 2, "voice", house=House("en")) == ()


def test_a_text_message_gets_chat_words() -> None:
    assert choose_phrase("insult", 2, "sms").phrase.channel == "chat"


def test_a_customer_in_danger_comes_before_everything() -> None:
    guide = choose_safeguarding("frustration", {"distress": 0.8, "threat": 0.9})
    assert guide is not None
    assert guide.id == "customer-in-danger"


def test_a_threat_shows_its_steps() -> None:
    guide = choose_safeguarding("threat", {})
    assert guide is not None
    assert guide.id == "threat-to-life"


def test_what_was_barely_heard_shows_no_steps() -> None:
    assert safeguarding_steps("insult", {"distress": 0.49}) is None
    assert safeguarding_steps("insult", ["profanity"]) is None
    assert safeguarding_steps("insult", ["distress"])


@pytest.mark.django_db
def test_pages_read_words_through_one_door() -> None:
    assert queries.phrase_for("insult", 2, "voice", language="en-GB") == choose_phrase("insult", 2, "voice")
    assert queries.ways_out_for("threat", 3, "chat") == ways_out("threat", 3, "chat")
    assert queries.safeguarding_for("distress", ()) == choose_safeguarding("distress", ())
    assert queries.house_phrases("es") == queries.house_phrases()


@pytest.mark.django_db
def test_a_phrase_is_found_again_by_its_id() -> None:
    found = queries.phrase_by_id("any-0-voice-1")
    assert found is not None
    assert found.kind == "any"
    assert queries.phrase_by_id("gone") is None
