"""The procedure: for everybody to read, for a few to change, and for oneself to say that one has read it."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from web.tests.cast import signed_in
from web.tests.together import all_at_once

from hearten.audit.models import Entry
from hearten.people.models import Person
from hearten.staffing.actions import save_shift
from hearten.support.after.actions import pathway as actions
from hearten.support.after.models import Acknowledgement, PathwayVersion
from hearten.support.after.pathways import shipped
from hearten.support.after.rules.pathway import digest

PAGE = "/after/pathways/"
SHORTER = "# If a contact goes wrong\n- Press Hand up."
KEY = UUID("11111111-1111-4111-8111-111111111111")


def save(by: Person, text: str = SHORTER, *, begun_at: int = 1, key: UUID | None = None) -> PathwayVersion:
    return actions.change_pathway(
        by, key=key or uuid4(), text=text, because="shorter", begun_at=begun_at, now=timezone.now()
    )


def form(**fields: str) -> dict[str, str]:
    return {"key": str(KEY), "begun_at": "1", "text": SHORTER, "because": "shorter", "save": "1"} | fields


def test_everybody_reads_the_page_that_ships_before_anybody_has_written_one(
    ana_client: Client, tom_client: Client, olu_client: Client, ravi_client: Client
) -> None:
    for client in (ana_client, tom_client, olu_client, ravi_client):
        page = client.get(PAGE).content.decode()
        assert "If you need a moment" in page
        assert "as Hearten ships it" in page


def test_it_says_who_is_on_now_and_the_centres_number(ana_client: Client, tom: Person, settings: object) -> None:
    settings.CENTRE_NUMBER = "+44 20 7946 0000"  # type: ignore[attr-defined]
    assert "Nobody" in ana_client.get(PAGE).content.decode()
    now = timezone.now()
    hours = timedelta(hours=4)
    save_shift(key=uuid4(), person=tom, team=tom.team, role="lead", starts_at=now - hours, ends_at=now + hours)
    page = ana_client.get(PAGE).content.decode()
    assert "Tom" in page
    assert 'href="tel:+442079460000"' in page


@pytest.mark.parametrize("name", ["olu", "pia"])
def test_administrators_and_people_partners_change_it(name: str, request: pytest.FixtureRequest) -> None:
    client = signed_in(request.getfixturevalue(name))
    assert client.post(f"{PAGE}change/", form()).status_code == 302
    assert "Press Hand up." in client.get(PAGE).content.decode()
    assert PathwayVersion.objects.get().number == 2


@pytest.mark.parametrize("name", ["ana", "tom", "hana", "ravi"])
def test_nobody_else_does(name: str, request: pytest.FixtureRequest) -> None:
    client = signed_in(request.getfixturevalue(name))
    assert client.get(f"{PAGE}change/").status_code == 404
    assert client.post(f"{PAGE}change/", form()).status_code == 404
    assert not PathwayVersion.objects.exists()
    assert "Change the page" not in client.get(PAGE).content.decode()


def test_what_changes_is_shown_before_it_is_saved(olu_client: Client) -> None:
    page = olu_client.post(f"{PAGE}change/", form(save="")).content.decode()
    assert "What you are about to change" in page
    assert "The part “If you need a moment” is gone." in page
    assert not PathwayVersion.objects.exists()


def test_a_page_without_a_heading_a_reason_or_a_change_is_refused_and_kept_on_the_screen(olu_client: Client) -> None:
    for wrong in (form(text="Press Hand up."), form(because=""), form(text=shipped())):
        answer = olu_client.post(f"{PAGE}change/", wrong)
        assert answer.status_code == 422
        assert wrong["text"][:10] in answer.content.decode()
    assert not PathwayVersion.objects.exists()


def test_saving_twice_with_one_key_saves_once(olu: Person) -> None:
    assert save(olu, key=KEY).pk == save(olu, key=KEY).pk


def test_two_who_write_at_once_do_not_overwrite_each_other(olu: Person, olu_client: Client, pia: Person) -> None:
    save(pia)
    with pytest.raises(actions.SavedBeside):
        save(olu, "# Mine\n- Wait.")
    answer = olu_client.post(f"{PAGE}change/", form(text="# Mine\n- Wait."))
    assert answer.status_code == 422
    assert "# Mine" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_six_who_save_at_the_same_instant_one_is_saved_and_five_are_told(olu: Person) -> None:
    def press(number: int) -> bool:
        try:
            return bool(save(olu, f"# Mine\n- Wait {number}."))
        except actions.SavedBeside:
            return False

    assert sorted(all_at_once(press)) == [False] * 5 + [True]
    assert PathwayVersion.objects.count() == 1


def test_a_change_is_recorded_with_its_number_and_without_its_words(olu: Person) -> None:
    save(olu)
    entry = Entry.objects.latest("pk")
    assert "pathway.changed" in str(entry.__dict__)
    assert "Hand up" not in str(entry.__dict__)


def test_every_version_stays_readable_with_what_it_changed(olu: Person, ana_client: Client) -> None:
    save(olu)
    save(olu, f"{SHORTER}\n- Ring the centre's number.", begun_at=2)
    third = ana_client.get(f"{PAGE}versions/3/").content.decode()
    assert "New in “If a contact goes wrong”" in third
    assert "Ring the centre" in third
    first = ana_client.get(f"{PAGE}versions/1/").content.decode()
    assert "This is an earlier version" in first
    assert ana_client.get(f"{PAGE}versions/4/").status_code == 404


def test_a_person_says_to_have_read_it_and_later_sees_what_changed_since(ana_client: Client, olu: Person) -> None:
    assert "I have read this version" in ana_client.get(PAGE).content.decode()
    ana_client.post(f"{PAGE}read/", {"of": digest(shipped())})
    assert "You read version 1 on" in ana_client.get(PAGE).content.decode()
    save(olu, shipped().replace("- Press I need a moment, or the key M.", "- Press I need a moment."))
    page = ana_client.get(PAGE).content.decode()
    assert "1 change since you read it" in page
    assert "<del>moment, or the key M. </del>" in page
    assert "I have read this version" in page


def test_nobody_can_say_to_have_read_words_that_are_no_longer_there(
    ana: Person, ana_client: Client, olu: Person
) -> None:
    save(olu)
    page = ana_client.post(f"{PAGE}read/", {"of": digest(shipped())}, follow=True).content.decode()
    assert "The page has changed since you opened it" in page
    assert not Acknowledgement.objects.exists()


def test_one_row_a_person_is_all_that_is_kept(ana: Person, olu: Person) -> None:
    actions.acknowledge_pathway(ana, of=digest(shipped()), now=timezone.now())
    save(olu)
    actions.acknowledge_pathway(ana, of=digest(SHORTER), now=timezone.now())
    assert Acknowledgement.objects.get().of == digest(SHORTER)


def test_no_page_of_anybody_else_differs_by_who_has_read_it(
    ana: Person, tom_client: Client, olu_client: Client
) -> None:
    before = [client.get(PAGE).content for client in (tom_client, olu_client)]
    actions.acknowledge_pathway(ana, of=digest(shipped()), now=timezone.now())
    after = [client.get(PAGE).content for client in (tom_client, olu_client)]
    assert [_without_tokens(page) for page in before] == [_without_tokens(page) for page in after]


def _without_tokens(page: bytes) -> list[bytes]:
    return [line for line in page.splitlines() if b"csrf" not in line and b"nonce" not in line and b"key" not in line]


@pytest.mark.parametrize("path", ["/account/", "/words/phrases/", "/desk/dock/", "/desk/", PAGE, "/nowhere/"])
def test_the_way_to_it_stands_at_the_same_place_of_every_page(ana_client: Client, path: str) -> None:
    page = ana_client.get(path).content.decode()
    foot = page[page.rindex("<footer") :]
    assert f'href="{PAGE}"' in foot
    assert "When a contact goes wrong" in foot
    assert foot.index("slot-support-moment") < foot.index("foot-help")
