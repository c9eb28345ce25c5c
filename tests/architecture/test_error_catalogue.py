"""Every code that the API can give stands in the list of errors, and no other."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from rest_framework import serializers

from barring.actions.batch_rows import BROKEN
from barring.actions.question_shapes import CheckIn
from barring.api.serializers import ReceiptIn
from barring.api.watch_shapes import WatchIn
from kernel.api.problems import TITLES
from kernel.api.webhook_shapes import EndpointChangeIn, EndpointIn, RedeliveryIn

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "docs" / "api" / "errors.md"
CODE = re.compile(r"[a-z]+(_[a-z]+)*")
GIVE = {"Fault": 1, "QuestionFault": 1, "_refused": 1, "Problem": 1, "refuse": 2, "problem": 2}
"""Which of its arguments is the code, where it is not named."""
OF_A_LINE = re.compile(r'return "([a-z_]+)", ')
ON_PAGES = {"taken"}
"""What only a page says."""
OF_A_FIELD = ("required", "null", "blank", "max_length", "not_a_list", "min_value", "max_value")


def given() -> Iterator[str]:
    """Texts that stand where a code is given, in the code of the API and of what it calls."""
    folders = ("kernel/api", "barring/api", "register/api", "barring/actions", "barring/rules")
    files = [*(file for name in folders for file in (ROOT / name).rglob("*.py")), ROOT / "kernel" / "http.py"]
    for call in (node for file in files for node in ast.walk(ast.parse(file.read_text()))):
        if not isinstance(call, ast.Call):
            continue
        name = getattr(call.func, "id", "") or getattr(call.func, "attr", "")
        told = [one.value for one in call.keywords if one.arg == "code"]
        told += call.args[GIVE[name] : GIVE[name] + 1] if name in GIVE else []
        for one in told:
            if isinstance(one, ast.Constant) and isinstance(one.value, str) and CODE.fullmatch(one.value):
                yield one.value


def of_lines() -> set[str]:
    """What may be wrong with a line of a file of watches."""
    return set(OF_A_LINE.findall((ROOT / "barring" / "rules" / "watch_files.py").read_text()))


def of_fields(serializer: serializers.BaseSerializer) -> Iterator[str]:  # type: ignore[type-arg]
    """What the library says of a field that a body leaves out, or gives in another form."""
    for field in getattr(serializer, "fields", {}).values():
        yield from set(OF_A_FIELD) & set(field.error_messages)
        yield from of_fields(field)


def test_the_list_of_errors_names_every_code_and_no_other() -> None:
    bodies = (CheckIn, WatchIn, ReceiptIn, EndpointIn, EndpointChangeIn, RedeliveryIn)
    live = {*TITLES, *given(), *of_lines(), *BROKEN} | {code for body in bodies for code in of_fields(body())}
    listed = set(re.findall(r"^\| `([a-z_]+)` \|", CATALOGUE.read_text(encoding="utf-8"), re.MULTILINE))
    assert (live - listed - ON_PAGES, listed - live) == (set(), set())
