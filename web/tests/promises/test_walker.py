"""Every address × method × role, against what its policy says. No surprise is small enough to pass."""

import ast
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from web.tests.promises import registry, report
from web.tests.promises.branches import Exchange, ask_all
from web.tests.promises.browser import METHODS, Answer, Browser
from web.tests.promises.centre import NOBODY, ROLES, Centre, open_centre
from web.tests.promises.registry import Address, Route, addresses, parameters, routes

from hearten.config import asgi
from hearten.people.policy import MACHINE, PUBLIC, SIGNED_IN, policy

registry.load()
ROUTES = {route.name: route for route in routes()}
NONE_SUCH: Mapping[str, Any] = {
    "UUIDConverter": NOBODY,
    "IntConverter": 999_999_999,
    "StringConverter": "no-such-thing",
}
TO_SIGN_IN = frozenset({302})
NO_SUCH_PAGE = frozenset({404})
WRONG_METHOD = frozenset({405})


def nowhere(route: Route) -> str:
    """Give the address of a thing that does not exist."""
    kinds = {name: type(converter).__name__ for name, converter in route.converters.items()}
    return reverse(route.name, kwargs={name: NONE_SUCH[kinds[name]] for name in route.arguments})


def hers(route: Route, centre: Centre) -> str:
    """Give the address of Ana's object."""
    objects = route.address.objects
    return reverse(route.name, kwargs=dict(objects(centre)) if objects else {})


def is_anothers(route: Route, method: str, role: str) -> bool:
    """Say whether the object must be the viewer's own, and is not."""
    access = route.policy.access(method) if route.policy else None
    if not route.arguments or access is None:
        return False
    whose = route.address.whose or ("owner" if access.own else "")
    return bool(whose) and role != whose


def expected(route: Route, method: str, role: str, viewer: Any, *, form: bool) -> frozenset[int]:
    """Say which statuses the policy allows for Ana's object. One table for the whole house."""
    declared = route.policy
    if declared is None:
        return frozenset()
    if not declared.allows(method, viewer):
        may_otherwise = declared.access(method) is None and any(a.admits(viewer) for a in declared.methods.values())
        if may_otherwise:
            return WRONG_METHOD
        return TO_SIGN_IN if role == "anonymous" else NO_SUCH_PAGE
    if is_anothers(route, method, role):
        return NO_SUCH_PAGE
    said = route.address
    if method in {"GET", "HEAD"}:
        return said.gets
    return said.posts if form or said.bare is None else said.bare


class Walk:
    """One route walked by everybody; ``surprises`` is what no policy explains."""

    def __init__(self, route: Route, centre: Centre, browsers: Mapping[str, Browser]) -> None:
        self.route = route
        self.centre = centre
        self.browsers = browsers
        self.there = hers(route, centre)
        self.surprises: list[str] = []
        self.asked = 0

    def by_all(self) -> None:
        """Ask by every role and method, bare and with the form, for what is hers and for what does not exist."""
        for role in ROLES:
            for method in METHODS:
                self._ask(role, method, form=False)
                if method == "POST" and self.route.address.form:
                    self._ask(role, method, form=True)

    def _ask(self, role: str, method: str, *, form: bool) -> None:
        viewer = self.centre.viewer(role)
        allowed = expected(self.route, method, role, viewer, form=form)
        fields = self.route.address.form_for(self.centre) if form else {}
        answer = self._one(role, method, self.there, fields)
        if answer.status not in allowed:
            self._surprise(role, answer, f"not in {sorted(allowed)}{' with the form' if form else ''}")
        refused = allowed <= TO_SIGN_IN | NO_SUCH_PAGE | WRONG_METHOD and not self._is_let_in(role, method)
        if answer.wrote and (refused or method in {"GET", "HEAD", "OPTIONS"}):
            self._surprise(role, answer, f"wrote to {sorted(answer.wrote)}")
        declared = self.route.policy
        # Where nobody may use a method, no view looks for the object: asking for its absence would show nothing.
        looks = declared is not None and declared.access(method) is not None
        if looks and self.route.arguments and not self.route.address.opened_by:
            self._compare(role, method, answer, fields)

    def _is_let_in(self, role: str, method: str) -> bool:
        declared = self.route.policy
        let_in = declared is not None and declared.allows(method, self.centre.viewer(role))
        return let_in and not is_anothers(self.route, method, role)

    def _compare(self, role: str, method: str, there: Answer, fields: Mapping[str, Any]) -> None:
        """Not yours and not there look alike; and to those let in, what is not there is 404."""
        absent = self._one(role, method, nowhere(self.route), fields)
        if self._is_let_in(role, method):
            if absent.status != 404:
                self._surprise(role, absent, "for a thing that does not exist, which is 404")
        elif there.shape != absent.shape and not (role == "anonymous" and there.status == absent.status == 302):
            self._surprise(role, there, f"({len(there.body)} bytes), but {absent.shape[:2]} where nothing is")

    def _one(self, role: str, method: str, url: str, fields: Mapping[str, Any]) -> Answer:
        self.asked += 1
        for file in fields.values():
            if hasattr(file, "seek"):
                file.seek(0)
        answer = self.browsers[role].ask(method, url, fields)
        if answer.status >= 500:
            self._surprise(role, answer, "which no policy ever allows")
        return answer

    def _surprise(self, role: str, answer: Answer, why: str) -> None:
        self.surprises.append(f"{self.route.name} {answer.method} by {role}: {answer.status} {why}")


