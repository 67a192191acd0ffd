"""The stream, from its first notice to its end; its door is tested beside."""

import asyncio
import threading
import time
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hearten.live import actions
from hearten.live import stream as stream_branch
from hearten.live.hub import FRAMES_WAITING, STREAMS_PER_PERSON, Pace, Stream, hub
from hearten.live.models import Notice
from hearten.live.queries import Told
from hearten.live.viewers import Ticket, still_good, ticket_for
from hearten.people import sessions
from hearten.people.models import Person

from .browser import QUICK, Browser, in_thread, play

pytestmark = pytest.mark.django_db(transaction=True)
SLOW_POLL = Pace(poll=60, tick=0.02)  # whatever is heard was not found by the safety net


def tell_in_transaction(person: Person, *object_ids: str) -> None:
    with transaction.atomic():
        actions.tell_many([(person.pk, "cue", object_id) for object_id in object_ids])


# -- what is heard


def test_a_cue_is_heard_within_a_blink_of_its_commit(ana: Person, ana_client: Client) -> None:
    async def scene() -> None:
        browser = Browser(ana_client).open()
        await browser.hears(lambda b: b.events("hello"))
        assert browser.headers["content-type"].startswith("text/event-stream")
        await in_thread(tell_in_transaction, ana, "81", "82")
        committed = time.monotonic()
        await browser.hears(lambda b: len(b.notices) == 2)
        assert time.monotonic() - committed < 0.2
        assert browser.notices == [(1, "cue", "81"), (2, "cue", "82")]
        assert [frame["id"] for frame in browser.events("message")] == ["1", "2"]

    play(scene, SLOW_POLL)


def test_what_another_process_writes_is_found_by_the_slow_poll(ana: Person, ana_client: Client) -> None:
    def elsewhere() -> None:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(hub, "wake", lambda _: None)
            actions.tell(ana.pk, "cue", "81")

    async def scene() -> None:
        browser = Browser(ana_client).open()
        await browser.hears(lambda b: b.events("hello"))
        await in_thread(elsewhere)
        await browser.hears(lambda b: b.notices == [(1, "cue", "81")])

    play(scene)


def test_nobody_hears_what_was_rolled_back(ana: Person, ana_client: Client) -> None:
    def take_back() -> None:
        with transaction.atomic():
            actions.tell(ana.pk, "cue", "gone")
            actions.nudge([ana.pk], "gone")
            transaction.set_rollback(True)

    async def scene() -> None:
        browser = Browser(ana_client).open()
        await browser.hears(lambda b: b.events("hello"))
        await in_thread(take_back)
        await in_thread(tell_in_transaction, ana, "kept")
        await browser.hears(lambda b: b.notices)
        assert (browser.notices, browser.nudges) == ([(1, "cue", "kept")], [])

    play(scene)


def test_mia_hears_nothing_of_ana(ana: Person, mia: Person, ana_client: Client, mia_client: Client) -> None:
    async def scene() -> None:
        hers, mias = Browser(ana_client).open(), Browser(mia_client).open()
        for browser in (hers, mias):
            await browser.hears(lambda b: b.events("hello"))
        await in_thread(tell_in_transaction, ana, "81")
        await hers.hears(lambda b: b.notices)
        await mias.hears(lambda b: b.events("heartbeat"))
        assert mias.notices == []

    play(scene)


@pytest.mark.parametrize("how", ["header", "query"])
def test_a_browser_that_comes_back_hears_what_it_missed(how: str, ana: Person, ana_client: Client) -> None:
    tell_in_transaction(ana, "1", "2", "3")

    async def scene() -> None:
        browser = Browser(ana_client, query="after=0", last_event_id="1") if how == "header" else None
        browser = (browser or Browser(ana_client, query="after=1")).open()
        await browser.hears(lambda b: len(b.notices) == 2)
        assert browser.notices == [(2, "cue", "2"), (3, "cue", "3")]
        assert browser.events("reset") == []

    play(scene, SLOW_POLL)


@pytest.mark.parametrize("last", ["0", "999999", "nonsense", ""])
def test_a_browser_that_missed_too_much_looks_at_everything_again(last: str, ana: Person, ana_client: Client) -> None:
    tell_in_transaction(ana, *map(str, range(501)))

    async def scene() -> None:
        browser = Browser(ana_client, last_event_id=last).open()
        await browser.hears(lambda b: b.events("reset"))
        assert browser.events("reset")[0]["data"] == {"seq": 501}
        await in_thread(tell_in_transaction, ana, "next")
        await browser.hears(lambda b: b.notices == [(502, "cue", "next")])

    play(scene)


