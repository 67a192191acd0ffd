"""Forms about shifts. Fields bear the names of the verbs' parameters."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hearten.people import zones
from hearten.people.models import Person, Team
from hearten.people.queries import all_teams
from hearten.staffing import labels, queries
from hearten.staffing.models import Shift, ShiftRole
from hearten.staffing.rules.importing import FIELDS, Columns
from hearten.staffing.rules.table import MOST_BYTES
from hearten.staffing.rules.times import LONGEST, BadTime, resolve
from hearten.staffing.week import zone_here

LABELS = {
    "person": _("Person's e-mail address"),
    "role": _("Role on shift"),
    "team": _("Team"),
    "date": _("Date"),
    "starts": _("Start"),
    "ends": _("End"),
    "external_id": _("Id of the shift"),
}
ORDERS = [("ymd", _("2026-03-29")), ("dmy", _("29.03.2026 or 29/03/2026")), ("mdy", _("03/29/2026"))]
LOCAL = "%Y-%m-%dT%H:%M"


def local_input() -> forms.DateTimeInput:
    """Make the browser's own field for date and time."""
    return forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL)


class NaiveDateTimeField(forms.DateTimeField):
    """A wall clock's time, kept naive: what it means is for the zone to say."""

    def to_python(self, value: Any) -> datetime | None:
        """Read it without making it aware."""
        if value in self.empty_values:
            return None
        try:
            return datetime.strptime(str(value)[:16], LOCAL)  # noqa: DTZ007 - naive on purpose
        except ValueError:
            raise ValidationError(_("Give a date and a time.")) from None

    def prepare_value(self, value: Any) -> Any:
        """Show an aware time by the viewer's clock."""
        return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


class ShiftForm(forms.Form):
    """One shift by hand, in the zone of whoever plans it."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none(), to_field_name="key")
    role = forms.ChoiceField(label=_("Role on this shift"), choices=ShiftRole.choices)
    team = forms.ModelChoiceField(
        label=_("Team"),
        queryset=Team.objects.none(),
        to_field_name="key",
        required=False,
        empty_label=_("The person's own team"),
    )
    starts_at = NaiveDateTimeField(label=_("Starts"), widget=local_input())
    ends_at = NaiveDateTimeField(label=_("Ends"), widget=local_input())

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = queries.people_who_may_be_on(viewer)  # type: ignore[attr-defined]
        self.fields["team"].queryset = all_teams()  # type: ignore[attr-defined]
        zone = zone_here().key
        self.fields["starts_at"].help_text = _("By the clock of %(zone)s.") % {"zone": zone}

    @classmethod
    def of(cls, shift: Shift, data: Any, *, viewer: Person) -> "ShiftForm":
        """Fill the form with a shift that is there."""
        initial = {
            "key": shift.key,
            "person": shift.person.key,
            "role": shift.role,
            "team": shift.team.key if shift.team else None,
            "starts_at": shift.starts_at,
            "ends_at": shift.ends_at,
        }
        return cls(data, initial=initial, viewer=viewer)

    def clean(self) -> dict[str, Any]:
        """Say what the clocks make of both times."""
        data = super().clean() or {}
        for name, is_end in (("starts_at", False), ("ends_at", True)):
            if data.get(name):
                data[name] = self._instant(name, data[name], is_end=is_end)
        starts, ends = data.get("starts_at"), data.get("ends_at")
        if starts and ends and ends <= starts:
            self.add_error("ends_at", _("This is before the start. A shift past midnight ends on the next day."))
        elif starts and ends and ends - starts > LONGEST:
            self.add_error("ends_at", labels.say("too_long"))
        if data.get("person") and not data.get("team"):
            data["team"] = data["person"].team
        return data

    def _instant(self, name: str, local: datetime, *, is_end: bool) -> datetime | None:
        zone = zone_here()
        try:
            return resolve(local, zone, is_end=is_end).at
        except BadTime:
            self.add_error(name, _("The clocks go forward and skip this time. Take one before or after."))
            return None


class FileForm(forms.Form):
    """The file to import."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV with a header, as your planning system exports it. 50,000 lines at most."),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )

    def clean_file(self) -> Any:
        """Keep what is too large from being read at all."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(labels.say("too_big"))
        return file


class ColumnsForm(forms.Form):
    """Which column holds what, and how dates and times are meant."""

    zone = forms.ChoiceField(label=_("Times are by the clock of"), choices=zones.choices)
    order = forms.ChoiceField(label=_("Dates are written like"), choices=ORDERS)

    def __init__(self, *args: Any, header: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FIELDS:
            choices = [("", _("Not in this file")), *((column, column) for column in header)]
            self.fields[name] = forms.ChoiceField(label=LABELS[name], choices=choices, required=False)
        self.order_fields([*FIELDS, "zone", "order"])
        self.fields["date"].help_text = _("Where start and end hold a time only.")

    @classmethod
    def of(cls, columns: Columns, data: Any, *, header: tuple[str, ...]) -> "ColumnsForm":
        """Fill the form with columns that were chosen or guessed."""
        initial = {**columns.columns, "zone": columns.zone, "order": columns.order}
        return cls(data, initial=initial, header=header)

    def columns(self) -> Columns:
        """Give what was chosen."""
        chosen = {name: self.cleaned_data[name] for name in FIELDS if self.cleaned_data[name]}
        return Columns(chosen, self.cleaned_data["zone"], self.cleaned_data["order"])
