"""The WSGI application."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("STATEMENT_SECONDS", "5")  # somebody waits for the answer
django_application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018  # every view is loaded now, and not while the first caller of each process waits

from barring.api.short_way import answer_check  # noqa: E402  # the models need the application
from kernel.api.short_way import ShortWay  # noqa: E402

application = ShortWay(django_application, {"/api/v1/checks": answer_check})
