"""What happens is done first and counted after the commit: a count stands in nobody's way."""

from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from hearten.people.models import Person
from hearten.support import actions as support
from hearten.support.exits.events import ExitTaken, exit_taken
from hearten.support.exits.models import Exit
from hearten.support.ledger import actions
from hearten.support.ledger.models import Mark, State
from hearten.support.models import Moment


@pytest.fixture(autouse=True)
def keys(tmp_path: Path, settings: LazySettings) -> Path:
    """Keep keys apart per test."""
    file = tmp_path / "keys.sqlite3"
    settings.KEY_STORE = settings.KEY_STORE | {"NAME": file, "BACKUPS": tmp_path / "key-backups"}
    return file


def counted() -> dict[str, int]:
    """Give what was counted of anybody."""
    return dict(Mark.objects.exclude(state=State.NOT_ASKED).values_list("kind", "state"))


def test_a_moment_granted_is_a_promise_kept(
    ana: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        support.ask_for_moment(ana, key=uuid4(), now=timezone.now())
    assert counted() == {"moment": State.KEPT}


def test_an_exit_taken_is_a_promise_kept(
    ana: Person, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        exit_taken.send(Exit, event=ExitTaken(ana.pk, 3))
    assert counted() == {"exit": State.KEPT}


def test_a_count_that_fails_costs_nobody_a_moment(
    ana: Person,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise OSError("The key store is away.")

    monkeypatch.setattr(actions, "open_month", broken)
    with django_capture_on_commit_callbacks(execute=True):
        support.ask_for_moment(ana, key=uuid4(), now=timezone.now())
    assert Moment.objects.get().covered_until is not None
    assert counted() == {}
