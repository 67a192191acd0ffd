"""What each area declares so that the promises can be tested on it: docs/why/promises-as-tests.md says how.

An area brings a module ``areas/<area>.py``. Importing it fills the tables below; the tests walk Django's own registries
(models, addresses, policies) and fail for whatever is missing here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver
from web.tests.promises.centre import Centre

from hearten.people.models import Person
from hearten.people.policy import Policy, policy_for

# --- words: who may meet what a row holds


@dataclass(frozen=True, slots=True)
class Words:
    """Who meets the text of one model's rows. Every field that can hold text, JSON, bytes or a key stands in one set.

    ``own``: the person the row belongs to, and nobody else. ``kept``: nobody at all, not even that person. ``open``:
    somebody else too, with the reason. ``coded``: one of a closed list of ours, so that no private word fits in.
    """

    model: type[models.Model]
    own: frozenset[str]
    kept: frozenset[str]
    open: Mapping[str, str]
    coded: Mapping[str, str]

    @property
    def private(self) -> frozenset[str]:
        """The fields that get a canary."""
        return self.own | self.kept


words: dict[type[models.Model], Words] = {}


def declare_words(
    model: type[models.Model],
    *,
    own: str = "",
    kept: str = "",
    open: Mapping[str, str] | None = None,  # noqa: A002 - the word of the page that explains this
    coded: Mapping[str, str] | None = None,
) -> None:
    """Say who may meet what a model's rows hold; ``own`` and ``kept`` are names of fields, by spaces."""
    words[model] = Words(model, frozenset(own.split()), frozenset(kept.split()), open or {}, coded or {})


WORDY = (models.CharField, models.TextField, models.JSONField, models.BinaryField, models.UUIDField, models.FileField)


def wordy_fields(model: type[models.Model]) -> set[str]:
    """Name the fields of a model that can hold words or a key; one with choices holds one of the choices."""
    return {each.name for each in model._meta.concrete_fields if isinstance(each, WORDY) and not each.choices}


# --- rows that carry canaries

Planter = Callable[[Person, "Filler"], None]
Filler = Callable[..., dict[str, Any]]
planters: dict[type[models.Model], Planter] = {}


def plants(*made: type[models.Model]) -> Callable[[Planter], Planter]:
    """Register what makes a person's rows of these models with a canary in every private field."""

    def register(planter: Planter) -> Planter:
        planters.update(dict.fromkeys(made, planter))
        return planter

    return register


# --- facts: in which a twin world differs

MakeTrue = Callable[[Centre, datetime], None]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something private that is true of Ana in one world and not in its twin. ``makes`` names the models it fills."""

    name: str
    makes: tuple[type[models.Model], ...]
    make_true: MakeTrue


facts: dict[str, Fact] = {}
not_private: dict[type[models.Model], str] = {}


def fact(name: str, *makes: type[models.Model]) -> Callable[[MakeTrue], MakeTrue]:
    """Register the generator of a private fact."""

    def register(make_true: MakeTrue) -> MakeTrue:
        facts[name] = Fact(name, makes, make_true)
        return make_true

    return register


def declare_not_private(model: type[models.Model], because: str) -> None:
    """Say why a model with a path to a person needs no generator: others may see its rows."""
    not_private[model] = because


def leads_to_a_person(model: type[models.Model], seen: frozenset[type[models.Model]] = frozenset()) -> bool:
    """Say whether rows of this model point at a person, directly or through other rows."""
    for each in model._meta.concrete_fields:
        target = each.related_model if each.is_relation else None
        if not isinstance(target, type) or target in seen:
            continue
        if target is Person or leads_to_a_person(target, seen | {model}):
            return True
    return False


# --- what twins may differ in, each with its reason; a short list, and every line of it is a confession

figures: list[tuple[str, str]] = []
dear: dict[str, str] = {}


def declare_operators_figure(pattern: str, because: str) -> None:
    """Let twins differ in the part of an answer that this pattern matches: a figure of the machine, not of people."""
    figures.append((pattern, because))


def declare_dear(address_name: str, because: str) -> None:
    """Let an address cost the database more steps in one twin. Its bytes and its statements must still be equal."""
    dear[address_name] = because


# --- what follows from the passing of time, and what leaves by other ways than a page

Drain = Callable[[datetime], object]
drains: list[Drain] = []
Outlet = Callable[[Centre], Iterable[bytes]]
outlets: dict[str, Outlet] = {}
told_of_people: dict[str, str] = {}


def outlet(name: str, *, told_because: str = "") -> Callable[[Outlet], Outlet]:
    """Register something that leaves the house and is no page: a payload for another system, an export, metrics.

    ``told_because`` says why it may tell of Ana what is so now: then the sweep reads it, and the twins do not.
    """

    def register(give: Outlet) -> Outlet:
        outlets[name] = give
        if told_because:
            told_of_people[name] = told_because
        return give

    return register


# --- addresses

Objects = Callable[[Centre], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Address:
    """What a test must know to use an address: objects of Ana's for its arguments, a form, and what answers to expect.

    ``gets`` and ``posts`` are the statuses for whom the policy lets in, the object being theirs; with the form where
    there is one, ``bare`` without it. ``opened_by`` says that the argument itself is the key: a token in a link.
    ``whose``: the role whose object it is alone, where the policy cannot say so ("owner" is Ana).
    """

    name: str
    objects: Objects | None = None
    form: Mapping[str, Any] | Callable[[Centre], Mapping[str, Any]] = field(default_factory=dict)
    gets: frozenset[int] = frozenset({200})
    posts: frozenset[int] = frozenset({302})
    bare: frozenset[int] | None = None
    opened_by: str = ""
    whose: str = ""

    def form_for(self, centre: Centre) -> dict[str, Any]:
        """Give the form's fields."""
        return dict(self.form(centre) if callable(self.form) else self.form)


