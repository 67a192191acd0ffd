"""Choosing and printing cards, one's own among them, and the card in the corner of the desk."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from hearten.people.models import Person
from hearten.press import actions, queries
from hearten.press.models import Corner
from hearten.seal import actions as seal
from hearten.seal.models import DeskCard, SealedNote

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
PASSPHRASE = "six grey herons over still water"
WORDS = "I answer the question, not the tone."


@pytest.fixture
def hers(ana: Person, ana_client: Client) -> str:
    """A sealed card of Ana's, her notes open in her browser."""
    seal.set_up(ana, passphrase=PASSPHRASE, now=NOW)
    ana_client.post(reverse("seal:unlock"), {"passphrase": PASSPHRASE})
    ana_client.post(reverse("press:new_card"), {"key": str(uuid4()), "text": WORDS})
    return f"mine-{SealedNote.objects.get().key}"


def test_the_page_offers_cards_and_leads_to_a_sheet_and_its_files(ana_client: Client) -> None:
    page = ana_client.get(reverse("press:cards")).content.decode()
    assert "Say back what you heard." in page
    assert "George Eliot, Middlemarch, 1872 (Finale" in page
    asked = {"card": ["say-back", "eliot-unhistoric"], "product": "strips", "paper": "letter"}
    sheet = ana_client.get(reverse("press:sheet"), asked).content.decode()
    assert "PDF for printing" in sheet
    pdf = ana_client.get(reverse("press:sheet_pdf"), asked)
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert "cards-strips-letter.pdf" in pdf.headers["Content-Disposition"]
    svg = ana_client.get(reverse("press:sheet_svg"), asked)
    assert svg.headers["Content-Type"] == "image/svg+xml"
    assert "unhistoric" in svg.content.decode()


def test_no_card_no_sheet(ana_client: Client) -> None:
    assert "No card was chosen" in ana_client.get(reverse("press:sheet")).content.decode()
    for name in ("sheet_svg", "sheet_pdf", "one"):
        assert ana_client.get(reverse(f"press:{name}"), {"card": "nothing"}).status_code == 404


def test_a_sealed_card_is_printed_while_open_and_only_by_its_writer(
    hers: str, ana_client: Client, mia_client: Client
) -> None:
    assert WORDS.encode() not in bytes(SealedNote.objects.get().blob)
    asked = {"card": hers, "product": "stickers"}
    assert WORDS in ana_client.get(reverse("press:sheet_svg"), asked).content.decode()
    assert ana_client.get(reverse("press:sheet_pdf"), asked).status_code == 200
    assert mia_client.get(reverse("press:sheet_svg"), asked).status_code == 404
    assert WORDS not in mia_client.get(reverse("press:sheet"), asked).content.decode()
    ana_client.post(reverse("seal:lock"))
    assert ana_client.get(reverse("press:sheet_pdf"), asked).status_code == 404
    locked = ana_client.get(reverse("press:sheet"), asked)
    assert locked.headers["Location"].startswith(reverse("seal:unlock"))
    own = reverse("press:own_card", args=[hers.removeprefix("mine-")])
    assert ana_client.get(own).headers["Location"].startswith(reverse("seal:unlock"))


def test_a_card_moves_between_the_two_seals(hers: str, ana_client: Client, ana: Person) -> None:
    key = hers.removeprefix("mine-")
    page = reverse("press:own_card", args=[key])
    assert WORDS in ana_client.get(page).content.decode()
    ana_client.post(page, {"key": key, "text": WORDS, "on_desk": "on"})
    assert not SealedNote.objects.exists()
    assert [each.text for each in queries.own_cards_for(ana, None)] == [WORDS]
    ana_client.post(page, {"key": key, "text": WORDS})
    assert not DeskCard.objects.exists()
    assert SealedNote.objects.count() == 1


def test_what_is_not_mine_is_not_there(hers: str, mia_client: Client, ana_client: Client) -> None:
    key = hers.removeprefix("mine-")
    for name in ("own_card", "forget_card"):
        assert mia_client.post(reverse(f"press:{name}", args=[key]), {"text": "x", "key": key}).status_code == 404
    assert ana_client.post(reverse("press:forget_card", args=[key])).status_code == 302
    assert not SealedNote.objects.exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [("word " * 13, "13 words; 12 at most"), ("Ещё раз.", "no letters for"), ("", "This field is required")],
)
def test_a_card_that_cannot_be_read_in_a_glance_is_not_kept(hers: str, ana_client: Client, text: str, why: str) -> None:
    answer = ana_client.post(reverse("press:new_card"), {"key": str(uuid4()), "text": text})
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert SealedNote.objects.count() == 1


def test_without_a_seal_the_page_leads_to_where_it_is_made(ana_client: Client) -> None:
    assert ana_client.get(reverse("press:new_card")).headers["Location"] == reverse("seal:set_up")


def test_the_corner_shows_what_its_owner_chose_and_nothing_where_none_is_wanted(
    ana: Person, ana_client: Client
) -> None:
    page = reverse("press:corner")
    assert "corner-card" in ana_client.get(page).content.decode()
    assert "corner-card" in ana_client.get(reverse("listening:desk")).content.decode()
    actions.keep_card(ana, WORDS, on_desk=True, key=uuid4(), now=NOW)
    ana_client.post(reverse("press:choose_corner"), {"sort": "mine"})
    shown = ana_client.get(page).content.decode()
    assert WORDS in shown
    own = queries.corner_for(ana, now=NOW)
    assert own is not None
    picture = ana_client.get(reverse("press:one"), {"card": own.id, "turn": str(own.turn)})
    assert WORDS in picture.content.decode()
    ana_client.post(reverse("press:choose_corner"), {"sort": "quotations"})
    found = queries.corner_for(ana, now=NOW)
    assert found is not None
    assert found.by
    ana_client.post(reverse("press:choose_corner"), {"sort": "none"})
    assert ana_client.get(page).status_code == 204
    ana_client.post(reverse("press:choose_corner"), {"sort": "loud"})
    assert Corner.objects.get().sort == "none"


def test_a_sealed_card_is_never_in_the_corner(hers: str, ana: Person, ana_client: Client, mia_client: Client) -> None:
    actions.choose_corner(ana, "mine")
    assert queries.corner_for(ana, now=NOW) is None
    assert ana_client.get(reverse("press:one"), {"card": hers}).status_code == 404
    assert mia_client.get(reverse("press:one"), {"card": hers}).status_code == 404
