"""What the import linter cannot see: strings that point upwards, writes hidden in saves and signals, free fields."""

import weakref
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import signals

ORDER = ["kernel", "register", "conduct", "barring"]  # lower first
OURS = [*ORDER, "consultation"]
MAY_USE = {app: set(ORDER[: place + 1]) for place, app in enumerate(ORDER)}
MAY_USE["consultation"] = {"kernel", "consultation"}


def our_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model._meta.app_label in OURS]


def test_foreign_keys_point_down() -> None:
    upward = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.related_model._meta.app_label in OURS
        and field.related_model._meta.app_label not in MAY_USE[model._meta.app_label]
    ]
    assert upward == []


def test_nothing_is_deleted_along_with_something_else() -> None:
    cascades = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.remote_field.on_delete is models.CASCADE
    ]
    assert cascades == []


def test_no_model_overrides_save_or_delete() -> None:
    assert [model for model in our_models() if "save" in vars(model) or "delete" in vars(model)] == []


def test_nothing_of_ours_listens_for_model_signals() -> None:
    watched = (signals.pre_save, signals.post_save, signals.pre_delete, signals.post_delete, signals.m2m_changed)
    receivers: list[Any] = [entry[1] for signal in watched for entry in signal.receivers]
    live = [ref() if isinstance(ref, weakref.ReferenceType) else ref for ref in receivers]
    assert [r for r in live if getattr(r, "__module__", "").split(".")[0] in OURS] == []


def test_a_status_can_only_be_one_that_is_known() -> None:
    """Every text field with choices named status, state, kind, tier or the like has a check in the database."""
    named = {"status", "state", "kind", "tier", "grade", "outcome", "ground", "purpose"}
    free = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        if not model._meta.label.split(".")[1].startswith("Historical")
        for field in model._meta.concrete_fields
        if field.name in named and isinstance(field, models.TextField | models.CharField)
        if not any(field.name in names_in(c) for c in model._meta.constraints if isinstance(c, models.CheckConstraint))
    ]
    assert free == []


def names_in(constraint: models.CheckConstraint) -> str:
    return str(constraint.condition)
