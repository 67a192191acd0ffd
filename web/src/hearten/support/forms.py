"""What browsers send: a key and nothing about why; whom somebody would like as a buddy; how long moments are."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hearten.people.models import Person
from hearten.support.models import OfferFrom
from hearten.support.rules import LONGEST, SHORTEST, SHORTEST_AFTER_ABUSE

MINUTE = 60


class MomentForm(forms.Form):
    """The key is made by the browser, so that a retry after a dropped line asks only once."""

    key = forms.UUIDField(widget=forms.HiddenInput)


class HandForm(MomentForm):
    """The same for a hand that goes up."""


class BuddyField(forms.ModelChoiceField):  # type: ignore[type-arg] # generic in the stubs only
    """Names people as they are called."""

    def label_from_instance(self, obj: Any) -> str:
        """Give the name."""
        return str(obj.name)


class BuddyForm(forms.Form):
    """Whom to ask after the lead."""

    buddy = BuddyField(
        label=_("Your buddy"),
        queryset=Person.objects.none(),
        to_field_name="key",
        empty_label=_("Choose somebody of your team"),
        help_text=_("They are asked whether they want to be. You and they can end it at any time, without a word."),
    )

    def __init__(self, *args: Any, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["buddy"].queryset = people  # type: ignore[attr-defined]


class ReachingForm(forms.Form):
    """How a hand reaches this person beyond the page."""

    browser = forms.BooleanField(
        label=_("Show a notification of this browser"),
        required=False,
        help_text=_("It says that a hand is up and names nobody: others may see your screen."),
    )
    sound = forms.BooleanField(label=_("Play one short, soft sound"), required=False)


class MomentsForm(forms.Form):
    """How long moments are. A centre may give more than the least, and not less."""

    usual_minutes = forms.IntegerField(
        label=_("Minutes of a moment"),
        min_value=int(SHORTEST.total_seconds()) // MINUTE,
        max_value=int(LONGEST.total_seconds()) // MINUTE,
    )
    after_abuse_minutes = forms.IntegerField(
        label=_("Minutes after an abusive contact"),
        min_value=int(SHORTEST_AFTER_ABUSE.total_seconds()) // MINUTE,
        max_value=int(LONGEST.total_seconds()) // MINUTE,
        help_text=_("After a threat, an attack on who somebody is, or sexual harassment."),
    )
    offer_from = forms.TypedChoiceField(label=_("A moment is offered, too"), choices=OfferFrom.choices, coerce=int)

    def clean(self) -> dict[str, Any]:
        """Keep the one after abuse from being the shorter one."""
        data = super().clean() or {}
        usual, after = data.get("usual_minutes"), data.get("after_abuse_minutes")
        if usual and after and after < usual:
            self.add_error("after_abuse_minutes", _("A moment after abuse cannot be shorter than any other one."))
        return data


class TeamMomentsForm(MomentsForm):
    """The same for one team, which may also go by what holds for the centre."""

    follows_centre = forms.BooleanField(label=_("This team goes by what holds for the centre"), required=False)
    field_order = ("follows_centre",)
