"""Settings shared by every situation. Secrets and places come from the environment."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlparse

from django.utils.translation import gettext_lazy as _

PACKAGE_DIR = Path(__file__).resolve().parents[2]
PROJECT_DIR = PACKAGE_DIR.parents[1]
# Everything that running writes: database, batches, cube, uploads, built front-end files.
DATA_DIR = Path(os.environ.get("MITHAQ_DATA_DIR", PROJECT_DIR / ".data"))
PACKS_DIR = Path(os.environ.get("MITHAQ_PACKS_DIR", PROJECT_DIR / "packs"))
FRONTEND_DIR = Path(os.environ.get("MITHAQ_FRONTEND_DIR", PROJECT_DIR / ".frontend"))
PACK = os.environ.get("MITHAQ_PACK", "ma")

SECRET_KEY = os.environ.get("MITHAQ_SECRET_KEY", "")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("MITHAQ_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",")


def database_from(url: str) -> dict[str, Any]:
    """Django's database settings for `sqlite:///path` or `postgresql://user:password@host:port/name`."""
    parts = urlparse(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",  # writers queue up instead of failing half-way
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    if parts.scheme in {"postgresql", "postgres"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
        }
    raise ValueError(f"MITHAQ_DATABASE_URL: {url!r} starts with neither sqlite:// nor postgresql://")


DATABASES = {"default": database_from(os.environ.get("MITHAQ_DATABASE_URL", f"sqlite:///{DATA_DIR}/mithaq.sqlite3"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "mithaq.web",
    "mithaq.apps.accounts",
    "mithaq.apps.audit",
    "mithaq.apps.jobs",
    "mithaq.apps.territory",
    "mithaq.apps.facts",
    "mithaq.apps.indicators",
    "mithaq.apps.plans",
    "mithaq.apps.budgets",
    "mithaq.apps.contracts",
    "mithaq.apps.reports",
    "mithaq.apps.home",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mithaq.web.middleware.ShellMiddleware",
    "mithaq.web.middleware.ContentSecurityMiddleware",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mithaq.web.context.frame",
            ],
            # Every page speaks with the same tags, so none of them has to load them.
            "builtins": [
                "mithaq.web.templatetags.mithaq",
                "mithaq.web.templatetags.mithaq_frame",
                "mithaq.web.templatetags.mithaq_data",
            ],
        },
    }
]

ROOT_URLCONF = "mithaq.config.urls"
WSGI_APPLICATION = "mithaq.config.wsgi.application"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "home:home"
LOGOUT_REDIRECT_URL = "accounts:sign-in"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("ar", _("Arabic")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE_DIR / "locale"]
USE_I18N = True
TIME_ZONE = "Africa/Casablanca"
USE_TZ = True

# The frame of the pages: sections of the navigation, pages of the guide.
SHELL_SECTIONS = "mithaq.config.navigation.SECTIONS"
GUIDE_URL = os.environ.get("MITHAQ_GUIDE_URL", "/help/{slug}/")
DOCS_DIR = Path(os.environ.get("MITHAQ_DOCS_DIR", PROJECT_DIR / "docs"))
# Where the source of the version that runs here is found; the page /source/ leads there. A changed Mithaq sets its own.
SOURCE_URL = os.environ.get("MITHAQ_SOURCE_URL", "")
CSRF_FAILURE_VIEW = "mithaq.web.views.csrf_failure"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [("vendor", FRONTEND_DIR)]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "mithaq.web.static_files.HashedFiles"},
}
MEDIA_ROOT = DATA_DIR / "files"
# Fonts for paper (TTF): the same families as on screen, Arabic included.
PRINT_FONTS_DIR = FRONTEND_DIR / "fonts-print"

# How many proxies of ours stand in front: their last entries of X-Forwarded-For say where a request comes from.
PROXIES = int(os.environ.get("MITHAQ_PROXIES", "0"))

# Sign-in: five wrong passwords close an account for half an hour, for the address they came from. Not the address
# alone: a hospital reaches us by one address, and one person's mistakes must not shut the others out. Not the account
# alone: anybody who knows a name could keep its owner out from anywhere. Trying one account from many addresses is
# stopped by the limit on the account itself (`sign_in`). Behind a proxy that MITHAQ_PROXIES does not announce, every
# request has the proxy's address: the account is then closed for everybody, which is the safe side.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_CLIENT_IP_CALLABLE = "mithaq.apps.accounts.limits.address_of"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "mithaq.apps.accounts.views.sign_in.locked_out"
AXES_ENABLE_ADMIN = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
# Roles that must have a second factor, by their code: "administrator,ministry".
TOTP_ROLES = [role for role in os.environ.get("MITHAQ_TOTP_ROLES", "").split(",") if role]

SESSION_COOKIE_AGE = 10 * 3600  # a working day
SESSION_COOKIE_NAME = "mithaq_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "mithaq_csrf"
CSRF_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"

# Long work: how long a worker may be silent before its job is taken up again, and how often it speaks.
JOB_LEASE_SECONDS = float(os.environ.get("MITHAQ_JOB_LEASE_SECONDS", "20"))
JOB_BEAT_SECONDS = JOB_LEASE_SECONDS / 10
JOB_POLL_SECONDS = 1.0
JOB_MAX_ATTEMPTS = 3

# Counters of the rate limits: files, so that all the processes of the server count together.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "limits": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA_DIR / "limits"},
}
