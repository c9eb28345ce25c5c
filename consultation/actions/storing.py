"""Responses of many rows at once: each table in one statement, past the cost of an object for every row.

The rows pass every constraint and trigger that a single response passes.
"""

import json
from collections.abc import Sequence
from typing import Any, Final

from django.db import connection

from consultation.actions.responses import drawn_number
from consultation.models import ResponseImport

RESPONSES: Final = """
    INSERT INTO consultation_response (consultation_id, public_number, channel)
    SELECT %s, number, channel FROM jsonb_to_recordset(%s) AS row (place integer, number text, channel text)
    ORDER BY place RETURNING public_number, id
"""
VERSIONS: Final = """
    INSERT INTO consultation_responseversion (response_id, number, received_at, is_withdrawal, respondent_type, publish,
        name, organisation, may_pass_on, late_reason, entered_by_id)
    SELECT response, 1, received, false, sender ->> 'respondent_type', sender ->> 'publish', sender ->> 'name',
        sender ->> 'organisation', (sender ->> 'may_pass_on')::boolean, late_reason, %s
    FROM jsonb_to_recordset(%s) AS row (response bigint, received timestamptz, late_reason text, sender jsonb)
    ORDER BY response RETURNING response_id, id
"""
ANSWERS: Final = """
    INSERT INTO consultation_answer (version_id, wording_id, chosen, text, number, day, language)
    SELECT version, wording, chosen, text, nullif(number, '')::bigint, nullif(day, '')::date, ''
    FROM jsonb_to_recordset(%s)
        AS row (version bigint, wording bigint, chosen text[], text text, number text, day text)
    ORDER BY version, wording
"""
ROWS: Final = """
    INSERT INTO consultation_importedrow (run_id, response_id, "row", key)
    SELECT %s, response, place, key FROM jsonb_to_recordset(%s) AS row (response bigint, place integer, key text)
    ORDER BY place
"""


def store_rows(*, run: ResponseImport, rows: Sequence[dict[str, Any]]) -> None:
    """Make a response of each row of a file, as `consultation.rules.imports.Taken` has it with its number and key."""
    numbers = [drawn_number() for _ in rows]
    with connection.cursor() as cursor:
        drawn = [
            {"place": place, "number": number, "channel": row["channel"]}
            for place, (number, row) in enumerate(zip(numbers, rows, strict=True))
        ]
        responses = _stored(cursor, RESPONSES, run.consultation_id, drawn)
        sent = [
            {**_only(row, "received", "late_reason", "sender"), "response": responses[number]}
            for number, row in zip(numbers, rows, strict=True)
        ]
        versions = _stored(cursor, VERSIONS, run.by_id, sent)
        said = [
            {**answer, "version": versions[one["response"]]}
            for one, row in zip(sent, rows, strict=True)
            for answer in row["answers"].values()
        ]
        cursor.execute(ANSWERS, [json.dumps(said)])
        kept = [
            {"response": one["response"], "place": row["row"], "key": row["key"]}
            for one, row in zip(sent, rows, strict=True)
        ]
        cursor.execute(ROWS, [run.pk, json.dumps(kept)])


def _only(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: row[name] for name in names}


def _stored(cursor: Any, statement: str, owner: Any, rows: Sequence[dict[str, Any]]) -> dict[Any, int]:
    """Run it over the rows; the number of each, by what it is known by."""
    cursor.execute(statement, [owner, json.dumps(rows)])
    return dict(cursor.fetchall())
