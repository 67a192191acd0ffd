"""What a browser sends when it asks for a moment: a key, and nothing about why."""

from django import forms


class MomentForm(forms.Form):
    """The key is made by the browser, so that a retry after a dropped line asks only once."""

    key = forms.UUIDField(widget=forms.HiddenInput)
