"""Sign-in and the person's own security, included under ``accounts/``.

allauth's own ``urls`` would bring signing up, managing addresses and social accounts along: we name what we include.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from hearten.people import views

View = Callable[..., HttpResponse]


def new_key(view: View) -> View:
    """Give the session a new key after a change of how the person signs in, and after each proof of who they are."""

    @wraps(view)
    def with_new_key(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and response.status_code == 302 and request.user.is_authenticated:
            request.session.cycle_key()
        return response

    return with_new_key


urlpatterns = [
    path("login/", account.login, name="account_login"),
    path("logout/", views.sign_out, name="account_logout"),
    path("reauthenticate/", new_key(account.reauthenticate), name="account_reauthenticate"),
    path("password/change/", new_key(account.password_change), name="account_change_password"),
    path("password/set/", new_key(account.password_set), name="account_set_password"),
    path("password/reset/", views.needs_mail(account.password_reset), name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("password/reset/key/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("security/", mfa.index, name="mfa_index"),
    path("security/authenticate/", mfa.authenticate, name="mfa_authenticate"),
    path("security/reauthenticate/", new_key(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("security/totp/activate/", new_key(totp.activate_totp), name="mfa_activate_totp"),
    path("security/totp/deactivate/", new_key(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("security/codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("security/codes/generate/", recovery_codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("security/codes/download/", recovery_codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("security/passkeys/", webauthn.list_webauthn, name="mfa_list_webauthn"),
    path("security/passkeys/add/", new_key(webauthn.add_webauthn), name="mfa_add_webauthn"),
    path("security/passkeys/login/", webauthn.login_webauthn, name="mfa_login_webauthn"),
    path(
        "security/passkeys/reauthenticate/",
        new_key(webauthn.reauthenticate_webauthn),
        name="mfa_reauthenticate_webauthn",
    ),
    path(
        "security/passkeys/<int:pk>/remove/",
        new_key(views.unless_last(webauthn.remove_webauthn)),
        name="mfa_remove_webauthn",
    ),
    path("security/passkeys/<int:pk>/edit/", webauthn.edit_webauthn, name="mfa_edit_webauthn"),
]
