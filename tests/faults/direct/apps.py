"""Puts a manager in the place of the outbox's that keeps no row and gives the message to Celery."""

from __future__ import annotations

import uuid
from typing import Any

from celery import shared_task
from django.apps import AppConfig
from django.db import transaction


@shared_task(name="tests.faults.direct.deliver", acks_late=False)
def deliver(**message: str) -> None:
    from kernel import gateways
    from kernel.models import OutboxMessage

    gateways.deliver(OutboxMessage(**message))


class Unkept:
    """Stands in for the model of the outbox in the module that writes to it."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self.objects = self

    def create(self, **message: str) -> Any:
        given = {"id": str(uuid.uuid4()), **message}
        transaction.on_commit(lambda: deliver.delay(**given))
        return self._model(**given)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model.objects, name)


class DirectConfig(AppConfig):
    name = "tests.faults.direct"

    def ready(self) -> None:
        from kernel import outbox
        from kernel.models import OutboxMessage

        vars(outbox)["OutboxMessage"] = Unkept(OutboxMessage)
