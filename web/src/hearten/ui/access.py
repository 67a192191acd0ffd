"""Who may see what a slot or the navigation would show.

The policies live in ``people``, which imports this package; so ``people`` hands its finder over when Django is ready.
Until it has, only views that carry a policy themselves are known. What nobody declared is shown to nobody.
"""

from collections.abc import Callable
from typing import Any, Protocol

from django.http import HttpResponseBase

View = Callable[..., HttpResponseBase]


class Policy(Protocol):
    """What this package needs to know of a policy."""

    def allows(self, method: str, viewer: Any) -> bool:
        """Say whether this viewer may use this method."""
        ...


Finder = Callable[[View, str | None], Policy | None]


def declared_on(view: View, _url_name: str | None) -> Policy | None:
    """Find the policy a view carries itself. Knows nothing of library views, which are declared by name."""
    policy: Policy | None = getattr(view, "hearten_policy", None)
    return policy


_finders: list[Finder] = [declared_on]


def use(finder: Finder) -> None:
    """Ask this finder from now on."""
    _finders[:] = [finder]


def may_get(view: View, url_name: str, viewer: Any) -> bool:
    """Say whether the viewer may read what this view shows. No policy means no."""
    policy = _finders[0](view, url_name)
    return policy is not None and policy.allows("GET", viewer)
