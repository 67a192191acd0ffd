"""A page is composed from fragments, and one that fails takes nothing else with it."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import Context, Template, engines
from django.template.response import SimpleTemplateResponse
from django.test import override_settings
from django.urls import path

from hearten.ui import slots
from hearten.ui.tests.conftest import OnlySignedIn

pytestmark = [pytest.mark.usefixtures("empty_shell"), pytest.mark.urls("hearten.ui.tests.test_slot")]
RequestOf = Callable[..., HttpRequest]


def button(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"<b>{request.method} {request.path} {dict(request.GET)} {dict(request.POST)}</b>")


def broken(_request: HttpRequest) -> HttpResponse:
    raise ValueError("the words of a person")


def hidden(_request: HttpRequest) -> HttpResponse:
    raise Http404


def refused(_request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def elsewhere(_request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect("/lock/")


def nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


def lazily(_request: HttpRequest) -> SimpleTemplateResponse:
    return SimpleTemplateResponse(engines["django"].from_string("<i>rendered late</i>"))


def about(_request: HttpRequest, contact: str) -> HttpResponse:
    return HttpResponse(f"<b>of {contact}</b>")


about.hearten_policy = OnlySignedIn()  # type: ignore[attr-defined]
VIEWS: tuple[Any, ...] = (button, broken, hidden, refused, elsewhere, nothing, lazily)
for _view in VIEWS:
    _view.hearten_policy = OnlySignedIn()


def undeclared(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("nobody said who may see this")


urlpatterns = [path(f"{view.__name__}/", view, name=view.__name__) for view in (*VIEWS, undeclared)]
urlpatterns.append(path("about/<str:contact>/", about, name="about"))


def page(request: HttpRequest, place: str = "foot") -> str:
    return Template(f'{{% slot "{place}" %}}').render(Context({"request": request}))


@pytest.fixture
def calm() -> Iterator[None]:
    """As in production, where a failing fragment does not fail the page."""
    with override_settings(RAISE_IN_SLOTS=False):
        yield


def test_a_fragment_is_wrapped_so_that_its_notices_fetch_it_again(request_of: RequestOf) -> None:
    slots.register("foot", "button", order=1, refresh_on=("moment", "hand"))
    shown = page(request_of())
    assert 'id="slot-button"' in shown
    assert 'hx-get="/button/"' in shown
    assert 'hx-trigger="live:moment from:body, live:hand from:body, live:reset from:body"' in shown
    assert 'hx-swap="morph:innerHTML"' in shown


def test_a_fragment_is_asked_by_get_at_its_own_address_whatever_the_page_was(request_of: RequestOf) -> None:
    slots.register("foot", "button", order=1)
    outer = request_of("/form/?draft=1", method="post")
    assert "<b>GET /button/ {} {}</b>" in page(outer)
    assert (outer.method, outer.path) == ("POST", "/form/")


def test_fragments_stand_in_their_order(request_of: RequestOf) -> None:
    slots.register("foot", "lazily", order=20)
    slots.register("foot", "button", order=10)
    shown = page(request_of())
    assert shown.index("slot-button") < shown.index("slot-lazily")
    assert "<i>rendered late</i>" in shown


def test_a_place_about_one_thing_names_it_in_the_address_of_its_fragments(request_of: RequestOf) -> None:
    slots.register("contact", "about", order=1, refresh_on=("exit",))
    shown = Template('{% slot "contact" contact="c-1" %}').render(Context({"request": request_of()}))
    assert 'id="slot-about-c-1"' in shown
    assert 'hx-get="/about/c-1/"' in shown
    assert "<b>of c-1</b>" in shown


def test_an_unknown_place_is_empty(request_of: RequestOf) -> None:
    assert page(request_of(), "nowhere") == ""


def test_who_may_not_see_a_fragment_gets_no_trace_of_it(request_of: RequestOf) -> None:
    slots.register("foot", "button", order=1)
    assert page(request_of(signed_in=False)) == ""


def test_a_view_without_a_policy_is_shown_to_nobody(request_of: RequestOf) -> None:
    slots.register("foot", "undeclared", order=1)
    assert page(request_of()) == ""


@pytest.mark.parametrize("name", ["hidden", "refused", "elsewhere", "nothing"])
def test_a_fragment_with_nothing_for_this_viewer_leaves_no_trace(name: str, request_of: RequestOf) -> None:
    slots.register("foot", name, order=1)
    assert page(request_of()) == ""


@pytest.mark.usefixtures("calm")
def test_a_failing_fragment_becomes_one_calm_line_and_the_button_stays(
    request_of: RequestOf, caplog: pytest.LogCaptureFixture
) -> None:
    slots.register("foot", "broken", order=1)
    slots.register("foot", "button", order=2)
    with caplog.at_level(logging.ERROR, "hearten.ui"):
        shown = page(request_of())
    assert "This part is not available right now." in shown
    assert 'hx-get="/broken/"' in shown, "the next notice must be able to bring it back"
    assert "<b>GET /button/" in shown
    assert "the words of a person" not in shown
    assert "The fragment at /broken/ failed" in caplog.text


def test_in_tests_a_failing_fragment_fails_the_page(request_of: RequestOf) -> None:
    slots.register("foot", "broken", order=1)
    with pytest.raises(ValueError, match="the words"):
        page(request_of())
