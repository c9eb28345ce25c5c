"""No e-mail says on a locked screen, or to every mail server on its way, whom it is about."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from conduct.workflow import Status
from kernel.models import OutboxMessage
from kernel.queries import system_user
from register.actions import link_account
from tests.builders import Cast, case_in
from tests.factories.conduct import OPENED_AT
from tests.factories.kernel import user_with
from tests.factories.register import registered_person

ROOT = Path(__file__).parents[2]
APPS = ("kernel", "register", "conduct", "barring", "consultation", "config")
CANARY = "Zzcanary"


def mails() -> Iterator[tuple[str, ast.expr, set[str]]]:
    """Every call that names a template and a subject: where, the subject, and what the function takes itself."""
    for path in (file for app in APPS for file in (ROOT / app).rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text())):
            if not isinstance(function, ast.FunctionDef):
                continue
            takes = {argument.arg for argument in [*function.args.args, *function.args.kwonlyargs]}
            for call in ast.walk(function):
                named = {each.arg: each.value for each in call.keywords} if isinstance(call, ast.Call) else {}
                if {"template", "subject"} <= named.keys():
                    yield f"{path.relative_to(ROOT)}:{call.lineno}", named["subject"], takes  # type: ignore[attr-defined]


def is_fixed(subject: ast.expr, takes: set[str]) -> bool:
    """A text, a constant, or what the caller gave, who is looked at as well."""
    if isinstance(subject, ast.Name):
        return subject.id.isupper() or (subject.id == "subject" and "subject" in takes)
    return isinstance(subject, ast.Constant)


def test_every_subject_is_a_fixed_text() -> None:
    found = list(mails())
    assert len(found) > 12
    assert [place for place, subject, takes in found if not is_fixed(subject, takes)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("ends", [Status.CLOSED, Status.WITHDRAWN])
def test_what_a_manager_is_written_in_a_case_names_nobody(ends: Status) -> None:
    cast = Cast(manager=user_with("manager", name=f"Ama {CANARY}"), caseworker=user_with("caseworker", name=CANARY))
    person = registered_person(family_name=CANARY)
    case_in(ends, cast=cast, person=link_account(person=person, user=cast.manager, by=system_user(), at=OPENED_AT))
    written = list(OutboxMessage.objects.all())
    assert len(written) >= 2
    assert [mail.template for mail in written if CANARY in mail.subject + mail.body] == []
