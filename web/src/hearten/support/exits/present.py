"""Put a way out into words: what the templates of the desk are given. Pure, but for addresses and translation."""

from typing import Any
from uuid import UUID, uuid4

from django.urls import reverse
from django.utils.translation import gettext as _

from hearten.support.exits.forms import HAPPENING
from hearten.support.exits.queries import LadderShown
from hearten.support.exits.rules import WARNED_FOR, Rung


def ladder_context(shown: LadderShown) -> dict[str, Any]:
    """Give the fragment of the open contact what it shows."""
    key = shown.contact.key
    case = f"{shown.case.kind}.{shown.case.level}"
    return {
        "contact": shown.contact,
        "case": case,
        "is_open": shown.case.because != "nothing_heard" or shown.any_said,
        "ways_out": [way_for(rung, shown, case) for rung in shown.rungs],
        "safeguarding": shown.safeguarding,
        "lines": shown.lines,
        "left": shown.left,
        "warned_before": shown.warned_before,
        "own_mark": shown.own_mark,
        "gone_on": shown.own_mark and shown.own_mark.on + WARNED_FOR,
        "may_mark": bool(shown.contact.customer) and (shown.any_said or shown.left is not None),
        "mark_url": _url("mark", key),
        "unmark_url": _url("unmark", key),
        "scripts": shown.scripts,
        "happening": [(value, words, value == case) for value, words in HAPPENING],
        "pick_url": _url("pick", key),
        "done_url": _url("done", key),
    }


def way_for(rung: Rung, shown: LadderShown, case: str) -> dict[str, Any]:
    """Give one step: its words, how it stands, and what can be pressed."""
    way = rung.way
    label = (
        _("%(label)s (you may skip this)") % {"label": way.label} if way.optional and not rung.is_said else way.label
    )
    state = "said" if rung.is_said else "next" if rung.is_next and shown.any_said else ""
    return {
        "purpose_label": label,
        "say": way.say,
        "note": way.then,
        "state": state,
        "actions": list(_actions(rung, shown, case)),
    }


def _actions(rung: Rung, shown: LadderShown, case: str) -> list[dict[str, Any]]:
    key, step = shown.contact.key, [("case", case), ("step", rung.way.id)]
    if rung.leads_to == "end":
        return [_leaving(key, "end", _("End this contact"))]
    if rung.leads_to == "forward" and shown.destinations:
        choice = {
            "name": "to",
            "label": _("To whom"),
            "options": [(each.key, each.name) for each in shown.destinations],
        }
        return [_leaving(key, "forward", _("Pass it on")) | {"choice": choice}]
    if rung.is_said:
        return [{"url": _url("unsay", key), "label": _("I did not say it"), "fields": step, "is_main": False}]
    return [{"url": _url("take_step", key), "label": _("I have said it"), "fields": step, "is_main": rung.is_next}]


def _leaving(key: UUID, action: str, label: str) -> dict[str, Any]:
    fields = [("key", uuid4()), ("action", action)]
    return {"url": _url("leave", key), "label": label, "fields": fields, "is_main": True}


def _url(name: str, contact: UUID) -> str:
    return reverse(f"exits:{name}", args=[contact])
