"""One world: a centre in a database of its own, read by everybody but Ana, and everything they got written down.

A program, run twice by ``test_twin_worlds.py``. Twins share the seed, the clock and everything public; in one of them
facts are true of Ana that are nobody else's business. Chance is seeded and the clock stands still, so nothing has to be
normalised away: whatever differs between two recordings was caused by a private fact.
"""

import argparse
import json
import os
import random
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

T0 = "2026-11-24T13:00:00+00:00"


class Disk(NamedTuple):
    """What ``shutil.disk_usage`` gives: other programs write to the real one."""

    total: int
    used: int
    free: int


class Chance:
    """Stands in for the randomness of the operating system; begun anew for each step, so that steps are independent."""

    def __init__(self) -> None:
        self._stream = random.Random()

    def begin(self, step: str) -> None:
        """Begin a step: what came before has no influence on it."""
        self._stream.seed(f"twin worlds: {step}")
        random.seed(f"twin worlds: {step}")

    def __call__(self, count: int) -> bytes:
        return self._stream.randbytes(count)


chance = Chance()


def seed_everything() -> None:
    """Make keys, tokens and jitter the same in both worlds."""
    os.urandom = chance
    random._urandom = chance  # type: ignore[attr-defined] # what secrets and Django's tokens come from
    random.randint = lambda low, _high: low  # type: ignore[method-assign] # jitter of streams, drawn in any order
    shutil.disk_usage = lambda _path: Disk(100_000_000_000, 50_000_000_000, 50_000_000_000)  # type: ignore[assignment]
    chance.begin("start")


def set_up(data: Path) -> None:
    """Open the application on a folder of its own."""
    os.environ["HEARTEN_DATA"] = str(data)
    os.environ["HEARTEN_HOSTS"] = "testserver,localhost"
    os.environ["DJANGO_SETTINGS_MODULE"] = "hearten.config.settings"
    for name in ("HEARTEN_DATABASE_URL", "HEARTEN_DEMO", "HEARTEN_DEBUG"):
        os.environ.pop(name, None)
    import django

    django.setup()
    import logging

    logging.disable(logging.CRITICAL)  # 404s are what we came for


@contextmanager
def clock_at(moment: datetime) -> Iterator[None]:
    """Let the clock stand."""
    import time_machine

    with time_machine.travel(moment, tick=False):
        yield


def migrate() -> None:
    """Make the tables."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def build(facts: list[str], now: datetime) -> Any:
    """Build the world: what is public, then the private facts, then what goes on for everybody afterwards."""
    from web.tests.promises import registry
    from web.tests.promises.centre import open_centre
    from web.tests.promises.crawl import seeds

    registry.load()
    chance.begin("public")
    with clock_at(now - timedelta(days=25)):
        centre = open_centre(now=now - timedelta(days=25))
    with clock_at(now - timedelta(minutes=30)):
        seeds(centre)  # makes the objects that addresses are walked with, the same in both worlds
    for name in facts:
        chance.begin(f"fact {name}")
        with clock_at(now - timedelta(minutes=1)):
            registry.facts[name].make_true(centre, now - timedelta(minutes=1))
    chance.begin("afterwards")
    with clock_at(now):
        life_goes_on(centre, now)
        drain(now)
    return centre


def life_goes_on(centre: Any, now: datetime) -> None:
    """Give the others a day, after Ana's: a number that counts her things as well would now differ."""
    from uuid import uuid4

    from web.tests.promises.centre import CALM, SAID, hold_contact, says

    from hearten.live import actions as live
    from hearten.people import actions as people
    from hearten.support import actions as support

    mia = centre.people["agent elsewhere"]
    hold_contact(centre, "mia-1", "mia-3", CALM, SAID, began=now - timedelta(minutes=6))
    centre.hear(says(SAID, 1, contact="mia-2", agent="mia-3"), now=now)
    hold_contact(centre, "ana-now", "ana-7", CALM, began=now - timedelta(minutes=5))
    support.ask_for_moment(mia, key=uuid4(), now=now)
    live.tell_many([(person.pk, "look", "again") for role, person in centre.people.items() if role != "owner"])
    people.add_person(email="late@hearten.test", name="Late", team=centre.harbour, roles=["agent"])


def drain(now: datetime) -> None:
    """Do what waits in queues of areas."""
    from web.tests.promises import registry

    for each in registry.drains:
        each(now)


def pass_time(now: datetime) -> None:
    """Let the schedule do everything that has come due."""
    from hearten.config.schedule import PERIODIC

    for entry in PERIODIC:
        entry.run(now)
    drain(now)


