"""The door of the demo centre."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from hearten.demo import gameplan, signin
from hearten.people.policy import PUBLIC, policy


class SignInForm(forms.Form):
    """Whom to sign in as."""

    key = forms.UUIDField(widget=forms.HiddenInput)


@policy(GET=PUBLIC)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody of the demo centre, one button each."""
    try:
        return render(request, "demo/people.html", {"cast": signin.cast(), "passphrase": gameplan.PASSPHRASE})
    except signin.NotInDemo:
        raise Http404 from None


@policy(POST=PUBLIC)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of them."""
    form = SignInForm(request.POST)
    if not form.is_valid():
        return redirect("demo:people")
    try:
        person = signin.sign_in_as(request, form.cleaned_data["key"])
    except signin.NotInDemo:
        raise Http404 from None
    return redirect("/" if person else "demo:people")