@pytest.fixture
def browsers(centre: Centre) -> dict[str, Browser]:
    return {role: Browser(centre.people.get(role)) for role in ROLES}


@pytest.mark.parametrize("name", sorted(ROUTES))
def test_an_address_answers_each_role_as_its_policy_says(
    name: str, centre: Centre, browsers: dict[str, Browser]
) -> None:
    walk = Walk(ROUTES[name], centre, browsers)
    walk.by_all()
    report.walked[name] += walk.asked
    assert walk.surprises == []
    assert walk.asked >= len(ROLES) * len(METHODS)


def test_every_address_declares_a_policy() -> None:
    assert [name for name, route in ROUTES.items() if route.policy is None] == []


def test_every_address_with_arguments_has_objects_to_be_walked_with() -> None:
    without = [name for name, route in ROUTES.items() if route.arguments and route.address.objects is None]
    assert without == [], "say address(name, objects=…) in web/tests/promises/areas/"


def test_every_parameter_of_a_policy_has_values_to_be_walked_with() -> None:
    declared = {(name, each) for name, route in ROUTES.items() if route.policy for each in route.policy.params}
    assert sorted(pair for pair in declared if pair[1] not in parameters) == []


def test_nothing_is_said_of_addresses_that_are_gone() -> None:
    assert sorted(addresses.keys() - ROUTES.keys()) == []


def branch_paths() -> set[str]:
    """Read which paths the ASGI application looks at itself."""
    tree = ast.parse(Path(asgi.__file__).read_text(encoding="utf-8"))
    found = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text for text in found if text.startswith("/")}


def test_every_branch_of_the_server_is_walked_by_name() -> None:
    paths = branch_paths()
    assert paths >= {"/live/", "/ingest/"}
    walked = [each.path for each in registry.branches]
    assert [path for path in sorted(paths) if not any(each.startswith(path) for each in walked)] == []


@pytest.mark.parametrize("branch", registry.branches, ids=lambda each: each.path)
def test_a_branch_answers_each_role_as_it_says(branch: registry.Branch, transactional_db: None) -> None:
    centre = open_centre()
    asked = [(role, method) for role in ROLES for method in METHODS]
    browsers = {role: Browser(centre.people.get(role)) for role in ROLES}
    answers = ask_all(Exchange(browsers[role], method, branch.path) for role, method in asked)
    owed = [branch.status(method, role) for role, method in asked]
    assert [(each, got.status) for each, got in zip(asked, answers, strict=True)] == list(zip(asked, owed, strict=True))


# --- controls: a fault planted for each clause is found


