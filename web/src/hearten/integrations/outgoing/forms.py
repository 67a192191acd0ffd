"""What an administrator says about a receiver."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hearten.integrations.models import Source
from hearten.integrations.outgoing.addresses import BadAddressError, parse_target
from hearten.integrations.outgoing.catalogue import (
    COVERED,
    EXIT_ASKED,
    MOMENT_OVER,
    MOMENT_STARTED,
    OFFERED,
    TIME_COVERED,
)

IN_WORDS = {
    MOMENT_STARTED: _("A moment begins: which agent, and until when. Never why."),
    MOMENT_OVER: _("An agent is back: which agent."),
    TIME_COVERED: _("Time counts as worked, for adherence: which agent, from when until when. Never why."),
    EXIT_ASKED: _("A contact should be ended or passed on: which contact, and to which address of your list."),
    COVERED: _("A contact is covered, for quality and workforce management: which contact. Never whose, never why."),
}
PROBLEMS = {
    "bad_url": _("Write the whole address, such as https://phone.example.com/hearten, in plain letters and digits."),
    "not_https": _("The address must begin with https://. Plain http is possible only on your own network."),
    "port": _("This port is not on the list of ports that events may go to (HEARTEN_OUTGOING_PORTS)."),
    "address_refused": _("This address is on your own network or reserved. Tick the box below if that is meant."),
}


class SourceField(forms.ModelChoiceField):  # type: ignore[type-arg] # generic in the stubs only
    """Names a source as people here do."""

    def label_from_instance(self, obj: Any) -> str:
        """Give the name an administrator gave it."""
        return str(obj.name)


class ReceiverForm(forms.Form):
    """A receiver to be made or changed."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("What people here call the system, such as “Phone system”.")
    )
    url = forms.CharField(
        label=_("Address"), max_length=500, help_text=_("Where it takes events: https, and no redirects.")
    )
    source = SourceField(
        label=_("Whose agent ids it knows"),
        queryset=Source.objects.none(),
        to_field_name="key",
        empty_label=None,
        help_text=_("Agents are named by the ids of this source, and only agents of this source are told of."),
    )
    event_types = forms.MultipleChoiceField(
        label=_("What it is told"),
        choices=[(event.name, IN_WORDS[event]) for event in OFFERED],
        widget=forms.CheckboxSelectMultiple,
    )
    allow_inside = forms.BooleanField(
        label=_("It is on our own network"),
        required=False,
        help_text=_(
            "Lets this one receiver have a private address, and plain http. Addresses where clouds keep their keys "
            "stay refused."
        ),
    )

    def __init__(self, *args: Any, sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse an address that nothing could be sent to."""
        cleaned = super().clean() or {}
        try:
            parse_target(
                cleaned.get("url", ""), ports=settings.OUTGOING_PORTS, allow_inside=bool(cleaned.get("allow_inside"))
            )
        except BadAddressError as error:
            if cleaned.get("url"):
                self.add_error("url", ValidationError(PROBLEMS[error.code]))
        return cleaned
