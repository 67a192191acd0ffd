"""hearten demo, up to the point where the server takes over."""

import io
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from hearten.demo.management.commands import demo
from hearten.demo.replayer import ServerAwayError
from hearten.integrations.local_keys import is_demo_folder, read_keys
from hearten.integrations.models import Source
from hearten.integrations.sending import Answer, NotReachedError, Outcome, Sender
from hearten.people.models import Person


@pytest.fixture
def in_demo(settings: Any, tmp_path: Path) -> Path:
    settings.DEMO, settings.DATA = True, tmp_path
    return tmp_path


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    ports: list[int] = []
    monkeypatch.setattr(demo.Command, "_open", lambda _self, _keys, port: ports.append(port))
    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    return ports


def test_outside_demo_mode_it_does_not_start(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(CommandError, match="hearten demo"):
        call_command("demo")


@pytest.mark.django_db
def test_it_peoples_an_empty_house_and_leaves_its_note(in_demo: Path, opened: list[int]) -> None:
    call_command("demo", port=8123, stdout=io.StringIO())
    keys = read_keys(in_demo)
    assert keys is not None
    assert (keys.url, keys.source) == ("http://127.0.0.1:8123", "demo")
    assert keys.secret == Source.objects.get().secret
    assert opened == [8123]


def test_among_real_people_it_changes_nothing(ana: Person, in_demo: Path, opened: list[int]) -> None:
    Person.objects.update(email="ana@centre.internal")
    with pytest.raises(CommandError, match="not of the demo"):
        call_command("demo", stdout=io.StringIO())
    assert Person.objects.get() == ana
    assert not is_demo_folder(in_demo)
    assert opened == []


@pytest.mark.django_db
def test_fresh_does_not_empty_a_folder_that_is_not_the_demos(in_demo: Path, opened: list[int]) -> None:
    kept = in_demo / "hearten.sqlite3-wal"
    kept.write_bytes(b"real people")
    call_command("demo", fresh=True, stdout=io.StringIO())
    assert kept.exists()
    call_command("demo", fresh=True, stdout=io.StringIO())
    assert not kept.exists()


def test_waiting_for_a_server_ends_when_told_to() -> None:
    stop = threading.Event()
    stop.set()
    assert demo.wait_for_server("http://127.0.0.1:9", stop) is False


class Refusing(Sender):
    """Says no in the way the test wants."""

    def __init__(self, answer: Answer | None) -> None:
        super().__init__("http://127.0.0.1:9", "demo", token="t")
        self.answer = answer

    def send(self, items: Any, *, delivery_id: str = "") -> Answer:
        if self.answer is None:
            raise NotReachedError("away")
        return self.answer


def test_a_contact_the_server_refuses_is_said_once() -> None:
    said: list[str] = []
    refusal = Answer(rejected=1, results=(Outcome(1, "rejected", "conflict", "item 1", "Other words."),))
    send = demo.send_with(Refusing(refusal), said.append)
    send({})
    send({})
    assert said == ["A demo contact was not taken (conflict): Other words."]


def test_a_server_that_is_away_is_tried_again() -> None:
    with pytest.raises(ServerAwayError):
        demo.send_with(Refusing(None), print)({})
