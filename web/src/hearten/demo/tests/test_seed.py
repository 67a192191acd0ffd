"""Peopling the demo centre."""

from datetime import UTC, datetime

import pytest

from hearten.demo.cast import SOURCE, agents, people
from hearten.demo.phone import unfinished_contacts
from hearten.demo.seed import RealPeopleError, seed
from hearten.integrations.models import AgentIdentity, Source
from hearten.people.models import Person, RoleGrant, Team

NOW = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Team, Person, RoleGrant, Source, AgentIdentity))


@pytest.mark.django_db
def test_seeding_twice_changes_nothing() -> None:
    first = seed(NOW)
    before, secret = counts(), first.secret
    again = seed(NOW)
    assert counts() == before
    assert again.secret == secret


@pytest.mark.django_db
def test_everyone_has_their_team_roles_and_desk() -> None:
    seed(NOW)
    ana = Person.objects.get(name="Ana Duarte")
    assert (ana.team.name if ana.team else "", ana.has_role("agent")) == ("Harbour", True)
    assert ana.team.lead.name == "Tom Okafor" if ana.team and ana.team.lead else False
    assert Person.objects.count() == len(people())
    linked = AgentIdentity.objects.filter(source__slug=SOURCE).exclude(person=None)
    assert set(linked.values_list("external_id", flat=True)) == {agent.agent_ref for agent in agents()}


@pytest.mark.django_db
def test_nobody_of_the_demo_can_sign_in_with_a_password() -> None:
    seed(NOW)
    assert not any(person.has_usable_password() for person in Person.objects.all())


def test_somebody_invited_in_the_demo_may_stay(ana: Person) -> None:
    seed(NOW)
    seed(NOW)
    assert Person.objects.filter(pk=ana.pk).exists()


def test_the_demo_does_not_move_in_with_real_people(ana: Person) -> None:
    Person.objects.update(email="ana@centre.internal")
    with pytest.raises(RealPeopleError):
        seed(NOW)
    assert Person.objects.get() == ana
    assert not Source.objects.exists()


@pytest.mark.django_db
def test_a_fresh_centre_has_no_contacts_left_open() -> None:
    assert unfinished_contacts() == ()
