"""What every test may ask for."""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import IO

import pytest
from _pytest.nodeid import coerce_node_id
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db.backends.utils import CursorWrapper
from django.test import Client, TransactionTestCase, override_settings
from pytest_django import DjangoDbBlocker

from kernel.history import ALL, acting
from tests import database
from tests.factories.sessions import sign_in_wholly


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep each `xdist_group` in one process. pytest-xdist 3.8 writes the group where pytest 9 no longer reads it."""
    for item in items if config.getoption("loadgroup", False) else []:
        mark = item.get_closest_marker("xdist_group")
        if mark is not None and not item.nodeid.endswith(f"@{mark.args[0]}"):
            item._id = coerce_node_id(f"{item.nodeid}@{mark.args[0]}")


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[IO[str]]:
    """A file of this run's processes. One of them holds it while it migrates, and writes when there is a copy."""
    own = tmp_path_factory.getbasetemp()
    with ((own if worker_id == "master" else own.parent) / "migrated").open("a+") as file:
        yield file


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, migrated: IO[str]) -> None:
    database.log_in_as_owner()
    fcntl.flock(migrated, fcntl.LOCK_EX)
    migrated.seek(0)
    if migrated.read():
        database.begin_with_a_copy()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker, migrated: IO[str]) -> Iterator[None]:
    """Migrated by the owner; used as the runtime role; tests that commit leave it as they found it."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock():
        if migrated.tell() == 0:
            database.copy_migrated()
            print("made", file=migrated, flush=True)
        else:
            database.settle_copy()
        fcntl.flock(migrated, fcntl.LOCK_UN)
        with database.runtime_role():
            patch.setattr(TransactionTestCase, "_fixture_teardown", database.put_back_first_rows)
            with django_db_blocker.block():
                yield


@pytest.fixture(autouse=True)
def every_tenant() -> Iterator[None]:
    """A test reads what any organisation's rows became, as a command does. Requests name their own tenant."""
    with acting(tenant=ALL):
        yield


@pytest.fixture
def as_owner(db: None) -> Callable[[], AbstractContextManager[CursorWrapper]]:
    """`with as_owner() as cursor:` is the owner of the tables, to change the schema or spoil rows."""
    return database.as_owner


@pytest.fixture(scope="session", autouse=True)
def passwords_hashed_in_no_time() -> Iterator[None]:
    """As by Argon2 with the least work it can do. Whoever attacks is not here; every sign-in of a test is."""
    with pytest.MonkeyPatch.context() as patch:
        for name, least in {"time_cost": 1, "memory_cost": 8, "parallelism": 1}.items():
            patch.setattr(Argon2PasswordHasher, name, least)
        yield


@pytest.fixture(scope="session", autouse=True)
def plain_static_names() -> Iterator[None]:
    """Static files under their own names and from where they lie, since nothing is collected for tests."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES=settings.STORAGES | {"staticfiles": plain}, STATIC_ROOT=settings.ROOT / "assets"):
        yield


@pytest.fixture(scope="session", autouse=True)
def force_login_with_a_second_factor() -> Iterator[None]:
    """`client.force_login(user)` signs in wholly: with the password and, a moment ago, a second factor."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Client, "force_login", sign_in_wholly)
        yield
