"""The door: every route declares who may use it, and does at run time what it declared."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve
from django.utils import timezone

from conduct.rules.interim_orders import BY_THE_CLOCK as INTERIM_BY_THE_CLOCK
from conduct.workflow import BY_THE_CLOCK
from config.access import MATRIX, WORKFLOWS
from config.policy import Rule, methods_of, policy, routes, transitions
from consultation.workflow import BY_THE_CLOCK as CONSULTATION_BY_THE_CLOCK
from kernel import sign_ins
from kernel.history import acting
from kernel.models import AccessEvent, Session, User
from kernel.permissions import (
    PUBLIC,
    STAFF_ROLES,
    TRUST_ROLES,
    Access,
    AccessMiddleware,
    KernelPermission,
    Role,
    access_of,
    requires,
    roles_with,
)
from kernel.queries import system_user_id
from kernel.sessions import SessionStore
from kernel.sign_ins import FRESH_FOR
from tests.architecture.doors import address, name
from tests.factories import sessions
from tests.factories.kernel import NOW, user_with

pytestmark = pytest.mark.django_db
NOTHING_TO_SEE = {
    "/staff/cases/fairness-report/<int:year>/csv/",
    "/staff/cases/fairness-report/<int:year>/make/",
    "/staff/panels/<int:pk>/training/",
    "/staff/views/<int:pk>/remove/",
    "/staff/letter-templates/<slug:key>/",
    "/staff/organisations/<code>/",
    "/staff/organisations/<code>/change/",
    "/account/security/browsers/<int:pk>/forget/",
    "/account/security/sessions/<key>/end/",
    "/staff/rule-sets/<version>/",
    "/staff/rule-sets/<version>/compare/",
    "/api/v1/watches/<str:ref>",
    "/api/v1/webhook-endpoints/<str:id>",
    "/api/v1/webhook-endpoints/<str:id>/deliveries",
    "/api/v1/webhook-endpoints/<str:id>/ping",
    "/api/v1/webhook-endpoints/<str:id>/redeliver",
    "/api/v1/webhook-endpoints/<str:id>/rotate-secret",
}
RULES = policy()
GUARDED = [rule for rule in RULES if rule["permission"] != PUBLIC]
WEB = [rule for rule in GUARDED if not rule["route"].startswith("/api/")]


def test_every_view_says_who_may_use_it() -> None:
    silent = [path for path, entry in routes() for _, access in methods_of(entry.callback) if access is None]
    assert silent == []


def test_every_permission_asked_for_is_somebody_s() -> None:
    granted = frozenset().union(*MATRIX.values())
    assert [name(rule) for rule in GUARDED if rule["permission"] not in granted] == []


def test_every_permission_granted_opens_something() -> None:
    asked = {rule["permission"] for rule in GUARDED} | {p for _, by in WORKFLOWS.values() for p in by.values()}
    granted: frozenset[str] = frozenset().union(*MATRIX.values())
    narrowing = {permission for permission in granted if permission.endswith(("_all", "_referred"))}
    assert granted - asked - narrowing == set()


def declared() -> Iterator[tuple[str, str, Access]]:
    """Every guarded route and method, pages, downloads and the API alike, with what it declared."""
    for path, entry in routes():
        for method, access in methods_of(entry.callback):
            if access and access.permission != PUBLIC:
                yield method, path, access


def test_every_door_writes_down_what_it_shows_or_says_why_not() -> None:
    """Who opens, lists, searches or downloads anything about people is in the access log."""
    silent = [f"{method} {path}" for method, path, a in declared() if not (a.opens or a.lists or a.unlogged)]
    both = [f"{method} {path}" for method, path, a in declared() if a.unlogged and (a.opens or a.lists)]
    assert (silent, both) == ([], [])


def test_a_page_of_one_thing_is_in_the_access_log_whatever_it_says() -> None:
    """Unless it shows organisations, endpoints, watches, rules, who may sit or figures, or is a button of one's own."""
    silent = {path for _, path, access in declared() if "<" in path and not access.opens}
    assert silent == NOTHING_TO_SEE


LISTS = [
    (path, sorted(roles_with(access.permission))[0])
    for method, path, access in declared()
    if access.lists and access.methods <= {"GET", "HEAD", "OPTIONS"} and "<" not in path
]


