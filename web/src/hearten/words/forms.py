"""Forms about the house's words. Fields bear the names of the verbs' parameters."""

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from hearten.words.actions import Draft
from hearten.words.checks import lint_line
from hearten.words.models import Sort
from hearten.words.shapes import ANY, CHANNELS, KINDS, PURPOSES, Phrase

KIND_LABELS = {
    "insult": _("Insult"),
    "profanity": _("Swearing"),
    "threat": _("Threat"),
    "identity_attack": _("Attack on who somebody is"),
    "sexual_harassment": _("Sexual harassment"),
    "demand": _("Demand out of proportion"),
    "escalation": _("Wants a manager"),
    "rambling": _("Rambling"),
    "frustration": _("Frustration"),
    "distress": _("Distress"),
    ANY: _("Anything"),
}
LEVEL_LABELS = {"0": _("0 calm"), "1": _("1 heated"), "2": _("2 hostile"), "3": _("3 abusive")}
CHANNEL_LABELS = {"voice": _("Voice"), "chat": _("Chat"), "email": _("E-mail")}
PURPOSE_LABELS = {
    "acknowledge": _("Acknowledge"),
    "restate": _("Restate"),
    "ask": _("Ask"),
    "transition": _("Transition"),
    "yes_no": _("Question with two answers"),
    "limit": _("Limit"),
    "warning": _("Warning"),
    "forward": _("Pass on"),
    "closing": _("Closing"),
}
KIND_CHOICES = [(kind, KIND_LABELS[kind]) for kind in (*KINDS, ANY)]
CHANNEL_CHOICES = [(channel, CHANNEL_LABELS[channel]) for channel in CHANNELS]
PURPOSE_CHOICES = [(purpose, PURPOSE_LABELS[purpose]) for purpose in PURPOSES]


class ReasonForm(forms.Form):
    """A decision about words, with its reason for everybody to read."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    because = forms.CharField(label=_("Why"), max_length=300, help_text=_("Everybody here can read it."))


class SearchForm(forms.Form):
    """What the list is narrowed to. Sent by GET."""

    q = forms.CharField(label=_("Words"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("What was heard"), required=False, choices=[("", _("All")), *KIND_CHOICES])
    level = forms.ChoiceField(label=_("Level"), required=False, choices=[("", _("All")), *LEVEL_LABELS.items()])
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[("", _("All")), *CHANNEL_CHOICES])
    purpose = forms.ChoiceField(label=_("What it does"), required=False, choices=[("", _("All")), *PURPOSE_CHOICES])


class PhraseForm(ReasonForm):
    """A phrase."""

    text = forms.CharField(label=_("Say"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}))
    why = forms.CharField(label=_("Why these words"), max_length=300, help_text=_("One line for whoever says them."))
    kind = forms.ChoiceField(label=_("What was heard"), choices=KIND_CHOICES)
    level = forms.ChoiceField(label=_("Level"), choices=list(LEVEL_LABELS.items()))
    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNEL_CHOICES)
    purpose = forms.ChoiceField(label=_("What it does"), choices=PURPOSE_CHOICES)
    keep = forms.BooleanField(required=False, widget=forms.HiddenInput, label=_("Keep these words all the same"))
    field_order = ("text", "keep", "why", "kind", "level", "channel", "purpose", "because", "key")

    def clean_text(self) -> str:
        """Ask the positivity lint, and say why and what to write. It may be wrong, so the writer has the last word."""
        text: str = self.cleaned_data["text"]
        found = lint_line(text)
        if found and not self["keep"].value():
            self.fields["keep"].widget = forms.CheckboxInput()
            raise forms.ValidationError([f"“{each.words}”: {each.why} {each.instead}" for each in found])
        return text

    def draft(self, item: str, language: str) -> Draft:
        """Give what was written as a draft of an item."""
        data: dict[str, Any] = {name: self.cleaned_data[name] for name in ("text", "why", "kind", "channel", "purpose")}
        return Draft(Sort.PHRASE.value, item, language, level=int(self.cleaned_data["level"]), **data)


class MineForm(forms.Form):
    """A phrase of one's own."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("Say"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}))
    kind = forms.ChoiceField(label=_("What was heard"), choices=KIND_CHOICES)
    level = forms.ChoiceField(label=_("Level"), choices=list(LEVEL_LABELS.items()))
    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNEL_CHOICES)
    purpose = forms.ChoiceField(label=_("What it does"), choices=PURPOSE_CHOICES)

    def phrase(self) -> Phrase:
        """Give what was written."""
        data: dict[str, Any] = {name: self.cleaned_data[name] for name in ("text", "kind", "channel", "purpose")}
        return Phrase("", level=int(self.cleaned_data["level"]), why="", **data)


