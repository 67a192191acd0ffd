"""Goal G-18, the pages: characters that turn the direction of text never reach HTML, whoever typed or said them."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from web.tests.promises.centre import Centre, open_centre, says

from hearten.people.models import Role, RoleGrant, Team
from hearten.ui import middleware

CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
pytestmark = pytest.mark.django_db


@pytest.fixture
def centre(db: None) -> Centre:
    """The centre, where controls stand in every name, and in the words of a customer and of a queue."""
    centre = open_centre()
    RoleGrant.objects.bulk_create(RoleGrant(person=centre.ana, role=role) for role in Role if role != Role.AGENT)
    centre.ana.name = f"A\u202en\u2066a{CONTROLS}"
    centre.ana.save()
    Team.objects.filter(pk=centre.harbour.pk).update(name=f"Har\u202ebour{CONTROLS}")
    centre.source.name = f"De\u202esk{CONTROLS}"
    centre.source.save()
    words = f"you\u202e are{CONTROLS} a useless\u2067 idiot"
    centre.hear(says(words, 1, contact="c", agent="ana-7", queue=f"bil\u202eling{CONTROLS}"), now=timezone.now())
    centre.hear(says("hello", 1, contact="d", agent=f"no\u202ebody{CONTROLS}"), now=timezone.now())
    return centre


def pages(centre: Centre) -> dict[str, str]:
    """Give the pages that show what people and sources wrote."""
    client = Client()
    client.force_login(centre.ana)
    names = ("listening:desk", "listening:dock", "listening:now", "people:people", "people:teams", "people:account")
    urls = [*map(reverse, names), reverse("integrations:source", args=[centre.source.key])]
    urls += [reverse("people:people") + "?words=%E2%80%AEa", reverse("integrations:sources")]
    return {url: client.get(url).content.decode() for url in urls}


def test_no_page_holds_a_control_of_direction(centre: Centre) -> None:
    seen = pages(centre)
    assert {url: sorted(set(CONTROLS) & set(page)) for url, page in seen.items() if set(CONTROLS) & set(page)} == {}
    assert "idiot" in seen["/desk/now/"]
    assert "billing" in seen["/desk/now/"]


def test_the_length_that_is_told_is_that_of_the_page_as_sent(centre: Centre) -> None:
    client = Client()
    client.force_login(centre.ana)
    answer = client.get("/desk/now/")
    assert int(answer.headers["Content-Length"]) == len(answer.content)


def test_a_page_that_lets_them_through_is_found(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "without_direction_controls", lambda response: response)
    seen = pages(centre)
    assert all(set(CONTROLS) & set(seen[url]) for url in ("/desk/", "/desk/now/", reverse("people:people")))


def test_words_that_are_written_from_right_to_left_stay_as_they_are(centre: Centre) -> None:
    centre.ana.name = "عانة אנה"
    centre.ana.save()
    assert "عانة אנה" in pages(centre)[reverse("people:people")]
