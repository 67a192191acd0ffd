from dataclasses import replace
from datetime import date

import pytest
from django.conf import LazySettings
from django.test import Client

from hearten.blocks import actions, queries, rules
from hearten.blocks.models import PublishedCell, StoredPublication
from hearten.blocks.rules.publish import as_bytes, publish
from hearten.blocks.rules.shapes import Answer, Before, Policy, Publication, Roster, Seat
from hearten.people.models import Person

from .orgs import QUESTION, answers_of, organisation
from .test_publish import GROUPS, everybody, roster

TODAY = date(2026, 11, 24)


def published(*, open_to_members: bool = True) -> Publication:
    who = organisation(7)
    return publish(who, answers_of(who, 7, answering=1.0), [QUESTION], Policy(7, open_to_members)).publication


def test_what_is_read_is_byte_for_byte_what_was_published(ana: Person) -> None:
    whole = published()
    actions.keep(whole, topic="culture:1", on=TODAY)
    read = queries.publication_for(ana, "culture:1")
    assert read is not None
    assert as_bytes(read) == as_bytes(whole)


def test_publishing_twice_is_publishing_once(ana: Person) -> None:
    first = actions.keep(published(), topic="culture:1", on=TODAY)
    again = actions.keep(published(open_to_members=False), topic="culture:1", on=TODAY)
    assert (again.pk, again.open_to_members) == (first.pk, True)
    assert StoredPublication.objects.count() == 1


@pytest.mark.parametrize(
    ("who", "reads"), [("tom", True), ("pia", True), ("ravi", True), ("ana", False), ("olu", False)]
)
def test_a_publication_that_is_not_open_to_members_is_for_those_who_act_on_it(
    who: str, reads: bool, db: None, request: pytest.FixtureRequest
) -> None:
    actions.keep(published(open_to_members=False), topic="culture:1", on=TODAY)
    viewer = request.getfixturevalue(who)
    assert (queries.publication_for(viewer, "culture:1") is not None) is reads
    assert queries.publication_for(viewer, "culture:2") is None


@pytest.mark.parametrize(
    "change",
    [
        lambda: PublishedCell.objects.filter(level="organisation").update(share=0, size="7-9"),
        lambda: PublishedCell.objects.filter(level="organisation").delete(),
        lambda: StoredPublication.objects.update(k=5),
        lambda: StoredPublication.objects.update(unshown=[]),
        lambda: StoredPublication.objects.update(topic="culture:2"),
    ],
    ids=["figure", "row gone", "k", "unshown", "topic"],
)
def test_rows_changed_by_hand_are_noticed_and_nothing_is_shown(change, ana: Person) -> None:  # type: ignore[no-untyped-def]
    who = Roster(GROUPS, (*roster(harbour=9, quay=12, owl=3).seats,))
    whole = publish(who, everybody(who), [QUESTION], Policy(7)).publication
    actions.keep(whole, topic="culture:1", on=TODAY)
    change()
    with pytest.raises(queries.TamperedWith):
        queries.publication_for(ana, StoredPublication.objects.get().topic)


def test_a_new_secret_key_still_reads_what_the_old_one_signed(ana: Person, settings: LazySettings) -> None:
    actions.keep(published(), topic="culture:1", on=TODAY)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another one"
    assert queries.publication_for(ana, "culture:1") is not None
    settings.SECRET_KEY_FALLBACKS = []
    with pytest.raises(queries.TamperedWith):
        queries.publication_for(ana, "culture:1")


def test_the_next_round_covers_old_cells_up_that_would_show_who_left(ana: Person) -> None:
    first, second = roster(harbour=12, quay=12), roster(harbour=11, quay=12)
    old = publish(first, everybody(first, 1), [QUESTION], Policy(7))
    new = publish(second, everybody(second), [QUESTION], Policy(7), before=Before(first, old.publication, old.places))
    actions.keep(old.publication, topic="culture:1", on=TODAY)
    actions.keep(new.publication, topic="culture:2", on=TODAY, before="culture:1")
    read = queries.publication_for(ana, "culture:1")
    assert read is not None
    assert {cell.groups for cell in read.cells} == {("quay",)}


def test_nothing_is_kept_below_the_floor(db: None) -> None:
    with pytest.raises(rules.TooSmall):
        actions.keep(replace(published(), k=4), topic="culture:1", on=TODAY)


def test_the_tables_have_no_place_for_a_person() -> None:
    for model in (StoredPublication, PublishedCell):
        assert not [field for field in model._meta.get_fields() if field.related_model is Person]


def test_reading_costs_three_queries_whatever_is_in_it(ana: Person, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    actions.keep(published(), topic="culture:1", on=TODAY)
    with django_assert_num_queries(3):
        queries.publication_for(ana, "culture:1")


def test_the_example_hatches_teams_too_small_and_says_it_in_words(ana_client: Client) -> None:
    page = ana_client.get("/groups/").content.decode()
    assert page.count('class="blocks-hatched"') == 4
    assert "Not shown by itself. Counted in Lantern and Quay." in page
    assert "<desc" in page
    assert "The same as a table" in page


def test_an_invented_seat_with_an_answer_elsewhere_is_refused() -> None:
    who = Roster(GROUPS, (Seat("a", "harbour"),))
    with pytest.raises(ValueError, match="More answers"):
        publish(who, [Answer("q", ("nowhere",), 5)], [QUESTION], Policy(7))
