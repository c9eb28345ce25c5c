"""What the actions on a consultation share: the transaction, the lock, and the step that says what was done."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import transaction

from consultation.models import Consultation
from consultation.queries.consultations import stage
from consultation.workflow import CONSULTATION, Action
from kernel.history import acting
from kernel.models import User

P = ParamSpec("P")
R = TypeVar("R")


def recorded() -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Run an action in one transaction, in the name of its `by`; history keeps its `reason`, if it takes one."""

    def decorate(action: Callable[P, R]) -> Callable[P, R]:
        @wraps(action)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            by, reason = kwargs["by"], kwargs.get("reason", "")
            with acting(user=by, reason=str(reason)), transaction.atomic():  # type: ignore[arg-type]
                return action(*args, **kwargs)

        return run

    return decorate


def locked(*, consultation: Consultation, action: Action, at: datetime) -> Consultation:
    """The consultation, locked to the end of the transaction; refuses an action that its stage at `at` has not."""
    held = Consultation.objects.select_for_update(of=("self",)).select_related("rule_set").get(pk=consultation.pk)
    CONSULTATION.target(action, status=stage(consultation=held, at=at))
    return held


def stepped(*, held: Consultation, action: Action, by: User, at: datetime, reason: str = "") -> None:
    """Write down what was done."""
    held.steps.create(action=action, status=held.status, by=by, at=at, reason=reason)
