"""Who may use views that carry no policy themselves, by the name of their URL: allauth's, and the shell's in ``ui``."""

from hearten.people.policy import PUBLIC, SIGNED_IN, declare

# Reached before anybody is signed in: signing in, its second step, and a forgotten password.
PUBLIC_URLS = (
    "account_login",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
)
# Proving again who you are. Not private pages, as they are the way back into them; framed, as a docked panel locks too.
PROOF_URLS = ("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn")
# The person's own security, closed after ten idle minutes.
OWN_SECURITY_URLS = (
    "account_change_password",
    "account_set_password",
    "mfa_index",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_list_webauthn",
    "mfa_add_webauthn",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes",
)
# The shell may not import this package, so it lists its pages in ``ui.urls`` and a test compares.
SHELL_PUBLIC_URLS = ("ui:offline", "ui:manifest", "ui:service_worker")
SHELL_SIGNED_IN_URLS = ("ui:style", "ui:promises")


def declare_all() -> None:
    """Put them all into the registry; once, when Django is ready."""
    for name in PUBLIC_URLS:
        declare(name, params=("next",), GET=PUBLIC, POST=PUBLIC)
    for name in PROOF_URLS:
        declare(name, params=("next",), framed=True, GET=SIGNED_IN, POST=SIGNED_IN)
    for name in OWN_SECURITY_URLS:
        declare(name, params=("next",), private=True, GET=SIGNED_IN, POST=SIGNED_IN)
    for name in SHELL_PUBLIC_URLS:
        declare(name, GET=PUBLIC)
    for name in SHELL_SIGNED_IN_URLS:
        declare(name, GET=SIGNED_IN)
