"""GET /live/poll: what a browser asks while its stream is down."""

import pytest
from django.test import Client
from django.urls import reverse

from hearten.live import actions
from hearten.people.models import Person

POLL = reverse("live:poll")


def test_ana_gets_what_she_missed_and_nothing_of_mia(ana: Person, mia: Person, ana_client: Client) -> None:
    actions.tell_many([(ana.pk, "cue", "81"), (mia.pk, "cue", "82"), (ana.pk, "contact", "9")])
    answer = ana_client.get(POLL, {"after": "1"})
    assert answer.json() == {
        "seq": 2,
        "reset": False,
        "who": str(ana.key),
        "notices": [{"seq": 2, "kind": "contact", "object": "9"}],
    }
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("after", ["", "x", "-1", "9" * 30, "2", "٣"])
def test_a_number_nobody_gave_means_looking_at_everything(after: str, ana: Person, ana_client: Client) -> None:
    actions.tell(ana.pk, "cue", "81")
    answer = ana_client.get(POLL, {"after": after}).json()
    assert (answer["reset"], answer["seq"], answer["notices"]) == (True, 1, [])


def test_asking_takes_two_queries_besides_the_session(
    ana: Person, ana_client: Client, django_assert_max_num_queries: object
) -> None:
    actions.tell_many([(ana.pk, "cue", str(number)) for number in range(50)])
    ana_client.get(POLL, {"after": "0"})
    with django_assert_max_num_queries(6):  # type: ignore[operator]
        assert len(ana_client.get(POLL, {"after": "0"}).json()["notices"]) == 50


@pytest.mark.django_db
def test_a_signed_out_browser_is_told_so(client: Client) -> None:
    assert client.get(POLL, {"after": "0"}, headers={"accept": "application/json"}).status_code == 401
