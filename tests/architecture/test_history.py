"""Every table keeps history, is only ever added to, or is named here with the reason why it does neither."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models

from kernel.db.privileges import EXEMPT, READ_ONLY
from kernel.db.triggers import pairs
from kernel.history import problems
from kernel.models import AppendOnly

# Our own tables without history; each says why in its `without_history`.
WITHOUT_HISTORY = {
    "barring_batchdraft",
    "barring_batchdraftpart",
    "barring_batchlayout",
    "barring_checkbatchpart",
    "barring_checkbatchprogress",
    "barring_watchbatchrow",
    "barring_watchlook",
    "barring_watchpass",
    "barring_checkkeys",  # worked out from checks
    "barring_recalldue",
    "barring_recallpass",
    "barring_recallperson",
    "conduct_equalityanswers",
    "conduct_responsedraft",
    "conduct_signpostcount",
    "consultation_outcomeaddress",
    "consultation_importdraft",
    "consultation_importpart",
    "consultation_invitationused",
    "consultation_savedresponse",
    "consultation_subscription",
    "kernel_attempt",
    "kernel_idempotencyrecord",
    "kernel_usedassertion",
    "kernel_knownbrowser",
    "kernel_publiccounter",
    "kernel_referencecounter",
    "kernel_session",
}

APPS = ("config", "kernel", "register", "conduct", "barring", "consultation")
WITHOUT_EFFECT = {  # simple-history's own ways to write, which the triggers know nothing of, or PostgreSQL refuses
    "_change_reason",
    "_history_date",
    "_history_user",
    "bulk_create_with_history",
    "bulk_update_with_history",
    "create_historical_record",
    "save_without_historical_record",
    "skip_history_when_saving",
    "update_change_reason",
}
WRITES = {"bulk_create", "bulk_update", "create", "delete", "get_or_create", "update", "update_or_create"}
RAW_WRITE = re.compile(r"(insert\s+into|update|delete\s+from|truncate|copy)\s+\S*_historical", re.IGNORECASE)


def tables() -> list[type[models.Model]]:
    every = apps.get_models(include_auto_created=True)
    return [model for model in every if model._meta.managed and not model._meta.proxy]


def has_history(source: ast.expr) -> bool:
    """Whether a call such as `case.history.filter(...).update(...)` begins at a history."""
    return any(isinstance(node, ast.Attribute) and node.attr == "history" for node in ast.walk(source))


def faults(source: str) -> Iterator[str]:
    """What a module does to history that it may not."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Attribute(attr=name) | ast.Name(id=name) | ast.alias(name=name) | ast.keyword(arg=str(name)):
                if name in WITHOUT_EFFECT:
                    yield name
            case ast.Constant(value=str(text)):
                if text in WITHOUT_EFFECT or RAW_WRITE.search(text):
                    yield text
        match node:
            case ast.Call(func=ast.Attribute(attr=name, value=begin)) if name in WRITES and has_history(begin):
                yield f"history.{name}"


def test_every_table_keeps_history_is_append_only_or_is_named() -> None:
    kept = {table._meta.db_table for pair in pairs(apps) for table in pair}
    added_to = {model._meta.db_table for model in tables() if issubclass(model, AppendOnly)}
    named = set(EXEMPT) | set(READ_ONLY) | WITHOUT_HISTORY
    assert {model._meta.db_table for model in tables()} - kept - added_to - named == set()
    assert kept & added_to == kept & named == added_to & named == set()


def test_each_own_table_without_history_says_why() -> None:
    reasons = {model._meta.db_table: getattr(model, "without_history", "") for model in tables()}
    assert {table for table, reason in reasons.items() if reason} == WITHOUT_HISTORY
    assert all({**EXEMPT, **READ_ONLY}.values())


@pytest.mark.django_db
def test_no_name_on_the_lists_is_stale() -> None:
    there = set(connection.introspection.table_names())
    assert (set(EXEMPT) | set(READ_ONLY)) - there == set()


@pytest.mark.django_db
def test_every_trigger_and_privilege_is_as_it_must_be() -> None:
    assert problems() == []


def test_history_keeps_no_secret() -> None:
    fields = [field for _, twin in pairs(apps) for field in twin._meta.fields]
    texts = [field for field in fields if not isinstance(field, models.BooleanField | models.DateTimeField)]
    assert [str(field) for field in texts if re.search("password|secret|token", field.name)] == []


@pytest.mark.parametrize("app", APPS)
def test_nobody_writes_history_by_hand(app: str) -> None:
    files = [path for path in Path(settings.ROOT, app).rglob("*.py") if "migrations" not in path.parts]
    found = {str(path): list(faults(path.read_text())) for path in files}
    assert {path: names for path, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "source",
    [
        "case._change_reason = 'x'",
        "setattr(case, '_history_user', user)",
        "from simple_history.utils import update_change_reason",
        "case.history.filter(pk=1).update(title='x')",
        "cursor.execute('INSERT INTO conduct_historicalcase VALUES (1)')",
    ],
)
def test_a_write_by_hand_is_seen(source: str) -> None:
    assert list(faults(source))
