"""What the runtime role may do with each table. What is not named here or by its class is shut."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.db.backends.utils import CursorWrapper

from kernel.db.triggers import pairs, quote

if TYPE_CHECKING:
    from kernel.models.record import AppendOnly

READ = frozenset({"SELECT"})
ADD = READ | {"INSERT"}
CHANGE = ADD | {"UPDATE"}
EVERYTHING = CHANGE | {"DELETE"}

# Tables of libraries, and the reason why nothing is kept of their changes.
EXEMPT = {
    "kernel_cache": "a cache holds copies only",
    "account_emailaddress": "the library's copy of the address that the account keeps with history",
    "account_emailconfirmation": "links that run out within days",
    "oauth2_provider_accesstoken": "tokens live for minutes, and history would keep secrets",
    "oauth2_provider_devicegrant": "a flow that is not offered",
    "oauth2_provider_grant": "codes live for seconds, and history would keep secrets",
    "oauth2_provider_idtoken": "a flow that is not offered",
    "oauth2_provider_refreshtoken": "tokens, and history would keep secrets",
}
READ_ONLY = {
    "django_migrations": "the owner's record of migrations",
    "django_content_type": "written by migrations",
    "socialaccount_socialaccount": "a provider's sign-in goes by its verified address; nothing is linked",
    "socialaccount_socialapp": "providers are settings",
    "socialaccount_socialtoken": "providers' tokens are not kept",
    "register_matchentry": "made from the facts by triggers, and can be made again",
    "register_matchkey": "made from the facts by triggers, and can be made again",
    "register_namecount": "counts of names, made with their matcher",
    "register_nameword": "made from the names by triggers, and can be made again",
    "register_spelling": "made from the names by triggers, and can be made again",
    "auth_permission": "Django's own permissions are not used",
    "auth_group": "Django's own permissions are not used",
    "auth_group_permissions": "Django's own permissions are not used",
}


@dataclasses.dataclass(frozen=True)
class Privileges:
    """Privileges on a table, and the columns that may be updated or given where those of a whole row may not."""

    table: frozenset[str] = frozenset()
    columns: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()

    def statements(self, table: str) -> Iterator[str]:
        role = quote(settings.RUNTIME_ROLE)
        on = f"ON public.{quote(table)}"
        yield f"REVOKE ALL {on} FROM PUBLIC, {role}"  # a table's REVOKE takes its columns' privileges too
        if self.table:
            yield f"GRANT {', '.join(sorted(self.table))} {on} TO {role}"
        if self.columns:
            yield f"GRANT UPDATE ({', '.join(map(quote, sorted(self.columns)))}) {on} TO {role}"
        if self.given:
            yield f"GRANT INSERT ({', '.join(map(quote, sorted(self.given)))}) {on} TO {role}"


def _only_added_to() -> list[type[AppendOnly]]:
    from kernel.models.record import AppendOnly  # this module is loaded before the models

    return [model for model in apps.get_models() if issubclass(model, AppendOnly) and not model._meta.proxy]


def _changeable(model: type[AppendOnly]) -> frozenset[str]:
    return frozenset(str(field.column) for field in model._meta.concrete_fields if field.name in model.may_change)


def append_only() -> dict[str, frozenset[str]]:
    """The tables that are only added to, with the columns of each that may change."""
    return {model._meta.db_table: _changeable(model) for model in _only_added_to()}


def wanted() -> dict[str, Privileges]:
    """By table. The classes are those of the code; a migration's models have lost theirs."""
    tables = {name: Privileges(EVERYTHING) for name in EXEMPT}
    tables |= {name: Privileges(READ) for name in READ_ONLY}
    for model in apps.get_models():
        if getattr(model, "without_history", ""):
            tables[model._meta.db_table] = Privileges(EVERYTHING)
    for model, twin in pairs(apps):
        may_delete = getattr(model, "deletable", False)
        tables[model._meta.db_table] = Privileges(EVERYTHING if may_delete else CHANGE)
        tables[twin._meta.db_table] = Privileges(READ)
    for model in _only_added_to():
        if model.owner_writes:
            tables[model._meta.db_table] = Privileges(READ)
        elif model.outside_ledger:
            tables[model._meta.db_table] = Privileges(ADD)
        else:  # every column but the ledger's, which nobody may choose
            given = frozenset(str(field.column) for field in model._meta.concrete_fields)
            tables[model._meta.db_table] = Privileges(READ, _changeable(model), given)
    return tables


