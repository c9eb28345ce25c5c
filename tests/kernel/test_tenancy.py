"""PostgreSQL itself shows and takes an organisation's rows only for that organisation."""

import contextvars
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils import timezone

from barring.models import Check, Watch, WatchLook
from kernel.actions import invite
from kernel.actions.webhooks import add_endpoint
from kernel.db import tenancy
from kernel.db.triggers import pairs
from kernel.events import number_due
from kernel.history import ALL, Tenant, acting, current_actor, problems, sync
from kernel.models import ApiClient, Organisation, WebhookAttempt, WebhookMessage
from kernel.permissions import Role, tenant_of
from tests.factories.api import Program, program, told
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person

AsOwner = Callable[[], AbstractContextManager[CursorWrapper]]
Two = tuple[Organisation, Organisation]
ROLE = settings.RUNTIME_ROLE
TABLES = (
    "barring_check",
    "barring_checkreview",
    "barring_historicalcheckreview",
    "barring_historicalwatch",
    "barring_watch",
    "barring_watchlook",
    "kernel_apiclient",
    "kernel_event",
    "kernel_historicalapiclient",
    "kernel_historicalinvitation",
    "kernel_historicalwebhookendpoint",
    "kernel_idempotencyrecord",
    "kernel_invitation",
    "kernel_webhookattempt",
    "kernel_webhookendpoint",
    "kernel_webhookmessage",
    "oauth2_provider_accesstoken",
)
NONE, ONE_EACH, TWO_EACH = ([rows] * len(TABLES) for rows in range(3))
REPLY = """INSERT INTO kernel_idempotencyrecord (client_id, key, fingerprint, status, headers, body, created_at)
    VALUES (%s, 'x', '', 200, '{}', '', now())"""
HIDDEN = "row-level security"
URL = "https://hooks.trust.org/"


def asked(by: Program) -> Organisation:
    """The organisation, after a check that a person must look at, asked with an idempotency key."""
    subject = {"family_name": "Twin", "given_names": "Alex", "date_of_birth": "1971-05-04"}
    assert told(by.ask(subject, headers={"Idempotency-Key": "k"}))["outcome"] == "needs_review"
    chief = user_with(Role.TRUST_ADMINISTRATOR, of=by.organisation)
    trust, now = by.organisation, timezone.now()
    with acting(user=chief):
        invite(email="new@example.test", name="New", roles=[Role.TRUST_USER], organisation=trust, by=chief, at=now)
    with acting(user=chief), transaction.atomic():
        endpoint, _ = add_endpoint(organisation_id=trust.pk, url=URL, description="", events=(), at=now)
        watch = Watch.objects.create(
            organisation=trust,
            reference="emp-1",
            first_check=Check.objects.get(organisation=trust),
            purpose="in_post",
            asked_by=chief,
            started_at=now,
            renew_by=now + timedelta(days=1),
        )
    WatchLook.objects.create(watch=watch, digest="", looked_at=now)
    number_due(at=now)
    message = WebhookMessage.objects.get(endpoint=endpoint)
    WebhookAttempt.objects.create(message=message, at=now, milliseconds=1, failure="name")
    return by.organisation


@pytest.fixture
def two(db: None) -> Two:
    """Two organisations, each with a row of every kind."""
    for _ in range(2):
        registered_person(family_name="Twin", given_names="Alex", date_of_birth=date(1971, 5, 4))
    return asked(program()), asked(program())


def counts(tenant: Tenant) -> list[int]:
    """How many rows of each table there are for a tenant, by raw SQL."""
    found = []
    with acting(tenant=tenant), connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT count(*) FROM {table}")
            found.append(cursor.fetchone()[0])
    return found


def test_without_a_tenant_there_are_no_rows_and_with_one_only_its_own(two: Two) -> None:
    assert counts(None) == NONE
    assert counts(two[0].pk) == counts(two[1].pk) == ONE_EACH
    assert counts(organisation().pk) == NONE
    assert counts(ALL) == TWO_EACH


@pytest.mark.django_db(transaction=True)
def test_so_it_is_outside_a_transaction_and_nothing_stays_on_the_connection(two: Two) -> None:
    steps: list[tuple[Tenant, int]] = [(None, 0), (two[0].pk, 1), (None, 0), (ALL, 2), (two[1].pk, 1), (None, 0)]
    for tenant, rows in steps:
        assert counts(tenant) == [rows] * len(TABLES)
        with acting(tenant=tenant):
            assert len(Check.objects.all()) == len(list(Check.objects.iterator())) == rows
            with transaction.atomic():
                assert len(list(Check.objects.iterator(chunk_size=1))) == rows
    with connection.cursor() as cursor:
        cursor.execute("SHOW app.tenant")
        assert cursor.fetchone() == ("",)


