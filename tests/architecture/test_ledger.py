"""Every table that keeps a record is covered by the ledger, and every column of it is personal or open on purpose."""

from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models

from kernel.db import coverage
from kernel.db.triggers import pairs
from kernel.models import AppendOnly, Record

OUTSIDE = {"kernel_ledgerera", "kernel_ledgerformat", "kernel_ledgerhead", "kernel_ledgerleaf", "kernel_ledgernode"}
SAYS_SOMETHING = (
    models.CharField,
    models.TextField,
    models.DateField,
    models.JSONField,
    models.BinaryField,
    ArrayField,
)


def of_record() -> list[Any]:
    kept = [model for model in apps.get_models() if issubclass(model, Record | AppendOnly) and not model._meta.proxy]
    return [model for model in kept if model._meta.db_table not in OUTSIDE]


def is_free(field: Any) -> bool:
    """Whether it can hold what somebody typed, or a date that is no instant of ours."""
    has_choices = field.choices or getattr(getattr(field, "base_field", None), "choices", None)
    return isinstance(field, SAYS_SOMETHING) and not isinstance(field, models.DateTimeField) and not has_choices


def test_every_history_and_every_table_only_added_to_is_covered_but_the_ledger_itself() -> None:
    must = {twin._meta.db_table for _model, twin in pairs(apps)}
    must |= {model._meta.db_table for model in apps.get_models() if issubclass(model, AppendOnly)} - OUTSIDE
    assert {each.table for each in coverage.covered()} == must


def test_every_free_text_and_date_is_personal_or_open_on_purpose() -> None:
    """The ledger keeps what is open for ever. Name each in `personal`, or in `open_texts` of its model."""
    undecided = [
        f"{model._meta.label}.{field.name}"
        for model in of_record()
        for field in model._meta.concrete_fields
        if is_free(field) and field.name not in getattr(model, "history_leaves_out", ())
        if field.name not in (*model.personal, *model.open_texts, *getattr(model, "may_change", ()))
    ]
    assert undecided == []


def test_no_name_among_the_personal_and_the_open_is_stale() -> None:
    stale = [
        f"{model._meta.label}.{name}"
        for model in of_record()
        for name in (*model.personal, *model.open_texts)
        if name not in {field.name for field in model._meta.concrete_fields}
    ]
    assert stale == []


def test_every_column_of_a_covered_table_is_in_the_leaf_in_one_way() -> None:
    may_change = {m._meta.db_table: set(m.may_change) for m in of_record() if issubclass(m, AppendOnly)}
    tables = {model._meta.db_table: model for model in apps.get_models()}
    for each in coverage.covered():
        columns = {field.column for field in tables[each.table]._meta.concrete_fields}
        in_leaf = [each.key, *each.open, *each.personal]
        assert len(in_leaf) == len(set(in_leaf))
        assert set(in_leaf) - {coverage.ERA, coverage.XID} == columns - may_change.get(each.table, set())
