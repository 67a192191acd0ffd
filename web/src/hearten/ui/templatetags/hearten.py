"""Tags every template has without loading: slots, icons, the heat line, clock times, who reads a field."""

import copy
import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import template
from django.conf import settings
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.loader import render_to_string
from django.urls import ResolverMatch, resolve, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from hearten.ui import access, heat, slots
from hearten.ui.icons import icon_svg

log = logging.getLogger("hearten.ui")
register = template.Library()

READERS: dict[str, str | Promise] = {
    "me": _("Only you, unlocked"),
    "desk": _("Only you. It is shown on your desk, also while your private pages are locked"),
    "lead": _("You and the lead you choose, until you take it back"),
    "chosen": _("You and the one person you choose, until you take it back"),
    "team": _("Your team and its lead, without your name"),
    "centre": _("Everyone in the centre, under your name"),
    "admins": _("You and the administrators of this centre"),
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """Put an icon into the page; the text beside it says what it means."""
    return mark_safe(icon_svg(name))  # noqa: S308 - our own file, by a name of our own list


@register.inclusion_tag("ui/parts/heat_line.html")
def heat_line(points: Sequence[heat.Point], level: int) -> dict[str, heat.HeatLine]:
    """Draw a contact so far: ``points`` are (at, heat 0–1) pairs, ``level`` the present level 0–3."""
    return {"heat": heat.draw(points, level)}


@register.simple_tag
def clock(when: datetime) -> SafeString:
    """Give a time as the viewer's clock shows it, with the day when it is not today."""
    local = timezone.localtime(when)
    pattern = "H:i" if local.date() == timezone.localdate() else "j M, H:i"
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), date_format(local, pattern)
    )


@register.inclusion_tag("ui/parts/who_reads.html")
def who_reads(readers: str) -> dict[str, str | Promise]:
    """Say in one line who can read a field: "me", "desk", "lead", "centre" or "admins"."""
    return {"readers": READERS[readers]}


@register.filter
def is_optional(field: BoundField) -> bool:
    """Say whether a field should be marked as optional: only where other fields of its form are not."""
    return not field.field.required and any(each.required for each in field.form.fields.values())


@register.simple_tag(takes_context=True)
def slot(context: template.Context, place: str, **about: Any) -> SafeString:
    """Render every fragment of a place that the viewer may see; ``about`` says of what, for their addresses."""
    request = context["request"]
    return mark_safe("".join(render_fragment(each, request, **about) for each in slots.fragments(place)))  # noqa: S308 - templates made these


def render_fragment(fragment: slots.Fragment, request: HttpRequest, **about: Any) -> str:
    """Render one fragment in its wrapping, or nothing if it is not for this viewer."""
    url = reverse(fragment.url_name, kwargs=about)
    match = resolve(url)
    if not access.may_get(match.func, fragment.url_name, getattr(request, "user", None)):
        return ""
    content = _content_or_notice(match, url, request)
    if content is None:
        return ""
    notices = (*(f"live:{kind}" for kind in fragment.refresh_on), "live:reset")
    return render_to_string(
        "ui/parts/slot.html",
        {
            "id": "-".join(["slot", fragment.url_name.replace(":", "-"), *map(str, about.values())]),
            "url": url,
            "trigger": ", ".join(f"{notice} from:body" for notice in notices),
            "content": content,
        },
    )


def _content_or_notice(match: ResolverMatch, url: str, request: HttpRequest) -> SafeString | None:
    """Call the view. One area's failure must not take the button of another away, so it becomes one calm line."""
    try:
        response = match.func(as_get(request, url, match), *match.args, **match.kwargs)
        return _content(response, url)
    except (Http404, PermissionDenied):
        return None
    except Exception:
        if raise_in_slots():
            raise
        log.exception("The fragment at %s failed", url)
        return SafeString(render_to_string("ui/parts/not_available.html"))


def _content(response: HttpResponse, url: str) -> SafeString | None:
    """Take the HTML out of a view's answer. Anything but 200 has nothing to show here."""
    if hasattr(response, "render"):
        response.render()
    if response.status_code == 200:
        return mark_safe(response.content.decode(response.charset))  # noqa: S308 - a template made it
    if response.status_code not in {204, 404}:
        log.warning("The fragment at %s answered %d", url, response.status_code)
    return None


def as_get(request: HttpRequest, url: str, match: ResolverMatch) -> HttpRequest:
    """Give the request a fragment would have got from the browser: same person, its own address, nothing posted."""
    inner: Any = copy.copy(request)
    inner.method = "GET"
    inner.GET = QueryDict()
    inner.POST = QueryDict()
    inner.path = inner.path_info = url
    inner.resolver_match = match
    return inner  # type: ignore[no-any-return]


def raise_in_slots() -> bool:
    """Say whether a failing fragment fails the page: for developers, and in tests, which have a mail outbox."""
    return bool(getattr(settings, "RAISE_IN_SLOTS", settings.DEBUG or hasattr(mail, "outbox")))