@pytest.mark.parametrize(("path", "role"), [each for each in LISTS if not each[0].startswith("/api/")])
def test_a_list_is_written_down_with_what_it_showed(path: str, role: Role, client: Client) -> None:
    user = user_with(role)
    client.force_login(user)
    assert client.get(path, {"q": "Osei"}).status_code == 200
    event = AccessEvent.objects.get(user=user, act__in=["listed", "downloaded"])
    assert event.allowed
    assert event.found_count is not None


def test_every_role_is_in_the_matrix() -> None:
    assert set(MATRIX) == set(Role)


@pytest.mark.parametrize("role", Role)
def test_a_role_comes_through_the_doors_that_the_policy_names_and_no_other(
    role: Role, client: Client, rf: RequestFactory
) -> None:
    """Whoever may come in, and of the others one, comes through the whole house; the rest knock at the door itself."""
    user = user_with(role)
    client.force_login(user)
    shut, whole = [], []
    for rule in WEB:
        if role.value not in rule["roles"] and role != first_without(rule):
            shut.append(rule)
        elif (client.generic(rule["method"], address(rule["route"])).status_code == 403) is (
            role.value in rule["roles"]
        ):
            whole.append(name(rule))
    request_of = partial(knock, rf, user, client.session)
    with acting(user=user):
        assert ([name(rule) for rule in shut if not is_refused(request_of(rule), rule)], whole) == ([], [])


def first_without(rule: Rule) -> Role | None:
    """The first of the roles that may not come through a door."""
    return next((role for role in Role if role.value not in rule["roles"]), None)


def knock(rf: RequestFactory, user: User, session: Any, rule: Rule) -> HttpRequest:
    request = rf.generic(rule["method"], address(rule["route"]))
    request.user, request.session = user, session
    return request


def is_refused(request: HttpRequest, rule: Rule) -> bool:
    found = resolve(address(rule["route"]))
    try:
        found.func(request, *found.args, **found.kwargs)
    except PermissionDenied:
        return True
    return False


@pytest.mark.parametrize("role", sorted(STAFF_ROLES | TRUST_ROLES))
def test_everybody_at_the_regulator_or_a_trust_needs_a_second_factor(role: Role, client: Client) -> None:
    door = next(rule for rule in WEB if role.value in rule["roles"] and rule["method"] == "GET")
    sessions.by_password(client, user_with(role))
    assert client.get(address(door["route"])).headers["Location"].startswith("/account/security/app/")


@pytest.mark.parametrize("roles", [STAFF_ROLES, TRUST_ROLES], ids=["staff", "trust"])
def test_without_a_second_factor_there_is_nothing_but_setting_one_up(roles: frozenset[Role], client: Client) -> None:
    sessions.by_password(client, user_with(*roles))
    answers = [client.generic(rule["method"], address(rule["route"])) for rule in WEB]
    led = {answer.headers.get("Location", "").partition("?")[0] for answer in answers if answer.status_code == 302}
    shown = [name(rule) for rule, answer in zip(WEB, answers, strict=True) if answer.status_code != 302]
    assert led == {"/account/security/app/"}
    assert shown == [
        f"{method} /account/security/{page}/" for page in ("app", "passkeys/new") for method in ("GET", "POST")
    ]


@pytest.mark.parametrize("roles", [STAFF_ROLES, TRUST_ROLES], ids=["staff", "trust"])
def test_with_a_second_factor_that_was_not_given_there_is_nothing_but_giving_it(
    roles: frozenset[Role], client: Client
) -> None:
    user = user_with(*roles)
    sessions.App(user)
    sessions.by_password(client, user)
    answers = [client.generic(rule["method"], address(rule["route"])) for rule in WEB]
    led = {answer.headers.get("Location", "").partition("?")[0] for answer in answers if answer.status_code == 302}
    shown = [name(rule) for rule, answer in zip(WEB, answers, strict=True) if answer.status_code != 302]
    assert led == {"/account/confirm/"}
    assert shown == ["GET /account/confirm/", "POST /account/confirm/"]


def expire(user: User) -> None:
    Session.objects.filter(user=user).update(expire_date=timezone.now())


def suspend(user: User) -> None:
    with acting(user=system_user_id()):
        User.objects.filter(pk=user.pk).update(is_active=False)


def revoke(user: User) -> None:
    Session.objects.filter(user=user).delete()


