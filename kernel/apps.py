"""The kernel's app: after every migration, triggers and privileges are made what they must be."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.apps import apps as live
from django.apps.registry import Apps
from django.core import checks
from django.db.models.signals import post_migrate

from kernel import history


def sync_history(*, using: str, apps: Apps | None = None, **kwargs: Any) -> None:
    """After `migrate` (the models it ended with are in `apps`), and after `flush` (which names none)."""
    history.sync(using=using, apps=apps or live)


def check_history(*, databases: Sequence[str] | None = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """`check --deploy --database default`. Not with every check: `migrate` checks first, and is the cure."""
    return [
        checks.Error(what, hint="Run migrate as the owner of the tables.", id="kernel.E001")
        for using in databases or ()
        for what in history.problems(using=using)
    ]


class KernelConfig(AppConfig):
    name = "kernel"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        post_migrate.connect(sync_history, sender=self)
        checks.register(check_history, "history", deploy=True)
