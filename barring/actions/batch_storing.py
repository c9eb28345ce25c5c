"""Storing a part's checks by one statement. Through the models each would cost as much again as its answer."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.db import connection

from barring.models import Check


class NewCheck:
    """A check on its way into the table: a row of columns by their names. Its `id` is known once it is there."""

    reference: str
    subject: Any
    purpose: str
    answer: Any
    answered_at: datetime
    outcome: str
    batch_row: int
    receipt_salt: str
    claims: str
    is_test: bool
    id: int

    def __init__(self, columns: dict[str, Any]) -> None:
        self.__dict__ = columns


COLUMNS: dict[str, tuple[str, Callable[[NewCheck], Any]]] = {
    "reference": ("text", attrgetter("reference")),
    "organisation_id": ("bigint", attrgetter("organisation_id")),
    "client_id": ("bigint", attrgetter("client_id")),
    "asked_by_id": ("bigint", attrgetter("asked_by_id")),
    "client_ref": ("text", attrgetter("client_ref")),
    "subject": ("jsonb", lambda check: json.dumps(check.subject)),
    "tier": ("text", attrgetter("tier")),
    "role_organisation_id": ("bigint", attrgetter("role_organisation_id")),
    "purpose": ("text", attrgetter("purpose")),
    "subject_informed": ("boolean", attrgetter("subject_informed")),
    "as_of": ("timestamptz", attrgetter("as_of")),
    "known_at": ("timestamptz", attrgetter("known_at")),
    "answered_at": ("timestamptz", attrgetter("answered_at")),
    "snapshot": ("text", attrgetter("snapshot")),
    "rule_set_id": ("bigint", attrgetter("rule_set_id")),
    "matcher": ("text", attrgetter("matcher")),
    "person_id": ("bigint", attrgetter("person_id")),
    "is_test": ("boolean", attrgetter("is_test")),
    "outcome": ("text", lambda check: str(check.outcome)),
    "answer": ("jsonb", lambda check: json.dumps(check.answer)),
    "claims": ("text", attrgetter("claims")),
    "receipt_salt": ("text", attrgetter("receipt_salt")),
    "signed_with": ("text", attrgetter("signed_with")),
    "signature": ("bytea", attrgetter("signature")),
    "batch_id": ("uuid", attrgetter("batch_id")),
    "batch_row": ("integer", attrgetter("batch_row")),
}
"""Every column of a check that the application gives, with its type."""


def store_checks(*, checks: Sequence[NewCheck]) -> None:
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
        check.id = ids[check.batch_row]
