"""live.js in real Chromium against a real server: tabs of one browser share a stream, and lose nothing together."""

import json
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from .floor import Server

pytestmark = pytest.mark.browser

LIVE_JS = Path(__file__).parents[2] / "src" / "hearten" / "live" / "static" / "live" / "live.js"
PAGE = """<!doctype html><title>desk</title><body {number}><input id="typed">
<script>
  window.heard = [];
  for (const name of ["live:cue", "live:heat", "live:state", "live:reset", "live:signed-out"])
    document.body.addEventListener(name, (event) => window.heard.push([name, event.detail]));
</script>
<script type="module" src="/live.js"></script></body>"""


class Desk:
    """One browser with tabs that hold nothing but live.js."""

    def __init__(self, context: Any, server: Server) -> None:
        self.server = server
        self.context = context
        self.streams: list[str] = []
        script = LIVE_JS.read_text()
        context.route("**/live.js", lambda route: route.fulfill(body=script, content_type="text/javascript"))
        context.route("**/desk*", self._page)
        context.on("request", self._note_stream)

    def _page(self, route: Any) -> None:
        number = route.request.url.partition("?after=")[2]
        attribute = f'data-live-after="{number}"' if number else ""
        route.fulfill(body=PAGE.format(number=attribute), content_type="text/html")

    def _note_stream(self, request: Any) -> None:
        if request.url.split("?")[0].endswith("/live/"):
            self.streams.append(request.url)

    def open(self, after: int | None = 0) -> Any:
        tab = self.context.new_page()
        tab.goto(f"http://127.0.0.1:{self.server.port}/desk" + ("" if after is None else f"?after={after}"))
        return tab


@pytest.fixture
def ana_at_work(chromium: Any, tmp_path: Path) -> Iterator[tuple[Desk, int]]:
    with Server(tmp_path, poll=0.1, heartbeat=1) as server:
        [(ana, key)] = server.sign_in(1)
        context = chromium.new_context()
        context.add_cookies([{"name": "sessionid", "value": key, "domain": "127.0.0.1", "path": "/"}])
        yield Desk(context, server), ana
        context.close()


def heard(tab: Any, name: str) -> list[Any]:
    return [detail for given, detail in json.loads(tab.evaluate("JSON.stringify(window.heard)")) if given == name]


def until(tab: Any, true: Callable[[], object], within: float = 20.0) -> None:
    end = time.monotonic() + within
    while not true():
        assert time.monotonic() < end, tab.evaluate("JSON.stringify(window.heard)")
        tab.wait_for_timeout(50)


def is_live(tab: Any) -> bool:
    states = heard(tab, "live:state")
    return bool(states) and states[-1] == {"state": "live"}


def cues(tab: Any) -> list[int]:
    return [detail["id"] for detail in heard(tab, "live:cue")]


def test_three_tabs_share_one_stream_and_each_hears_every_cue_once(ana_at_work: tuple[Desk, int]) -> None:
    desk, ana = ana_at_work
    tabs = [desk.open() for _ in range(3)]
    for tab in tabs:
        until(tab, lambda tab=tab: is_live(tab))
    desk.server.at_work("tell", ana, 3)
    for tab in tabs:
        until(tab, lambda tab=tab: len(cues(tab)) == 3)
        assert cues(tab) == [1, 2, 3]
        assert heard(tab, "live:cue")[0] == {"id": 1, "object": "0"}
    assert len(desk.streams) == 1


def test_a_tab_opened_later_hears_what_came_after_its_page_was_made(ana_at_work: tuple[Desk, int]) -> None:
    desk, ana = ana_at_work
    first = desk.open()
    until(first, lambda: is_live(first))
    desk.server.at_work("tell", ana, 4)
    until(first, lambda: len(cues(first)) == 4)
    later = desk.open(after=2)
    until(later, lambda: cues(later) == [3, 4])
    assert is_live(later)