@pytest.mark.parametrize(
    ("role", "end"), [(Role.REGISTRAR, expire), (Role.TRUST_USER, suspend), (Role.MANAGER, revoke)]
)
def test_an_ended_session_or_account_comes_through_no_door(
    role: Role, end: Callable[[User], None], client: Client
) -> None:
    user = user_with(role)
    client.force_login(user)
    end(user)
    answers = [client.generic(rule["method"], address(rule["route"])) for rule in WEB]
    assert {answer.headers.get("Location", "").partition("?")[0] for answer in answers} == {"/sign-in/"}


def test_a_sensitive_act_asks_for_the_second_factor_again_after_five_minutes(client: Client) -> None:
    silent = []
    for path, entry in routes():
        access = access_of(entry.callback)
        if access and access.step_up:
            user = user_with(*sorted(roles_with(access.permission))[:1])
            sessions.App(user)
            sessions.sign_in_wholly(client, user, at=timezone.now() - FRESH_FOR - timedelta(seconds=1))
            asked = client.get(address(path))
            led = asked.headers.get("Location", "").startswith("/account/confirm/?next=")
            kept = 'name="confirming"' in client.post(address(path)).content.decode()
            if not (kept and (led or asked.status_code == 405)):
                silent.append(path)
    assert silent == []


def test_a_visitor_is_sent_to_sign_in(client: Client) -> None:
    elsewhere = []
    for rule in WEB:
        answer = client.generic(rule["method"], address(rule["route"]))
        if answer.status_code != 302 or not answer["Location"].startswith("/sign-in/"):
            elsewhere.append(name(rule))
    assert elsewhere == []


@pytest.mark.parametrize("role", [*Role, None], ids=str)
def test_a_method_that_is_not_declared_is_refused(role: Role | None, client: Client) -> None:
    """Of whoever comes first of those who may use the address at all; of nobody where everybody may."""
    if role:
        client.force_login(user_with(role))
    declared: dict[str, set[str]] = {}
    for rule in RULES:
        if rule["roles"][:1] == ([role.value] if role else []):
            declared.setdefault(rule["route"], set())
    for rule in RULES:
        if rule["route"] in declared:
            declared[rule["route"]].add(rule["method"])
    taken = [
        (method, route)
        for route, known in declared.items()
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - known
        if client.generic(method, address(route)).status_code not in {401, 405}
    ]
    assert taken == []


def test_a_view_that_declares_nothing_is_refused_at_run_time(rf: RequestFactory) -> None:
    def silent(request: HttpRequest) -> HttpResponse:
        return HttpResponse("reached")

    with pytest.raises(PermissionDenied):
        AccessMiddleware(silent).process_view(rf.get("/"), silent, (), {})


def test_a_closed_account_comes_through_no_door(rf: RequestFactory) -> None:
    view: Callable[..., Any] = requires(KernelPermission.STAFF_HOME)(lambda request: HttpResponse("reached"))
    request = rf.get("/")
    request.session = SessionStore()
    request.user = user_with(Role.REGISTRAR)
    sign_ins.prove(request, user_id=request.user.pk, by="app", at=NOW)
    assert view(request).content == b"reached"
    request.user.is_active = False
    with pytest.raises(PermissionDenied):
        view(request)
    request.user = AnonymousUser()
    assert view(request).status_code == 302


def test_every_machine_is_published_with_every_move() -> None:
    published = {(t["machine"], t["state"], t["action"]) for t in transitions()}
    tabled = {
        (machine, str(state), str(action))
        for machine, (workflow, _) in WORKFLOWS.items()
        for action, move in workflow.moves.items()
        for state in move.sources
    }
    assert published == tabled
    by_nobody = {(t["machine"], t["action"]) for t in transitions() if not t["roles"]}
    by_the_clock = {("conduct.case", str(action)) for action in BY_THE_CLOCK}
    by_the_clock |= {("conduct.interim_order", str(action)) for action in INTERIM_BY_THE_CLOCK}
    by_the_clock |= {("consultation.consultation", str(action)) for action in CONSULTATION_BY_THE_CLOCK}
    assert by_nobody == by_the_clock | {("conduct.identity", "expire")}


@pytest.mark.parametrize("machine", WORKFLOWS)
def test_every_status_of_a_machine_can_be_reached(machine: str) -> None:
    assert WORKFLOWS[machine][0].unreachable() == set()