def test_a_browser_away_for_over_an_hour_looks_at_everything_again(ana: Person, ana_client: Client) -> None:
    tell_in_transaction(ana, "1", "2")
    Notice.objects.filter(seq=1).delete()

    async def scene() -> None:
        browser = Browser(ana_client, last_event_id="0").open()
        await browser.hears(lambda b: b.events("reset"))
        assert browser.notices == []

    play(scene)


def test_a_stream_that_joins_further_back_misses_nothing(ana: Person, ana_client: Client) -> None:
    tell_in_transaction(ana, *map(str, range(1, 6)))

    async def scene() -> None:
        current = Browser(ana_client, query="after=5").open()
        await current.hears(lambda b: b.events("hello"))
        late = Browser(ana_client, query="after=2").open()
        await in_thread(tell_in_transaction, ana, "6")
        await late.hears(lambda b: len(b.notices) == 4)
        await current.hears(lambda b: b.notices)
        assert [seq for seq, _, _ in late.notices] == [3, 4, 5, 6]
        assert [seq for seq, _, _ in current.notices] == [6]

    play(scene)


def test_a_read_that_began_further_on_is_not_for_a_stream_that_stands_further_back(ana: Person) -> None:
    async def scene() -> None:
        now = asyncio.get_running_loop().time()
        streams = [Stream(Ticket(str(last), ana.pk, "", 0, 0), last, now, QUICK) for last in (2, 5)]
        for stream in streams:
            hub.attach(stream)
        hub._hand_out([Told(ana.pk, 6, "cue", "6")], {ana.pk: 5})
        assert [(stream.last, len(stream.waiting)) for stream in streams] == [(2, 0), (6, 1)]

    play(scene)


def test_only_durable_notices_move_the_cursor_of_a_browser(ana: Person, ana_client: Client) -> None:
    async def scene() -> None:
        browser = Browser(ana_client).open()
        await browser.hears(lambda b: b.events("heartbeat"))
        hub.nudge([ana.pk], "heat")
        await browser.hears(lambda b: b.nudges)
        assert not any("id" in frame for frame in browser.frames)

    play(scene)


# -- nudges


def test_nudges_are_said_at_once_and_then_once_per_quiet_time(ana: Person, ana_client: Client) -> None:
    async def scene() -> None:
        browser = Browser(ana_client).open()
        await browser.hears(lambda b: b.events("hello"))
        for _ in range(20):
            await in_thread(actions.nudge, [ana.pk], "heat")
        await in_thread(actions.nudge, [ana.pk], "presence")
        await browser.hears(lambda b: len(b.nudges) >= 2)
        assert browser.nudges == ["heat", "presence"]
        await asyncio.sleep(3 * QUICK.nudge)
        assert browser.nudges == ["heat", "presence", "heat"]

    play(scene)


def test_a_nudge_to_nobody_leaves_nothing_behind(ana: Person) -> None:
    async def scene() -> None:
        await in_thread(actions.nudge, [ana.pk], "heat")
        await asyncio.sleep(0.05)
        assert not hub._nudges._asked_again

    play(scene)


# -- its end


@pytest.mark.parametrize("what", ["signed out", "locked", "deactivated", "other roles", "password changed"])
def test_a_stream_ends_soon_after_the_right_to_it(what: str, ana: Person, ana_client: Client) -> None:
    def take_away() -> None:
        if what == "signed out":
            Session.objects.all().delete()
        elif what == "locked":
            session = ana_client.session
            sessions.lock(session, sessions.now())
            session.save()
        elif what == "deactivated":
            Person.objects.filter(pk=ana.pk).update(is_active=False)
        elif what == "other roles":
            Person.objects.filter(pk=ana.pk).update(roles_stamp=ana.roles_stamp + 1)
        else:
            ana.set_password("another long and quiet password")
            ana.save()

    async def scene() -> None:
        browser = Browser(ana_client).open()
        await browser.hears(lambda b: b.events("hello"))
        await asyncio.sleep(3 * QUICK.recheck)
        assert not browser.task.done()
        await in_thread(take_away)
        await asyncio.wait_for(browser.task, 2)
        assert hub.streams() == []

    play(scene)


def test_an_ordinary_change_of_the_session_keeps_the_stream(ana: Person, ana_client: Client) -> None:
    def be_active() -> None:
        session = ana_client.session
        sessions.touch(session, sessions.now())
        session.save()

    async def scene() -> None:
        browser = Browser(ana_client).open()
        await browser.hears(lambda b: b.events("hello"))
        await in_thread(be_active)
        await asyncio.sleep(4 * QUICK.recheck)
        assert not browser.task.done()

    play(scene)


