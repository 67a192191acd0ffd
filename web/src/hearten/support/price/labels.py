"""The codes of a forecast's file in words; those it shares with files of shifts are said there."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hearten.staffing import labels

WORDS: dict[str, str | Promise] = {
    "same_interval_twice": _("The same interval stands in an earlier line"),
    "between_intervals": _("Does not begin where an interval of this plan begins"),
    "not_a_number": _("No number we can read"),
    "no_handling_time": _("No handling time: seconds, or minutes and seconds as 4:30, up to four hours"),
    "too_many_staff": _("More staff than a centre has"),
    "too_much": _("More contacts than a queue of one centre can have"),
    "starts_missing": _("Say which column holds the start of the interval."),
    "contacts_missing": _("Say which column holds the contacts expected."),
    "handling_missing": _("Say which column holds the average handling time."),
}


def say(code: str) -> str:
    """Give a code in words."""
    return str(WORDS[code]) if code in WORDS else labels.say(code)
