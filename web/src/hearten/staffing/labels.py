"""The codes of the rules in words. A test asks that every code has one."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    # who leads now
    "lead_on_shift": _("lead on shift"),
    "deputy_stands_in": _("deputy, stands in"),
    "here_without_shift": _("the team's lead, here without a shift"),
    "lead_of_another_team": _("lead on shift in another team"),
    "here": _("here"),
    "in_a_contact": _("in a contact"),
    "nobody_on_shift": _("No lead and no deputy is on shift."),
    "all_away": _("Everybody who could lead has said that they are away."),
    "centre_number": _("The centre's own number answers."),
    "no_number": _("The centre has not named a number yet; an administrator can."),
    # a time
    "not_a_date": _("No date we can read"),
    "not_a_time": _("No time we can read"),
    "no_time": _("A date without a time"),
    "skipped": _("The clocks skip this time"),
    "ends_first": _("Ends before it starts"),
    "too_long": _("Longer than 24 hours"),
    # a line
    "no_person": _("No address of a person"),
    "unknown_person": _("Nobody here has this address"),
    "unknown_role": _("Not a role: lead, deputy or agent"),
    "unknown_team": _("There is no such team"),
    "id_too_long": _("The id is longer than 100 characters"),
    "same_id_twice": _("The same shift stands in an earlier line"),
    "too_many_cells": _("More cells than the header has"),
    # taken, with something to know
    "overlaps": _("Overlaps with a shift of the same person in line"),
    "starts_twice": _("The clocks show this start twice; the first was taken"),
    "ends_twice": _("The clocks show this end twice; the second was taken"),
    # the file
    "too_big": _("The file is larger than 20 MB. Split it by weeks."),
    "empty": _("The file is empty."),
    "not_text": _("This is not a text file. Export it as CSV."),
    "no_rows": _("The file has a header and no lines below it."),
    "same_header_twice": _("Two columns have the same header. Rename one of them."),
    "too_many_rows": _("The file has more than 50,000 lines. Split it by weeks."),
    "quotes": _("A quotation mark opens and never closes, so the lines cannot be told apart."),
    "latin_1": _(
        "The file is not UTF-8. It was read as Western European (Latin-1): look whether names with accents are right."
    ),
    # the columns
    "person_missing": _("Say which column holds the person's address."),
    "starts_missing": _("Say which column holds the start."),
    "ends_missing": _("Say which column holds the end."),
    "order_unknown": _("Say in which order day, month and year stand."),
}


def say(code: str) -> str:
    """Give a code in words; a column that is no longer in the file is named by its field."""
    if code in WORDS:
        return str(WORDS[code])
    return str(_("A column chosen earlier is not in this file."))
