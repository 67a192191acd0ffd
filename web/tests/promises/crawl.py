"""Reading the whole house: every address with every object and parameter, then every link until nothing new appears."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from web.tests.promises.browser import Answer, Browser
from web.tests.promises.centre import Centre
from web.tests.promises.registry import Route, parameters, routes

OF_ONE_PAGE = 6  # addresses that differ in their query alone: a calendar leads to ever new weeks


def url_of(route: Route, centre: Centre) -> str:
    """Give the address of a route with Ana's object in it."""
    objects = route.address.objects
    return reverse(route.name, kwargs=dict(objects(centre)) if objects else {})


def seeds(centre: Centre) -> list[str]:
    """Give every address, and each once more with each value of each parameter its policy names."""
    found = []
    for route in routes():
        url = url_of(route, centre)
        found.append(url)
        for name in route.policy.params if route.policy else ():
            found += [f"{url}?{urlencode({name: value})}" for value in parameters[name](centre)]
    return found


def crawl(browser: Browser, starts: Iterable[str], *, brief: bool = False) -> list[Answer]:
    """Get everything, as a page and (parameters aside) as a fragment, and follow what it leads to.

    Briefly: no fragments of what is a page as well, and few of the addresses that differ in their query alone.
    """
    waiting = list(dict.fromkeys(starts))
    known = set(waiting)
    seen: Counter[str] = Counter()
    answers: list[Answer] = []
    while waiting:
        url = waiting.pop(0)
        for htmx in (False,) if brief or "?" in url else (False, True):
            answer = browser.ask("GET", url, htmx=htmx)
            answers.append(answer)
            if answer.status < 400:
                waiting += _new(answer.links(), known, seen, most=1 if brief else OF_ONE_PAGE)
    return answers


def _new(links: Iterable[str], known: set[str], seen: Counter[str], *, most: int) -> list[str]:
    found = []
    for link in links:
        page = link.partition("?")[0]
        if link not in known and seen[page] < most:
            known.add(link)
            seen[page] += 1
            found.append(link)
    return found


def posts(browser: Browser, centre: Centre) -> list[Answer]:
    """Send every form there is, and undo it."""
    return [browser.ask("POST", url_of(route, centre), form_of(route, centre)) for route in routes()]


def form_of(route: Route, centre: Centre) -> Mapping[str, Any]:
    """Give the fields a form is sent with; a file is read from its start each time."""
    fields = route.address.form_for(centre)
    for each in fields.values():
        if hasattr(each, "seek"):
            each.seek(0)
    return fields
