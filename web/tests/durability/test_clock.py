"""G-11: the server's clock jumps an hour. Nothing is lost without a word, nothing granted is taken back."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from hearten.listening import actions as listening
from hearten.listening.models import Contact, ContactState
from hearten.live import actions as live
from hearten.live import queries
from hearten.people.models import Person
from hearten.support.actions import ask_for_moment
from hearten.support.models import Moment

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("jump", [-HOUR, timedelta(minutes=59), HOUR], ids=["back", "nearly-too-far", "too-far"])
def test_a_browser_hears_what_it_missed_or_that_it_must_look_at_everything(ana: Person, jump: timedelta) -> None:
    live.tell(ana.pk, "cue", "1")
    live.tell(ana.pk, "cue", "2")
    with time_machine.travel(timezone.now() + jump):
        live.forget_old(timezone.now())
        live.tell(ana.pk, "cue", "3")
        missed = queries.since(ana, 1)
    assert missed.seq == 3
    assert missed.reset or [told.object_id for told in missed.notices] == ["2", "3"]
    assert missed.reset is (jump == HOUR)


def test_a_moment_is_not_shortened_by_a_clock_that_went_back(ana: Person) -> None:
    now, key = timezone.now(), uuid4()
    granted = ask_for_moment(ana, key=key, now=now).covered_until
    assert granted
    assert ask_for_moment(ana, key=key, now=now - HOUR).covered_until == granted
    again = ask_for_moment(ana, key=uuid4(), now=now - HOUR).covered_until
    assert again
    assert again >= granted
    assert Moment.objects.filter(agent=ana, ended_at=None).count() == 1


def test_a_contact_that_talks_is_not_ended_by_a_clock_that_went_on(ana: Person) -> None:
    now = timezone.now()
    Contact.objects.create(source="desk", external_id="c-1", agent=ana, began_at=now, heard_at=now)
    assert listening.close_silent_contacts(now + HOUR) == 0
    assert Contact.objects.get().state == ContactState.LIVE
