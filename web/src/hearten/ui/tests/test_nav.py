"""The navigation shows a viewer what that viewer may open."""

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path

from hearten.ui import access, nav
from hearten.ui.tests.conftest import OnlySignedIn

pytestmark = [pytest.mark.usefixtures("empty_shell"), pytest.mark.urls("hearten.ui.tests.test_nav")]
RequestOf = Callable[..., HttpRequest]


def home(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def sources(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def library(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


_declared: tuple[Any, ...] = (home, sources)
for _view in _declared:
    _view.hearten_policy = OnlySignedIn()
urlpatterns = [
    path("", home, name="home"),
    path("sources/", sources, name="sources"),
    path("library/", library, name="library"),
]


def labels(request: HttpRequest, **options: Any) -> list[tuple[str, bool]]:
    return [(str(link.label), link.current) for link in nav.entries_for(request.user, request, **options)]


def test_entries_stand_in_their_order_and_the_present_one_is_marked(request_of: RequestOf) -> None:
    nav.register("Sources", "sources", order=20)
    nav.register("Desk", "home", order=10)
    assert labels(request_of("/sources/3/")) == [("Desk", False), ("Sources", True)]
    assert labels(request_of("/")) == [("Desk", True), ("Sources", False)]


def test_nobody_is_shown_what_they_may_not_open(request_of: RequestOf) -> None:
    nav.register("Sources", "sources", order=1)
    nav.register("Library", "library", order=2)
    assert labels(request_of(signed_in=False)) == []
    assert labels(request_of()) == [("Sources", False)]


def test_a_library_view_is_shown_once_its_policy_can_be_found(request_of: RequestOf) -> None:
    nav.register("Library", "library", order=2, menu="viewer")
    access.use(lambda _view, url_name: OnlySignedIn() if url_name == "library" else None)
    assert labels(request_of(), menu="viewer") == [("Library", False)]
    assert labels(request_of(), menu="main") == []


def test_error_pages_mark_no_entry(request_of: RequestOf) -> None:
    nav.register("Sources", "sources", order=1)
    assert labels(request_of("/sources/3/"), mark_current=False) == [("Sources", False)]


def test_registering_twice_is_registering_once(request_of: RequestOf) -> None:
    nav.register("Sources", "sources", order=1)
    nav.register("Sources", "sources", order=1)
    assert len(labels(request_of())) == 1


def test_the_installed_window_opens_the_dock_if_there_is_one() -> None:
    assert nav.dock_url() == "/"
    nav.register_dock("sources")
    assert nav.dock_url() == "/sources/"
    nav.register_dock("not:there")
    assert nav.dock_url() == "/"
