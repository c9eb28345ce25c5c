"""The product's settings, with the outbox taken out."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults.direct.apps.DirectConfig"]
