from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from web.tests.cast import hire

from hearten.people import actions, queries
from hearten.people.models import Person, Role, RoleGrant, Team

MaxQueries = Callable[[int], AbstractContextManager[object]]


def names_on(page: object) -> list[str]:
    return [person.name for person in page.context["people"]]  # type: ignore[attr-defined]


def test_the_list_shows_everybody_with_team_roles_and_access(
    olu_client: Client, ana: Person, tom: Person, mia: Person
) -> None:
    actions.deactivate(mia, now=timezone.now())
    page = olu_client.get(reverse("people:people"))
    assert names_on(page) == ["Ana", "Olu", "Tom", "Mia"]
    html = page.content.decode()
    assert "Harbour" in html
    assert "Team lead" in html
    assert "No access" in html


@pytest.mark.parametrize(
    ("narrow", "found"),
    [
        ({"words": "an"}, ["Ana", "Hana"]),
        ({"words": "MIA@hearten"}, ["Mia"]),
        ({"role": "host"}, ["Hana"]),
        ({"role": "agent"}, ["Ana", "Hana", "Mia"]),
        ({"words": "nobody at all"}, []),
        ({"role": "no such role", "words": "Tom"}, ["Tom"]),
    ],
)
def test_the_list_is_narrowed_by_words_and_role(
    narrow: dict[str, str],
    found: list[str],
    olu_client: Client,
    ana: Person,
    mia: Person,
    hana: Person,
    tom: Person,
) -> None:
    assert names_on(olu_client.get(reverse("people:people"), narrow)) == found


def test_the_list_is_narrowed_by_team(olu_client: Client, ana: Person, mia: Person, lantern: Team) -> None:
    assert names_on(olu_client.get(reverse("people:people"), {"team": str(lantern.key)})) == ["Mia"]


def test_an_empty_list_says_what_to_try(olu_client: Client) -> None:
    assert b"Nobody fits" in olu_client.get(reverse("people:people"), {"words": "zzz"}).content


def test_a_longer_list_asks_the_database_no_more_often(
    olu_client: Client, harbour: Team, django_assert_max_num_queries: MaxQueries
) -> None:
    for number in range(30):
        person = Person.objects.create_user(f"agent{number}@hearten.test", f"Agent {number}", team=harbour)
        RoleGrant.objects.create(person=person, role=Role.AGENT)
    olu_client.get(reverse("people:people"))
    with django_assert_max_num_queries(12):
        assert len(names_on(olu_client.get(reverse("people:people")))) == 31


def test_the_list_of_teams_asks_the_database_no_more_often(
    olu_client: Client, tom: Person, django_assert_max_num_queries: MaxQueries
) -> None:
    for number in range(20):
        Team.objects.create(name=f"Team {number}", lead=tom)
    olu_client.get(reverse("people:teams"))
    with django_assert_max_num_queries(10):
        page = olu_client.get(reverse("people:teams"))
    assert len(page.context["teams"]) == 21


def test_others_read_nobody_even_past_the_pages(ana: Person, tom: Person) -> None:
    actions.invite(ana, by=tom, now=timezone.now())
    for viewer in (ana, tom):
        assert not queries.people_for(viewer, queries.Narrowing(), now=timezone.now())
        assert queries.person_for(viewer, str(ana.key)) is None
        assert queries.invitation_of(viewer, ana, now=timezone.now()) is None
        assert not queries.teams_for(viewer)
        assert queries.invitation_of(viewer, ana, now=timezone.now()) is None


def test_a_form_with_an_error_keeps_what_was_typed(olu_client: Client) -> None:
    page = olu_client.post(
        reverse("people:add_person"), {"name": "Noor", "email": "no address", "roles": ["agent", "host"]}
    )
    html = page.content.decode()
    assert page.status_code == 422
    assert 'value="Noor"' in html
    assert 'value="no address"' in html
    assert html.count("checked") == 2
    assert "error-summary" in html
    assert not Person.objects.filter(name="Noor").exists()


def test_one_address_is_one_person(olu_client: Client, ana: Person) -> None:
    page = olu_client.post(
        reverse("people:add_person"), {"name": "Ana again", "email": "ANA@hearten.test", "roles": ["agent"]}
    )
    assert b"Somebody with this address is already here" in page.content
    assert Person.objects.filter(email=ana.email).count() == 1


def test_adding_the_same_person_twice_is_adding_once(db: None) -> None:
    first = actions.add_person(email="noor@hearten.test", name="Noor", team=None, roles=["agent"])
    second = actions.add_person(email=" NOOR@hearten.test", name="Other", team=None, roles=["admin"])
    assert (first, second.name, second.roles) == (second, "Noor", frozenset({"agent"}))


