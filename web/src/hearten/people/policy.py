"""The one registry of who may do what: every URL and method declares it, and a view that does not is refused.

``@policy(GET=AGENT, POST=OWN)`` says who gets through per method. Refusals look the same whether a thing exists or not:
somebody else's object, a page for another role and an address that never was all answer 404 with the same page.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from hearten.people.models import Role

View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """Who gets through. ``own`` means that any object reached must be the viewer's: others answer 404.

    ``urgent`` pages do not wait for a second step of signing in that is still to be set up: see decision 11.
    """

    name: str
    signed_in: bool = True
    roles: frozenset[str] = frozenset()
    own: bool = False
    machine: bool = False
    urgent: bool = False

    def admits(self, viewer: Any) -> bool:
        """Say whether this viewer gets through, objects aside."""
        if not self.signed_in:
            return True
        return bool(viewer.is_authenticated) and (not self.roles or viewer.has_role(*self.roles))


PUBLIC = Access("public", signed_in=False)
MACHINE = Access("machine", signed_in=False, machine=True)  # a token or signature, checked by the view
SIGNED_IN = Access("signed in")
OWN = Access("own", own=True)
AGENT = Access("agent", roles=frozenset({Role.AGENT.value}), own=True)
LEAD = Access("lead", roles=frozenset({Role.LEAD.value}))
LEAD_NOW = Access("lead, at once", roles=frozenset({Role.LEAD.value}), urgent=True)
HOST = Access("host", roles=frozenset({Role.HOST.value}))
PEOPLE_PARTNER = Access("people partner", roles=frozenset({Role.PEOPLE_PARTNER.value}))
ADMIN = Access("administrator", roles=frozenset({Role.ADMIN.value}))
WORKER_REP = Access("worker representative", roles=frozenset({Role.WORKER_REP.value}))


@dataclass(frozen=True, slots=True)
class Policy:
    """What one view declares.

    ``params`` names the query parameters it reads. ``private`` pages close after ten idle minutes; the desk does not.
    ``idle`` requests are made by the page, not by a person: they do not keep a session awake.
    """

    methods: dict[str, Access]
    params: tuple[str, ...] = ()
    private: bool = False
    idle: bool = False
    framed: bool = False

    def access(self, method: str) -> Access | None:
        """Give who may use this method, or None where nobody may."""
        return self.methods.get("GET" if method == "HEAD" else method)

    def allows(self, method: str, viewer: Any) -> bool:
        """Say whether this viewer may use this method."""
        access = self.access(method)
        return access is not None and access.admits(viewer)


_by_url_name: dict[str, Policy] = {}


def policy(
    *,
    params: tuple[str, ...] = (),
    private: bool = False,
    idle: bool = False,
    framed: bool = False,
    **methods: Access,
) -> Callable[[View], View]:
    """Declare who may use a view, per method."""
    declared = Policy(methods, params, private, idle, framed)

    def declare_on(view: View) -> View:
        view.hearten_policy = declared  # type: ignore[attr-defined]
        return view

    return declare_on


def declare(
    url_name: str,
    *,
    params: tuple[str, ...] = (),
    private: bool = False,
    framed: bool = False,
    **methods: Access,
) -> None:
    """Declare who may use a view of a library, by the name of its URL."""
    _by_url_name[url_name] = Policy(methods, params, private, framed=framed)


def policy_for(view: Callable[..., Any], url_name: str | None) -> Policy | None:
    """Find what was declared for a view, or None if nothing was."""
    found: Policy | None = getattr(view, "hearten_policy", None)
    return found or _by_url_name.get(url_name or "")
