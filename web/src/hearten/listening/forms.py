"""What the desk sends."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hearten.listening.models import Announce


class DeskForm(forms.Form):
    """How the desk should behave for its owner."""

    announce = forms.ChoiceField(
        label=_("When a cue arrives"),
        choices=Announce,
        widget=forms.RadioSelect,
        help_text=_("It always appears quietly on the desk. A screen reader shares your headset with the call."),
    )
    shortcuts = forms.BooleanField(
        label=_("Single keys work on the desk"),
        required=False,
        help_text=_(
            "M asks for a moment, C copies the phrase, 1 to 9 open a way out, D puts the cue away, L locks the desk. "
            "Never while you type."
        ),
    )
