"""The demonstration data, loaded once for all tests here, in one transaction that is undone after them."""

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from config.demo import loading
from kernel.history import ALL, acting
from tests.database import as_owner

FEW = 2
"""Managers of whom there is nothing to tell: a real load has hundreds, which differ in nothing that is tested here."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of them run in one process, one after the other."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("demonstration"))


@pytest.fixture(scope="package")
def sheet(django_db_setup: None, django_db_blocker: Any) -> Any:
    """What it says of itself. No test beside it asks for a database of its own, which would close this one."""
    with pytest.MonkeyPatch.context() as patched, django_db_blocker.unblock(), transaction.atomic():
        patched.setattr(loading, "ORDINARY", FEW)
        with acting(tenant=ALL):
            made = loading.load(at=timezone.now())
        with as_owner() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")  # once, not with each form
            cursor.execute("ANALYZE")  # as autovacuum does beside a real load; it may have found these tables empty
        yield made
        transaction.set_rollback(True)
