"""What Celery runs: a wake-up call for work that PostgreSQL holds."""

from celery import shared_task
from django.utils import timezone

from kernel.actions import run_due as run_due_now
from kernel.outbox import dispatch as dispatch_now


@shared_task(name="kernel.tasks.run_due")
def run_due() -> None:
    run_due_now(at=timezone.now())


@shared_task(name="kernel.tasks.dispatch")
def dispatch() -> None:
    dispatch_now(at=timezone.now())
