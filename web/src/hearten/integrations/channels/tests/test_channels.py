"""A call for help by mail and chat: one line of ours, sent by the worker, never inside, never late."""

import json
import time
from collections.abc import Mapping
from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from hearten.integrations.channels import actions, sending, tasks
from hearten.integrations.channels.forms import ChannelForm
from hearten.integrations.channels.models import Channel, Kind
from hearten.integrations.outgoing import client
from hearten.integrations.outgoing.client import Answer, NotSentError
from hearten.people.models import Person, Team
from hearten.support import actions as support
from hearten.support.models import HandUp
from hearten.work.models import QueuedTask
from hearten.work.running import Tasks

floor = import_module("hearten.support.tests.floor")
pytestmark = pytest.mark.django_db
CHAT = "https://chat.example.com/hooks/abc"


class Chat:
    """Takes what is posted to it, or does not answer."""

    def __init__(self, status: int = 200, code: str = "") -> None:
        self.status, self.code = status, code
        self.came: list[tuple[str, bytes]] = []
        self.was_allowed_inside: set[bool] = set()

    def __call__(self, url: str, body: bytes, headers: Mapping[str, str], **how: Any) -> Answer:
        self.was_allowed_inside.add(how["allow_inside"])
        if self.code:
            raise NotSentError(self.code)
        self.came.append((url, body))
        return Answer(self.status)


@pytest.fixture
def chat(monkeypatch: pytest.MonkeyPatch) -> Chat:
    made = Chat()
    monkeypatch.setattr(client, "post", made)
    return made


@pytest.fixture(autouse=True)
def _mail_is_set_up(settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}


def work() -> None:
    for piece in Tasks().take(100, now=timezone.now(), lease=timedelta(seconds=60)):
        piece.run()


def raise_hand(ana: Person, tom: Person, harbour: Team) -> None:
    now = timezone.now()
    floor.on_shift(tom, harbour, now=now)
    support.raise_hand(ana, key=uuid4(), now=now)


def test_whoever_is_asked_gets_a_line_by_all_they_switched_on(
    ana: Person, tom: Person, lena: Person, harbour: Team, chat: Chat
) -> None:
    for person in (tom, lena):
        actions.add_channel(person, kind=Kind.MAIL)
    actions.add_channel(tom, kind=Kind.TEXT, address=CHAT)
    actions.add_channel(tom, kind=Kind.CONTENT, address=f"{CHAT}/d")
    raise_hand(ana, tom, harbour)
    assert (mail.outbox, chat.came) == ([], []), "nothing leaves while the request is answered"
    work()
    assert [each.to for each in mail.outbox] == [["tom@hearten.test"]]
    assert sorted((url, *json.loads(body)) for url, body in chat.came) == [(CHAT, "text"), (f"{CHAT}/d", "content")]


def test_the_line_names_nobody_and_says_nothing_of_a_contact(
    ana: Person, tom: Person, harbour: Team, chat: Chat
) -> None:
    actions.add_channel(tom, kind=Kind.MAIL)
    actions.add_channel(tom, kind=Kind.TEXT, address=CHAT)
    raise_hand(ana, tom, harbour)
    work()
    sent = [chat.came[0][1].decode(), mail.outbox[0].subject, str(mail.outbox[0].body)]
    hand = HandUp.objects.get()
    for private in (ana.name, ana.email, harbour.name, str(hand.ref), str(ana.key)):
        assert not any(private in text for text in sent), private
    assert set(json.loads(chat.came[0][1])) == {"text"}
    assert sending.line() in sent[2]


def test_a_task_holds_numbers_only(ana: Person, tom: Person, harbour: Team) -> None:
    channel = actions.add_channel(tom, kind=Kind.MAIL)
    raise_hand(ana, tom, harbour)
    [row] = QueuedTask.objects.filter(path__contains="channels")
    assert row.args[0] == channel.pk
    assert all(isinstance(each, int) for each in row.args)


def test_a_line_that_could_not_be_sent_is_sent_again_and_not_when_it_has_become_late(tom: Person, chat: Chat) -> None:
    channel = actions.add_channel(tom, kind=Kind.TEXT, address=CHAT)
    chat.code = "timed_out"
    with pytest.raises(tasks.NotArrivedError):
        tasks.send.call(channel.pk, int(time.time()))
    channel.refresh_from_db()
    assert channel.problem == "timed_out"
    tasks.send.call(channel.pk, int(time.time()) - tasks.OF_USE_FOR - 1)
    chat.code = ""
    tasks.send.call(channel.pk, int(time.time()))
    channel.refresh_from_db()
    assert (channel.problem, len(chat.came)) == ("", 1)


@pytest.mark.parametrize("status", [302, 404, 410, 500])
def test_a_chat_that_refuses_is_named_to_its_owner_and_not_pestered(tom: Person, chat: Chat, status: int) -> None:
    channel = actions.add_channel(tom, kind=Kind.TEXT, address=CHAT)
    chat.status = status
    tasks.send.call(channel.pk, int(time.time()))
    channel.refresh_from_db()
    assert channel.problem == "refused"


def test_no_channel_ever_speaks_to_the_inside(tom: Person, chat: Chat) -> None:
    tasks.send.call(actions.add_channel(tom, kind=Kind.TEXT, address=CHAT).pk, int(time.time()))
    assert chat.was_allowed_inside == {False}


@pytest.mark.parametrize(
    "address",
    ["", "http://chat.example.com/x", "https://10.0.0.1/x", "https://[::1]/x", "https://127.0.0.1/x", "ftp://a.b/c",
     "https://user@chat.example.com/", "https://169.254.169.254/latest"],
)  # fmt: skip
def test_an_address_that_nothing_could_be_sent_to_is_refused_at_the_form(address: str) -> None:
    form = ChannelForm({"kind": "text", "address": address})
    assert not form.is_valid()
    assert "address" in form.errors


def test_a_lead_switches_channels_on_and_off_and_sees_their_own_only(
    tom: Person, lena: Person, tom_client: Client
) -> None:
    other = actions.add_channel(lena, kind=Kind.TEXT, address=f"{CHAT}/lena")
    assert tom_client.post("/channels/add/", {"kind": "mail", "address": ""}).status_code == 302
    assert tom_client.post("/channels/add/", {"kind": "text", "address": CHAT}).status_code == 302
    page = tom_client.get("/support/").content.decode()
    assert "chat.example.com" in page
    assert "hooks" not in page, "the address is a secret: the page names the host"
    assert tom_client.post(f"/channels/{other.key}/remove/").status_code == 404
    own = Channel.objects.get(person=tom, kind="mail")
    assert tom_client.post(f"/channels/{own.key}/remove/").status_code == 302
    assert Channel.objects.filter(person=tom).count() == 1


def test_channels_are_for_leads(ana_client: Client) -> None:
    assert ana_client.get("/channels/add/").status_code == 404
    assert b"Mail and chat" not in ana_client.get("/support/").content


def test_without_a_mail_server_the_owner_is_told(tom: Person, settings: Any) -> None:
    settings.MAILERS = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
    channel = actions.add_channel(tom, kind=Kind.MAIL)
    tasks.send.call(channel.pk, int(time.time()))
    channel.refresh_from_db()
    assert channel.problem == "no_mail"
