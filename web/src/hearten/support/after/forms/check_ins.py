"""Forms of a check-in: whom to ask, and when."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hearten.people.models import Person
from hearten.support.after.forms.fields import ColleagueField, WallClock
from hearten.support.after.rules.check_ins import WHICH, Which, is_far_enough

TOO_FAR = _("Choose a time to come, within three months.")


class AskForm(forms.Form):
    """A person, and one time or two."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    companion = ColleagueField(
        label=_("With whom"), help_text=_("Somebody you like to talk with. They are asked, and can say no.")
    )
    days = WallClock(
        label=_("In about three days"),
        required=False,
        help_text=_("20 minutes. Leave it empty if you want only the other."),
    )
    month = WallClock(label=_("In about a month"), required=False, help_text=_("20 minutes."))

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["companion"].of(viewer)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Take at least one time, and none that is past or far away."""
        data: dict[str, Any] = super().clean() or {}
        for which, at in self.times.items():
            if not is_far_enough(at, now=timezone.now()):
                self.add_error(which, TOO_FAR)
        if not self.errors and not self.times:
            self.add_error("days", _("Choose a time for one of the two at least."))
        return data

    @property
    def times(self) -> dict[Which, datetime]:
        """Give the times that were chosen."""
        return {which: at for which in WHICH if (at := self.cleaned_data.get(which))}


class MoveForm(forms.Form):
    """Another time."""

    starts_at = WallClock(label=_("New time"))

    def clean_starts_at(self) -> datetime:
        """Take a time to come."""
        at: datetime = self.cleaned_data["starts_at"]
        if not is_far_enough(at, now=timezone.now()):
            raise forms.ValidationError(TOO_FAR)
        return at
