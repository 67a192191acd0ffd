"""Forms of the interval plan. Fields bear the names of the verbs' parameters."""

from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hearten.people import zones
from hearten.people.models import Team
from hearten.people.queries import all_teams
from hearten.staffing.forms import ORDERS, FileForm, NaiveDateTimeField, local_input
from hearten.staffing.rules.importing import Columns
from hearten.staffing.rules.times import BadTime, resolve
from hearten.staffing.week import zone_here
from hearten.support.price.models import QueuePlan
from hearten.support.price.rules.price import MOST_ERLANGS
from hearten.support.price.rules.reading import FIELDS, LONGEST_HANDLING, MOST_STAFF, Expected

LABELS = {
    "date": _("Date"),
    "starts": _("Start of the interval"),
    "contacts": _("Contacts expected"),
    "handling": _("Average handling time"),
    "staff": _("Staff planned"),
}
LENGTHS = [(15, _("15 minutes")), (30, _("30 minutes")), (60, _("60 minutes"))]
__all__ = ["ColumnsForm", "FileForm", "IntervalForm", "PlanForm"]


class PlanForm(forms.Form):
    """A queue, and what its plan takes for granted."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(label=_("Queue"), max_length=80)
    team = forms.ModelChoiceField(
        label=_("Team that serves it"),
        queryset=Team.objects.none(),
        to_field_name="key",
        required=False,
        empty_label=_("Everybody who is on"),
        help_text=_("Where no staff is typed, it is counted from the shifts of this team."),
    )
    minutes = forms.TypedChoiceField(label=_("Length of an interval"), choices=LENGTHS, coerce=int)
    target = forms.IntegerField(label=_("Service level wanted, in per cent"), min_value=1, max_value=99)
    within = forms.IntegerField(label=_("answered within so many seconds"), min_value=0, max_value=3600)
    patience = forms.IntegerField(
        label=_("Patience of customers, in seconds on average"),
        min_value=1,
        max_value=36_000,
        required=False,
        help_text=_("Left empty, nobody hangs up (Erlang C). With a figure, some do (Erlang A)."),
    )
    moments_per_100_hours = forms.FloatField(
        label=_("Moments planned, per 100 hours of work"),
        min_value=0,
        max_value=500,
        help_text=_("A figure of your own to plan with. Hearten keeps no count of moments that it could offer here."),
    )
    moment_minutes = forms.IntegerField(label=_("Length of a moment, in minutes"), min_value=1, max_value=60)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = all_teams()  # type: ignore[attr-defined]

    @classmethod
    def of(cls, plan: QueuePlan, data: Any) -> "PlanForm":
        """Fill the form with a plan that is there."""
        initial = {name: getattr(plan, name) for name in cls.base_fields}
        return cls(data, initial=initial | {"team": plan.team.key if plan.team else None})


class IntervalForm(forms.Form):
    """One interval, typed. Typing the same one again replaces it."""

    starts_at = NaiveDateTimeField(label=_("Interval begins"), widget=local_input())
    contacts = forms.FloatField(label=_("Contacts expected in it"), min_value=0, max_value=1_000_000)
    handling = forms.FloatField(
        label=_("Average handling time, in seconds"), min_value=1, max_value=float(LONGEST_HANDLING)
    )
    staff = forms.FloatField(
        label=_("Staff planned"),
        min_value=0,
        max_value=float(MOST_STAFF),
        required=False,
        help_text=_("Left empty, it is counted from the shifts."),
    )

    def __init__(self, *args: Any, plan: QueuePlan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._plan = plan
        zone = zone_here().key
        self.fields["starts_at"].help_text = _("By the clock of %(zone)s.") % {"zone": zone}

    def clean_starts_at(self) -> datetime:
        """Say which instant is meant."""
        local = self.cleaned_data["starts_at"]
        if local.minute % self._plan.minutes if self._plan.minutes < 60 else local.minute:
            raise ValidationError(_("No interval of this plan begins then."))
        try:
            return resolve(local, zone_here(), is_end=False).at.astimezone(UTC)
        except BadTime:
            raise ValidationError(_("The clocks go forward and skip this time.")) from None

    def clean(self) -> dict[str, Any]:
        """Refuse what no queue of one centre can be."""
        data = super().clean() or {}
        if data.get("contacts", 0) * data.get("handling", 0) / (self._plan.minutes * 60) > MOST_ERLANGS:
            self.add_error("contacts", _("More than a queue of one centre can be."))
        return data

    def expected(self) -> Expected:
        """Give what was typed."""
        data = self.cleaned_data
        return Expected(data["starts_at"], data["contacts"], data["handling"], data["staff"])


class ColumnsForm(forms.Form):
    """Which column holds what, and how dates and times are meant."""

    zone = forms.ChoiceField(label=_("Times are by the clock of"), choices=zones.choices)
    order = forms.ChoiceField(label=_("Dates are written like"), choices=ORDERS)

    def __init__(self, *args: Any, header: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in FIELDS:
            choices = [("", _("Not in this file")), *((column, column) for column in header)]
            self.fields[name] = forms.ChoiceField(label=LABELS[name], choices=choices, required=False)

    @classmethod
    def of(cls, columns: Columns, data: Any, *, header: tuple[str, ...]) -> "ColumnsForm":
        """Fill the form with columns chosen before."""
        return cls(data, initial={**columns.columns, "zone": columns.zone, "order": columns.order}, header=header)

    def columns(self) -> Columns:
        """Give what was chosen."""
        chosen = {name: self.cleaned_data[name] for name in FIELDS if self.cleaned_data[name]}
        return Columns(chosen, self.cleaned_data["zone"], self.cleaned_data["order"])