def test_all_sessions_are_asked_about_together(ana: Person, ana_client: Client) -> None:
    found = ticket_for(ana_client.session.session_key or "")
    assert found is not None
    others = [ana_client.__class__() for _ in range(20)]
    for other in others:
        other.force_login(ana)
    tickets = {found[0]} | {ticket_for(other.session.session_key or "")[0] for other in others}  # type: ignore[index]
    with CaptureQueriesContext(connection) as captured:
        assert len(still_good(tickets)) == 21
    assert len(captured) == 2


def test_a_stream_has_a_longest_life_and_asks_to_come_back(ana_client: Client) -> None:
    async def scene() -> None:
        browser = Browser(ana_client).open()
        await asyncio.wait_for(browser.task, 3)
        assert browser.frames[-1]["event"] == "again"
        assert 1000 <= int(browser.frames[0]["retry"]) <= 3000

    play(scene, Pace(life=0.2, tick=0.02))


def test_a_browser_that_leaves_is_forgotten(ana_client: Client) -> None:
    async def scene() -> None:
        browser = Browser(ana_client).open()
        await browser.hears(lambda b: b.events("hello"))
        assert len(hub.streams()) == 1
        await browser.leave()
        assert hub.streams() == []

    play(scene)


def test_the_oldest_stream_gives_way_when_a_person_has_too_many(ana_client: Client) -> None:
    async def scene() -> None:
        browsers = []
        for _ in range(STREAMS_PER_PERSON + 1):
            browsers.append(Browser(ana_client).open())
            await browsers[-1].hears(lambda b: b.events("hello"))
        await asyncio.wait_for(browsers[0].task, 1)
        assert browsers[0].frames[-1]["event"] == "crowded"
        assert len(hub.streams()) == STREAMS_PER_PERSON

    play(scene)


def test_a_browser_that_stops_reading_holds_up_nobody_and_is_let_go(
    ana: Person, ana_client: Client, mia: Person, mia_client: Client
) -> None:
    async def scene() -> None:
        stuck, quick = Browser(ana_client).open(), Browser(mia_client).open()
        for browser in (stuck, quick):
            await browser.hears(lambda b: b.events("hello"))
        stuck.is_reading.clear()
        for _ in range(3):
            await in_thread(tell_in_transaction, ana, *map(str, range(FRAMES_WAITING)))
            await in_thread(tell_in_transaction, mia, "81")
        await quick.hears(lambda b: len(b.notices) == 3)
        done, _ = await asyncio.wait({stuck.task}, timeout=3)
        assert done
        assert [stream.ticket.person_id for stream in hub.streams()] == [mia.pk]

    play(scene)


def test_stopping_ends_all_streams_at_once_and_lets_none_in(ana_client: Client) -> None:
    async def scene() -> None:
        browsers = [Browser(ana_client).open() for _ in range(5)]
        for browser in browsers:
            await browser.hears(lambda b: b.events("hello"))
        hub.end_all()
        await asyncio.wait_for(asyncio.gather(*(browser.task for browser in browsers)), 1)
        late = Browser(ana_client).open()
        await late.task
        assert (late.status, late.headers["retry-after"]) == (503, "3")

    play(scene)


def test_a_browser_that_comes_while_the_server_stops_is_not_let_in(
    ana_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_asked, may_answer = threading.Event(), threading.Event()
    usual = stream_branch._open

    def slowly(*args: Any) -> object:
        is_asked.set()
        may_answer.wait(5)
        return usual(*args)

    monkeypatch.setattr(stream_branch, "_open", slowly)

    async def scene() -> None:
        browser = Browser(ana_client).open()
        assert await asyncio.to_thread(is_asked.wait, 5)
        hub.end_all()
        may_answer.set()
        await asyncio.wait_for(browser.task, 2)
        assert browser.status == 503

    play(scene)


def test_a_database_that_is_down_for_a_moment_costs_no_notice(ana: Person, ana_client: Client) -> None:
    async def scene() -> None:
        browser = Browser(ana_client).open()
        await browser.hears(lambda b: b.events("hello"))
        with pytest.MonkeyPatch.context() as patch:

            def down(*_: object) -> None:
                raise OSError("no database")

            patch.setattr("hearten.live.hub.read_since", down)
            await in_thread(tell_in_transaction, ana, "81")
            await asyncio.sleep(0.2)
            assert browser.notices == []
        await browser.hears(lambda b: b.notices == [(1, "cue", "81")])

    play(scene)
