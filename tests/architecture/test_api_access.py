"""The API's doors: what each says by each method to each kind of caller; and that a refusal writes nothing."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from oauth2_provider.models import AccessToken

from config.policy import policy
from kernel.actions import deactivate
from kernel.history import acting
from kernel.models import AccessEvent, UserRole
from kernel.permissions import PUBLIC, TRUST_ROLES, Access, Role, matrix
from kernel.queries import system_user_id
from kernel.tokens import SCOPES
from tests.architecture.doors import Door, address, api_doors, name
from tests.database import contents
from tests.factories.api import Program, program, told
from tests.factories.kernel import user_with

pytestmark = pytest.mark.django_db

DOORS = list(api_doors())
PUBLIC_DOORS = {
    "GET /api/docs/",
    "GET /api/docs/<slug:name>/",
    "GET /api/docs/reference/",
    "GET /api/schema.json",
    "GET /api/v1/bars",
    "GET /api/v1/freedom-to-speak-up-leads",
    "GET /api/v1/register",
    "GET /api/v1/register/<str:number>",
    "POST /api/v1/receipts/verify",
    "POST /api/v1/token",
    "POST /api/v1/token/revoke",
}
QUESTION = {
    "subject": {"family_name": "Osei", "given_names": "Ama", "date_of_birth": "1974-03-09"},
    "role": {"tier": "board_director"},
    "purpose": "pre_appointment",
}
CODES = {401: "unauthorised", 403: "forbidden", 404: "not_found", 405: "method_not_allowed"}
ANSWERED = frozenset(range(200, 500)) - {401, 403, 405}
# Every request is counted, and a refused one is noted: nothing else may come of it.
COUNTED, NOTED = "kernel_publiccounter", "kernel_accessevent"


@pytest.fixture(autouse=True)
def acting_as_the_system(db: None) -> Iterator[None]:
    with acting(user=system_user_id()):
        yield


def program_with(*roles: Role) -> Program:
    """A program with a token, whose service account carries these roles."""
    asking = program()
    asking.sign_in()
    UserRole.objects.filter(user=asking.client.user).delete()
    for role in roles:
        UserRole.objects.create(user=asking.client.user, role=role)
    return asking


def bearer(asking: Program) -> dict[str, str]:
    return {"Authorization": f"Bearer {asking.token}"}


def knock(door: Door, browser: Client, headers: dict[str, str]) -> Any:
    body = json.dumps(QUESTION)
    return browser.generic(door.method, address(door.route), body, content_type="application/json", headers=headers)


def is_told(door: Door, response: HttpResponse, wanted: frozenset[int]) -> bool:
    """Whether a door gave one of these statuses; a guarded one says each refusal as a problem with its code."""
    status = response.status_code
    if status not in wanted or not door.is_guarded or status not in CODES:
        return status in wanted
    is_problem = response["Content-Type"] == "application/problem+json"
    return is_problem and (door.method == "HEAD" or json.loads(response.content)["code"] == CODES[status])


def wrong(doors: dict[Door, frozenset[int]], browser: Client, headers: dict[str, str]) -> list[tuple[Door, int]]:
    """The doors that answer something else than they should."""
    answers = [(door, knock(door, browser, headers)) for door in doors]
    return [(door, reply.status_code) for door, reply in answers if not is_told(door, reply, doors[door])]


def require_policy(asking: Program, opens: Callable[[Access], bool]) -> None:
    """With its token a program comes through public doors and those that `opens` names; others are shut, and noted."""
    shut = {door: frozenset({403}) for door in DOORS if door.is_guarded and door.access and not opens(door.access)}
    before = contents(but=(COUNTED, NOTED))
    assert wrong(shut, asking.browser, bearer(asking)) == []
    assert contents(but=(COUNTED, NOTED)) == before
    assert list(AccessEvent.objects.values_list("allowed", flat=True)) == [False] * len(shut)
    others = {door: ANSWERED if door.access else frozenset({405}) for door in DOORS if door not in shut}
    assert wrong(others, asking.browser, bearer(asking)) == []


def test_what_needs_no_token_is_this_and_no_more() -> None:
    rules = [rule for rule in policy() if rule["route"].startswith("/api/")]
    assert {name(rule) for rule in rules if rule["permission"] == PUBLIC} == PUBLIC_DOORS


def test_every_other_door_asks_for_a_scope() -> None:
    assert [door for door in DOORS if door.is_guarded and door.access and door.access.scope not in SCOPES] == []


@pytest.mark.parametrize("role", Role)
def test_a_program_comes_through_the_doors_of_its_role_and_no_other(role: Role) -> None:
    require_policy(program_with(role), lambda access: access.permission in matrix()[role])


@pytest.mark.parametrize("scope", SCOPES)
def test_a_token_opens_the_doors_of_its_scope_and_no_other(scope: str) -> None:
    asking = program()
    asking.sign_in(scope=scope)
    require_policy(asking, lambda access: access.scope == scope)


def test_a_program_without_a_role_gains_nothing_by_a_cookie() -> None:
    asking = program_with()
    asking.browser.force_login(user_with(Role.TRUST_ADMINISTRATOR))
    require_policy(asking, lambda access: False)


def nothing_at_all(asking: Program) -> dict[str, str]:
    return {}


def a_signed_in_user_s_cookie(asking: Program) -> dict[str, str]:
    asking.browser.force_login(user_with(Role.TRUST_ADMINISTRATOR))
    return {}


def a_token_that_never_was(asking: Program) -> dict[str, str]:
    return {"Authorization": "Bearer nmr_never"}


def a_session_s_key(asking: Program) -> dict[str, str]:
    asking.browser.force_login(user_with(Role.TRUST_ADMINISTRATOR))
    return {"Authorization": f"Bearer {asking.browser.cookies[settings.SESSION_COOKIE_NAME].value}"}


def the_client_s_secret(asking: Program) -> dict[str, str]:
    return {"Authorization": f"Bearer {asking.secret}"}


def an_expired_token(asking: Program) -> dict[str, str]:
    AccessToken.objects.update(expires=timezone.now() - timedelta(seconds=1))
    return bearer(asking)


def a_revoked_token(asking: Program) -> dict[str, str]:
    form = {"token": asking.token, "client_id": asking.client.client_id, "client_secret": asking.secret}
    body = "&".join(f"{field}={value}" for field, value in form.items())
    kind = "application/x-www-form-urlencoded"
    assert asking.browser.post("/api/v1/token/revoke", body, content_type=kind).status_code == 200
    return bearer(asking)


def a_closed_account_s_token(asking: Program) -> dict[str, str]:
    deactivate(user=asking.client.user, reason="The trust has left.", by=user_with(Role.ADMINISTRATOR))
    return bearer(asking)


def a_token_of_a_person_s_account(asking: Program) -> dict[str, str]:
    asking.client.user.is_service = False
    asking.client.user.save(update_fields=["is_service"])
    return bearer(asking)


@pytest.mark.parametrize(
    "credentials",
    [
        nothing_at_all,
        a_signed_in_user_s_cookie,
        a_token_that_never_was,
        a_session_s_key,
        the_client_s_secret,
        an_expired_token,
        a_revoked_token,
        a_closed_account_s_token,
        a_token_of_a_person_s_account,
    ],
)
def test_without_a_live_token_every_guarded_door_is_shut(credentials: Callable[[Program], dict[str, str]]) -> None:
    asking = program_with(*TRUST_ROLES)
    headers = credentials(asking)
    before = contents(but=(COUNTED,))
    doors = {
        door: frozenset({401}) if door.is_guarded else ANSWERED | {401} if door.access else frozenset({401, 405})
        for door in DOORS
    }
    assert wrong(doors, asking.browser, headers) == []
    assert contents(but=(COUNTED,)) == before


@pytest.mark.parametrize("door", [door for door in DOORS if door.creates], ids=lambda door: door.route)
def test_a_kept_reply_is_behind_the_same_door_as_the_request(door: Door) -> None:
    asking = program()
    asking.sign_in()
    key = {"Idempotency-Key": "once"}
    first = knock(door, asking.browser, bearer(asking) | key)
    assert knock(door, asking.browser, bearer(asking) | key).content == first.content
    assert door.access is not None
    asking.sign_in(scope=next(scope for scope in SCOPES if door.access and scope != door.access.scope))
    assert told(knock(door, asking.browser, bearer(asking) | key), 403)["code"] == "forbidden"
    asking.sign_in()
    UserRole.objects.filter(user=asking.client.user).delete()
    assert told(knock(door, asking.browser, bearer(asking) | key), 403)["code"] == "forbidden"
    assert AccessEvent.objects.filter(user=asking.client.user, allowed=False).count() == 2


def test_a_closed_account_s_program_gets_no_new_token() -> None:
    asking = program()
    a_closed_account_s_token(asking)
    assert told(asking.sign_in(), 401)["error"] == "invalid_client"
    assert AccessToken.objects.count() == 0


def test_a_token_opens_no_page() -> None:
    asking = program_with(*Role)
    before = contents(but=(COUNTED,))
    pages = [rule for rule in policy() if rule["permission"] != PUBLIC and not rule["route"].startswith("/api/")]
    for rule in pages:
        response = asking.browser.generic(rule["method"], address(rule["route"]), headers=bearer(asking))
        assert (response.status_code, response["Location"][:9]) == (302, "/sign-in/"), name(rule)
    assert contents(but=(COUNTED,)) == before