addresses: dict[str, Address] = {}
parameters: dict[str, Callable[[Centre], Iterable[str]]] = {}


def address(
    name: str,
    *,
    objects: Objects | None = None,
    form: Mapping[str, Any] | Callable[[Centre], Mapping[str, Any]] | None = None,
    gets: int | tuple[int, ...] = 200,
    posts: int | tuple[int, ...] = 302,
    bare: int | tuple[int, ...] | None = None,
    opened_by: str = "",
    whose: str = "",
) -> None:
    """Say how an address is used. One without arguments, form and surprises needs no word."""
    addresses[name] = Address(
        name, objects, form or {}, _set(gets), _set(posts), None if bare is None else _set(bare), opened_by, whose
    )


def _set(statuses: int | tuple[int, ...]) -> frozenset[int]:
    return frozenset(statuses if isinstance(statuses, tuple) else (statuses,))


def parameter(name: str, values: Callable[[Centre], Iterable[str]]) -> None:
    """Give the values a query parameter is walked with. Names of parameters mean one thing in the whole house."""
    parameters[name] = values


# --- branches: what the ASGI application answers itself, beside the table of addresses


@dataclass(frozen=True, slots=True)
class Branch:
    """A raw branch of ``config.asgi``. ``statuses`` gives the answer by method, "*" for the rest, by role likewise."""

    path: str
    statuses: Mapping[str, Mapping[str, int]]

    def status(self, method: str, role: str) -> int:
        """Give the status this branch owes."""
        by_role = self.statuses.get(method) or self.statuses["*"]
        return by_role.get(role, by_role.get("*", 0))


branches: list[Branch] = []


# --- Django's own tables


@dataclass(frozen=True, slots=True)
class Route:
    """One address of the table, with its policy and the names of its arguments."""

    name: str
    view: Callable[..., Any]
    policy: Policy | None
    arguments: tuple[str, ...]
    converters: Mapping[str, Any]

    @property
    def address(self) -> Address:
        """What was said of it, or that nothing needed saying."""
        return addresses.get(self.name) or Address(self.name)


def routes() -> list[Route]:
    """Walk the table of addresses."""
    return list(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, names: str) -> Iterator[Route]:
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            name = f"{names}{each.name}"
            arguments = tuple(each.pattern.regex.groupindex)
            yield Route(name, each.callback, policy_for(each.callback, name), arguments, each.pattern.converters)
        else:
            yield from _walk(each, f"{names}{each.namespace}:" if each.namespace else names)


def our_models() -> list[type[models.Model]]:
    """Give every model with a table that our code or a library fills, permissions and content types aside."""
    ignored = {"auth", "contenttypes"}
    return [each for each in apps.get_models() if each._meta.app_label not in ignored]


def load() -> None:
    """Import what the areas declare."""
    for path in sorted((Path(__file__).parent / "areas").glob("*.py")):
        import_module(f"web.tests.promises.areas.{path.stem}")
