"""A person's own machine: `./dev run`."""

from mithaq.config.settings.base import *  # noqa: F403 - settings are layered by Django's own convention

DEBUG = True
SECRET_KEY = SECRET_KEY or "development-only-not-a-secret"  # noqa: F405
