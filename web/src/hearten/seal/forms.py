"""What people type about their seal. Nothing typed here is ever shown again or written to a log."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hearten.people.models import Person
from hearten.seal.rules import BadCode, judge_passphrase, read_code

WHY_NOT = {
    "short": _("Use at least twelve characters, or the six words above."),
    "same_characters": _("Use more different characters, or the six words above."),
    "few_words": _("Of words from our list, take six. Anybody can read the list."),
    "known": _("This is mostly your name or address. Choose something nobody would try."),
    "sign_in": _("This is the password you sign in with. The server sees that one each day; choose another."),
}


def _secret(label: Any, *, autocomplete: str, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete, "spellcheck": "false", "autocapitalize": "none"})
    return forms.CharField(label=label, max_length=500, strip=False, widget=widget, help_text=help_text)


class PassphraseForm(forms.Form):
    """The passphrase that opens."""

    passphrase = _secret(_("Passphrase"), autocomplete="off")


class NewPassphraseForm(forms.Form):
    """A new passphrase, twice."""

    new = _secret(
        _("New passphrase"), autocomplete="off", help_text=_("The six words above, or twelve characters of your own.")
    )
    again = _secret(_("The same once more"), autocomplete="off")

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_new(self) -> str:
        """Refuse what is quickly guessed, and what the server sees anyway."""
        typed: str = self.cleaned_data["new"]
        known = [*self.person.name.split(), *self.person.email.replace("@", ".").split("."), "hearten"]
        because = judge_passphrase(typed, known=known).because
        if not because and self.person.check_password(typed):
            because = "sign_in"
        if because:
            raise ValidationError(WHY_NOT[because])
        return typed

    def clean(self) -> dict[str, Any]:
        """Refuse two that differ."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if "new" in given and "again" in given and given["new"] != given["again"]:
            self.add_error("again", _("The two are not the same."))
        return given


class SetUpForm(NewPassphraseForm):
    """Setting up asks for one thing more: that the person has read what cannot be undone."""

    understood = forms.BooleanField(
        label=_("I know that nobody can open my notes if I lose both the passphrase and the recovery code"),
        error_messages={"required": _("Tick this when you have read it: nobody here can help you then.")},
    )


class ChangeForm(NewPassphraseForm):
    """Old and new passphrase."""

    passphrase = _secret(_("Present passphrase"), autocomplete="off")
    field_order = ("passphrase", "new", "again")


class RecoverForm(NewPassphraseForm):
    """The printed code and a new passphrase."""

    code = forms.CharField(
        label=_("Recovery code"),
        max_length=80,
        help_text=_("Seven groups of four, as printed."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
    )
    field_order = ("code", "new", "again")

    def clean_code(self) -> str:
        """Find a slip of the pen before anything is tried."""
        typed: str = self.cleaned_data["code"]
        try:
            read_code(typed)
        except BadCode:
            raise ValidationError(_("This is no recovery code as we print them. Compare letter by letter.")) from None
        return typed


class TakeInForm(forms.Form):
    """A file of exported notes."""

    file = forms.FileField(label=_("File"), help_text=_("The JSON file you exported at the other installation."))


class EraseForm(forms.Form):
    """Erasing asks for one tick; there is no way back."""

    sure = forms.BooleanField(
        label=_("Erase all my sealed notes and desk cards for good"),
        error_messages={"required": _("Tick this if you are sure. There is no way back.")},
    )
