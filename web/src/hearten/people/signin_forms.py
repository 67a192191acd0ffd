"""allauth's forms with our words: labels above, no placeholder in their stead."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.utils.translation import gettext_lazy as _


class PlainWords:
    """Takes placeholders away and puts our labels and hints in."""

    labels: dict[str, Any] = {}  # noqa: RUF012 - read only
    hints: dict[str, Any] = {}  # noqa: RUF012 - read only

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]
        for name, field in fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")


PASSWORD_HINT = _("At least 12 characters. Several words that mean something to you alone are easy to keep.")
CODE_HINT = _("Six figures from your authenticator, or one of your recovery codes.")

NO_ANSWER = _("This key did not answer as a key does. Try again.")
STUMBLES = (AttributeError, KeyError, TypeError, ValueError)
MOST_OF_A_CREDENTIAL = 65_536  # characters; real ones have some 2,000, with attestation up to 20,000
DEEPEST = 16


def is_deep(text: str) -> bool:
    """Say whether brackets nest deeper than any real answer's. Those in strings count too: real ones hold none."""
    depth = most = 0
    for sign in text:
        depth += (sign in "[{") - (sign in "]}")
        most = max(most, depth)
    return most > DEEPEST


class SignIn(PlainWords, account.LoginForm):  # type: ignore[misc]
    """Address and password."""

    labels = {"login": _("E-mail address"), "password": _("Password")}  # noqa: RUF012


class ProveByPassword(PlainWords, account.ReauthenticateForm):  # type: ignore[misc]
    """The password again."""

    labels = {"password": _("Password")}  # noqa: RUF012


class ChangePassword(PlainWords, account.ChangePasswordForm):  # type: ignore[misc]
    """Old and new password."""

    labels = {  # noqa: RUF012
        "oldpassword": _("Present password"),
        "password1": _("New password"),
        "password2": _("New password again"),
    }
    hints = {"password1": PASSWORD_HINT}  # noqa: RUF012


class SetPassword(PlainWords, account.SetPasswordForm):  # type: ignore[misc]
    """A first password for somebody who signs in without one."""

    labels = {"password1": _("New password"), "password2": _("New password again")}  # noqa: RUF012
    hints = {"password1": PASSWORD_HINT}  # noqa: RUF012


class AskForReset(PlainWords, account.ResetPasswordForm):  # type: ignore[misc]
    """The address of somebody who forgot the password."""

    labels = {"email": _("E-mail address")}  # noqa: RUF012


class ResetPassword(PlainWords, account.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password by mailed link."""

    labels = {"password1": _("New password"), "password2": _("New password again")}  # noqa: RUF012
    hints = {"password1": PASSWORD_HINT}  # noqa: RUF012


class SecondStepCode(PlainWords, mfa.AuthenticateForm):  # type: ignore[misc]
    """The code at sign-in."""

    labels = {"code": _("Code")}  # noqa: RUF012
    hints = {"code": CODE_HINT}  # noqa: RUF012


class ProveByCode(PlainWords, mfa.ReauthenticateForm):  # type: ignore[misc]
    """The code again."""

    labels = {"code": _("Code")}  # noqa: RUF012
    hints = {"code": CODE_HINT}  # noqa: RUF012


class SetUpAuthenticator(PlainWords, totp.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator."""

    labels = {"code": _("Code")}  # noqa: RUF012
    hints = {"code": _("The six figures your authenticator shows now.")}  # noqa: RUF012


class CredentialField(forms.JSONField):
    """What a key answered, as JSON. Bounded and never deep, so that no answer can exhaust the parser."""

    def to_python(self, value: Any) -> Any:
        """Decode, or say that it is no answer."""
        if isinstance(value, str) and (len(value) > MOST_OF_A_CREDENTIAL or is_deep(value)):
            raise forms.ValidationError(NO_ANSWER, code="invalid")
        return super().to_python(value)

    def bound_data(self, data: Any, initial: Any) -> Any:  # noqa: ARG002 - Django's signature
        """Show nothing of a refused answer again: the next one is another."""
        return initial

    def prepare_value(self, value: Any) -> str:  # noqa: ARG002 - Django's signature
        """Begin empty."""
        return ""


class AnyAnswer:
    """Turns away whatever is no answer of a key; the library stumbles over some with a KeyError."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField(widget=forms.HiddenInput)  # type: ignore[attr-defined]

    def clean_credential(self) -> Any:
        """Ask the library, and take its stumbling for a no."""
        try:
            return super().clean_credential()  # type: ignore[misc]
        except STUMBLES:
            raise forms.ValidationError(NO_ANSWER, code="invalid") from None


class SecondStepKey(AnyAnswer, webauthn.AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A key at sign-in, after the password."""


class SignInByPasskey(AnyAnswer, webauthn.LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey alone."""


class ProveByPasskey(AnyAnswer, webauthn.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey again."""


class AddPasskey(PlainWords, webauthn.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey or a security key."""

    labels = {"name": _("Name"), "passwordless": _("Sign in with this key alone")}  # noqa: RUF012
    hints = {  # noqa: RUF012
        "name": _("So that you know which one it is, such as “Work laptop”."),
        "passwordless": _("No password needed then. The key asks for your fingerprint, face or PIN itself."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """Ask the library, and take its stumbling for a no."""
        try:
            cleaned: dict[str, Any] = super().clean()
        except STUMBLES:
            raise forms.ValidationError(NO_ANSWER, code="invalid") from None
        return cleaned


class RenamePasskey(PlainWords, webauthn.EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a key."""

    labels = {"name": _("Name")}  # noqa: RUF012
