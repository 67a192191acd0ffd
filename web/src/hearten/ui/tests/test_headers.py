"""What a signed-in person sees stays out of caches; the browser's senses stay shut."""

import asyncio

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from hearten.ui.middleware import headers


def answer(request: HttpRequest, response: HttpResponse, *, is_async: bool) -> HttpResponse:
    async def view_async(_request: HttpRequest) -> HttpResponse:
        return response

    def view(_request: HttpRequest) -> HttpResponse:
        return response

    if is_async:
        answered: HttpResponse = asyncio.run(headers(view_async)(request))
        return answered
    plain: HttpResponse = headers(view)(request)
    return plain


@pytest.fixture(params=[False, True], ids=["sync", "async"])
def is_async(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def signed_in(rf: RequestFactory) -> HttpRequest:
    request = rf.get("/")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = "abc"
    return request


def test_a_signed_in_answer_is_not_stored(signed_in: HttpRequest, *, is_async: bool) -> None:
    assert answer(signed_in, HttpResponse(), is_async=is_async)["Cache-Control"] == "no-store"


def test_the_answer_that_signs_in_is_not_stored(rf: RequestFactory, *, is_async: bool) -> None:
    response = HttpResponse()
    response.set_cookie(settings.SESSION_COOKIE_NAME, "abc")
    assert answer(rf.get("/"), response, is_async=is_async)["Cache-Control"] == "no-store"


def test_a_view_that_says_how_to_cache_is_left_alone(signed_in: HttpRequest, *, is_async: bool) -> None:
    response = HttpResponse(headers={"Cache-Control": "no-cache"})
    assert answer(signed_in, response, is_async=is_async)["Cache-Control"] == "no-cache"


def test_an_answer_to_nobody_may_be_cached(rf: RequestFactory, *, is_async: bool) -> None:
    assert "Cache-Control" not in answer(rf.get("/"), HttpResponse(), is_async=is_async)


def test_other_sites_and_the_senses_are_shut_out(rf: RequestFactory, *, is_async: bool) -> None:
    response = answer(rf.get("/"), HttpResponse(), is_async=is_async)
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "microphone=()" in response["Permissions-Policy"]
    assert "camera=()" in response["Permissions-Policy"]


def test_the_middleware_stays_async_in_an_async_chain() -> None:
    assert headers.async_capable  # type: ignore[attr-defined]
    assert headers.sync_capable  # type: ignore[attr-defined]
