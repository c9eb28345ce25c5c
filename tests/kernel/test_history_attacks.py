"""The runtime role, logged in as itself, tries to write round history, to forge it and to remove it."""

from collections.abc import Iterator
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from psycopg2.errors import InsufficientPrivilege, InvalidTextRepresentation

from config import env
from kernel.queries import system_user_id
from tests import database

OWNER = env.database(settings.OWNER_URL)["USER"]
HISTORY = "kernel_historicaluser"

FORGE = {
    "insert": f"INSERT INTO {HISTORY} SELECT * FROM {HISTORY}",
    "update": f"UPDATE {HISTORY} SET name = 'x'",
    "merge": f"MERGE INTO {HISTORY} h USING kernel_user u ON h.id = u.id WHEN MATCHED THEN UPDATE SET name = 'x'",
    "copy": f"COPY {HISTORY} FROM STDIN",
    "delete": f"DELETE FROM {HISTORY}",
    "truncate": f"TRUNCATE {HISTORY}",
    "lock": f"LOCK {HISTORY} IN ACCESS EXCLUSIVE MODE",
    "drop": f"DROP TABLE {HISTORY}",
    "rule": f"CREATE RULE r AS ON INSERT TO {HISTORY} DO INSTEAD NOTHING",
    "its numbers": f"SELECT setval('{HISTORY}_history_id_seq', 1)",
    "help itself": f"GRANT INSERT ON {HISTORY} TO {settings.RUNTIME_ROLE}; INSERT INTO {HISTORY} DEFAULT VALUES",
}
GO_ROUND = {
    "truncate": "TRUNCATE kernel_user CASCADE",
    "delete a record": "DELETE FROM kernel_organisation",
    "change what is only added to": "UPDATE kernel_accessevent SET reference = 'x'",
    "delete what is only added to": "DELETE FROM kernel_accessevent",
    "change another column": "UPDATE kernel_outboxmessage SET sent_at = now(), sealed_body = 'x'",
    "disable the triggers": "ALTER TABLE kernel_user DISABLE TRIGGER ALL",
    "drop a trigger": "DROP TRIGGER history_insert ON kernel_user",
    "a trigger of its own": "CREATE TRIGGER a BEFORE UPDATE ON kernel_user "
    "FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()",
    "a rule of its own": "CREATE RULE r AS ON UPDATE TO kernel_user DO INSTEAD NOTHING",
    "a column more": "ALTER TABLE kernel_user ADD unseen int",
    "replace the function": "CREATE OR REPLACE FUNCTION history_kernel_user() RETURNS trigger "
    "LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "alter the function": "ALTER FUNCTION history_kernel_user() SECURITY INVOKER",
    "call the function": "SELECT history_kernel_user()",
    "turn triggers off": "SET session_replication_role = replica",
    "be the owner": f"SET ROLE {OWNER}",
    "log in as the owner": f"SET SESSION AUTHORIZATION {OWNER}",
    "make a table": "CREATE TABLE public.mine (id int)",
    "make a table that hides another": "CREATE TEMP TABLE kernel_user (id bigint)",
    "make a function that hides another": "CREATE FUNCTION pg_temp.now() RETURNS date LANGUAGE sql AS 'SELECT NULL'",
    "make a function": "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "make a schema": "CREATE SCHEMA mine",
    "make a role": "CREATE ROLE mine",
    "run a program": "COPY kernel_user FROM PROGRAM 'true'",
    "write migrations": "DELETE FROM django_migrations",
}
NAMELESS = {
    "no actor": "UPDATE kernel_user SET name = 'x'",
    "no actor, and no row": "UPDATE kernel_user SET name = 'x' WHERE false",
    "no actor, new row": "INSERT INTO kernel_userrole (user_id, role) SELECT id, 'auditor' FROM kernel_user",
    "no actor, deletion": "DELETE FROM kernel_userrole",
    "an actor who is no user": "SET LOCAL app.actor = '424242'; UPDATE kernel_user SET name = 'x'",
}
SHADOW = "CREATE TEMP TABLE kernel_user (id bigint); INSERT INTO kernel_user VALUES (424242); "


