"""What a centre says in its own words where words ship: ladders, steps for danger, and the notice to a caller."""

from dataclasses import dataclass
from uuid import uuid4

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hearten.people.models import PersonRequest
from hearten.people.policy import SIGNED_IN, policy
from hearten.ui.answers import form_page, sent
from hearten.words import actions, queries
from hearten.words.bundle import DEFAULT_LANGUAGE, bundled
from hearten.words.checks import lint_line, wrong_with
from hearten.words.forms import KIND_LABELS, LEVEL_LABELS, NoticeForm, OwnForm, StepsForm, WayForm
from hearten.words.models import Sort
from hearten.words.shapes import House
from hearten.words.views import write_draft


@dataclass(frozen=True, slots=True)
class Shown:
    """Words as the page shows them: those in use, or those that ship."""

    title: str
    text: str
    why: str = ""
    endings: str = ""
    version: int = 1


def _way(house: House, item: str) -> Shown | None:
    way = house.way(item)
    return Shown(way.label, way.say, way.why, version=way.version) if way else None


def _steps(house: House, item: str) -> Shown | None:
    found = next((each for each in house.safeguarding if each.id == item), None)
    return Shown(found.title, "\n".join(found.steps), found.why, version=found.version) if found else None


def _notice(house: House, item: str) -> Shown | None:
    found = house.notice if house.notice and house.notice.id == item else None
    return Shown(found.subject, found.text, endings=found.appeal, version=found.version) if found else None


READ = {Sort.WAY: _way, Sort.STEPS: _steps, Sort.NOTICE: _notice}
HEADINGS: dict[str, Promise] = {
    Sort.WAY: _("A step of a ladder"),
    Sort.STEPS: _("What to do first"),
    Sort.NOTICE: _("Notice to a caller"),
}


@policy(GET=SIGNED_IN)
def ladders(request: PersonRequest) -> HttpResponse:
    """Show every ladder, the steps for danger and the notice."""
    house = queries.house_words()
    context = {
        "ladders": [
            (KIND_LABELS[kind], LEVEL_LABELS[str(level)], ways)
            for kind, level, ways in queries.ladders_for(request.user)
        ],
        "dangers": house.safeguarding,
        "notice": house.notice,
        "proposals": [each for sort in READ for each in queries.proposals_for(request.user, sort)],
    }
    return render(request, "words/ladders.html", context)


@policy(GET=SIGNED_IN, POST=SIGNED_IN)
def way(request: PersonRequest, item: str) -> HttpResponse:
    """Show a step of a ladder in one channel with its history, and change it."""
    return _own(request, item, WayForm)


@policy(GET=SIGNED_IN, POST=SIGNED_IN)
def steps(request: PersonRequest, item: str) -> HttpResponse:
    """Show what to do first where somebody may be in danger, and change it."""
    return _own(request, item, StepsForm)


@policy(GET=SIGNED_IN, POST=SIGNED_IN)
def notice(request: PersonRequest, item: str) -> HttpResponse:
    """Show the letter to a caller about their conduct, and change it."""
    return _own(request, item, NoticeForm)


def _own(request: PersonRequest, item: str, make: type[OwnForm]) -> HttpResponse:
    shipped, shown = READ[make.sort](bundled(), item), READ[make.sort](queries.house_words(), item)
    if shipped is None or shown is None:
        raise Http404
    initial = {name: getattr(shown, name) for name in make.parts} | {"key": uuid4()}
    form = make(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        return write_draft(request, form.draft(item, DEFAULT_LANGUAGE), form)
    current = queries.own_version(item, make.sort)
    context = {
        "item": item,
        "sort": make.sort,
        "heading": HEADINGS[make.sort],
        "shown": shown,
        "current": current,
        "in_use": True,
        "shipped": shipped,
        "lint": lint_line(f"{shown.text}\n{shown.endings}"),
        "length": _too_long(make, item, shown),
        "history": [each for each in queries.history_for(request.user, item) if each.sort == make.sort],
        "may_edit": actions.may_edit(request.user),
        "retire_key": uuid4(),
    }
    return form_page(request, "words/item.html", form, context)


def _too_long(make: type[OwnForm], item: str, shown: Shown) -> list[str]:
    if make.sort != Sort.WAY:
        return []
    return [wrong for wrong in wrong_with(shown.text, item.rpartition(".")[2]) if wrong.startswith("too long")]
