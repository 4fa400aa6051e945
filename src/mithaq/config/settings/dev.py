"""A person's own machine: `./dev run`."""

import os

from mithaq.config.settings.base import *  # noqa: F403 - settings are layered by Django's own convention

# Off unless asked: people who try the product see its own error pages. `./dev run --debug` asks.
DEBUG = bool(os.environ.get("MITHAQ_DEBUG"))
SECRET_KEY = SECRET_KEY or "development-only-not-a-secret"  # noqa: F405 - from base
