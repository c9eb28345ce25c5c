"""Storing a part's checks by one statement. Through the models each would cost as much again as its answer."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from barring.models import Check

COLUMNS: dict[str, tuple[str, Callable[[Check], Any]]] = {
    "reference": ("text", lambda check: check.reference),
    "organisation_id": ("bigint", lambda check: check.organisation_id),
    "client_id": ("bigint", lambda check: check.client_id),
    "asked_by_id": ("bigint", lambda check: check.asked_by_id),
    "client_ref": ("text", lambda check: check.client_ref),
    "subject": ("jsonb", lambda check: json.dumps(check.subject)),
    "tier": ("text", lambda check: check.tier),
    "role_organisation_id": ("bigint", lambda check: check.role_organisation_id),
    "purpose": ("text", lambda check: check.purpose),
    "subject_informed": ("boolean", lambda check: check.subject_informed),
    "as_of": ("timestamptz", lambda check: check.as_of),
    "known_at": ("timestamptz", lambda check: check.known_at),
    "answered_at": ("timestamptz", lambda check: check.answered_at),
    "snapshot": ("text", lambda check: check.snapshot),
    "rule_set_id": ("bigint", lambda check: check.rule_set_id),
    "matcher": ("text", lambda check: check.matcher),
    "person_id": ("bigint", lambda check: check.person_id),
    "outcome": ("text", lambda check: str(check.outcome)),
    "answer": ("jsonb", lambda check: json.dumps(check.answer)),
    "claims": ("text", lambda check: check.claims),
    "receipt_salt": ("text", lambda check: check.receipt_salt),
    "signed_with": ("text", lambda check: check.signed_with),
    "signature": ("bytea", lambda check: check.signature),
    "batch_id": ("uuid", lambda check: check.batch_id),
    "batch_row": ("integer", lambda check: check.batch_row),
}
"""Every column of a check that the application gives, with its type."""


def store_checks(*, checks: Sequence[Check]) -> None:
    """Insert the checks in their order, and give each its id. All are rows of one batch."""
    if not checks:
        return
    names = ", ".join(COLUMNS)
    arrays = ", ".join(f"%s::{kind}[]" for kind, _value in COLUMNS.values())
    table = Check._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT * FROM unnest({arrays}) RETURNING batch_row, id",  # noqa: S608 - ours
            [[value(check) for check in checks] for _kind, value in COLUMNS.values()],
        )
        ids = dict(cursor.fetchall())
    for check in checks:
        check.pk = ids[check.batch_row]
