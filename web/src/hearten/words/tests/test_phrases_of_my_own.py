"""The phrasebook's private side: own phrases, what one said instead, and votes that are nobody's to read."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from web.tests.cast import hire

from hearten.people.models import Person, Role, Team
from hearten.seal import actions as seal
from hearten.seal import keystore
from hearten.seal.models import DeskCard, SealedNote
from hearten.words import mine, votes
from hearten.words.models import Vote, VoteTally
from hearten.words.shapes import Phrase

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
ITEM = "insult-2-voice-1"
WORDS = "I hear you, and I won't be shouted at."
PASSPHRASE = "six grey herons over still water"
FORM = {"text": WORDS, "kind": "insult", "level": "2", "channel": "chat", "purpose": "limit"}
OWN = Phrase("", WORDS, "insult", 2, "chat", "limit", "")


def keep_by_page(client: Client) -> str:
    client.post(reverse("words:new_mine"), FORM | {"key": str(uuid4())})
    return str(DeskCard.objects.get().key)


@pytest.mark.django_db
def test_a_phrase_of_mine_is_found_where_i_search_and_by_nobody_else(ana_client: Client, mia_client: Client) -> None:
    keep_by_page(ana_client)
    hers = ana_client.get(reverse("words:phrases"), {"q": "shouted"}).content.decode()
    assert "be shouted at" in hers
    assert "be shouted at" not in mia_client.get(reverse("words:phrases"), {"q": "shouted"}).content.decode()
    assert WORDS.encode() not in bytes(DeskCard.objects.get().blob)


@pytest.mark.django_db
def test_the_filters_narrow_my_own_phrases_too(ana_client: Client) -> None:
    keep_by_page(ana_client)
    page = reverse("words:phrases")
    assert "be shouted at" in ana_client.get(page, {"purpose": "limit", "channel": "chat"}).content.decode()
    assert "be shouted at" not in ana_client.get(page, {"purpose": "closing"}).content.decode()


@pytest.mark.django_db
def test_what_is_not_mine_is_not_there(ana_client: Client, mia_client: Client) -> None:
    key = keep_by_page(ana_client)
    page = reverse("words:my_phrase", args=[key])
    assert mia_client.get(page).status_code == 404
    assert mia_client.post(page, FORM | {"key": key}).status_code == 404
    assert mia_client.post(reverse("words:forget_mine", args=[key])).status_code == 404
    assert "be shouted" not in mia_client.get(reverse("words:new_phrase"), {"mine": key}).content.decode()
    assert ana_client.post(reverse("words:forget_mine", args=[key])).status_code == 302
    assert not DeskCard.objects.exists()


@pytest.mark.django_db
def test_another_persons_key_writes_over_nothing(ana_client: Client, mia_client: Client) -> None:
    key = keep_by_page(ana_client)
    answer = mia_client.post(reverse("words:new_mine"), FORM | {"key": key, "text": "Other."})
    assert answer.status_code == 422
    assert "could not be kept" in answer.content.decode()
    assert "be shouted at" in ana_client.get(reverse("words:phrases")).content.decode()


@pytest.mark.django_db
def test_the_same_key_twice_is_one_phrase_and_changes_are_kept(ana: Person) -> None:
    key = uuid4()
    for text in ("One.", "Two."):
        mine.keep(ana, Phrase("", text, "any", 0, "voice", "ask", ""), key=key, now=NOW)
    assert [(each.phrase.text, each.phrase.purpose) for each in mine.of(ana)] == [("Two.", "ask")]


@pytest.mark.django_db
def test_a_card_from_elsewhere_without_its_facts_is_still_a_phrase(ana: Person) -> None:
    seal.write_card(ana, kind=mine.PHRASE, text="Only words.\n\nodd 9 smoke shout", on=NOW.date())
    seal.write_card(ana, kind=mine.PHRASE, text="Bare.", on=NOW.date())
    found = {each.phrase.text: each.phrase.kind for each in mine.of(ana)}
    assert found == {"Only words.\n\nodd 9 smoke shout": "any", "Bare.": "any"}


@pytest.mark.django_db
def test_a_phrase_of_mine_can_be_proposed_and_stays_mine(ana_client: Client) -> None:
    key = keep_by_page(ana_client)
    page = ana_client.get(reverse("words:new_phrase"), {"mine": key}).content.decode()
    assert "be shouted at" in page
    assert DeskCard.objects.count() == 1


@pytest.mark.django_db
def test_what_i_said_instead_is_written_while_locked_and_read_unlocked(ana: Person, ana_client: Client) -> None:
    page = reverse("words:instead", args=[ITEM])
    assert ana_client.get(page).headers["Location"] == reverse("seal:set_up")
    seal.set_up(ana, passphrase=PASSPHRASE, now=NOW)
    ana_client.post(page, {"key": str(uuid4()), "text": "I said my name again, slowly."})
    assert SealedNote.objects.get().kind == mine.INSTEAD
    locked = ana_client.get(page).content.decode()
    assert "slowly" not in locked
    assert "Your notes are locked" in locked
    ana_client.post(reverse("seal:unlock"), {"passphrase": PASSPHRASE})
    assert "I said my name again, slowly." in ana_client.get(page).content.decode()
    other = reverse("words:instead", args=["any-0-voice-1"])
    assert "slowly" not in ana_client.get(other).content.decode()


@pytest.mark.django_db
def test_the_check_on_request_names_the_words_and_keeps_nothing(ana_client: Client) -> None:
    found = ana_client.post(reverse("words:check"), {"text": "Stay positive."}).content.decode()
    assert "Stay positive" in found
    fine = ana_client.post(reverse("words:check"), {"text": "What happened?"}).content.decode()
    assert "Nothing found" in fine
    assert ana_client.post(reverse("words:check")).content.decode().strip() == ""
    assert not DeskCard.objects.exists()


# --- votes


@pytest.mark.django_db
def test_a_vote_names_nobody_and_only_the_voter_finds_it_again(ana: Person, mia: Person) -> None:
    for _ in range(2):
        votes.vote(ana, ITEM, language="en", useful=True)
    assert votes.found_useful_by(ana, [ITEM, "other"], language="en") == {ITEM}
    assert votes.found_useful_by(mia, [ITEM], language="en") == frozenset()
    row = Vote.objects.get()
    assert {field.name for field in Vote._meta.concrete_fields} == {"id", "mark", "item", "language"}
    assert str(ana.key) not in row.mark
    keystore.erase(str(ana.key))
    assert votes.found_useful_by(ana, [ITEM], language="en") == frozenset()
    votes.vote(mia, ITEM, language="en", useful=True)
    votes.vote(mia, ITEM, language="en", useful=False)
    assert Vote.objects.count() == 1


@pytest.mark.django_db
def test_counts_appear_from_seven_people_on_and_only_as_bands(ana_client: Client, harbour: Team) -> None:
    page = reverse("words:phrases")
    for number in range(6):
        votes.vote(hire(f"Voter{number}", harbour, Role.AGENT), ITEM, language="en", useful=True)
    votes.count_votes(NOW)
    assert not VoteTally.objects.exists()
    ana_client.post(reverse("words:vote", args=[ITEM]), {"useful": "1"})
    assert "Found useful by" not in ana_client.get(page).content.decode()  # counted once a day
    votes.count_votes(NOW)
    votes.count_votes(NOW)
    shown = ana_client.get(page).content.decode()
    assert "Found useful by 7 to 9 people here" in shown
    assert shown.index(f"text-{ITEM}") < shown.index("text-any-0-voice-1")


@pytest.mark.parametrize(
    ("counted", "words"),
    [
        (0, ""),
        (6, ""),
        (9, "7 to 9 people"),
        (14, "10 to 14 people"),
        (15, "15 to 19 people"),
        (400, "20 people"),
    ],
)
def test_a_band_is_told_in_words(counted: int, words: str) -> None:
    told = votes.told(votes.band_of(counted))
    assert words in told
    assert bool(told) == bool(words)


@pytest.mark.django_db
def test_the_button_answers_with_itself_and_unknown_phrases_are_not_there(ana_client: Client) -> None:
    page = reverse("words:vote", args=[ITEM])
    answer = ana_client.post(page, {"useful": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert 'aria-pressed="true"' in answer
    assert ana_client.post(reverse("words:vote", args=["nothing"]), {"useful": "1"}).status_code == 404
    assert ana_client.get(reverse("words:instead", args=["nothing"])).status_code == 404
    assert 'aria-pressed="true"' in ana_client.get(reverse("words:phrase", args=[ITEM])).content.decode()


@pytest.mark.django_db
def test_the_phrasebook_costs_as_many_queries_however_many_phrases_are_mine(ana: Person, ana_client: Client) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            ana_client.get(reverse("words:phrases"))
        return len(captured)

    mine.keep(ana, OWN, key=uuid4(), now=NOW)
    cost()  # the first page of a session writes to it
    before = cost()
    for number in range(5):
        mine.keep(ana, OWN, key=uuid4(), now=NOW)
        votes.vote(ana, f"insult-2-voice-{number}", language="en", useful=True)
    assert cost() == before