def test_a_page_without_a_number_looks_at_everything_once(ana_at_work: tuple[Desk, int]) -> None:
    desk, ana = ana_at_work
    desk.server.at_work("tell", ana, 4)
    tab = desk.open(after=None)
    until(tab, lambda: is_live(tab))
    assert heard(tab, "live:reset") == [{"id": 4}]


def test_another_tab_takes_over_when_the_leader_closes(ana_at_work: tuple[Desk, int]) -> None:
    desk, ana = ana_at_work
    leader, other = desk.open(), desk.open()
    for tab in (leader, other):
        until(tab, lambda tab=tab: is_live(tab))
    leader.close()
    desk.server.at_work("tell", ana, 2)
    until(other, lambda: cues(other) == [1, 2])
    assert len(desk.streams) == 2


def test_a_restart_is_told_and_what_came_meanwhile_is_caught_up_without_a_reload(ana_at_work: tuple[Desk, int]) -> None:
    desk, ana = ana_at_work
    tabs = [desk.open(), desk.open()]
    for tab in tabs:
        until(tab, lambda tab=tab: is_live(tab))
        tab.fill("#typed", "half a sentence")
    desk.server.kill()
    desk.server.at_work("tell", ana, 3)
    for tab in tabs:
        until(tab, lambda tab=tab: heard(tab, "live:state")[-1] == {"state": "not-live"})
    desk.server.start()
    for tab in tabs:
        until(tab, lambda tab=tab: is_live(tab) and cues(tab) == [1, 2, 3])
        assert tab.input_value("#typed") == "half a sentence"
        assert heard(tab, "live:reset") == []


def test_too_much_missed_means_looking_again_and_keeps_what_is_typed(ana_at_work: tuple[Desk, int]) -> None:
    desk, ana = ana_at_work
    tab = desk.open()
    until(tab, lambda: is_live(tab))
    tab.fill("#typed", "half a sentence")
    desk.server.kill()
    desk.server.at_work("tell", ana, 501)
    desk.server.start()
    until(tab, lambda: heard(tab, "live:reset") == [{"id": 501}])
    desk.server.at_work("tell", ana, 1)
    until(tab, lambda: cues(tab) == [502])
    assert tab.input_value("#typed") == "half a sentence"


def test_signing_out_elsewhere_is_said_and_not_hidden(ana_at_work: tuple[Desk, int]) -> None:
    desk, _ana = ana_at_work
    tab = desk.open()
    until(tab, lambda: is_live(tab))
    desk.context.clear_cookies()
    desk.server.kill()
    desk.server.start()
    until(tab, lambda: heard(tab, "live:signed-out"))
    assert heard(tab, "live:state")[-1] == {"state": "not-live"}


def test_without_web_locks_each_tab_holds_a_stream_of_its_own(ana_at_work: tuple[Desk, int]) -> None:
    """Browsers give no locks to plain http on a name of the local network."""
    desk, ana = ana_at_work
    desk.context.add_init_script("Object.defineProperty(navigator, 'locks', { value: undefined })")
    tabs = [desk.open(), desk.open()]
    for tab in tabs:
        until(tab, lambda tab=tab: is_live(tab))
    desk.server.at_work("tell", ana, 2)
    for tab in tabs:
        until(tab, lambda tab=tab: cues(tab) == [1, 2])
    assert len(desk.streams) == 2


def test_a_frozen_leader_is_relieved(ana_at_work: tuple[Desk, int]) -> None:
    desk, ana = ana_at_work
    leader = desk.open()
    until(leader, lambda: is_live(leader))
    other = desk.open()
    until(other, lambda: is_live(other))
    leader.evaluate("setTimeout(() => { const end = Date.now() + 25000; while (Date.now() < end); }, 0)")
    desk.server.at_work("tell", ana, 2)
    until(other, lambda: cues(other) == [1, 2] and is_live(other))
    assert len(desk.streams) == 2
