"""The form of a version of the pathways page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hearten.support.after.rules.pathway import compare, read


class PathwayForm(forms.Form):
    """A version of the pathways page, with the reason for the change."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    begun_at = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    text = forms.CharField(
        label=_("The page"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text=_("A line that begins with # is a heading. A line that begins with - is a step."),
    )
    because = forms.CharField(
        label=_("Why you change it"), max_length=300, help_text=_("Everybody here can read it, beside what changed.")
    )

    def __init__(self, *args: object, current: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.current = current

    def clean_text(self) -> str:
        """Take a page that has something in it and says something new."""
        text: str = self.cleaned_data["text"].replace("\r\n", "\n").strip()
        if not any(section.title for section in read(text)):
            raise forms.ValidationError(_("Give it at least one heading: a line that begins with #."))
        if not compare(self.current, text):
            raise forms.ValidationError(_("This reads like the version in force. Nothing was saved."))
        return text
