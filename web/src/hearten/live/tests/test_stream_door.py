"""The door of the stream: who may open one, and what is refused before anybody looks for a session."""

import asyncio

import pytest
from django.test import Client

from hearten.live.hub import hub

from .browser import Browser, play

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize(
    ("request_changes", "status"),
    [
        ({"host": "evil.example"}, 400),
        ({"host": ""}, 400),
        ({"method": "POST"}, 405),
        ({"origin": "https://evil.example"}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"origin": "http://localhost", "sec_fetch_site": "same-origin", "method": "HEAD"}, 200),
    ],
)
def test_the_door_looks_at_host_method_and_page(
    request_changes: dict[str, str], status: int, ana_client: Client
) -> None:
    async def scene() -> None:
        browser = Browser(ana_client, **request_changes).open()
        await browser.task
        assert browser.status == status

    play(scene)


def test_asking_for_the_head_alone_opens_no_stream(ana_client: Client) -> None:
    async def scene() -> None:
        browser = Browser(ana_client, method="HEAD").open()
        await asyncio.wait_for(browser.task, 5)
        assert (browser.status, browser.body) == (200, b"")
        assert not hub.streams()

    play(scene)


def test_a_stream_that_the_server_cancels_is_cancelled_and_forgotten(ana_client: Client) -> None:
    async def scene() -> None:
        browser = Browser(ana_client).open()
        await browser.hears(lambda b: b.events("hello"))
        browser.task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await browser.task
        assert not hub.streams()

    play(scene)


def test_signed_out_browsers_get_401(db: None) -> None:
    async def scene() -> None:
        for headers in ({}, {"cookie": "sessionid=nonsense"}, {"cookie": "\xff; ="}):
            browser = Browser(None, **headers).open()
            await browser.task
            assert (browser.status, browser.body) == (401, b"Sign in first.\n")

    play(scene)
