from zoneinfo import ZoneInfo

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from hearten.people import middleware, thirdparty
from hearten.people.middleware import PolicyMiddleware, UndeclaredView
from hearten.people.models import Person
from hearten.people.policy import policy_for
from hearten.ui import urls as shell

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


def routes(resolver: URLResolver | None = None, names: str = "") -> list[tuple[str, URLPattern]]:
    found: list[tuple[str, URLPattern]] = []
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            found += routes(each, f"{names}{each.namespace}:" if each.namespace else names)
        else:
            found.append((f"{names}{each.name}", each))
    return found


def test_every_address_of_people_and_sign_in_declares_who_may() -> None:
    ours = [(name, route) for name, route in routes() if name.startswith(("people:", "account_", "mfa_", "demo:"))]
    assert len(ours) > 35
    undeclared = [name for name, route in ours if policy_for(route.callback, name) is None]
    assert not undeclared


def test_the_pages_of_the_shell_are_declared_as_the_shell_lists_them() -> None:
    assert tuple(shell.PUBLIC_URLS) == thirdparty.SHELL_PUBLIC_URLS
    assert tuple(shell.SIGNED_IN_URLS) == thirdparty.SHELL_SIGNED_IN_URLS


def an_undeclared_view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("nobody should read this")


def through_the_door(view: object) -> HttpResponse | None:
    request = RequestFactory().get("/somewhere/")
    return PolicyMiddleware(lambda _request: HttpResponse()).process_view(request, view, (), {})  # type: ignore[arg-type]


def test_an_undeclared_view_stops_the_builder() -> None:
    with pytest.raises(UndeclaredView, match="declares no policy"):
        through_the_door(an_undeclared_view)


def test_an_undeclared_view_is_no_page_where_people_work(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from django.http import Http404

    monkeypatch.delenv("PYTEST_VERSION")
    with pytest.raises(Http404):
        through_the_door(an_undeclared_view)
    assert "declares no policy" in caplog.text


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_a_method_nobody_declared_is_405_with_what_is_allowed(method: str, ana_client: Client) -> None:
    answer = ana_client.generic(method, reverse("people:account"))
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD, POST"


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ["people:people", "people:add_person", "people:teams", "people:add_team"])
def test_the_administrators_rooms_look_to_others_as_if_they_did_not_exist(
    name: str, method: str, ana_client: Client
) -> None:
    there = ana_client.generic(method, reverse(name))
    nowhere = ana_client.generic(method, "/no-such-page/")
    assert (there.status_code, len(there.content)) == (404, len(nowhere.content))


@pytest.mark.parametrize("who", ["ana", "tom", "hana", "pia", "ravi"])
def test_nobody_but_administrators_reaches_a_person(who: str, mia: Person, request: pytest.FixtureRequest) -> None:
    client: Client = request.getfixturevalue(f"{who}_client")
    nowhere = client.get("/no-such-page/")
    for name in ("person", "invite", "take_back_invitation", "deactivate", "reactivate"):
        answer = client.post(reverse(f"people:{name}", args=[mia.key]), {"name": "x", "roles": ["admin"]})
        assert (answer.status_code, len(answer.content)) == (404, len(nowhere.content))
    mia.refresh_from_db()
    assert (mia.name, mia.is_active, set(mia.roles)) == ("Mia", True, {"agent"})


def test_people_and_teams_that_do_not_exist_are_404_to_administrators_too(olu_client: Client) -> None:
    nobody = "00000000-0000-4000-8000-000000000000"
    assert olu_client.get(reverse("people:person", args=[nobody])).status_code == 404
    assert olu_client.get(reverse("people:team", args=[nobody])).status_code == 404
    assert olu_client.post(reverse("people:invite", args=[nobody])).status_code == 404


def test_a_stranger_is_sent_to_sign_in_and_back(db: None) -> None:
    answer = Client().get(reverse("people:account"), {"a": "1"})
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next=%2Faccount%2F%3Fa%3D1"


def test_a_strangers_form_is_sent_to_sign_in_without_a_way_back_to_a_form_address(db: None) -> None:
    assert Client().post(reverse("people:lock"))["Location"] == reverse("account_login")


@pytest.mark.parametrize("headers", [{"HX-Request": "true"}, {"Accept": "application/json"}])
def test_a_strangers_script_gets_401_and_where_to_go(headers: dict[str, str], db: None) -> None:
    answer = Client().get(reverse("people:account"), headers=headers)
    assert answer.status_code == 401
    assert answer["HX-Redirect"].startswith(reverse("account_login"))


def test_pages_for_everybody_ask_the_database_nothing(
    django_assert_num_queries: "pytest.FixtureRequest", db: None
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert Client().get(reverse("ui:manifest")).status_code == 200


def test_times_are_shown_in_the_viewers_zone(ana: Person, ana_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.utils import timezone

    seen: list[str] = []
    ana.zone = "Asia/Tokyo"
    ana.save()
    real = middleware.zone_of

    def zone_of(name: str) -> ZoneInfo:
        seen.append(str(real(name)))
        return real(name)

    monkeypatch.setattr(middleware, "zone_of", zone_of)
    ana_client.get(reverse("people:account"))
    assert seen[-1] == "Asia/Tokyo"
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_zone_that_is_no_longer_known_falls_back_to_utc() -> None:
    assert str(middleware.zone_of("Mars/Olympus")) == "UTC"
    assert str(middleware.zone_of("../../etc/passwd")) == "UTC"
