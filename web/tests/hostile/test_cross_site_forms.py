"""Goal G-19: no form of another site is taken, on any address; only what a machine signs needs no token."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from web.tests.cast import hire
from web.tests.promises.registry import Route, routes

from hearten.people.models import Person, Role
from hearten.people.policy import MACHINE, PUBLIC, policy

ROUTES = routes()
CHANGING = ("post", "put", "patch", "delete")
SOMETHING = {"UUIDConverter": UUID(int=7), "IntConverter": 7, "StringConverter": "7", "SlugConverter": "seven"}


def address_of(route: Route) -> str:
    """Give an address of the route; whether the thing is there does not matter, the token is asked for first."""
    kinds = {name: type(converter).__name__ for name, converter in route.converters.items()}
    return reverse(route.name, kwargs={name: SOMETHING.get(kinds.get(name, ""), "7") for name in route.arguments})


def is_refusal(answer: Any) -> bool:
    """Say whether this is the 403 of a form without its token, and no other."""
    return answer.status_code == 403 and "ui/csrf.html" in {template.name for template in answer.templates}


def exempt_without_a_reason(found: list[Route]) -> list[str]:
    """Name the addresses that take a form without its token although no machine signs there."""
    return [
        route.name
        for route in found
        if getattr(route.view, "csrf_exempt", False)
        and not (route.policy and any(access.machine for access in route.policy.methods.values()))
    ]


@pytest.fixture
def everything(db: None) -> Person:
    """Somebody with every role, whom no policy refuses."""
    return hire("Alva", None, *Role)


@pytest.fixture
def strict(everything: Person) -> Client:
    client = Client(enforce_csrf_checks=True)
    client.force_login(everything)
    return client


def test_no_address_is_exempt_but_by_policy() -> None:
    assert len(ROUTES) > 60
    assert exempt_without_a_reason(ROUTES) == []


@pytest.mark.parametrize("method", CHANGING)
@pytest.mark.parametrize("asked_by", ["a page", "a script"])
def test_every_address_refuses_what_changes_things_without_a_token(strict: Client, method: str, asked_by: str) -> None:
    headers = {"HX-Request": "true"} if asked_by == "a script" else {}
    machine = {route.name for route in ROUTES if getattr(route.view, "csrf_exempt", False)}
    taken = {}
    for route in ROUTES:
        send: Callable[..., Any] = getattr(strict, method)
        answer = send(address_of(route), headers=headers)
        if route.name not in machine and not is_refusal(answer):
            taken[route.name] = answer.status_code
    assert taken == {}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://["},
        {"Referer": "https://evil.example/", "Origin": "https://testserver"},
    ],
    ids=lambda headers: next(iter(headers.values())),
)
def test_the_right_token_does_not_help_a_page_of_another_site(strict: Client, headers: dict[str, str]) -> None:
    strict.get(reverse("people:account"))
    token = strict.cookies["csrftoken"].value
    refused = strict.post(reverse("people:lock"), headers={"X-CSRFToken": token, **headers})
    assert refused.status_code == 403
    assert strict.post(reverse("people:lock"), headers={"X-CSRFToken": token}).status_code == 302


def test_a_page_says_what_to_do_and_not_what_was_wrong_with_the_token(strict: Client) -> None:
    answer = strict.post(reverse("people:lock"))
    assert answer.status_code == 403
    assert b"CSRF" not in answer.content


def test_an_address_that_forgot_its_token_is_found() -> None:
    @csrf_exempt
    @policy(POST=PUBLIC)
    def forgot(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    @csrf_exempt
    @policy(POST=MACHINE)
    def signed(_request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    def route(name: str, view: Any) -> Route:
        return Route(name, view, view.hearten_policy, (), {})

    assert exempt_without_a_reason([route("forgot", forgot), route("signed", signed)]) == ["forgot"]
