"""A server: everything hardened, secrets compulsory."""

from mithaq.config.settings.base import *  # noqa: F403 - settings are layered by Django's own convention

if not SECRET_KEY:  # noqa: F405 - from base
    raise RuntimeError("MITHAQ_SECRET_KEY is not set: give the server a long random secret")
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
