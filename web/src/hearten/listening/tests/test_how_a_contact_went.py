"""How a contact went, for its own agent: the shape of its heat, what was heard and where, as long as it is kept."""

from datetime import timedelta

import pytest

from hearten.listening.models import Contact
from hearten.listening.tests.hearing import CALM, INSULT, NOW, event, hear_now, says
from hearten.people.models import Person
from hearten.staffing import contacts

pytestmark = pytest.mark.django_db
THANKS = "thank you so much, you have been very helpful"


def test_it_begins_at_nought_and_places_what_was_heard_where_it_was_said(ana: Person) -> None:
    hear_now(says(CALM, 3), says(INSULT, 5), says(CALM, 8), agent_id=ana.pk)
    (course,) = contacts.courses_for(ana, since=NOW - timedelta(days=1))
    assert [at for at, _ in course.points] == [0, 20_000, 50_000]
    assert max(heat for _, heat in course.points) > course.points[0][1]
    (heard,) = course.heard
    assert (heard.kind, heard.level, heard.at_ms) == ("insult", 2, 20_000)
    assert "useless idiot" in heard.words[0]


def test_thanks_are_among_it_though_they_raise_no_cue(ana: Person) -> None:
    hear_now(says(CALM, 1), says(THANKS, 2), event("ended", 3), agent_id=ana.pk)
    (course,) = contacts.courses_for(ana, since=NOW - timedelta(days=1))
    assert [(each.kind, each.at_ms) for each in course.heard] == [("thanks", 10_000)]
    assert course.is_over


def test_a_corrected_turn_counts_as_it_stands_now(ana: Person) -> None:
    hear_now(says(CALM, 1), says(INSULT, 2), agent_id=ana.pk)
    hear_now(says(CALM, 2, revision=1), agent_id=ana.pk)
    (course,) = contacts.courses_for(ana, since=NOW - timedelta(days=1))
    assert course.heard == ()


def test_a_source_without_times_places_cues_by_the_clock(ana: Person) -> None:
    hear_now(says(CALM, 1, start_ms=None), agent_id=ana.pk)
    hear_now(says(INSULT, 2, start_ms=None), agent_id=ana.pk, now=NOW + timedelta(seconds=40))
    (course,) = contacts.courses_for(ana, since=NOW - timedelta(days=1))
    assert [each.kind for each in course.heard] == ["insult"]
    assert 0 < course.heard[0].at_ms <= 40_000


def test_nobody_elses_and_nothing_older_is_there(ana: Person, mia: Person) -> None:
    hear_now(says(INSULT), agent_id=ana.pk)
    assert contacts.courses_for(mia, since=NOW - timedelta(days=1)) == ()
    assert contacts.courses_for(ana, since=NOW + timedelta(seconds=1)) == ()


def test_it_takes_three_questions_however_many_contacts_there_are(
    ana: Person, django_assert_num_queries: object
) -> None:
    for number in range(6):
        hear_now(says(INSULT, contact=f"c-{number}"), agent_id=ana.pk)
    assert Contact.objects.count() == 6
    with django_assert_num_queries(3):  # type: ignore[operator]
        assert len(contacts.courses_for(ana, since=NOW - timedelta(days=1))) == 6