@pytest.fixture
def intruder(transactional_db: None) -> Iterator[Any]:
    """A session of the runtime role's own, which is not a member of the owner."""
    login = env.database(settings.RUNTIME_URL)
    session = psycopg2.connect(
        host=login["HOST"],
        port=login["PORT"] or None,
        user=login["USER"],
        password=login["PASSWORD"],
        dbname=connection.settings_dict["NAME"],
    )
    yield session
    session.close()


@pytest.mark.parametrize("sql", [*FORGE.values(), *GO_ROUND.values()], ids=[*FORGE, *GO_ROUND])
def test_the_runtime_role_may_neither_touch_history_nor_go_round_it(intruder: Any, sql: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        intruder.cursor().execute(sql)


@pytest.mark.parametrize("sql", NAMELESS.values(), ids=NAMELESS)
def test_a_write_whose_author_is_nobody_is_refused(intruder: Any, sql: str) -> None:
    with pytest.raises(InsufficientPrivilege, match="without an actor"):
        intruder.cursor().execute(sql)


def test_an_actor_who_is_no_number_is_refused(intruder: Any) -> None:
    with pytest.raises(InvalidTextRepresentation):
        intruder.cursor().execute("SET LOCAL app.actor = '1 OR 1=1'; UPDATE kernel_user SET name = 'x'")


@pytest.fixture
def shadowy(intruder: Any) -> Iterator[Any]:
    """The same, where an administrator has let it make temporary tables after all: the second line of defence."""
    name = connection.settings_dict["NAME"]
    with database.as_owner() as cursor:
        cursor.execute(f"GRANT TEMPORARY ON DATABASE {name} TO {settings.RUNTIME_ROLE}")
    yield intruder
    with database.as_owner() as cursor:
        cursor.execute(f"REVOKE TEMPORARY ON DATABASE {name} FROM {settings.RUNTIME_ROLE}")


def test_functions_of_history_are_hung_on_no_table_of_the_runtime_role(shadowy: Any) -> None:
    shadowy.cursor().execute("CREATE TEMP TABLE t (LIKE kernel_user)")
    with pytest.raises(InsufficientPrivilege, match="history_kernel_user"):
        shadowy.cursor().execute(
            "CREATE TRIGGER f AFTER INSERT ON t REFERENCING NEW TABLE AS changed "
            "FOR EACH STATEMENT EXECUTE FUNCTION history_kernel_user()"
        )


def test_a_shadow_of_the_users_makes_nobody_an_actor(shadowy: Any) -> None:
    with pytest.raises(InsufficientPrivilege, match="without an actor"):
        shadowy.cursor().execute(
            f"{SHADOW} SET search_path = pg_temp, public; SET app.actor = '424242'; "
            "UPDATE public.kernel_user SET name = 'x'"
        )


def test_shadows_in_the_temporary_schema_catch_nothing(shadowy: Any) -> None:
    cursor = shadowy.cursor()
    cursor.execute(
        f"""CREATE TEMP TABLE {HISTORY} (LIKE {HISTORY}); CREATE TEMP TABLE kernel_user (id bigint);
        CREATE FUNCTION pg_temp.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS 'SELECT to_timestamp(0)';
        SET search_path = pg_temp, public; SET LOCAL app.actor = '{system_user_id()}';
        UPDATE public.kernel_user SET name = 'shadow'"""
    )
    cursor.execute(
        f"""SELECT (SELECT count(*) FROM public.{HISTORY} WHERE name = 'shadow' AND history_date > 'yesterday'),
        (SELECT count(*) FROM pg_temp.{HISTORY})"""
    )
    assert cursor.fetchone() == (1, 0)


def test_a_transaction_rolled_back_leaves_no_row_of_history(intruder: Any) -> None:
    with intruder, intruder.cursor() as cursor:
        cursor.execute(f"SET LOCAL app.actor = '{system_user_id()}'; UPDATE kernel_user SET name = 'kept'")
    with intruder.cursor() as cursor:
        cursor.execute(f"SET LOCAL app.actor = '{system_user_id()}'; UPDATE kernel_user SET name = 'dropped'")
    intruder.rollback()
    with intruder.cursor() as cursor:
        cursor.execute(f"SELECT name FROM {HISTORY} WHERE history_type = '~'")
        assert cursor.fetchall() == [("kept",)]
