"""What the desk sends about a way out. No form has a field for a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hearten.support.exits.models import Action, Destination, ForWhom
from hearten.words.shapes import ANY, KINDS

#: What an agent may say is happening, whether it was heard or not: value, the kind and level of its ladder, the words.
HAPPENING = (
    ("rambling.0", _("They go round in circles")),
    ("demand.0", _("They want what I cannot give")),
    ("escalation.0", _("They want somebody above me")),
    ("frustration.1", _("They are angry, not at me")),
    ("profanity.1", _("They swear, not at me")),
    ("insult.2", _("They insult me")),
    ("threat.3", _("They threaten")),
    ("identity_attack.3", _("They attack who I am")),
    ("sexual_harassment.3", _("They harass me sexually")),
    ("distress.0", _("They may be in danger")),
    (f"{ANY}.2", _("Something else that has to stop")),
)


class CaseField(forms.CharField):
    """A kind and a level, written ``insult.2``."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> tuple[str, int]:
        """Give the kind and the level."""
        kind, _dot, level = super().clean(value).partition(".")
        if kind not in (*KINDS, ANY) or level not in {"0", "1", "2", "3"}:
            raise forms.ValidationError(_("This is not one of the ladders."))
        return kind, int(level)


class PickForm(forms.Form):
    """What is happening, in the agent's own judgement."""

    case = CaseField(label=_("What is happening"), widget=forms.Select(choices=HAPPENING))


class StepForm(forms.Form):
    """A step of a ladder."""

    case = CaseField()
    step = forms.CharField(max_length=80, widget=forms.HiddenInput)


class LeaveForm(forms.Form):
    """End a contact or pass it on. The key is made by the browser, so that a retry is one exit."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    action = forms.ChoiceField(choices=Action, widget=forms.HiddenInput)
    to = forms.ModelChoiceField(queryset=Destination.objects.none(), to_field_name="key", required=False)

    def __init__(self, *args: Any, destinations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = destinations  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask to whom where it is passed on; forget to whom where it is ended."""
        cleaned = super().clean() or {}
        if cleaned.get("action") == Action.FORWARD and not cleaned.get("to") and "to" not in self.errors:
            self.add_error("to", _("Choose to whom."))
        if cleaned.get("action") == Action.END:
            cleaned["to"] = None
        return cleaned


PLACE = _("Place in the list")


class DestinationForm(forms.Form):
    """Somebody whom contacts may be passed on to."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("What people here call it, such as “Duty desk”.")
    )
    address = forms.RegexField(
        r"^[A-Za-z0-9_+*#.:@/-]+$",
        label=_("Address"),
        max_length=120,
        help_text=_("The number, queue or id that the phone system passes it on to, without spaces."),
        error_messages={"invalid": _("Write it without spaces: letters, digits and + * # . : @ / - only.")},
    )
    place = forms.IntegerField(label=PLACE, min_value=0, max_value=999, initial=1)


class HelpLineForm(forms.Form):
    """A help line."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    whom = forms.ChoiceField(label=_("Whom it is for"), choices=ForWhom, widget=forms.RadioSelect)
    name = forms.CharField(label=_("Name"), max_length=120)
    reach = forms.CharField(label=_("How it is reached"), max_length=200, help_text=_("A number or an address."))
    note = forms.CharField(label=_("Hours, languages, or what else to know"), max_length=200, required=False)
    place = forms.IntegerField(label=PLACE, min_value=0, max_value=999, initial=1)


class NoticeForm(forms.Form):
    """A letter to a caller about their conduct."""

    subject = forms.CharField(label=_("Subject"), max_length=200)
    text = forms.CharField(label=_("Text"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 18}))


class AppealForm(forms.Form):
    """A caller who appeals against having been noted as warned."""

    source = forms.ChoiceField(label=_("Where the caller's number comes from"))
    customer = forms.CharField(
        label=_("The customer's number there"),
        max_length=200,
        help_text=_("As your customer system has it. It is not kept: only its hash is looked for."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, sources: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = sources  # type: ignore[attr-defined]
