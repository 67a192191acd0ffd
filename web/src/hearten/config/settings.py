"""Every setting, driven by the environment. Any secret may come from a file: set ``NAME_FILE`` to its path.

``ENVIRONMENT`` lists each variable with its default and a sentence; a test holds ``docs/reference/settings.md`` to it.
"""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from hearten.config import storage

storage.load_safe_sqlite()

from django.utils.csp import CSP  # noqa: E402 - Django must not be imported before the SQLite swap
from django.utils.translation import gettext_lazy as _  # noqa: E402

from hearten.ui.assets import tree_digest  # noqa: E402

ENVIRONMENT: dict[str, tuple[str, str]] = {
    "HEARTEN_DATA": ("./var", "Folder for the database, the secret key and logs. Must be on a local disk."),
    "HEARTEN_KEYS": ("", "File of the key store, apart from the database; keys.sqlite3 in HEARTEN_DATA when empty."),
    "HEARTEN_DATABASE_URL": ("", "postgresql://user:password@host:port/name, or empty for SQLite in HEARTEN_DATA."),
    "HEARTEN_SECRET_KEY": ("", "Signs sessions. Made on first start and kept in HEARTEN_DATA when empty."),
    "HEARTEN_AUDIT_KEY": (
        "",
        "Ties the audit chain together. Made on first start and kept in HEARTEN_DATA when empty.",
    ),
    "HEARTEN_CUSTOMER_KEY": (
        "",
        "Hashes customers' ids, which are never kept. Made on first use and kept in HEARTEN_DATA when empty.",
    ),
    "HEARTEN_HOSTS": ("localhost,127.0.0.1,[::1]", "Host names this installation answers to, by commas."),
    "HEARTEN_ORIGINS": ("", "Origins behind a proxy that may send forms, such as https://hearten.example.com."),
    "HEARTEN_DOCK_ORIGINS": ("", "Origins that may show the dock in a panel, such as https://crm.example.com."),
    "HEARTEN_HTTPS": ("0", "1 when browsers reach this installation by HTTPS: cookies are then sent by HTTPS only."),
    "HEARTEN_TRUST_PROXY": ("0", "1 when a proxy of yours sets X-Forwarded-Proto and X-Forwarded-For."),
    "HEARTEN_ZONE": ("UTC", "Time zone of people who have not chosen one."),
    "HEARTEN_MAIL_URL": ("", "smtp://user:password@host:port for invitations by mail, or empty for links only."),
    "HEARTEN_CENTRE_NUMBER": ("", "The telephone number to call when nobody on shift can be reached."),
    "HEARTEN_WORKER": ("1", "0 where `hearten worker` does the work in processes of its own, and serve shall do none."),
    "HEARTEN_OUTGOING_PORTS": ("80,443,8080,8443", "Ports that events may be sent to, by commas."),
    "HEARTEN_BACKUPS": (
        "",
        "Folder for backups by the schedule, best on another disk. Empty: only by `hearten backup`.",
    ),
    "HEARTEN_BACKUP_MINUTES": (
        "1440",
        "How often the schedule makes a backup. 15 loses a quarter of an hour at worst.",
    ),
    "HEARTEN_BACKUP_RECIPIENT": ("", "age recipient (age1…) that backups are encrypted for. Keep its key elsewhere."),
    "HEARTEN_METRICS_TOKEN": ("", "Bearer token for /metrics. Empty: only this machine itself may read it."),
    "HEARTEN_DEMO": ("0", "1 for the demo centre: fictional people and one-click sign-in. Never with real people."),
    "HEARTEN_DEBUG": ("0", "1 for developers: detailed error pages. Never with real people."),
    "HEARTEN_LOG_LEVEL": ("WARNING", "How much the server says of itself: DEBUG, INFO, WARNING or ERROR."),
    "HEARTEN_LOG_FORMAT": ("plain", "json for one JSON object a line, for a log collector; or plain."),
}


def read(name: str) -> str:
    """Give a variable's value, from ``NAME``, the file ``NAME_FILE`` names, or its default."""
    file = os.environ.get(f"{name}_FILE")
    if file:
        return Path(file).read_text(encoding="utf-8").strip()
    return os.environ.get(name, ENVIRONMENT[name][0])


