"""Fields that several forms have: a colleague by name, a wall clock of the viewer's."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hearten.people.colleagues import colleague, colleagues_of
from hearten.people.models import Person
from hearten.staffing.week import zone_here
from hearten.support.after.rules.check_ins import instant

YEARS = range(2000, 2100)


class WallClock(forms.Field):
    """A day and time as the viewer's clock shows it; gives the moment it means."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "900"}, format="%Y-%m-%dT%H:%M")

    def to_python(self, value: Any) -> datetime | None:
        """Read what the browser sent."""
        if not value:
            return None
        try:
            local = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).strip())
        except ValueError:
            local = None
        if local is None or local.tzinfo is not None or local.year not in YEARS:
            raise forms.ValidationError(_("Write a day and a time."))
        at = instant(local, zone_here())
        if at is None:
            raise forms.ValidationError(_("The clocks are put forward over this hour. Choose another."))
        return at

    def prepare_value(self, value: Any) -> Any:
        """Show a moment as the viewer's clock does; what was typed stays as it is."""
        if isinstance(value, datetime) and value.tzinfo is not None:
            return timezone.localtime(value).replace(tzinfo=None)
        return value


class ColleagueField(forms.ChoiceField):
    """Somebody who works here. ``of`` says whose colleague; gives the person."""

    def of(self, viewer: Person) -> None:
        """Offer everybody but the viewer."""
        self.viewer = viewer
        listed = [(str(each.key), _label(each)) for each in colleagues_of(viewer)]
        self.choices = [("", _("Choose a person")), *listed]

    def clean(self, value: Any) -> Person | None:
        """Give the person that was chosen."""
        key = super().clean(value)
        return colleague(self.viewer, key) if key else None


def _label(person: Person) -> str:
    return f"{person.name}, {person.team.name}" if person.team else person.name
