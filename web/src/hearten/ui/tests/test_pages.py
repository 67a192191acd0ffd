"""The shell round every page, the pages for errors, and what makes the dock installable."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from hearten.ui import context, nav, views
from hearten.ui.urls import PUBLIC_URLS, SIGNED_IN_URLS, app_name, urlpatterns

pytestmark = pytest.mark.usefixtures("empty_shell")
RequestOf = Callable[..., HttpRequest]
STATIC = Path(views.__file__).parent / "static"
ERRORS = {
    400: views.bad_request,
    403: views.forbidden,
    404: views.not_found,
    413: views.too_large,
    500: views.server_error,
    503: views.unavailable,
}
CHANGING = re.compile(r'(name="csrfmiddlewaretoken" value|name="csrf-token" content)="\w+"')


@pytest.mark.parametrize("status", ERRORS)
@pytest.mark.parametrize("signed_in", [True, False])
def test_an_error_says_what_to_do_in_our_own_voice(status: int, request_of: RequestOf, *, signed_in: bool) -> None:
    response = ERRORS[status](request_of(signed_in=signed_in))
    html = response.content.decode()
    assert response.status_code == status
    assert "!" not in re.sub(r"<[^>]*>", "", html.replace("<!DOCTYPE", ""))
    assert "Sorry" not in html
    assert "Oops" not in html
    assert ('class="foot"' in html) is signed_in


def test_not_yours_and_not_there_are_the_same_page(request_of: RequestOf) -> None:
    nav.register("Style", "ui:style", order=1)
    pages = {CHANGING.sub("", views.not_found(request_of(path)).content.decode()) for path in ("/style/7/", "/none/")}
    assert len(pages) == 1


def test_the_page_for_failures_does_not_fail(request_of: RequestOf, monkeypatch: pytest.MonkeyPatch) -> None:
    def down(*_args: object) -> None:
        raise ConnectionError("the database is gone")

    monkeypatch.setattr(context.Page, "viewer", property(down))
    response = views.server_error(request_of())
    assert response.status_code == 500
    assert b"Something failed on our side" in response.content


def test_a_stale_form_is_told_that_nothing_was_lost(request_of: RequestOf) -> None:
    response = views.csrf_failure(request_of(), reason="CSRF token missing")
    assert response.status_code == 403
    assert b"what you typed is still there" in response.content
    assert b"CSRF" not in response.content


@pytest.mark.parametrize("shell", ["ui/base.html", "ui/dock.html"])
def test_every_page_has_its_landmarks_and_the_foot_last(shell: str, request_of: RequestOf) -> None:
    html = render_to_string(shell, {}, request_of())
    assert html.count("<main") == 1
    assert html.index("<main") < html.index("<footer")
    assert 'data-announce="silent"' in html
    assert 'data-shortcuts="on"' in html
    assert "<noscript>" in html


def test_a_persons_settings_reach_the_page(request_of: RequestOf) -> None:
    context.provide("announce", lambda request: f"polite-{request.path}")
    context.provide("shortcuts", lambda _request: "off")
    html = render_to_string("ui/dock.html", {}, request_of("/dock/"))
    assert 'data-announce="polite-/dock/"' in html
    assert 'data-shortcuts="off"' in html


def test_an_area_can_bring_a_script_and_a_style_to_every_page(request_of: RequestOf) -> None:
    context.load("support/moment.js")
    context.load("support/moment.css")
    context.load("support/moment.js")
    html = render_to_string("ui/base.html", {}, request_of())
    assert len(re.findall(r'<script type="module" src="[^"]*support/moment.js">', html)) == 1
    assert len(re.findall(r'<link rel="stylesheet" href="[^"]*support/moment.css"', html)) == 1


def test_htmx_may_not_evaluate_leave_the_site_or_keep_pages(request_of: RequestOf) -> None:
    html = render_to_string("ui/base.html", {}, request_of())
    found = re.search(r"name=\"htmx-config\" content='([^']+)'", html)
    assert found is not None
    config = json.loads(found[1])
    assert config["allowEval"] is False
    assert config["selfRequestsOnly"] is True
    assert config["includeIndicatorStyles"] is False
    assert config["historyCacheSize"] == 0


def test_every_file_of_the_shell_is_there() -> None:
    missing = [path for path in views.SHELL if not (STATIC / path).is_file()]
    assert not missing


def test_the_service_worker_keeps_static_files_and_the_offline_page_only(request_of: RequestOf) -> None:
    script = views.service_worker(request_of()).content.decode()
    found = re.search(r"const SHELL = (\[.*\]);", script)
    assert found is not None
    kept = json.loads(found[1])
    assert [url for url in kept if not url.startswith("/static/")] == [reverse("ui:offline")]
    assert 'credentials: "omit"' in script


def test_the_offline_page_holds_nothing_of_a_person(request_of: RequestOf) -> None:
    nav.register("Style", "ui:style", order=1)
    known, unknown = (views.offline(request_of(signed_in=each)).content for each in (True, False))
    assert known == unknown


def test_the_installed_window_is_the_dock(request_of: RequestOf) -> None:
    nav.register_dock("ui:style")
    response = views.manifest(request_of())
    manifest = json.loads(response.content)
    assert response["Content-Type"] == "application/manifest+json"
    assert manifest["start_url"] == "/style/"
    assert manifest["display"] == "standalone"


def test_every_address_of_the_shell_says_who_may_open_it() -> None:
    assert {f"{app_name}:{each.name}" for each in urlpatterns} == {*PUBLIC_URLS, *SIGNED_IN_URLS}


def test_the_script_stays_small() -> None:
    assert len((STATIC / "ui" / "hearten.js").read_text(encoding="utf-8").splitlines()) <= 250


def test_every_vendored_folder_holds_its_licence() -> None:
    folders = sorted((STATIC / "ui" / "vendor").iterdir())
    assert len(folders) == 3
    assert all((folder / "LICENSE.txt").is_file() for folder in folders)