def read_list(name: str) -> list[str]:
    """Give a variable that holds several values, by commas."""
    return [part.strip() for part in read(name).split(",") if part.strip()]


def kept_secret(folder: Path) -> str:
    """Give the secret key of this installation, making it once, readable by its owner only."""
    file = folder / "secret.key"
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return file.read_text(encoding="ascii")
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secrets.token_urlsafe(48))
    return file.read_text(encoding="ascii")


def database(url: str, folder: Path) -> dict[str, object]:
    """Turn a database URL, or none, into Django's dictionary."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": folder / "hearten.sqlite3",
            "ATOMIC_REQUESTS": False,
            "OPTIONS": storage.sqlite_options(),
            "TEST": {"NAME": folder / "test.sqlite3"},
        }
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "ATOMIC_REQUESTS": False,
        "CONN_MAX_AGE": 0,
        # Room enough that a dozen who wait for a lock leave some for those who only read; after the timeout comes a
        # 503, which means: ask again.
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 20, "timeout": 15.0}} | query,
    }


BASE = Path(__file__).resolve().parent.parent
DATA = Path(read("HEARTEN_DATA")).resolve()
DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
DEMO = read("HEARTEN_DEMO") == "1"
DEBUG = read("HEARTEN_DEBUG") == "1"
HTTPS = read("HEARTEN_HTTPS") == "1"

SECRET_KEY = read("HEARTEN_SECRET_KEY") or kept_secret(DATA)
BACKUPS = read("HEARTEN_BACKUPS")
BACKUP_MINUTES = int(read("HEARTEN_BACKUP_MINUTES"))
BACKUP_RECIPIENT = read("HEARTEN_BACKUP_RECIPIENT")
METRICS_TOKEN = read("HEARTEN_METRICS_TOKEN")
AUDIT_KEY = read("HEARTEN_AUDIT_KEY")  # empty: hearten.audit.keys makes and keeps one
CUSTOMER_KEY = read("HEARTEN_CUSTOMER_KEY")  # empty: hearten.staffing.customers makes and keeps one
ALLOWED_HOSTS = read_list("HEARTEN_HOSTS")
CSRF_TRUSTED_ORIGINS = read_list("HEARTEN_ORIGINS")
DOCK_ORIGINS = read_list("HEARTEN_DOCK_ORIGINS")
CENTRE_NUMBER = read("HEARTEN_CENTRE_NUMBER")
TRUST_PROXY = read("HEARTEN_TRUST_PROXY") == "1"
if TRUST_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "hearten.people",  # before allauth, so that its pages speak in our voice
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "hearten.ui",
    "hearten.work",
    "hearten.live",
    "hearten.words",
    "hearten.seal",
    "hearten.blocks",
    "hearten.staffing",
    "hearten.audit",
    "hearten.listening",
    "hearten.gameplan",
    "hearten.selftalk",
    "hearten.press",
    "hearten.support",
    "hearten.support.exits",
    "hearten.support.after",
    "hearten.support.ledger",
    "hearten.support.price",
    "hearten.integrations",
    "hearten.integrations.channels",
    "hearten.keeping",
    "hearten.health",
    "hearten.demo",
    "hearten.config",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "hearten.ui.static_files.StaticFiles",
    "hearten.ui.middleware.headers",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "hearten.people.middleware.session_rules",
    "hearten.people.middleware.PolicyMiddleware",
    "hearten.people.acting.acting",
    "hearten.live.middleware.cursor",
    "hearten.people.middleware.viewer_zone",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "hearten.people.framing.Framing",
]
ROOT_URLCONF = "hearten.config.urls"
ASGI_APPLICATION = "hearten.config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "hearten.ui.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "hearten.ui.templatetags.hearten"],
        },
    },
]
FORM_RENDERER = "hearten.ui.forms.Renderer"
DATABASES = {"default": database(read("HEARTEN_DATABASE_URL"), DATA)}
_keys = Path(read("HEARTEN_KEYS") or DATA / "keys.sqlite3").resolve()
KEY_STORE: dict[str, Any] = {
    "NAME": _keys,
    "INIT": storage.sqlite_options()["init_command"],
    "BACKUPS": _keys.parent / "key-backups",
}

AUTH_USER_MODEL = "people.Person"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_ADAPTER = "hearten.people.signin.InvitedOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SESSION_REMEMBER = True  # for SESSION_COOKIE_AGE; a shared desk is locked or signed out, not remembered less
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # it would invite them to sign up
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
# A whole centre may share one address (ip); an account (key) stands 100 wrong guesses a day from everywhere together.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "60/m/ip,2000/d/ip,5/5m/key,100/d/key",
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
    "reset_password": "20/m/ip,3/h/key",
    "reset_password_from_key": "20/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if TRUST_PROXY else 0
SECOND_STEP_REQUIRED = not DEMO  # of leads and administrators
ACCOUNT_FORMS = {
    "login": "hearten.people.signin_forms.SignIn",
    "reauthenticate": "hearten.people.signin_forms.ProveByPassword",
    "change_password": "hearten.people.signin_forms.ChangePassword",
    "set_password": "hearten.people.signin_forms.SetPassword",
    "reset_password": "hearten.people.signin_forms.AskForReset",
    "reset_password_from_key": "hearten.people.signin_forms.ResetPassword",
}
MFA_ADAPTER = "hearten.people.signin.SecondStep"
MFA_FORMS = {
    "authenticate": "hearten.people.signin_forms.SecondStepCode",
    "reauthenticate": "hearten.people.signin_forms.ProveByCode",
    "activate_totp": "hearten.people.signin_forms.SetUpAuthenticator",
    "add_webauthn": "hearten.people.signin_forms.AddPasskey",
    "edit_webauthn": "hearten.people.signin_forms.RenamePasskey",
    "authenticate_webauthn": "hearten.people.signin_forms.SecondStepKey",
    "login_webauthn": "hearten.people.signin_forms.SignInByPasskey",
    "reauthenticate_webauthn": "hearten.people.signin_forms.ProveByPasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Hearten"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

# In the database, so that limits hold over all processes and restarts. The table is made by a migration of people.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "people_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
# In the database, in the transaction of the change. Any queue name will do.
TASKS = {"default": {"BACKEND": "hearten.work.backend.DatabaseBackend", "QUEUES": []}}
WORKER_INSIDE = read("HEARTEN_WORKER") == "1"
OUTGOING_PORTS = frozenset(int(port) for port in read_list("HEARTEN_OUTGOING_PORTS"))
SESSION_ENGINE = "hearten.people.session_store"
SESSION_COOKIE_AGE = 12 * 60 * 60  # a shift: the dock lives that long, private pages lock after ten idle minutes
SESSION_EXPIRE_AT_BROWSER_CLOSE = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
# A panel in another site's page gets no Lax cookie. Only where the administrator named such origins, and by HTTPS.
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "None" if DOCK_ORIGINS and HTTPS else "Lax"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "hearten.ui.views.csrf_failure"

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    "style-src": [CSP.SELF, CSP.NONCE],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "manifest-src": [CSP.SELF],
    "worker-src": [CSP.SELF],
    "frame-src": [CSP.SELF],
    "media-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"
PEOPLE_ZONE = read("HEARTEN_ZONE")

# The address of every static file carries a digest of them all: browsers may keep them for ever.
STATIC_URL = f"/static/{tree_digest(BASE)}/"
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 0 if DEBUG else 31536000

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
MAILERS: dict[str, dict[str, object]] = {"default": {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}}
if read("HEARTEN_MAIL_URL"):
    _mail = urlsplit(read("HEARTEN_MAIL_URL"))
    MAILERS["default"] = {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": _mail.hostname or "localhost",
            "port": _mail.port or 587,
            "username": unquote(_mail.username or ""),
            "password": unquote(_mail.password or ""),
            "use_tls": True,
        },
    }
LOG_FORMAT = "json" if read("HEARTEN_LOG_FORMAT") == "json" else "plain"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"()": "hearten.health.logs.PlainFormatter"},
        "whole": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
        "json": {"()": "hearten.health.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "whole" if DEBUG else LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": read("HEARTEN_LOG_LEVEL")},
}
