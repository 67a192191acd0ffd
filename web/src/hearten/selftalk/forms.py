"""Forms of self-talk. Every field of them takes the writer's own words, or what they choose about them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hearten.seal.rules import LARGEST_NOTE
from hearten.selftalk import labels
from hearten.selftalk.rules import pictures, reminders
from hearten.selftalk.rules.notes import Note, in_order, write_note
from hearten.selftalk.rules.pictures import PLACES, SCALES, Picture
from hearten_ear.wording.patterns import patterns

LONG = 6000  # characters: a page and a half


def _words(label: Any, help_text: Any = "", *, rows: int, required: bool = False, most: int = LONG) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "autocomplete": "off"})
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=most, widget=widget)


class NoteForm(forms.Form):
    """The path from what happened to how it sits now. Only the words themselves are needed."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    turn = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=999)
    situation = _words(_("What happened?"), _("As a camera would tell it. May stay empty."), rows=2)
    words = _words(
        _("What did you say to yourself?"),
        _("The sentence as it came, not as it should have been."),
        rows=3,
        required=True,
    )
    patterns = forms.MultipleChoiceField(
        label=_("What pattern do you see in it?"),
        help_text=_("None, one or several. You decide; what is suggested may be wrong."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    reframe = _words(
        _("How would you say it now?"),
        _("In your own words, as true as the first sentence, and leading further."),
        rows=3,
    )
    sits = forms.ChoiceField(
        label=_("How does it sit now?"), required=False, choices=list(labels.SITS.items()), widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["patterns"].choices = [(each.id, each.name) for each in patterns()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Take a note that fits into a sealed one."""
        data: dict[str, Any] = super().clean() or {}
        if len(write_note(self.note).encode()) > LARGEST_NOTE:
            raise forms.ValidationError(_("This is longer than a sealed note can be. Nothing was kept yet."))
        return data

    @property
    def note(self) -> Note:
        """Give the note as it was typed."""
        typed = {
            name: self.cleaned_data.get(name, "").replace("\r\n", "\n") for name in ("situation", "words", "reframe")
        }
        chosen = in_order(self.cleaned_data.get("patterns", ()))
        return Note(**typed, patterns=chosen, sits=self.cleaned_data.get("sits", ""))


class LineForm(forms.Form):
    """A line to be reminded of, and when."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    words = _words(_("The line"), rows=2, required=True, most=reminders.LONGEST)
    after_days = forms.TypedChoiceField(
        label=_("When"), coerce=int, choices=list(labels.WAITS.items()), initial=0, widget=forms.RadioSelect
    )


class PictureForm(forms.Form):
    """Three pictures, each a line in one's own words and marks between pairs of words. All may stay empty but one."""

    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for who, scales in SCALES.items():
            self.fields[who] = _words(labels.ASKS[who], rows=2, most=1000)
            for scale in scales:
                name = f"{who}.{scale}"
                left, right = labels.PAIRS[name]
                self.fields[name] = forms.TypedChoiceField(
                    label=_("%(left)s – %(right)s") % {"left": left, "right": right},
                    coerce=int,
                    empty_value=None,
                    required=False,
                    choices=[(place, f"{labels.PLACES[place]} {_end(place, left, right)}") for place in PLACES],
                    widget=forms.RadioSelect,
                )

    def clean(self) -> dict[str, Any]:
        """Take a picture that shows something."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(data.get(name) for name in self.fields if name != "key"):
            raise forms.ValidationError(_("Write a line or set a mark. Nothing was kept."))
        return data

    @property
    def picture(self) -> Picture:
        """Give the picture as it was drawn."""
        lines = {who: self.cleaned_data.get(who, "") for who in SCALES}
        return Picture(lines, {name: self.cleaned_data.get(name) or 0 for name in pictures.names()})


def _end(place: int, left: Any, right: Any) -> str:
    if place == PLACES[2]:
        return ""
    return str(left if place < PLACES[2] else right)


class ReflectionForm(forms.Form):
    """A private reflection on a core attitude."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    reflection = _words(_("Your answer"), rows=4, required=True)
