"""Logs: JSON lines of named fields, with no personal data in them."""

import json
import logging
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

LOG_FIELDS = ("request_id", "method", "route", "status", "milliseconds", "user", "way", "event", "count", "process")


class JsonFormatter(logging.Formatter):
    """One JSON object a line, of named fields only: no message of ours or a library's carries personal data in."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.msg if isinstance(record.msg, str) else type(record.msg).__name__,
        }
        line |= {name: getattr(record, name) for name in LOG_FIELDS if hasattr(record, name)}
        if record.exc_info and record.exc_info[0]:
            line["fault"] = record.exc_info[0].__name__  # its text and locals may hold what somebody typed
            line["where"] = _where(record.exc_info[2])
        return json.dumps(line, ensure_ascii=False, default=str)


def _where(traceback: TracebackType | None) -> list[str]:
    places = []
    while traceback is not None:
        code = traceback.tb_frame.f_code
        places.append(f"{code.co_filename.rpartition('/')[2]}:{traceback.tb_lineno} {code.co_name}")
        traceback = traceback.tb_next
    return places[-12:]
