"""Four questions, sealed; shown to one person at most; taken back for the future, and said so."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client
from web.tests.cast import signed_in

from hearten.keeping import erasing
from hearten.people.models import Person
from hearten.seal import actions as seal
from hearten.seal.models import LentNote, SealedNote
from hearten.support.after.actions import reviews as actions

from .conftest import NOW, text_of

KEY = UUID("22222222-2222-4222-8222-222222222222")
PAGE = "/after/reviews/"
WORDS = "I waited too long before the warning."
Open = Callable[[Person], Client]


def answers(**more: str) -> dict[str, str]:
    return {
        "key": str(KEY),
        "meant": "A refund by Friday",
        "happened": WORDS,
        "keep": "",
        "change": "Warn once.",
    } | more


def test_a_review_is_written_read_changed_and_deleted_by_its_writer(ana: Person, unlocked: Open) -> None:
    client = unlocked(ana)
    assert client.post(f"{PAGE}new/", answers()).status_code == 302
    assert "A refund by Friday" in text_of(client.get(PAGE))
    page = text_of(client.get(f"{PAGE}{KEY}/"))
    assert WORDS in page
    assert "What do you change?" in page
    client.post(f"{PAGE}{KEY}/", answers(change="Warn at the first insult."))
    assert "Warn at the first insult." in text_of(client.get(f"{PAGE}{KEY}/"))
    assert SealedNote.objects.count() == 1
    client.post(f"{PAGE}{KEY}/delete/")
    assert client.get(f"{PAGE}{KEY}/").status_code == 404
    assert not SealedNote.objects.exists()


def test_nothing_of_it_stands_in_the_database(ana: Person, unlocked: Open) -> None:
    unlocked(ana).post(f"{PAGE}new/", answers())
    assert WORDS.encode() not in bytes(SealedNote.objects.get().blob)


def test_it_can_be_kept_while_locked_and_read_only_unlocked(ana: Person, ana_client: Client) -> None:
    seal.set_up(ana, passphrase="maple quartz heron velvet tundra lilac", now=NOW)
    assert ana_client.post(f"{PAGE}new/", answers())["Location"] == PAGE
    assert ana_client.get(PAGE)["Location"].startswith("/sealed/unlock/")
    assert ana_client.get(f"{PAGE}{KEY}/")["Location"].startswith("/sealed/unlock/")


def test_without_sealed_notes_one_is_led_to_set_them_up(ana_client: Client) -> None:
    assert ana_client.get(f"{PAGE}new/")["Location"] == "/sealed/set-up/"


def test_one_answer_is_enough_and_none_is_not(ana: Person, unlocked: Open) -> None:
    client = unlocked(ana)
    nothing = {"key": str(KEY), "meant": " ", "happened": "", "keep": "", "change": ""}
    answer = client.post(f"{PAGE}new/", nothing)
    assert answer.status_code == 422
    assert "Answer at least one of the four." in text_of(answer)
    assert client.post(f"{PAGE}new/", nothing | {"keep": "The pause."}).status_code == 302


def test_what_is_too_long_is_refused_and_still_there(ana: Person, unlocked: Open) -> None:
    long = "é" * 8000
    answer = unlocked(ana).post(f"{PAGE}new/", answers(meant=long, happened=long, keep=long, change=long))
    assert answer.status_code in {302, 422}
    if answer.status_code == 422:
        assert long in text_of(answer)


def test_it_is_shown_to_one_person_who_alone_can_open_the_copy(
    ana: Person, tom: Person, lena: Person, unlocked: Open
) -> None:
    client, toms = unlocked(ana), unlocked(tom)
    client.post(f"{PAGE}new/", answers())
    assert client.post(f"{PAGE}{KEY}/show/", {"reader": str(tom.key)}).status_code == 302
    assert "You and Tom, until you take it back." in text_of(client.get(f"{PAGE}{KEY}/"))
    copy = LentNote.objects.get()
    assert WORDS.encode() not in bytes(copy.blob)
    assert "Ana shows you a review" in text_of(toms.get("/after/"))
    assert WORDS in text_of(toms.get(f"{PAGE}shown/{copy.key}/"))
    lenas = unlocked(lena)
    assert lenas.get(f"{PAGE}shown/{copy.key}/").status_code == 404
    assert client.get(f"{PAGE}shown/{copy.key}/").status_code == 404  # the writer has the review itself
    toms.post("/sealed/lock/")
    assert toms.get(f"{PAGE}shown/{copy.key}/")["Location"].startswith("/sealed/unlock/")


def test_what_is_changed_later_the_reader_sees_as_well(ana: Person, tom: Person, unlocked: Open) -> None:
    client, toms = unlocked(ana), unlocked(tom)
    client.post(f"{PAGE}new/", answers())
    client.post(f"{PAGE}{KEY}/show/", {"reader": str(tom.key)})
    client.post(f"{PAGE}{KEY}/", answers(happened="Shorter."))
    page = text_of(toms.get(f"{PAGE}shown/{LentNote.objects.get().key}/"))
    assert "Shorter." in page
    assert WORDS not in page


def test_taking_it_back_works_for_the_future_and_says_what_it_cannot_do(
    ana: Person, tom: Person, unlocked: Open
) -> None:
    client, toms = unlocked(ana), unlocked(tom)
    client.post(f"{PAGE}new/", answers())
    client.post(f"{PAGE}{KEY}/show/", {"reader": str(tom.key)})
    place = f"{PAGE}shown/{LentNote.objects.get().key}/"
    told = text_of(client.post(f"{PAGE}{KEY}/stop/", follow=True))
    assert "Tom can no longer open it. What they have read, they have read" in told
    assert toms.get(place).status_code == 404
    assert not LentNote.objects.exists()
    assert WORDS in text_of(client.get(f"{PAGE}{KEY}/"))


def test_showing_it_to_another_stops_showing_it_to_the_first(
    ana: Person, tom: Person, mia: Person, unlocked: Open
) -> None:
    client = unlocked(ana)
    unlocked(tom)
    unlocked(mia)
    client.post(f"{PAGE}new/", answers())
    for reader in (tom, mia):
        client.post(f"{PAGE}{KEY}/show/", {"reader": str(reader.key)})
    assert LentNote.objects.get().person == mia


def test_nothing_can_be_sealed_for_somebody_without_a_seal_and_the_page_says_so(
    ana: Person, tom: Person, unlocked: Open
) -> None:
    client = unlocked(ana)
    client.post(f"{PAGE}new/", answers())
    answer = client.post(f"{PAGE}{KEY}/show/", {"reader": str(tom.key)})
    assert answer.status_code == 422
    assert "Nothing can be sealed for Tom yet." in text_of(answer)


@pytest.mark.parametrize("verb", ["", "show/", "stop/", "delete/"])
def test_anothers_review_is_not_there(ana: Person, mia: Person, unlocked: Open, verb: str) -> None:
    unlocked(ana).post(f"{PAGE}new/", answers())
    assert unlocked(mia).post(f"{PAGE}{KEY}/{verb}", answers(reader=str(ana.key))).status_code == 404
    assert SealedNote.objects.count() == 1


def test_the_readers_export_leaves_it_out_and_the_writers_has_it(ana: Person, tom: Person, unlocked: Open) -> None:
    client, toms = unlocked(ana), unlocked(tom)
    client.post(f"{PAGE}new/", answers())
    client.post(f"{PAGE}{KEY}/show/", {"reader": str(tom.key)})
    assert WORDS in text_of(client.get("/sealed/export/?as=json"))
    assert WORDS not in text_of(toms.get("/sealed/export/?as=json"))
    assert "Learning review" in text_of(client.get("/sealed/export/?as=page"))


def test_the_copy_goes_when_the_writer_erases_their_notes_and_when_either_leaves(
    ana: Person, tom: Person, olu: Person
) -> None:
    ways: list[Callable[[], object]] = [
        lambda: seal.erase(ana),
        lambda: seal.erase(tom),
        lambda: erasing.erase(tom, now=NOW),
    ]
    for gone in ways:
        for person in (ana, tom):
            seal.set_up(person, passphrase="maple quartz heron velvet tundra lilac", now=NOW)
        key = uuid4()
        actions.keep_review(ana, {"meant": "x"}, key=key, now=NOW)
        actions.show_review(ana, tom, key=key, text="x", now=NOW)
        assert LentNote.objects.count() == 1
        gone()
        assert not LentNote.objects.exists()


def test_deleting_a_review_deletes_its_copy(ana: Person, tom: Person, unlocked: Open) -> None:
    client = unlocked(ana)
    unlocked(tom)
    client.post(f"{PAGE}new/", answers())
    client.post(f"{PAGE}{KEY}/show/", {"reader": str(tom.key)})
    client.post(f"{PAGE}{KEY}/delete/")
    assert not LentNote.objects.exists()


def test_no_other_persons_page_differs_by_a_review(ana: Person, tom: Person, unlocked: Open) -> None:
    client = unlocked(ana)
    toms = signed_in(tom)
    before = text_of(toms.get("/after/"))
    client.post(f"{PAGE}new/", answers())
    after = text_of(toms.get("/after/"))
    main = slice(before.index("<main"), before.index("</main>"))
    assert before[main] == after[main]
