"""What tests of the shell need: a viewer without a database, and empty slots and navigation."""

from collections import defaultdict
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import RequestFactory

from hearten.ui import access, context, nav, slots


class OnlySignedIn:
    """A policy for tests."""

    def allows(self, method: str, viewer: Any) -> bool:
        return method == "GET" and viewer.is_authenticated


@pytest.fixture
def empty_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """No area has registered anything, and views carry their policies themselves."""
    monkeypatch.setattr(slots, "_places", defaultdict(list))
    monkeypatch.setattr(nav, "_entries", [])
    monkeypatch.setattr(nav, "_dock", [])
    monkeypatch.setattr(context, "_settings", {})
    monkeypatch.setattr(context, "_loaded", [])
    monkeypatch.setattr(access, "_finders", [access.declared_on])


@pytest.fixture
def request_of(rf: RequestFactory) -> Callable[..., HttpRequest]:
    """Give a request of somebody signed in, or of nobody."""

    def make(path: str = "/style/", *, signed_in: bool = True, method: str = "get") -> HttpRequest:
        request: Any = getattr(rf, method)(path)
        request.user = SimpleNamespace(is_authenticated=signed_in, key="0c1d", is_active=True)
        return request  # type: ignore[no-any-return]

    return make
