import importlib
from collections.abc import Iterator

import pytest
from django.conf import LazySettings
from django.http import Http404
from django.test import Client, RequestFactory
from django.urls import clear_url_caches, reverse

from hearten.config import urls
from hearten.demo import signin, views
from hearten.people import sessions
from hearten.people.models import Person, Role, RoleGrant


@pytest.fixture
def demo(settings: LazySettings) -> Iterator[None]:
    """The demo centre, with its address."""
    settings.DEMO = True
    importlib.reload(urls)
    clear_url_caches()
    yield
    settings.DEMO = False
    importlib.reload(urls)
    clear_url_caches()


def test_the_cast_is_listed_with_roles_in_words_agents_first(demo: None, tom: Person, ana: Person) -> None:
    page = Client().get("/demo/")
    html = page.content.decode()
    assert [person.name for person in page.context["cast"]] == ["Ana", "Tom"]
    assert "Team lead" in html
    assert "Harbour" in html


def test_one_click_signs_in(demo: None, ana: Person) -> None:
    client = Client()
    assert client.post("/demo/sign-in/", {"key": str(ana.key)})["Location"] == "/"
    assert sessions.viewer_of(client.session.session_key) == ana


def test_one_click_changes_the_person_and_the_session(demo: None, ana: Person, mia: Person) -> None:
    client = Client()
    client.post("/demo/sign-in/", {"key": str(ana.key)})
    before = client.session.session_key
    client.post("/demo/sign-in/", {"key": str(mia.key)})
    assert sessions.viewer_of(client.session.session_key) == mia
    assert sessions.viewer_of(before) is None


def test_a_locked_demo_desk_is_unlocked_by_one_click(demo: None, ana: Person) -> None:
    ana.set_unusable_password()
    ana.save()
    client = Client()
    client.post("/demo/sign-in/", {"key": str(ana.key)})
    client.post(reverse("people:lock"))
    page = client.get(reverse("people:account"), follow=True)
    assert b"This desk is locked" in page.content
    assert b"/demo/sign-in/" in page.content
    client.post("/demo/sign-in/", {"key": str(ana.key)})
    assert client.get(reverse("people:account")).status_code == 200


@pytest.mark.parametrize("key", ["", "nonsense", "00000000-0000-4000-8000-000000000000"])
def test_an_unknown_key_goes_back_to_the_list(key: str, demo: None, ana: Person) -> None:
    client = Client()
    assert client.post("/demo/sign-in/", {"key": key})["Location"] == "/demo/"
    assert "_auth_user_id" not in client.session


def test_a_real_address_is_never_signed_in_by_one_click(demo: None, db: None) -> None:
    real = Person.objects.create_user("olu@harbour-energy.com", "Olu")
    RoleGrant.objects.create(person=real, role=Role.ADMIN)
    client = Client()
    assert client.post("/demo/sign-in/", {"key": str(real.key)})["Location"] == "/demo/"
    assert "_auth_user_id" not in client.session
    assert b"Olu" not in client.get("/demo/").content


def test_somebody_without_access_is_not_signed_in(demo: None, ana: Person) -> None:
    Person.objects.filter(pk=ana.pk).update(is_active=False)
    client = Client()
    client.post("/demo/sign-in/", {"key": str(ana.key)})
    assert "_auth_user_id" not in client.session


def test_the_address_does_not_exist_where_real_people_work(ana: Person) -> None:
    client = Client()
    nowhere = client.get("/no-such-page/")
    for answer in (client.get("/demo/"), client.post("/demo/sign-in/", {"key": str(ana.key)})):
        assert (answer.status_code, len(answer.content)) == (404, len(nowhere.content))


def test_the_action_itself_refuses_where_real_people_work(ana: Person) -> None:
    request = RequestFactory().post("/demo/sign-in/", {"key": str(ana.key)})
    with pytest.raises(signin.NotInDemo):
        signin.sign_in_as(request, ana.key)
    with pytest.raises(signin.NotInDemo):
        signin.cast()
    for view in (views.people, views.sign_in):
        with pytest.raises(Http404):
            view(request)


def test_the_demo_casts_addresses_can_belong_to_nobody() -> None:
    from hearten.demo import cast

    for person in cast.people():
        assert signin.is_made_up(Person(email=person.email))
