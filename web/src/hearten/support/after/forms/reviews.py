"""Forms of a learning review."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hearten.people.models import Person
from hearten.seal.rules import LARGEST_NOTE
from hearten.support.after.forms.fields import ColleagueField
from hearten.support.after.rules.review import QUESTIONS, write_review

LABELS = {
    "meant": _("What was meant to happen?"),
    "happened": _("What happened?"),
    "keep": _("What do you keep?"),
    "change": _("What do you change?"),
}
HINTS = {
    "meant": _("The outcome you or the customer were after."),
    "happened": _("What was said and done, in order. Leave out whatever you like."),
    "keep": _("Something you did that is worth doing again."),
    "change": _("One thing, small enough for the next contact."),
}


class ReviewForm(forms.Form):
    """Four questions, any of which may stay empty; not all four."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            rows = 2 if question == "meant" else 4
            self.fields[question] = forms.CharField(
                label=LABELS[question],
                help_text=HINTS[question],
                required=False,
                max_length=8000,
                widget=forms.Textarea(attrs={"rows": rows}),
            )

    def clean(self) -> dict[str, Any]:
        """Take a review that says something, and that fits into a note."""
        data: dict[str, Any] = super().clean() or {}
        text = write_review(self.answers)
        if not text:
            raise forms.ValidationError(_("Answer at least one of the four. Nothing was kept."))
        if len(text.encode()) > LARGEST_NOTE:
            raise forms.ValidationError(_("This is longer than a sealed note can be. Nothing was kept yet."))
        return data

    @property
    def answers(self) -> dict[str, str]:
        """Give what was answered, by question."""
        return {each: self.cleaned_data.get(each, "").replace("\r\n", "\n") for each in QUESTIONS}


class ShowForm(forms.Form):
    """Whom a review is shown to."""

    reader = ColleagueField(label=_("Who can read it"), help_text=_("One person. You can stop showing it at any time."))

    def __init__(self, *args: Any, viewer: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reader"].of(viewer)  # type: ignore[attr-defined]
