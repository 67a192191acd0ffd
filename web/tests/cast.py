"""The cast of product.md, the same people in every test."""

from functools import cache

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from hearten.people.models import Person, Role, RoleGrant, Team

PASSWORD = "seven quiet harbour lanterns"


@cache
def hashed_password() -> str:
    """Hash PASSWORD once: Argon2 is slow on purpose."""
    return make_password(PASSWORD)


def hire(name: str, team: Team | None, *roles: Role) -> Person:
    """Make a person of the cast, who may sign in with PASSWORD."""
    person = Person.objects.create_user(f"{name.lower()}@hearten.test", name, team=team)
    person.password = hashed_password()
    person.save(update_fields=["password"])
    RoleGrant.objects.bulk_create(RoleGrant(person=person, role=role) for role in roles)
    return person


def signed_in(person: Person) -> Client:
    """Give a browser in which this person has signed in."""
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def harbour(db: None) -> Team:
    return Team.objects.create(name="Harbour")


@pytest.fixture
def lantern(db: None) -> Team:
    return Team.objects.create(name="Lantern")


@pytest.fixture
def ana(harbour: Team) -> Person:
    return hire("Ana", harbour, Role.AGENT)


@pytest.fixture
def mia(lantern: Team) -> Person:
    return hire("Mia", lantern, Role.AGENT)


@pytest.fixture
def tom(harbour: Team) -> Person:
    person = hire("Tom", harbour, Role.LEAD)
    harbour.lead = person
    harbour.save()
    return person


@pytest.fixture
def lena(harbour: Team) -> Person:
    return hire("Lena", harbour, Role.LEAD)


@pytest.fixture
def hana(lantern: Team) -> Person:
    return hire("Hana", lantern, Role.AGENT, Role.HOST)


@pytest.fixture
def pia(db: None) -> Person:
    return hire("Pia", None, Role.PEOPLE_PARTNER)


@pytest.fixture
def olu(db: None) -> Person:
    return hire("Olu", None, Role.ADMIN)


@pytest.fixture
def ravi(db: None) -> Person:
    return hire("Ravi", None, Role.WORKER_REP)


def _client_of(name: str) -> object:
    @pytest.fixture(name=f"{name}_client")
    def client(request: pytest.FixtureRequest, db: None) -> Client:
        return signed_in(request.getfixturevalue(name))

    return client


ana_client, mia_client, tom_client, lena_client = map(_client_of, ("ana", "mia", "tom", "lena"))
hana_client, pia_client, olu_client, ravi_client = map(_client_of, ("hana", "pia", "olu", "ravi"))
