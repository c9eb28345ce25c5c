"""Logs: JSON lines of named fields, with no personal data in them."""

import json
import logging
import sys

from config.logs import JsonFormatter


def line(record: logging.LogRecord) -> dict[str, object]:
    return dict(json.loads(JsonFormatter().format(record)))


def test_only_named_fields_are_written_and_never_what_is_put_into_a_message() -> None:
    record = logging.LogRecord("access", logging.INFO, "f.py", 1, "somebody called %s", ("Ama Osei",), None)
    record.request_id, record.family_name = "r-1", "Osei"
    written = line(record)
    assert written["request_id"] == "r-1"
    assert "Osei" not in json.dumps(written)


def test_a_fault_says_where_and_of_what_kind_and_not_what_was_typed() -> None:
    try:
        int("Ama Osei")
    except ValueError:
        record = logging.LogRecord("django.request", logging.ERROR, "f.py", 1, "fault", (), sys.exc_info())
    written = line(record)
    assert written["fault"] == "ValueError"
    assert "Osei" not in json.dumps(written)
