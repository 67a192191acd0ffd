"""What is recorded: deeds of administrators and leads, each with the facts it may carry.

No deed of an agent is on this page, and none may come to it: writing, pausing, asking and answering are nobody's
business. A fact is a code, a number or a list of codes; names are looked up when the page is shown, so that the chain
need not be cut when a person is erased.
"""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hearten.audit.rules import Fact, is_code

#: Name of the deed → what the page says, and the names of its facts. The part before the dot is what it is about.
DEEDS: dict[str, tuple[str | Promise, frozenset[str]]] = {
    "person.added": (_("Added a person"), frozenset({"roles"})),
    "person.changed": (_("Changed a person"), frozenset({"fields", "roles_before", "roles_after"})),
    "person.deactivated": (_("Ended a person's access"), frozenset()),
    "person.reactivated": (_("Gave a person access again"), frozenset()),
    "person.invited": (_("Made an invitation"), frozenset()),
    "person.uninvited": (_("Took an invitation back"), frozenset()),
    "person.exported": (_("Took a person's data out for them"), frozenset()),
    "person.erased": (_("Erased a person"), frozenset()),
    "people.imported": (_("Imported people from a file"), frozenset({"added", "already_here", "teams"})),
    "team.added": (_("Added a team"), frozenset()),
    "team.changed": (_("Changed a team"), frozenset({"fields"})),
    "source.added": (_("Added a source"), frozenset({"source", "kind"})),
    "source.changed": (_("Changed a source"), frozenset({"source", "fields"})),
    "source.let_in": (_("Let a source in"), frozenset({"source"})),
    "source.shut_out": (_("Shut a source out"), frozenset({"source"})),
    "source.secret_replaced": (_("Began to replace a secret"), frozenset({"source"})),
    "source.rotation_finished": (_("Ended the old secret"), frozenset({"source"})),
    "source.token_replaced": (_("Replaced a token"), frozenset({"source"})),
    "source.agent_matched": (_("Matched an agent id"), frozenset({"source"})),
    "source.agent_unmatched": (_("Took a match of an agent id away"), frozenset({"source"})),
    "caller.unmarked": (_("Removed what was noted about a caller, after an appeal"), frozenset()),
    "shift.added": (_("Added a shift"), frozenset()),
    "shift.changed": (_("Changed a shift"), frozenset()),
    "shift.removed": (_("Removed a shift"), frozenset()),
    "shifts.imported": (_("Imported shifts from a file"), frozenset({"added", "changed"})),
    "interval_plan.added": (_("Added an interval plan"), frozenset()),
    "interval_plan.changed": (_("Changed an interval plan"), frozenset()),
    "interval_plan.removed": (_("Removed an interval plan"), frozenset()),
    "interval_plan.forecast_imported": (_("Imported a forecast from a file"), frozenset({"added", "changed"})),
    "words.changed": (_("Changed the words of the house"), frozenset({"action", "item", "version"})),
    "pathway.changed": (_("Changed the pathways page"), frozenset({"version"})),
    "setting.changed": (_("Changed a setting"), frozenset({"setting", "fields"})),
    "backup.made": (_("Made a backup"), frozenset({"bytes", "encrypted"})),
    "backup.restored": (_("Restored a backup"), frozenset({"made_at", "replayed", "back_to"})),
}


def groups() -> list[str]:
    """Name what deeds are about, in the order of the page: person, people, team, source and so on."""
    return list(dict.fromkeys(name.partition(".")[0] for name in DEEDS))


def check(name: str, facts: Mapping[str, Fact]) -> None:
    """Refuse what may not be recorded. Raises KeyError for an unknown deed, ValueError for facts it may not carry."""
    _label, allowed = DEEDS[name]
    if unknown := set(facts) - allowed:
        raise ValueError(f"{name} carries no {', '.join(sorted(unknown))}")
    for fact, value in facts.items():
        values = value if isinstance(value, list) else [value]
        if not all(is_code(each) for each in values):
            raise ValueError(f"{name}, {fact}: a code or a number is recorded, never text")
