"""Forms of a team's debrief: what it is about, and the four things it finds out."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hearten.support.after.forms.fields import WallClock
from hearten.support.after.rules.check_ins import is_far_enough
from hearten.support.after.rules.debrief import EXPECTED, FEELINGS, FREE, PROCESS, names_in, speaks_of_feelings
from hearten.support.after.rules.review import QUESTIONS

PART_LABELS = {
    "contact": _("How contacts that turn are ended or passed on"),
    "handover": _("How contacts are handed over"),
    "safeguarding": _("The safeguarding steps"),
    "script": _("A script or the words we say"),
    "tools": _("The phone, the desk and other tools"),
    "queue": _("The queue and how it is staffed"),
}
QUESTION_LABELS = {
    "meant": _("What was meant to happen?"),
    "happened": _("What happened?"),
    "keep": _("What do we keep?"),
    "change": _("What do we change?"),
}


class CallForm(forms.Form):
    """What the team looks at, and when. Two of the answers are refused, with the reason."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    part = forms.ChoiceField(label=_("Which part of the process"), choices=list(PART_LABELS.items()))
    starts_at = WallClock(label=_("When"), help_text=_("It takes a quarter of an hour."))
    about = forms.ChoiceField(
        label=_("What it is about"),
        choices=[
            (PROCESS, _("What was done, and how the process can be better")),
            (FEELINGS, _("How people feel about it")),
        ],
        widget=forms.RadioSelect,
        initial=PROCESS,
    )
    joining = forms.ChoiceField(
        label=_("Who comes"),
        choices=[(FREE, _("Whoever wants to")), (EXPECTED, _("Everybody is expected to"))],
        widget=forms.RadioSelect,
        initial=FREE,
    )

    def clean_starts_at(self) -> datetime:
        """Take a time to come."""
        at: datetime = self.cleaned_data["starts_at"]
        if not is_far_enough(at, now=timezone.now()):
            raise forms.ValidationError(_("Choose a time to come, within three months."))
        return at


class FoundForm(forms.Form):
    """What a team found: four questions about the process. Names and feelings have no place in it."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, names: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        for question in QUESTIONS:
            self.fields[question] = forms.CharField(
                label=QUESTION_LABELS[question],
                required=False,
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 3}),
            )

    def clean(self) -> dict[str, Any]:
        """Take what is about the process."""
        data: dict[str, Any] = super().clean() or {}
        for question in QUESTIONS:
            text = data.get(question, "")
            if found := names_in(text, self.names):
                message = _("This names %(name)s. Write what was done, not who did it.")
                self.add_error(question, forms.ValidationError(message, params={"name": found[0]}))
            elif speaks_of_feelings(text):
                self.add_error(
                    question,
                    _("This says how somebody here felt. Write what was done; feelings are told to whom one likes."),
                )
        return data
