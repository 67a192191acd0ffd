"""Moments."""

from datetime import datetime, timedelta
from uuid import uuid4

from django.utils import timezone
from web.tests.promises.centre import Centre
from web.tests.promises.registry import Filler, address, declare_words, fact, plants

from hearten.integrations.models import PhoneRequest
from hearten.people.models import Person
from hearten.support import actions
from hearten.support.models import Moment

declare_words(Moment, own="key")


@plants(Moment, PhoneRequest)
def a_moment(person: Person, fill: Filler) -> None:
    now = timezone.now()
    Moment.objects.create(
        agent=person, asked_at=now, began_at=now, covered_until=now + timedelta(minutes=5), **fill(Moment)
    )
    PhoneRequest.objects.create(person=person, until=now + timedelta(minutes=5), asked_at=now)


@fact("past moments", Moment)
def past_moments(centre: Centre, now: datetime) -> None:
    for number in range(30):
        asked = now - timedelta(hours=30) + number * timedelta(minutes=55)
        actions.ask_for_moment(centre.ana, key=uuid4(), now=asked)
        actions.come_back(centre.ana, now=asked + timedelta(minutes=5))


@fact("a moment that runs, and the phone system asked", Moment, PhoneRequest)
def a_running_moment(centre: Centre, now: datetime) -> None:
    actions.ask_for_moment(centre.ana, key=uuid4(), now=now)


address("support:ask_for_moment", form=lambda centre: {"key": "11111111-1111-4111-8111-111111111111"})