def standing(cursor: CursorWrapper) -> dict[str, Privileges]:
    """By table, what the role may really do, by whatever way it came to it."""
    cursor.execute(
        """SELECT c.relname,
            ARRAY(SELECT p FROM unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER}'::text[]) p
                WHERE has_table_privilege(%(role)s, c.oid, p)),
            ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
                AND NOT a.attisdropped AND has_column_privilege(%(role)s, c.oid, a.attnum, 'UPDATE')),
            ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0
                AND NOT a.attisdropped AND has_column_privilege(%(role)s, c.oid, a.attnum, 'INSERT'))
        FROM pg_class c
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')""",
        {"role": settings.RUNTIME_ROLE},
    )
    return {
        table: Privileges(
            frozenset(held),
            frozenset() if "UPDATE" in held else frozenset(columns),
            frozenset() if "INSERT" in held else frozenset(given),
        )
        for table, held, columns, given in cursor.fetchall()
    }


def difference(cursor: CursorWrapper) -> Iterator[tuple[str, list[str]]]:
    """What is wrong, in words, and the statements that put it right."""
    must = wanted()
    for table, held in sorted(standing(cursor).items()):
        due = must.get(table, Privileges())
        if held != due:
            yield f"privileges of {settings.RUNTIME_ROLE} on {table} differ", list(due.statements(table))
    role = quote(settings.RUNTIME_ROLE)
    cursor.execute("SELECT has_schema_privilege(%s, 'public', 'USAGE')", [settings.RUNTIME_ROLE])
    if cursor.fetchone() != (True,):
        yield f"{settings.RUNTIME_ROLE} cannot use the schema", [f"GRANT USAGE ON SCHEMA public TO {role}"]
    cursor.execute("SELECT has_schema_privilege(%s, 'public', 'CREATE')", [settings.RUNTIME_ROLE])
    if cursor.fetchone() != (False,):
        revoke = f"REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}"
        yield f"{settings.RUNTIME_ROLE} can make tables", [revoke]
    cursor.execute("SELECT has_database_privilege(%s, current_database(), 'TEMPORARY')", [settings.RUNTIME_ROLE])
    if cursor.fetchone() != (False,):
        revoke = f"REVOKE TEMPORARY ON DATABASE {quote(cursor.db.settings_dict['NAME'])} FROM PUBLIC, {role}"
        yield f"{settings.RUNTIME_ROLE} can make temporary tables, which hide others of their name", [revoke]


def powers(cursor: CursorWrapper) -> Iterator[str]:
    """What the runtime role is that it must not be. Only an administrator of the server can mend this."""
    cursor.execute(
        """SELECT rolsuper, rolcreaterole, rolreplication,
            EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relowner = r.oid),
            EXISTS (SELECT FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relowner <> r.oid
                AND pg_has_role(r.oid, relowner, 'MEMBER')),
            has_parameter_privilege(r.oid, 'session_replication_role', 'SET'), rolbypassrls
        FROM pg_roles r WHERE rolname = %s""",
        [settings.RUNTIME_ROLE],
    )
    words = (
        "is a superuser",
        "can make roles",
        "can replicate",
        "owns tables",
        "is a member of the owner",
        "can turn triggers off",
        "passes by row-level security",
    )
    row = cursor.fetchone()
    if row is None:
        yield f"role {settings.RUNTIME_ROLE} does not exist: make it, and name it in DATABASE_URL"
        return
    for held, what in zip(row, words, strict=True):
        if held:
            yield f"{settings.RUNTIME_ROLE} {what}"