@pytest.mark.parametrize("tenant", ["nobody", "another"])
def test_a_row_for_an_organisation_is_taken_from_itself_only(two: Two, tenant: str) -> None:
    mine, other = two
    theirs = ApiClient.objects.get(organisation=other).pk
    columns = ", ".join(f'"{field.column}"' for field in Check._meta.concrete_fields if not field.primary_key)
    copied = columns.replace('"reference"', "'chk_' || random()")
    insert = f"INSERT INTO barring_check ({columns}) SELECT {copied} FROM json_populate_record(NULL::barring_check, %s)"
    with connection.cursor() as cursor:
        with acting(tenant=other.pk):
            cursor.execute("SELECT row_to_json(c)::text FROM barring_check c WHERE organisation_id = %s", [other.pk])
            row = cursor.fetchone()
            cursor.execute(insert, row)
        with acting(tenant=mine.pk if tenant == "another" else None):
            with pytest.raises(DatabaseError, match=HIDDEN), transaction.atomic():
                cursor.execute(insert, row)
            cursor.execute("UPDATE kernel_idempotencyrecord SET body = ''")
            assert cursor.rowcount == (1 if tenant == "another" else 0)
            with pytest.raises(DatabaseError, match=HIDDEN), transaction.atomic():
                cursor.execute(REPLY, [theirs])


def test_the_owner_of_the_tables_is_held_to_it_too(two: Two, as_owner: AsOwner) -> None:
    with as_owner():
        assert counts(None) == NONE
        assert counts(two[0].pk) == ONE_EACH


@pytest.mark.django_db
@pytest.mark.parametrize(
    "drift",
    [
        "ALTER TABLE barring_check DISABLE ROW LEVEL SECURITY",
        "ALTER TABLE barring_check NO FORCE ROW LEVEL SECURITY",
        "ALTER POLICY tenancy ON barring_check USING (true)",
        "ALTER POLICY tenancy ON barring_check WITH CHECK (true)",
        f"ALTER POLICY tenancy ON barring_check TO {ROLE}",
        "CREATE POLICY more ON barring_historicalcheckreview USING (true)",
        "DROP POLICY tenancy ON kernel_idempotencyrecord",
        "ALTER TABLE kernel_user ENABLE ROW LEVEL SECURITY",
    ],
)
def test_a_rule_that_is_not_as_it_must_be_is_seen_and_mended(drift: str, as_owner: AsOwner) -> None:
    with as_owner() as cursor:
        cursor.execute(drift)
    assert [HIDDEN in problem for problem in problems()] == [True]
    with as_owner():
        assert sync()
        assert sync() == []
    assert problems() == []


@pytest.mark.django_db
def test_a_role_s_tenant_is_its_organisation_everybody_or_nobody() -> None:
    trust = organisation()
    assert tenant_of(user_with(Role.TRUST_USER, of=trust)) == trust.pk
    assert tenant_of(user_with(Role.REGISTRAR)) == tenant_of(user_with(Role.AUDITOR)) == ALL
    assert tenant_of(user_with(Role.MANAGER)) is tenant_of(user_with(Role.REPRESENTATIVE)) is None
    lost = user_with(Role.TRUST_USER, of=trust)
    lost.roles = frozenset({Role.REGISTRAR})  # an organisation's account never reaches further, whatever its roles
    assert tenant_of(lost) == trust.pk


def test_a_new_thread_is_nobody() -> None:
    assert contextvars.Context().run(current_actor).tenant is None


def organisations_own() -> dict[str, Any]:
    """Tables with a key to an organisation, or to a row that is one's."""
    models = {model for model in apps.get_models() if model._meta.managed and not model._meta.proxy}
    models -= {twin for _, twin in pairs(apps)}
    owned = {Organisation, *(model for model in models if tenancy.tenant_of(model))}
    return {
        model._meta.db_table: model
        for model in models
        if any(field.related_model in owned for field in model._meta.concrete_fields if field.is_relation)
    }


def test_every_table_of_an_organisation_says_whose_its_rows_are_or_why_not() -> None:
    silent = [
        table
        for table, model in organisations_own().items()
        if bool(tenancy.tenant_of(model)) is bool(getattr(model, "without_tenant", ""))
    ]
    assert silent == []
    assert {"barring_check", "barring_checkreview", "kernel_apiclient"} <= set(organisations_own())
