"""The written contacts: what the engine hears in them, and that they can be played."""

import pytest

from hearten.demo.cast import agents, people, teams
from hearten.demo.contacts import DemoContact, contacts
from hearten_ear.conversation import Party, Role, RoleBasis, Turn
from hearten_ear.engine import NotHeard, read_turn

EVERY = list(contacts().values())


def heard(contact: DemoContact) -> list[tuple[str, tuple[str, ...], int]]:
    """Play a contact into the engine; give (text, signals, level) of each turn that may be scored."""
    found = []
    for turn in contact.turns:
        if not turn.text:
            continue
        role = Role(turn.role)
        reading = read_turn(Turn(Party(0, role, RoleBasis.DECLARED), turn.text, contact.language))
        if not isinstance(reading, NotHeard):
            found.append((turn.text, reading.signals(), reading.level))
    return found


def test_there_are_contacts_of_every_sort() -> None:
    assert len(EVERY) >= 24
    assert {each.expected_level for each in EVERY} == {0, 1, 2, 3}
    assert {each.channel for each in EVERY} == {"voice", "chat"}
    expected = {signal for each in EVERY for turn in each.turns for signal in turn.hears}
    assert expected >= {
        "insult",
        "profanity",
        "threat",
        "identity_attack",
        "sexual_harassment",
        "demand",
        "escalation",
        "rambling",
        "frustration",
        "distress",
        "thanks",
    }


@pytest.mark.parametrize("contact", EVERY, ids=lambda contact: contact.name)
def test_the_engine_hears_as_much_as_was_written(contact: DemoContact) -> None:
    assert max((level for _, _, level in heard(contact)), default=0) == contact.expected_level


@pytest.mark.parametrize("contact", EVERY, ids=lambda contact: contact.name)
def test_every_declared_signal_is_heard_and_nothing_else_is_a_cue(contact: DemoContact) -> None:
    declared = {turn.text: set(turn.hears) for turn in contact.turns if turn.text}
    for text, signals, _level in heard(contact):
        assert declared[text] <= set(signals), text
        if not declared[text]:
            assert not signals, text


def test_an_agents_words_spanish_and_unknown_speakers_are_not_even_read() -> None:
    echo = [text for text, _, _ in heard(contacts()["13-read-back-to-him"])]
    assert not any("idiot" in text for text in echo)
    assert heard(contacts()["14-en-espanol"]) == []
    assert heard(contacts()["15-who-is-speaking"]) == []


def test_every_contact_ends_and_says_why_the_customer_is_like_this() -> None:
    for contact in EVERY:
        assert contact.turns[-1].event == "ended", contact.name
        assert contact.about, contact.name
        assert 10 < contact.seconds < 180, contact.name


def test_each_agent_meets_something_hard_within_half_a_minute() -> None:
    for place, agent in enumerate(agents()):
        hears_by = contacts()[agent.first[0]].hears_by()
        assert hears_by is not None, agent.id
        assert 0.7 * place + hears_by <= 30, agent.id


def test_ana_comes_first_and_the_whole_cast_is_there() -> None:
    assert people()[0].id == "ana"
    assert {"ana", "mia", "tom", "lena", "hana", "pia", "olu", "ravi"} <= {person.id for person in people()}
    assert {team.name for team in teams()} >= {"Harbour", "Lantern"}
    assert len(agents()) >= 14
    assert all(name in contacts() for agent in agents() for name in agent.first)
    assert max(agent.plays.get("chat", 0) for agent in agents()) >= 3


def test_no_address_leads_anywhere() -> None:
    assert all(person.email.endswith(".invalid") for person in people())
