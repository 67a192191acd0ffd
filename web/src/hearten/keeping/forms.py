"""The one form of this area: making sure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hearten.people.models import Person


class EraseForm(forms.Form):
    """Asks for one's own address: a press of a button is too little for what cannot be undone."""

    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("The one you sign in with, so that this cannot happen by a slip."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        self.person = person
        super().__init__(*args, **kwargs)

    def clean_email(self) -> str:
        """Take this person's address, in any case."""
        email: str = self.cleaned_data["email"].strip().lower()
        if email != self.person.email:
            raise forms.ValidationError(_("This is not your address. Nothing was erased."))
        return email
