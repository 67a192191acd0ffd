"""Put the gameplan into words for its templates."""

from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.forms import BaseForm
from django.http import Http404, HttpRequest

from hearten.gameplan import labels, queries
from hearten.gameplan.kinds import TRIGGER
from hearten.gameplan.marks import key_for
from hearten.gameplan.queries import Called
from hearten.gameplan.rules.drawing import NARROW, WIDE, draw
from hearten.gameplan.rules.fired import Fired, Record, record_of, records
from hearten.gameplan.rules.kinds import TRIGGER_KINDS
from hearten.gameplan.rules.plans import Plan, kinds_shown
from hearten.gameplan.rules.roadmaps import PLACES, QUESTIONS, Road, Roadmap
from hearten.gameplan.rules.triggers import Trigger
from hearten.people.models import PersonRequest
from hearten.staffing.contacts import Course

__all__ = ["TRIGGER"]
NOWHERE = UUID(int=0)


def or_404[Found](found: Found | None) -> Found:
    """Give what was found, or answer that it is not there."""
    if found is None:
        raise Http404
    return found


def key_of(text: str) -> UUID:
    """Read a key from an address; one that names nothing where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return NOWHERE


def one_line(text: str) -> str:
    """Give the first line of an answer."""
    return text.strip().split("\n", 1)[0]


def minutes(at_ms: int) -> str:
    """Give a place in a contact as minutes and seconds."""
    return f"{at_ms // 60_000}:{at_ms // 1000 % 60:02d}"


# --- plans


def plans(found: Sequence[Plan], said: Sequence[Fired]) -> list[dict[str, Any]]:
    """Give plans with their records."""
    told = records(said)
    return [plan(each, record_of(told, each.key)) for each in found]


def plan(each: Plan, record: Record) -> dict[str, Any]:
    """Give one plan: its sentence, what calls it up, and how it did."""
    return {
        "key": each.key,
        "moment": each.moment,
        "act": each.act,
        "is_card": each.is_card,
        "kinds": [labels.KINDS[kind] for kind in kinds_shown(each)],
        "signals": [labels.signal_label(signal) for signal in sorted(each.signals)],
        "level": labels.LEVELS[each.from_level] if each.called_up_by else "",
        "is_called": bool(each.called_up_by),
        "answers": record.answers,
        "counts": [(answer, labels.ANSWERS[answer], number) for answer, number in record.counts],
        "advice": labels.ADVICE.get(record.advice, ""),
    }


def called(found: Sequence[Called], request: PersonRequest | HttpRequest) -> list[dict[str, Any]]:
    """Give the plans that contacts called up, with what can be said of each."""
    keys = [key_for(request, "fired", each.plan.key, each.contact) for each in found]
    answered = queries.answered(request.user, keys) if keys else frozenset()  # type: ignore[arg-type]
    return [
        {
            "plan": each.plan,
            "contact": each.contact,
            "heard": labels.signal_label(each.signal),
            "began_at": each.began_at,
            "is_answered": key in answered,
            "answers": labels.ANSWERS.items(),
        }
        for each, key in zip(found, keys, strict=True)
    ]


# --- the log


def triggers(found: Sequence[Trigger]) -> dict[str, Any]:
    """Give the log: its lines, and how many of each kind."""
    counted = Counter(each.kind for each in found)
    most = max(counted.values(), default=1)
    return {
        "lines": [trigger(each) for each in found],
        "kinds": [
            (labels.KINDS[kind], counted[kind], round(100 * counted[kind] / most))
            for kind in TRIGGER_KINDS
            if counted[kind]
        ],
    }


def trigger(each: Trigger) -> dict[str, Any]:
    """Give one line."""
    return {
        "key": each.key,
        "kind": labels.KINDS[each.kind],
        "heard": labels.signal_label(each.heard) if each.heard else "",
        "level": each.level,
        "what": each.what,
        "on": each.on,
        "at": each.at,
        "contact": each.contact,
    }


# --- roadmaps


def drawings(road: Road, turn_at: int) -> list[dict[str, Any]]:
    """Give a road drawn for a wide and for a narrow place: letters keep their size in both."""
    return [{"size": size, "road": draw(road, turn_at, box)} for size, box in (("wide", WIDE), ("narrow", NARROW))]


def turn_in(form: BaseForm) -> int:
    """Give where the turn stands in a form, as typed if that is a place at all."""
    value = form["turn_at"].value()
    return min(int(value), PLACES) if str(value).isdecimal() else PLACES // 2


def answers(roadmap: Roadmap) -> list[tuple[str, Any, str]]:
    """Give the answers with their questions, the name of the roadmap aside."""
    return [
        (question, labels.QUESTIONS[question][0], roadmap.answers[question])
        for question in QUESTIONS
        if question != "about" and roadmap.answers[question]
    ]


def heard_in(course: Course | None) -> list[dict[str, Any]]:
    """Give what was heard in a contact, numbered as in the drawing, with the words as long as they are kept."""
    heard = course.heard if course else ()
    return [
        {"number": number, "at": minutes(each.at_ms), "what": labels.signal_label(each.kind), "words": each.words}
        for number, each in enumerate(heard, start=1)
    ]


def heard_on(roadmap: Roadmap, course: Course | None) -> list[dict[str, Any]]:
    """Give the same for a roadmap: the words are looked up where the contact is still kept, and nowhere else."""
    words = {(each.at_ms, each.kind): each.words for each in course.heard} if course else {}
    return [
        {
            "number": number,
            "at": minutes(mark.at_ms),
            "what": labels.signal_label(mark.signal),
            "words": words.get((mark.at_ms, mark.signal), ()),
        }
        for number, mark in enumerate(roadmap.road.marks, start=1)
    ]


def contacts(found: Sequence[Course], *, chosen: str) -> list[dict[str, Any]]:
    """Give contacts to choose from: when, where, and what was heard."""
    return [
        {
            "key": each.key,
            "began_at": each.began_at,
            "queue": each.queue,
            "level": each.level,
            "heard": ", ".join(dict.fromkeys(str(labels.signal_label(heard.kind)) for heard in each.heard)),
            "is_chosen": str(each.key) == chosen,
        }
        for each in found
    ]


def thanks(found: Sequence[Course]) -> list[dict[str, Any]]:
    """Give contacts in which the viewer was thanked, with the words."""
    return [
        {
            "contact": str(each.key),
            "began_at": each.began_at,
            "queue": each.queue,
            "words": [words for heard in each.heard if heard.kind == "thanks" for words in heard.words],
        }
        for each in found
    ]