@policy(GET=SIGNED_IN)
def tells_existence(request: HttpRequest, key: Any) -> HttpResponse:
    """A view that says 403 for what is not yours, and 404 for what is not there."""
    if key == NOBODY:
        return HttpResponse("There is nothing here.", status=404)
    return HttpResponse("This is not yours.", status=200 if request.user.name == "Ana" else 403)  # type: ignore[union-attr]


@policy(GET=SIGNED_IN)
def longer_by_a_word(request: HttpRequest, key: Any) -> HttpResponse:
    """A view whose two refusals differ by a few bytes."""
    owner = request.user.name == "Ana"  # type: ignore[union-attr]
    return HttpResponse("Nothing" if key == NOBODY else "Nothing.", status=200 if owner and key != NOBODY else 404)


@policy(GET=PUBLIC)
def forgets_to_ask(request: HttpRequest, key: Any) -> HttpResponse:
    """A view that shows anybody Ana's thing."""
    return HttpResponse("hers", status=404 if key == NOBODY else 200)


@policy(GET=SIGNED_IN)
def breaks(request: HttpRequest, key: Any) -> HttpResponse:
    """A view that falls over what it does not know."""
    return HttpResponse(str({}[key]))


@policy(GET=SIGNED_IN)
def writes_on_get(request: HttpRequest, key: Any) -> HttpResponse:
    """A view that counts its readers."""
    request.user.save()  # type: ignore[union-attr]
    return HttpResponse("hers", status=404 if key == NOBODY or request.user.name != "Ana" else 200)  # type: ignore[union-attr]


@policy(GET=SIGNED_IN)
def answers_wrongly(request: HttpRequest, key: Any) -> HttpResponse:
    """A view that sends elsewhere where a page was declared."""
    return HttpResponse(status=404 if key == NOBODY or request.user.name != "Ana" else 302)  # type: ignore[union-attr]


def undeclared(request: HttpRequest, key: Any) -> HttpResponse:
    """A view that says nothing about who may use it."""
    return HttpResponse("hers")


FAULTS = {
    tells_existence: "403",
    longer_by_a_word: "where nothing is",
    forgets_to_ask: "by peer: 200",
    breaks: "no policy ever allows",
    writes_on_get: "wrote to",
    answers_wrongly: "302 not in [200]",
    undeclared: "by owner: 500",
}


@pytest.fixture
def planted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Route:
    """Serve one faulty view beside the whole table of addresses."""
    view = request.param
    from hearten.config import urls

    pattern = path("planted/<uuid:key>/", view, name="planted")
    monkeypatch.setattr(urls, "urlpatterns", [*urls.urlpatterns, pattern])
    address = Address("planted", objects=lambda centre: {"key": centre.ana.key}, whose="owner")
    monkeypatch.setitem(addresses, "planted", address)
    settings.ROOT_URLCONF = _fresh_table(urls.urlpatterns)
    return next(route for route in routes() if route.name == "planted")


class _Table:
    """A table of addresses as an object: settings take it in place of a module's name."""

    def __init__(self, patterns: list[Any]) -> None:
        from hearten.config import urls

        self.urlpatterns = patterns
        for name in ("handler400", "handler403", "handler404", "handler500"):
            setattr(self, name, getattr(urls, name))


def _fresh_table(patterns: list[Any]) -> Any:
    return _Table(patterns)


@pytest.mark.parametrize("planted", FAULTS, indirect=True, ids=lambda view: view.__name__)
def test_the_walk_finds_the_fault_planted_for_it(planted: Route, centre: Centre, browsers: dict[str, Browser]) -> None:
    walk = Walk(planted, centre, browsers)
    walk.by_all()
    assert any(FAULTS[planted.view] in surprise for surprise in walk.surprises), walk.surprises


@pytest.mark.parametrize(
    ("branch", "declared"),
    [
        ("hearten.live.stream", {"GET": SIGNED_IN}),
        ("hearten.integrations.ingest.application", {"POST": MACHINE}),
    ],
)
def test_a_raw_branch_of_the_server_declares_who_may_as_a_view_does(branch: str, declared: dict[str, Any]) -> None:
    assert dict(import_module(branch).application.hearten_policy.methods) == declared
