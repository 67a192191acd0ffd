"""The form with which a lead opens their door."""

from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hearten.support.after.forms.fields import WallClock
from hearten.support.after.rules.check_ins import is_far_enough

MINUTES = [(10, _("10 minutes")), (15, _("15 minutes")), (20, _("20 minutes")), (30, _("30 minutes"))]


class DoorForm(forms.Form):
    """From when, how long each, and how many after each other. There is no field for a topic, here or later."""

    starts_at = WallClock(label=_("From"))
    minutes = forms.TypedChoiceField(label=_("How long each"), coerce=int, choices=MINUTES)
    times = forms.IntegerField(label=_("How many, one after the other"), min_value=1, max_value=12)

    def clean_starts_at(self) -> datetime:
        """Take a time to come."""
        at: datetime = self.cleaned_data["starts_at"]
        if not is_far_enough(at, now=timezone.now()):
            raise forms.ValidationError(_("Choose a time to come, within three months."))
        return at
