"""What the list of entries is narrowed to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hearten.audit import deeds, queries
from hearten.people.models import Person

GROUPS = {
    "person": _("A person"),
    "people": _("Several people"),
    "team": _("Teams"),
    "shift": _("A shift"),
    "shifts": _("Several shifts"),
    "source": _("Sources and secrets"),
    "plan": _("Interval plans"),
    "caller": _("Callers"),
    "words": _("Words of the house"),
    "setting": _("Settings"),
    "backup": _("Backups"),
}


class NarrowForm(forms.Form):
    """Sent by GET, so that a list can be kept as a bookmark."""

    group = forms.ChoiceField(label=_("About"), required=False, choices=())
    by = forms.ChoiceField(label=_("Done by"), required=False, choices=())

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = [(name, GROUPS.get(name, name)) for name in deeds.groups()]
        self.fields["group"].choices = [("", _("Everything")), *groups]  # type: ignore[attr-defined]
        actors = [(str(key), name) for key, name in queries.actors_for(viewer)]
        self.fields["by"].choices = [("", _("Everybody")), *actors]  # type: ignore[attr-defined]

    def narrowing(self, before: str) -> queries.Narrowing:
        """Give what was asked for; what makes no sense narrows nothing."""
        self.is_valid()
        asked = self.cleaned_data
        number = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
        return queries.Narrowing(asked.get("group", ""), asked.get("by", ""), number)
