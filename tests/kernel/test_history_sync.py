"""Triggers and privileges that are not as they must be are seen and mended, and no write goes unrecorded meanwhile."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection, migrations, models, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.state import ProjectState

from kernel.apps import check_history
from kernel.history import SyncHistory, acting, problems, sync
from kernel.models import Organisation, User
from kernel.queries import system_user_id
from tests.factories.kernel import organisation

AsOwner = Callable[[], AbstractContextManager[CursorWrapper]]
ROLE = settings.RUNTIME_ROLE
DRIFTS = [
    "ALTER TABLE kernel_user DISABLE TRIGGER history_update",
    "ALTER TABLE kernel_user ENABLE TRIGGER history_update",
    "DROP TRIGGER history_delete ON kernel_user",
    "DROP TRIGGER history_guard ON kernel_accessevent",
    "CREATE TRIGGER history_more AFTER INSERT ON kernel_user EXECUTE FUNCTION history_kernel_user()",
    "GRANT EXECUTE ON FUNCTION history_kernel_user TO public",
    "ALTER FUNCTION history_kernel_user() RESET search_path",
    "ALTER FUNCTION history_kernel_user() SECURITY INVOKER",
    "CREATE OR REPLACE FUNCTION history_kernel_user() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
    "SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN NULL; END'",
    "ALTER TABLE kernel_user ADD extra int",
    f"GRANT INSERT ON kernel_historicaluser TO {ROLE}",
    f"GRANT DELETE ON kernel_user TO {ROLE}",
    f"GRANT UPDATE (reference) ON kernel_accessevent TO {ROLE}",
    f"REVOKE INSERT ON kernel_user FROM {ROLE}",
    f"GRANT CREATE ON SCHEMA public TO {ROLE}",
    "DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', current_database()); END $$",
    f"CREATE TABLE unknown (id int); GRANT SELECT ON unknown TO {ROLE}",
]


@pytest.mark.django_db
@pytest.mark.parametrize("drift", DRIFTS)
def test_what_differs_is_seen_and_mended(drift: str, as_owner: AsOwner) -> None:
    with as_owner() as cursor:
        cursor.execute(drift)
    assert check_history(databases=["default"])[0].id == "kernel.E001"
    with as_owner():
        assert sync()
        assert sync() == []
    unknown = ["column extra of kernel_user is in no model: history does not keep it"] if "extra" in drift else []
    assert problems() == unknown


@pytest.mark.django_db
def test_a_runtime_role_with_too_much_power_is_seen(as_owner: AsOwner) -> None:
    with as_owner() as cursor:
        cursor.execute(
            f"CREATE TABLE mine (id int); GRANT CREATE ON SCHEMA public TO {ROLE}; ALTER TABLE mine OWNER TO {ROLE}"
        )
    assert problems() == [f"{ROLE} owns tables"]


@pytest.mark.django_db
def test_the_runtime_role_itself_may_not_migrate() -> None:
    with pytest.raises(ImproperlyConfigured, match="MIGRATE_DATABASE_URL"):
        sync()


@pytest.mark.django_db
@pytest.mark.parametrize("change", ["ADD extra int", "DROP opened_on"])
def test_after_a_change_of_columns_a_plan_made_before_it_is_refused(change: str, as_owner: AsOwner) -> None:
    trust = organisation()
    with acting(user=system_user_id()):
        for n in range(8):  # PostgreSQL keeps a plan after some uses
            Organisation.objects.update(name=f"Name {n}")
        with as_owner() as cursor:
            cursor.execute(f"SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE kernel_organisation {change}")
        with pytest.raises(DatabaseError, match="columns_have_changed"), transaction.atomic():
            Organisation.objects.update(name="Unseen")
        with as_owner():
            sync()
        Organisation.objects.update(name="Seen")
    assert list(trust.history.values_list("name", flat=True)[:2]) == ["Seen", "Name 7"]


def migrate(operations: list[Any], *, back: bool = False) -> None:
    states = [ProjectState.from_apps(apps)]
    for operation in operations:
        states.append(states[-1].clone())
        operation.state_forwards("kernel", states[-1])
    steps = list(zip(operations, states, states[1:], strict=False))
    with connection.schema_editor(atomic=True) as editor:
        for operation, before, after in reversed(steps) if back else steps:
            if back:
                operation.database_backwards("kernel", editor, after, before)
            else:
                operation.database_forwards("kernel", editor, before, after)


@pytest.mark.django_db
def test_a_migration_of_columns_and_rows_needs_sync_history_between(as_owner: AsOwner) -> None:
    def paint(state: Any, editor: Any) -> None:
        state.get_model("kernel", "User").objects.update(shade="red")

    shade = models.TextField(null=True)
    add = [migrations.AddField(name, "shade", shade) for name in ("user", "historicaluser")]
    rows = migrations.RunPython(paint, migrations.RunPython.noop)
    with as_owner() as cursor, acting(user=system_user_id(), reason="migration"):
        with pytest.raises(DatabaseError, match="columns_have_changed"), transaction.atomic():
            migrate([*add, rows])
        migrate([*add, SyncHistory(), rows])
        cursor.execute("SELECT shade, history_change_reason FROM kernel_historicaluser WHERE history_type = '~'")
        assert cursor.fetchall() == [("red", "migration")]
        migrate([*add, SyncHistory(), rows], back=True)
        sync()
        User.objects.update(name="after")
    assert problems() == []


@pytest.mark.django_db
def test_the_owner_does_not_change_what_is_kept_by_mistake(as_owner: AsOwner) -> None:
    for sql in (
        "TRUNCATE kernel_user CASCADE",
        "UPDATE kernel_historicaluser SET name = 'x'",
        "DELETE FROM kernel_accessevent",
        "UPDATE kernel_outboxmessage SET sealed_body = 'x'",
    ):
        with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic(), as_owner() as cursor:
            cursor.execute(sql)
    with as_owner() as cursor:
        cursor.execute("UPDATE kernel_outboxmessage SET sent_at = now()")