def test_name_team_roles_and_zone_are_edited(olu_client: Client, ana: Person, lantern: Team) -> None:
    answer = olu_client.post(
        reverse("people:person", args=[ana.key]),
        {"name": "Ana Maria", "team": str(lantern.key), "roles": ["agent", "host"], "zone": "Europe/Madrid"},
    )
    assert answer.status_code == 302
    changed = Person.objects.get(pk=ana.pk)
    assert (changed.name, changed.team, changed.zone) == ("Ana Maria", lantern, "Europe/Madrid")
    assert changed.roles == {"agent", "host"}


def test_editing_without_changing_roles_leaves_sessions_alone(ana: Person, harbour: Team) -> None:
    changed = actions.edit_person(ana, name="Ana", team=harbour, roles=["agent"], zone="Europe/Madrid")
    assert changed.roles_stamp == ana.roles_stamp


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "Etc/GMT+5"])
def test_a_zone_that_is_no_place_is_refused(zone: str, ana_client: Client, ana: Person) -> None:
    page = ana_client.post(reverse("people:account"), {"name": "Ana", "zone": zone})
    assert page.status_code == 422
    ana.refresh_from_db()
    assert ana.zone == ""


def test_the_last_administrator_can_neither_be_deactivated_nor_lose_the_role(olu_client: Client, olu: Person) -> None:
    page = olu_client.post(reverse("people:deactivate", args=[olu.key]), follow=True)
    assert b"only administrator" in page.content
    page = olu_client.post(reverse("people:person", args=[olu.key]), {"name": "Olu", "roles": ["agent"], "zone": ""})
    assert b"only administrator" in page.content
    olu.refresh_from_db()
    assert olu.is_active
    assert Person.objects.get(pk=olu.pk).has_role(Role.ADMIN)


def test_with_a_second_administrator_the_first_may_go(olu_client: Client, olu: Person) -> None:
    hire("Uma", None, Role.ADMIN)
    olu_client.post(reverse("people:deactivate", args=[olu.key]))
    olu.refresh_from_db()
    assert not olu.is_active


def test_ending_and_giving_back_access_twice_is_once(olu_client: Client, ana: Person) -> None:
    for _ in range(2):
        olu_client.post(reverse("people:deactivate", args=[ana.key]))
    ana.refresh_from_db()
    assert (ana.is_active, ana.sessions_stamp) == (False, 1)
    for _ in range(2):
        olu_client.post(reverse("people:reactivate", args=[ana.key]))
    ana.refresh_from_db()
    assert ana.is_active


def test_no_team_yet_says_what_a_team_is_for(olu_client: Client) -> None:
    assert b"No team yet" in olu_client.get(reverse("people:teams")).content


def test_a_team_is_added_renamed_and_given_a_lead(olu_client: Client, tom: Person, ana: Person) -> None:
    olu_client.post(reverse("people:add_team"), {"name": "Meridian", "lead": ""})
    team = Team.objects.get(name="Meridian")
    olu_client.post(reverse("people:team", args=[team.key]), {"name": "Meridian North", "lead": str(tom.key)})
    team.refresh_from_db()
    assert (team.name, team.lead) == ("Meridian North", tom)
    page = olu_client.post(reverse("people:team", args=[team.key]), {"name": "Meridian", "lead": str(ana.key)})
    assert page.status_code == 422, "an agent is no lead"


def test_two_teams_of_one_name_are_refused_in_any_case(olu_client: Client, harbour: Team, lantern: Team) -> None:
    page = olu_client.post(reverse("people:add_team"), {"name": "HARBOUR", "lead": ""})
    assert b"There is a team of this name" in page.content
    page = olu_client.post(reverse("people:team", args=[lantern.key]), {"name": "Harbour", "lead": ""})
    assert b"There is a team of this name" in page.content
    assert (
        olu_client.post(reverse("people:team", args=[harbour.key]), {"name": "harbour", "lead": ""}).status_code == 302
    )


def test_people_change_their_own_name_and_zone_and_nothing_else(ana: Person, ana_client: Client) -> None:
    ana_client.post(
        reverse("people:account"),
        {"name": "Ana Maria", "zone": "America/New_York", "roles": ["admin"], "email": "x@hearten.test"},
    )
    changed = Person.objects.get(pk=ana.pk)
    assert (changed.name, changed.zone, changed.email) == ("Ana Maria", "America/New_York", ana.email)
    assert changed.roles == {"agent"}


def test_names_are_shown_as_text(olu_client: Client, harbour: Team) -> None:
    Person.objects.create_user("x@hearten.test", "<script>alert(1)</script>", team=harbour)
    for page in (reverse("people:people"), reverse("people:teams")):
        assert b"<script>alert" not in olu_client.get(page).content
