"""Row-level security: PostgreSQL itself shows and takes an organisation's rows only for that organisation.

A model says whose its rows are: `tenant = "organisation"` names its own foreign key, and
`tenant = "check_asked__organisation"` one a single step away. The setting `app.tenant` says for whom a statement runs:
an organisation's id, `all`, or nothing, and then there are no rows. The owner of the tables is held to it too. The rule
is written as PostgreSQL gives it back, so that the two can be compared.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator

from django.apps.registry import Apps
from django.db.backends.utils import CursorWrapper
from django.db.models import ForeignKey, Model

from kernel.db.triggers import pairs, quote

POLICY = "tenancy"
OF_LIBRARIES = {  # what a library's model cannot say itself
    "oauth2_provider.AccessToken": "application__organisation",
    "oauth2_provider.Grant": "application__organisation",
    "oauth2_provider.IDToken": "application__organisation",
    "oauth2_provider.RefreshToken": "application__organisation",
}
TENANT = "current_setting('app.tenant'::text, true)"
OWN = "({tenant} = ANY (ARRAY['all'::text, ({column})::text]))"
OF_ANOTHER = (
    "(({tenant} = 'all'::text) OR (EXISTS ( SELECT 1 FROM {other} owner"
    " WHERE ((owner.{key} = {table}.{link}) AND ((owner.{column})::text = {tenant})))))"
)


@dataclasses.dataclass(frozen=True)
class Security:
    """Whether a table's rows are kept apart, from its owner too, and its policies: name to rule."""

    on: bool = False
    forced: bool = False
    policies: frozenset[tuple[str, str]] = frozenset()

    def statements(self, table: str, standing: Security) -> Iterator[str]:
        on = f"public.{quote(table)}"
        for name, _rule in sorted(standing.policies):
            yield f"DROP POLICY {quote(name)} ON {on}"
        for name, rule in sorted(self.policies):
            yield f"CREATE POLICY {quote(name)} ON {on} USING {rule}"
        yield f"ALTER TABLE {on} {'ENABLE' if self.on else 'DISABLE'} ROW LEVEL SECURITY"
        yield f"ALTER TABLE {on} {'FORCE' if self.forced else 'NO FORCE'} ROW LEVEL SECURITY"


def tenant_of(model: type[Model]) -> str:
    """The way from a model's rows to the organisation whose they are; empty where they are not kept apart."""
    return str(getattr(model, "tenant", "") or OF_LIBRARIES.get(model._meta.label, ""))


def rule_of(model: type[Model], table: str) -> str:
    """The rule for a model's rows, in the model's own table or in that of its history."""
    link, _, rest = tenant_of(model).partition("__")
    field = model._meta.get_field(link)
    assert isinstance(field, ForeignKey)
    if not rest:
        return OWN.format(tenant=TENANT, column=field.column)
    other = field.related_model._meta
    key = other.pk
    assert key is not None
    organisation = other.get_field(rest)
    assert isinstance(organisation, ForeignKey)
    return OF_ANOTHER.format(
        tenant=TENANT, other=other.db_table, key=key.column, table=table, link=field.column, column=organisation.column
    )


def wanted(apps: Apps) -> dict[str, Security]:
    """By table, for the models that say whose their rows are, and for their histories."""
    twins = {model._meta.db_table: twin._meta.db_table for model, twin in pairs(apps)}
    found = {}
    for model in apps.get_models():
        if tenant_of(model) and not model._meta.proxy:
            table = model._meta.db_table
            for each in filter(None, (table, twins.get(table))):
                found[each] = Security(on=True, forced=True, policies=frozenset({(POLICY, rule_of(model, each))}))
    return found


def standing(cursor: CursorWrapper) -> dict[str, Security]:
    """By table, what is there. A policy for some commands or some roles only is given as one without a rule."""
    cursor.execute(
        """SELECT c.relname, c.relrowsecurity, c.relforcerowsecurity, coalesce(
            (SELECT json_agg(json_build_array(p.polname, CASE WHEN p.polpermissive AND p.polcmd = '*'
                AND p.polroles = '{0}' AND p.polwithcheck IS NULL THEN pg_get_expr(p.polqual, p.polrelid) END))
            FROM pg_policy p WHERE p.polrelid = c.oid), '[]')::text
        FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')"""
    )
    return {
        table: Security(
            on, forced, frozenset((name, " ".join((rule or "").split())) for name, rule in json.loads(policies))
        )
        for table, on, forced, policies in cursor.fetchall()
    }


def difference(cursor: CursorWrapper, apps: Apps) -> Iterator[tuple[str, list[str]]]:
    """What is wrong, in words, and the statements that put it right."""
    must = wanted(apps)
    for table, have in sorted(standing(cursor).items()):
        due = must.get(table, Security())
        if have != due:
            yield f"row-level security of {table} differs", list(due.statements(table, have))