def record(centre: Any, when: str, roles: list[str], *, brief: bool) -> Iterator[dict[str, Any]]:
    """Read the house as these roles: every address, parameter, link and form, the streams, the outlets."""
    from web.tests.promises.branches import Exchange, ask_all
    from web.tests.promises.browser import Browser
    from web.tests.promises.crawl import crawl, form_of, seeds, url_of
    from web.tests.promises.registry import outlets, routes, told_of_people

    class Recording(Browser):
        """A browser whose every question meets the same chance."""

        def ask(self, method: str, url: str, form: Any = None, *, htmx: bool = False) -> Any:
            chance.begin(f"{method} {url} {htmx}")
            return super().ask(method, url, form, htmx=htmx)

    browsers = {}
    for role in roles:
        chance.begin(f"sign in {role} {when}")
        browsers[role] = Recording(centre.people.get(role), count_steps=True)
    starts = seeds(centre)
    for role, browser in browsers.items():
        answers = crawl(browser, starts, brief=brief)
        answers += [browser.ask("POST", url_of(route, centre), form_of(route, centre)) for route in routes()]
        for answer in answers:
            yield as_entry(when, role, answer)
    chance.begin(f"streams {when}")
    exchanges = [Exchange(browser, "GET", "/live/", query="after=0") for browser in browsers.values()]
    for role, answer in zip(browsers, ask_all(exchanges), strict=True):
        yield as_entry(when, role, answer)
    for name, give in ((name, give) for name, give in outlets.items() if name not in told_of_people):
        yield {"when": when, "role": "outlet", "what": name, "body": b"\n".join(give(centre)).decode("latin-1")}


def as_entry(when: str, role: str, answer: Any) -> dict[str, Any]:
    """Make an answer comparable: nothing is left out."""
    return {
        "when": when,
        "role": role,
        "what": f"{answer.method} {answer.url}{' (fragment)' if answer.htmx else ''}",
        "status": answer.status,
        "headers": [list(pair) for pair in answer.headers],
        "body": answer.body.decode("latin-1"),
        "queries": answer.queries,
        "steps": answer.steps,
    }


def census() -> dict[str, int]:
    """Count the rows of every model, to show that the facts were really made true."""
    from web.tests.promises.registry import our_models

    return {model._meta.label: model._default_manager.count() for model in our_models()}


def time_pages(centre: Any, pages: list[str], rounds: int) -> dict[str, float]:
    """Give the fastest answer of each page to the administrator, in seconds."""
    from web.tests.promises.browser import Browser

    browser = Browser(centre.people["admin"])
    best = dict.fromkeys(pages, float("inf"))
    for _ in range(rounds):
        for page in pages:
            began = time.perf_counter()
            assert browser.ask("GET", page).status == 200
            best[page] = min(best[page], time.perf_counter() - began)
    return best


def main(arguments: list[str]) -> None:
    """Build a world and write down what it shows."""
    parser = argparse.ArgumentParser()
    parser.add_argument("data", type=Path)
    parser.add_argument("--only-migrate", action="store_true")
    parser.add_argument("--facts", default="")
    parser.add_argument("--plant", default="")
    parser.add_argument("--roles", default="")
    parser.add_argument("--later", action="store_true")
    parser.add_argument("--brief", action="store_true")
    parser.add_argument("--time", type=int, default=0)
    asked = parser.parse_args(arguments)
    set_up(asked.data)
    if asked.only_migrate:
        migrate()
        return
    seed_everything()
    now = datetime.fromisoformat(T0)
    centre = build([name for name in asked.facts.split("|") if name], now)
    if asked.plant:
        from web.tests.promises import faults

        plant: Callable[[], None] = getattr(faults, asked.plant)
        plant()
    result: dict[str, Any] = {"census": census(), "entries": []}
    roles = asked.roles.split("|")
    with clock_at(now):
        result["entries"] += record(centre, "T0", roles, brief=asked.brief) if not asked.time else []
        if asked.time:
            pages = [
                "/people/",
                "/teams/",
                "/sources/",
                f"/sources/{centre.source.key}/",
                f"/teams/{centre.harbour.key}/",
            ]
            result["times"] = time_pages(centre, pages, asked.time)
    if asked.later:
        later = now + timedelta(hours=25)
        with clock_at(later):
            chance.begin("schedule")
            pass_time(later)
            result["entries"] += record(centre, "+25 h", roles, brief=asked.brief)
    (asked.data / "recording.json").write_text(json.dumps(result), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