class InsteadForm(forms.Form):
    """What one said instead of a phrase."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(label=_("What I said instead"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}))


class LintForm(forms.Form):
    """Words to ask the lint about."""

    text = forms.CharField(max_length=8000)


class ScriptForm(ReasonForm):
    """A script: its steps, and polite ways to end a call that has turned."""

    title = forms.CharField(label=_("Name"), max_length=120)
    channel = forms.ChoiceField(label=_("Channel"), choices=CHANNEL_CHOICES)
    queue = forms.CharField(
        label=_("Queue"),
        required=False,
        max_length=120,
        help_text=_("As the desk shows it, such as “Refunds”. Empty: offered for every queue."),
    )
    text = forms.CharField(
        label=_("Steps"), max_length=8000, widget=forms.Textarea(attrs={"rows": 8}), help_text=_("One step per line.")
    )
    endings = forms.CharField(
        label=_("Polite ways to end a call that has turned"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One per line. At least one: nobody should have to look for it then."),
    )
    field_order = ("title", "channel", "queue", "text", "endings", "because", "key")

    def draft(self, item: str, language: str) -> Draft:
        """Give what was written as a draft of an item."""
        data: dict[str, Any] = {
            name: self.cleaned_data[name] for name in ("title", "channel", "queue", "text", "endings")
        }
        return Draft(Sort.SCRIPT.value, item, language, **data)


class OwnForm(ReasonForm):
    """The centre's own version of words that ship, under the id they have for ever."""

    sort: ClassVar[Sort]
    parts: ClassVar[tuple[str, ...]]

    def draft(self, item: str, language: str) -> Draft:
        """Give what was written as a draft of an item."""
        data: dict[str, Any] = {name: self.cleaned_data[name] for name in self.parts}
        return Draft(self.sort.value, item, language, self.channel_of(item), **data)

    def channel_of(self, _item: str) -> str:
        """Give the channel of an item."""
        return "any"


class WayForm(OwnForm):
    """A step of a ladder, in one channel: what the button is called, and the words."""

    sort, parts = Sort.WAY, ("title", "text", "why")
    title = forms.CharField(label=_("What the desk calls it"), max_length=60)
    text = forms.CharField(label=_("Say"), max_length=600, widget=forms.Textarea(attrs={"rows": 3}))
    why = forms.CharField(label=_("Why these words"), max_length=300, help_text=_("One line for whoever says them."))
    field_order = ("title", "text", "why", "because", "key")

    def channel_of(self, item: str) -> str:
        """Give the channel a step is said in."""
        return item.rpartition(".")[2]


class StepsForm(OwnForm):
    """What to do first where somebody may be in danger."""

    sort, parts = Sort.STEPS, ("title", "text", "why")
    title = forms.CharField(label=_("What it is about"), max_length=120)
    text = forms.CharField(
        label=_("Steps"), max_length=4000, widget=forms.Textarea(attrs={"rows": 10}), help_text=_("One step per line.")
    )
    why = forms.CharField(label=_("Why these steps"), max_length=300)
    field_order = ("title", "text", "why", "because", "key")


class NoticeForm(OwnForm):
    """The letter to a caller about their conduct."""

    sort, parts = Sort.NOTICE, ("title", "text", "endings")
    title = forms.CharField(label=_("Subject"), max_length=120)
    text = forms.CharField(
        label=_("Text"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("[date] and [contact] are filled in; other [gaps] by whoever prepares it."),
    )
    endings = forms.CharField(
        label=_("How to appeal"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("It stands in every notice: where to write, until when, and who looks at it."),
    )
    field_order = ("title", "text", "endings", "because", "key")
