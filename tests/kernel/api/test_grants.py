"""One program of a supplier for several trusts: each lets it, each for itself, and none sees another through it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from barring.models import Check
from kernel.actions import grant_program, renew_client_secret, revoke_client
from kernel.actions.grants import HasGrant, MayNotItself, NoSuchProgram
from kernel.errors import ActionRefused
from kernel.history import acting
from kernel.models import ApiClient, IdempotencyRecord, Organisation
from kernel.permissions import Role
from kernel.queries import system_user_id
from tests.factories.api import Program, program, told
from tests.factories.kernel import organisation, user_with
from tests.factories.register import registered_person

pytestmark = pytest.mark.django_db
SCOPES = ("checks", "watches")
BORN = "1974-03-09"
NOW = datetime.now(UTC)
BEGAN = NOW.replace(minute=NOW.minute // 10 * 10 + 2, second=30, microsecond=0)  # no minute ends meanwhile


@pytest.fixture(autouse=True)
def somebody(db: None) -> Iterator[None]:
    with acting(user=system_user_id()):
        yield


@pytest.fixture
def supplier() -> Program:
    return program(organisation(name="Payroll Supplies", organisation_class="other"))


def let(supplier: Program, by: Organisation, *scopes: str) -> ApiClient:
    return grant_program(
        organisation=by,
        client_id=supplier.client.client_id,
        holder_code=supplier.organisation.code,
        scopes=scopes or SCOPES,
        at=timezone.now(),
    )


def acting_for(supplier: Program, trust: Organisation) -> Program:
    """The same program and secret, with a token for one trust."""
    one = Program(client=supplier.client, secret=supplier.secret)
    assert one.sign_in(scope=f"organisation:{trust.code}").status_code == 200
    return one


def asked(trust: Program, **more: Any) -> Any:
    person = {"registration_number": registered_person().registration_number, "date_of_birth": BORN}
    return trust.ask(person, **more)


def test_each_trust_s_checks_are_its_own_and_are_never_seen_through_another_s_token(supplier: Program) -> None:
    trusts = [organisation(), organisation()]
    grants = [let(supplier, trust) for trust in trusts]
    one, other = (acting_for(supplier, trust) for trust in trusts)
    check = told(asked(one))
    kept = Check.objects.get(reference=check["id"])
    assert (kept.organisation, kept.client_id, kept.asked_by_id) == (trusts[0], grants[0].pk, grants[0].user_id)
    assert check["role"]["organisation"] == trusts[0].code
    never = f"/api/v1/checks/chk_{'0' * 32}"
    theirs = f"/api/v1/checks/{check['id']}"
    found, absent = (other.send("GET", path, **{"X-Request-ID": "same"}) for path in (theirs, never))
    assert (found.status_code, found.content) == (404, absent.content)
    own = Program(client=supplier.client, secret=supplier.secret)
    assert [told(each.send("GET", "/api/v1/checks"), 200)["results"] for each in (other, own)] == [[], []]
    assert one.send("GET", theirs).status_code == 200


@time_machine.travel(BEGAN, tick=False)
def test_keys_of_requests_limits_and_budgets_are_of_each_trust(supplier: Program, settings: Any) -> None:
    settings.UNMATCHED_PER_TEN_MINUTES = 1
    trusts = [organisation(), organisation()]
    for trust in trusts:
        let(supplier, trust)
    one, other = (acting_for(supplier, trust) for trust in trusts)
    key = {"Idempotency-Key": "the-same"}
    first, second = (asked(each, headers=key) for each in (one, other))
    assert told(first)["id"] != told(second)["id"]
    assert first["RateLimit"].partition(";t")[0] == second["RateLimit"].partition(";t")[0]
    assert IdempotencyRecord.objects.values("client").distinct().count() == 2
    stranger = {"family_name": "Quillfeather", "given_names": "Ned", "date_of_birth": "1961-01-02"}
    assert [one.ask(stranger).status_code for _ in range(3)] == [201, 201, 429]
    assert asked(other).status_code == 201


def test_a_grant_that_is_revoked_ends_a_living_token_and_leaves_the_others(supplier: Program) -> None:
    trusts = [organisation(), organisation()]
    grants = [let(supplier, trust) for trust in trusts]
    one, other = (acting_for(supplier, trust) for trust in trusts)
    assert [asked(each).status_code for each in (one, other)] == [201, 201]
    with acting(user=system_user_id(), tenant=trusts[0].pk):
        revoke_client(client_id=grants[0].client_id, reason="Contract over", at=timezone.now())
    assert [asked(each).status_code for each in (one, other)] == [401, 201]
    assert told(one.sign_in(scope=f"organisation:{trusts[0].code}"), 400)["error"] == "invalid_scope"
    let(supplier, trusts[0])
    assert asked(acting_for(supplier, trusts[0])).status_code == 201


def test_with_its_own_program_revoked_or_closed_every_grant_is_over(supplier: Program) -> None:
    trust = organisation()
    grant = let(supplier, trust)
    one = acting_for(supplier, trust)
    supplier.client.user.is_active = False
    supplier.client.user.save(update_fields=["is_active"])  # closed by the regulator's staff
    assert asked(one).status_code == 401
    supplier.client.user.is_active = True
    supplier.client.user.save(update_fields=["is_active"])
    assert asked(one).status_code == 201
    renewed = renew_client_secret(client_id=supplier.client.client_id, reason="Left in a file")
    assert asked(one).status_code == 401
    one = acting_for(Program(client=supplier.client, secret=renewed), trust)
    with acting(user=system_user_id(), tenant=supplier.organisation.pk):
        revoke_client(client_id=supplier.client.client_id, reason="Sold", at=timezone.now())
    assert asked(one).status_code == 401
    grant.refresh_from_db()
    assert grant.revoked_at is not None


def test_a_token_is_given_for_one_organisation_that_lets_it_with_no_more_than_that(supplier: Program) -> None:
    trust, stranger = organisation(), organisation()
    let(supplier, trust, "checks")
    answer = told(supplier.sign_in(scope=f"organisation:{trust.code}"), 200)
    assert answer["scope"] == f"checks organisation:{trust.code}"
    assert supplier.send("GET", "/api/v1/watches").status_code == 403
    for scope in (
        f"organisation:{stranger.code}",
        "organisation:NOBODY",
        f"watches+organisation:{trust.code}",
        f"organisation:{trust.code}+organisation:{stranger.code}",
        f"organisation:{supplier.organisation.code}",
    ):
        assert told(supplier.sign_in(scope=scope), 400)["error"] == "invalid_scope"
    revoked = supplier.browser.post(
        "/api/v1/token/revoke",
        f"token={answer['access_token']}&client_id={supplier.client.client_id}&client_secret={supplier.secret}",
        content_type="application/x-www-form-urlencoded",
    )
    assert revoked.status_code == 200
    assert supplier.send("GET", "/api/v1/checks").status_code == 401


def test_nobody_signs_in_as_a_grant_and_postgresql_takes_no_wrong_one(supplier: Program) -> None:
    trust = organisation()
    grant = let(supplier, trust)
    assert Program(client=grant, secret=supplier.secret).sign_in().status_code == 401
    with pytest.raises(ActionRefused, match="another organisation"):
        renew_client_secret(client_id=grant.client_id, reason="x")
    small = program(organisation(), ("checks",))
    for holder, refusal in ((supplier, HasGrant), (small, MayNotItself), (program(trust), NoSuchProgram)):
        with pytest.raises(refusal):
            let(holder, trust)
    other = let(supplier, organisation())
    for wrong in (
        {"granted_to": small.client},  # which may do less
        {"granted_to": grant},  # which is a grant itself
        {"organisation": supplier.organisation},
        {"organisation": trust},  # twice
        {"secret_begins": "nms_"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            ApiClient.objects.filter(pk=other.pk).update(**wrong)


def test_a_trust_s_administrator_gives_and_revokes_it_and_both_sides_see_it(supplier: Program) -> None:
    administrator = user_with(Role.TRUST_ADMINISTRATOR, of=organisation(name="Vale Trust"))
    desk, theirs = Client(), Client()
    desk.force_login(administrator)
    theirs.force_login(user_with(Role.TRUST_ADMINISTRATOR, of=supplier.organisation))
    given = {"client_id": supplier.client.client_id, "holder_code": "ZZ99", "scopes": ["checks"]}
    refused = desk.post("/trust/api-clients/grants/new/", given)
    assert (refused.status_code, "no such program" in refused.content.decode()) == (422, True)
    given["holder_code"] = supplier.organisation.code.lower()
    page = desk.post("/trust/api-clients/grants/new/", given, follow=True).content.decode()
    assert ("Payroll Supplies" in page, supplier.client.client_id in page, "Add a key" in page) == (True, True, False)
    assert "Vale Trust" in theirs.get(f"/trust/api-clients/{supplier.client.client_id}/").content.decode()
    assert "Never" in page
    grant = ApiClient.objects.get(granted_to=supplier.client)
    here = f"/trust/api-clients/{grant.client_id}/"
    acting_for(supplier, grant.organisation)
    assert "Never" not in desk.get(here).content.decode()
    assert theirs.get(here).status_code == 404
    assert theirs.post(f"{here}revoke/", {"reason": "x"}).status_code == 404
    assert "get no more of them" in desk.get(f"{here}revoke/").content.decode()
    assert desk.post(f"{here}new-secret/", {"reason": "x"}).status_code == 422
    assert "Contract over" in desk.post(f"{here}revoke/", {"reason": "Contract over"}, follow=True).content.decode()
    assert "Vale Trust" not in theirs.get(f"/trust/api-clients/{supplier.client.client_id}/").content.decode()
    who = ApiClient.history.filter(id=grant.pk).order_by("history_id").values_list("history_user", flat=True)
    assert list(who) == [administrator.pk] * 2  # the giving and the revoking
