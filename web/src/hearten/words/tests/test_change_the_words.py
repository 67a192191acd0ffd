"""The house's words are changed on the floor: agents propose, leads and administrators decide, all is kept."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from web.tests.together import all_at_once

from hearten.people.models import Person
from hearten.words import actions, queries
from hearten.words.actions import Draft
from hearten.words.bundle import bundled
from hearten.words.merging import OwnPhrase, merge
from hearten.words.models import State, Wording
from hearten.words.rules import choose_phrase
from hearten.words.shapes import ANY, CHANNELS, KINDS, Phrase

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
SHIPPED = "insult-2-voice-1"
FORM = {
    "text": "I stay on this line while we speak with respect.",
    "why": "Says what stays and what has to.",
    "kind": "insult",
    "level": "2",
    "channel": "voice",
    "purpose": "limit",
    "because": "Shorter.",
}
SCRIPT = {
    "title": "Late parcel",
    "channel": "voice",
    "text": "Ask for the number.\nSay where it is.",
    "endings": "I have told you all I can today. I end the call now, and you can write to us.",
    "because": "The old one had nine steps.",
}


def draft(text: str = "Ours.", item: str = SHIPPED, **parts: Any) -> Draft:
    return Draft("phrase", item, "en", "voice", text, kind="insult", level=2, purpose="limit", why="Ours", **parts)


def post(client: Client, name: str, form: dict[str, str], *args: str) -> Any:
    return client.post(reverse(f"words:{name}", args=args), {"key": str(uuid4()), **form}, follow=True)


# --- merging, without any table


OWN = st.builds(
    OwnPhrase,
    st.builds(
        Phrase,
        id=st.sampled_from([SHIPPED, "any-0-voice-1", "any-2-chat-1", "own-1", "own-2"]),
        text=st.just("Ours."),
        kind=st.sampled_from([*KINDS, ANY]),
        level=st.integers(0, 3),
        channel=st.sampled_from(CHANNELS),
        purpose=st.just("limit"),
        why=st.just("Ours"),
    ),
    st.booleans(),
)


@given(st.lists(OWN, max_size=8))
def test_whatever_is_changed_or_retired_there_is_always_a_phrase(own: list[OwnPhrase]) -> None:
    house = merge(bundled(), own)
    for kind in (*KINDS, ANY):
        for channel in CHANNELS:
            assert choose_phrase(kind, 2, channel, house=house).phrase.text
    ids = [phrase.id for phrase in house.phrases]
    assert len(ids) == len(set(ids))


def test_everything_retired_brings_the_general_words_back() -> None:
    house = merge(bundled(), [OwnPhrase(phrase, retired=True) for phrase in bundled().phrases])
    assert house.phrases
    assert {phrase.kind for phrase in house.phrases} == {ANY}


def test_a_changed_phrase_stands_where_the_shipped_one_stood_and_new_ones_go_first() -> None:
    shipped = bundled().phrases
    changed = Phrase(shipped[1].id, "Ours.", "insult", 2, "voice", "limit", "w")
    new = Phrase("own-1", "New.", "insult", 2, "voice", "limit", "w")
    house = merge(bundled(), [OwnPhrase(changed), OwnPhrase(new)])
    assert house.phrases[0] is new
    assert house.phrases[2] is changed


# --- verbs


def test_a_lead_changes_a_phrase_and_the_desk_offers_it(tom: Person) -> None:
    made = actions.write(tom, draft(), key=uuid4(), because="Ours is better.", now=NOW)
    assert (made.state, made.version) == (State.STANDING, 2)
    assert queries.phrase_for("insult", 2, "voice").phrase.text == "Ours."


def test_an_agent_proposes_and_nothing_changes_until_somebody_decides(ana: Person, tom: Person) -> None:
    proposed = actions.write(ana, draft(), key=uuid4(), because="b", now=NOW)
    assert (proposed.state, proposed.version) == (State.PROPOSED, None)
    assert queries.house_words() == bundled()
    decided = actions.decide(tom, proposed.key, accept=True, because="Good.", now=NOW)
    assert decided is not None
    assert (decided.state, decided.version, decided.decided_by) == (State.STANDING, 2, tom)
    assert queries.phrase_for("insult", 2, "voice").phrase.text == "Ours."


def test_what_is_decided_stays_decided(ana: Person, tom: Person) -> None:
    proposed = actions.write(ana, draft(), key=uuid4(), because="b", now=NOW)
    actions.decide(tom, proposed.key, accept=False, because="No.", now=NOW)
    again = actions.decide(tom, proposed.key, accept=True, because="Yes.", now=NOW)
    assert again is not None
    assert (again.state, again.decided_because) == (State.DECLINED, "No.")
    assert queries.house_words() == bundled()


def test_the_same_key_twice_is_one_version(tom: Person) -> None:
    key = uuid4()
    first = actions.write(tom, draft("One."), key=key, because="b", now=NOW)
    assert actions.write(tom, draft("Two."), key=key, because="b", now=NOW) == first
    retired = uuid4()
    for _ in range(2):
        actions.retire(tom, draft("One."), key=retired, because="b", now=NOW)
    assert list(Wording.objects.order_by("version").values_list("version", "state")) == [
        (2, State.STANDING),
        (3, State.RETIRED),
    ]


def test_a_retired_phrase_is_gone_and_saving_brings_it_back(tom: Person) -> None:
    actions.retire(tom, draft(), key=uuid4(), because="Nobody says it.", now=NOW)
    assert queries.phrase_by_id(SHIPPED) is None
    actions.write(tom, draft("Back."), key=uuid4(), because="b", now=NOW)
    found = queries.phrase_by_id(SHIPPED)
    assert found is not None
    assert (found.text, found.version) == ("Back.", 3)


def test_words_of_one_language_leave_another_alone(tom: Person) -> None:
    other = Draft("phrase", SHIPPED, "es", "voice", "Nuestro.", kind="insult", level=2, purpose="limit", why="w")
    actions.write(tom, other, key=uuid4(), because="b", now=NOW)
    assert queries.house_words("en") == bundled()


def test_the_house_costs_one_query(tom: Person, django_assert_num_queries: Any) -> None:
    actions.write(tom, draft(), key=uuid4(), because="b", now=NOW)
    with django_assert_num_queries(1):
        queries.house_words()


# --- pages


def test_the_list_is_narrowed_and_answers_a_script_with_the_list_alone(ana_client: Client) -> None:
    page = ana_client.get(reverse("words:phrases"), {"q": "leave me out", "channel": "voice"}).content.decode()
    assert "leave me out of it" in page
    assert "<h1>" in page
    part = ana_client.get(reverse("words:phrases"), {"q": "zebra"}, headers={"HX-Request": "true"}).content.decode()
    assert "<h1>" not in part
    assert "No phrase fits" in part


def test_an_agent_proposes_by_the_page_and_a_lead_accepts(ana_client: Client, tom_client: Client) -> None:
    page = post(ana_client, "phrase", FORM, SHIPPED).content.decode()
    assert "Proposed. A lead" in page
    waiting = Wording.objects.get()
    assert "Accept" not in page
    assert FORM["text"] in tom_client.get(reverse("words:phrases")).content.decode()
    decided = tom_client.post(
        reverse("words:decide", args=[waiting.key]), {"accept": "1", "because": "Yes."}, follow=True
    )
    assert "Version 2" in decided.content.decode()
    assert queries.phrase_by_id(SHIPPED).text == FORM["text"]  # type: ignore[union-attr]


def test_the_lint_says_why_and_what_to_write_and_the_writer_has_the_last_word(tom_client: Client) -> None:
    cheer = FORM | {"text": "Stay positive, sir."}
    refused = post(tom_client, "new_phrase", cheer)
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "Stay positive" in page
    assert "It asks for a better mood" in page
    assert "Keep these words all the same" in page
    assert not Wording.objects.exists()
    kept = post(tom_client, "new_phrase", cheer | {"keep": "on"}).content.decode()
    assert "Saved. It is in use" in kept
    assert "Worth another look" in kept
    assert Wording.objects.get().state == State.STANDING


def test_a_phrase_without_a_reason_is_not_saved_and_what_was_typed_stays(tom_client: Client) -> None:
    answer = post(tom_client, "phrase", FORM | {"because": ""}, SHIPPED)
    assert answer.status_code == 422
    assert FORM["text"] in answer.content.decode()
    assert not Wording.objects.exists()


def test_retiring_asks_for_a_reason_and_agents_cannot(ana_client: Client, olu_client: Client) -> None:
    assert post(ana_client, "retire", {"because": "b"}, SHIPPED).status_code == 404
    assert "Not retired" in post(olu_client, "retire", {"because": ""}, SHIPPED).content.decode()
    page = post(olu_client, "retire", {"because": "Nobody says it."}, SHIPPED).content.decode()
    assert "Not in use." in page
    assert "Nobody says it." in page
    assert post(olu_client, "retire", {"because": "b"}, SHIPPED).status_code == 404


def test_a_script_has_polite_endings_and_its_history(tom_client: Client, ana_client: Client) -> None:
    assert post(tom_client, "new_script", SCRIPT | {"endings": ""}).status_code == 422
    page = post(tom_client, "new_script", SCRIPT).content.decode()
    item = Wording.objects.get().item
    assert "If the call has turned" in page
    post(tom_client, "script", SCRIPT | {"title": "Parcel is late"}, item)
    shown = ana_client.get(reverse("words:script", args=[item])).content.decode()
    assert "Version 2" in shown
    assert "The old one had nine steps." in shown
    assert "Parcel is late" in ana_client.get(reverse("words:scripts"), {"q": "parcel"}).content.decode()
    assert "No script here" in ana_client.get(reverse("words:scripts"), {"q": "zebra"}).content.decode()
    post(tom_client, "retire", {"because": "b"}, item)
    assert queries.scripts_for(Person()) == []


@pytest.mark.parametrize("name", ["phrase", "script"])
def test_what_is_not_there_is_not_there(ana_client: Client, name: str) -> None:
    assert ana_client.get(reverse(f"words:{name}", args=["nothing"])).status_code == 404


def test_a_proposal_of_nobody_is_not_there(tom_client: Client) -> None:
    assert tom_client.post(reverse("words:decide", args=[uuid4()]), {"accept": "1"}).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_editors_who_save_at_the_same_instant_each_get_a_version(tom: Person) -> None:
    def save(number: int) -> int | None:
        return actions.write(tom, draft(f"Ours {number}."), key=uuid4(), because="", now=NOW).version

    versions = sorted(version or 0 for version in all_at_once(save, 10))
    assert versions == list(range(versions[0], versions[0] + 10))
    assert Wording.objects.filter(state=State.STANDING).count() == 10


@pytest.mark.django_db(transaction=True)
def test_one_press_that_arrives_six_times_at_once_makes_one_version(tom: Person) -> None:
    key = uuid4()
    made = all_at_once(lambda _: actions.write(tom, draft(), key=key, because="", now=NOW).pk)
    assert len(set(made)) == 1
    assert Wording.objects.count() == 1
