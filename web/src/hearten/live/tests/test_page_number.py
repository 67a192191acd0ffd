"""Each page knows from which number its stream goes on, read before the page reads anything else."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from hearten.live import actions
from hearten.live.middleware import cursor
from hearten.people.models import Person


def request_of(person: Person | AnonymousUser, client: Client | None, **headers: str) -> HttpRequest:
    request = RequestFactory().get("/", headers=headers)
    request.session = client.session if client else SessionStore()
    request.user = person
    return request


def test_a_change_while_the_page_is_made_comes_by_the_stream(ana: Person, ana_client: Client) -> None:
    actions.tell(ana.pk, "cue", "1")

    def page(_request: HttpRequest) -> HttpResponse:
        actions.tell(ana.pk, "cue", "2")
        return HttpResponse()

    request = request_of(ana, ana_client)
    cursor(page)(request)
    assert request.live_after == 1  # type: ignore[attr-defined]


def test_a_fragment_costs_no_query(ana: Person, ana_client: Client, django_assert_num_queries: object) -> None:
    assert_costs_nothing(request_of(ana, ana_client, **{"HX-Request": "true"}), django_assert_num_queries)


def test_a_signed_out_page_costs_no_query(db: None, django_assert_num_queries: object) -> None:
    assert_costs_nothing(request_of(AnonymousUser(), None), django_assert_num_queries)


def assert_costs_nothing(request: HttpRequest, at_most: Any) -> None:
    with at_most(0):
        cursor(lambda _: HttpResponse())(request)
    assert not hasattr(request, "live_after")
