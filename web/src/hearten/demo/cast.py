"""Who works at the demo centre, and which contacts reach whose desk. All of them are made up."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

#: A domain that can never lead anywhere (RFC 2606), and by which demo people are told from real ones.
MAIL_DOMAIN = "demo.hearten.invalid"
SOURCE = "demo"


@dataclass(frozen=True, slots=True)
class DemoTeam:
    """A team, and the id of the person who leads it."""

    name: str
    lead: str


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """Somebody of the demo centre. ``plays`` maps a channel to how many contacts they have at once."""

    id: str
    name: str
    roles: tuple[str, ...]
    zone: str
    team: str = ""
    plays: Mapping[str, int] = field(default_factory=dict)
    first: tuple[str, ...] = ()

    @property
    def email(self) -> str:
        """The address they sign in with."""
        return f"{self.id}@{MAIL_DOMAIN}"

    @property
    def agent_ref(self) -> str:
        """The id by which the demo's phone and chat system calls them."""
        return f"demo-{self.id}"


@cache
def teams() -> tuple[DemoTeam, ...]:
    """Give the teams."""
    return tuple(DemoTeam(**team) for team in _data()["team"])


@cache
def people() -> tuple[DemoPerson, ...]:
    """Give everybody, Ana first."""
    return tuple(
        DemoPerson(**{**person, "roles": tuple(person["roles"]), "first": tuple(person.get("first", ()))})
        for person in _data()["person"]
    )


def agents() -> tuple[DemoPerson, ...]:
    """Give those whom contacts reach, in the order in which their day begins."""
    return tuple(person for person in people() if person.plays)


def _data() -> dict[str, list[dict[str, Any]]]:
    text = (files("hearten.demo") / "data" / "people.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
