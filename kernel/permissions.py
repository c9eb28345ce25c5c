"""The door: every view says who may use it, and one that says nothing is refused.

`@requires(Permission.CASE_VIEW)` and `@public()` stand on function views and on the methods of API views
alike. They enforce the methods and the permission, and record in the access log what was opened.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, wraps
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
)
from django.urls import reverse
from django.utils.module_loading import import_string
from rest_framework.exceptions import NotAuthenticated
from rest_framework.exceptions import PermissionDenied as ApiPermissionDenied

from kernel import sign_ins
from kernel.access_log import look_at, note, question
from kernel.history import ALL, Tenant, acting
from kernel.http import refuse

if TYPE_CHECKING:
    from kernel.models import User


class Role(StrEnum):
    """What a person is to this system; what each may do is in `config.access`."""

    REGISTRAR = "registrar"
    CASEWORKER = "caseworker"
    INVESTIGATOR = "investigator"
    CASE_EXAMINER = "case_examiner"
    PANEL_CHAIR = "panel_chair"
    PANEL_MEMBER = "panel_member"
    LEGAL_ADVISER = "legal_adviser"
    CASE_PRESENTER = "case_presenter"
    BARRING_OFFICER = "barring_officer"
    BARRING_APPROVER = "barring_approver"
    IDENTITY_CUSTODIAN = "identity_custodian"
    PUBLISHER = "publisher"
    CONSULTATION_ANALYST = "consultation_analyst"
    DECISION_MAKER = "decision_maker"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    TRUST_USER = "trust_user"
    TRUST_ADMINISTRATOR = "trust_administrator"
    MANAGER = "manager"
    REPRESENTATIVE = "representative"

    @property
    def words(self) -> str:
        return self.value.replace("_", " ").capitalize()


TRUST_ROLES = frozenset({Role.TRUST_USER, Role.TRUST_ADMINISTRATOR})
OUTSIDE_ROLES = TRUST_ROLES | {Role.MANAGER, Role.REPRESENTATIVE}
STAFF_ROLES = frozenset(Role) - OUTSIDE_ROLES

PUBLIC = "public"


class KernelPermission(StrEnum):
    """What may be done with what the kernel owns."""

    ACCESS_VIEW = "kernel.access_view"
    ACCOUNT_CHANGE = "kernel.account_change"
    ACCOUNT_DECIDE = "kernel.account_decide"
    ACCOUNT_VIEW = "kernel.account_view"
    API_CLIENT_CHANGE = "kernel.api_client_change"
    EVENT_VIEW = "kernel.event_view"
    LEDGER_VIEW = "kernel.ledger_view"
    MESSAGE_RESEND = "kernel.message_resend"
    MESSAGE_VIEW = "kernel.message_view"
    ORGANISATION_CHANGE = "kernel.organisation_change"
    ORGANISATION_VIEW = "kernel.organisation_view"
    OWN_ENTRY_VIEW = "kernel.own_entry_view"
    RULE_SET_APPROVE = "kernel.rule_set_approve"
    RULE_SET_CHANGE = "kernel.rule_set_change"
    RULE_SET_VIEW = "kernel.rule_set_view"
    SIGNED_IN = "kernel.signed_in"
    STAFF_HOME = "kernel.staff_home"
    TRUST_USER_CHANGE = "kernel.trust_user_change"
    WEBHOOK_CHANGE = "kernel.webhook_change"
    WEBHOOK_VIEW = "kernel.webhook_view"


@dataclass(frozen=True)
class Access:
    """What a view declared: the permission (or "public"), methods, and what a success opens."""

    permission: str
    methods: frozenset[str]
    opens: tuple[str, str] | None = None
    object_rule: str = ""
    scope: str = ""
    step_up: bool = False
    before_second_factor: bool = False
    lists: str = ""
    begins_work: bool = False
    unlogged: str = ""


@cache
def matrix() -> dict[Role, frozenset[str]]:
    """Role to permissions, from the composition root."""
    return cast(dict[Role, frozenset[str]], import_string(settings.ACCESS_MATRIX))


def roles_with(permission: str) -> frozenset[Role]:
    """The roles that carry a permission."""
    return frozenset(role for role, granted in matrix().items() if permission in granted)


def can(user: Any, permission: str) -> bool:
    """Whether a user's roles carry a permission; a visitor's and an inactive user's never do."""
    if not user.is_active:
        return False
    return any(permission in matrix()[role] for role in user.roles)


def tenant_of(user: Any) -> Tenant:
    """Whose rows a user may reach: their organisation's; the regulator's staff everybody's; anyone else nobody's."""
    if user.organisation_id is not None:
        return cast(int, user.organisation_id)
    return ALL if any(role in STAFF_ROLES for role in user.roles) else None


def requires(
    permission: str,
    *,
    methods: Iterable[str] = ("GET",),
    opens: tuple[str, str] | None = None,
    object_rule: str = "",
    scope: str = "",
    step_up: bool = False,
    before_second_factor: bool = False,
    lists: str = "",
    begins_work: bool = False,
    unlogged: str = "",
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let in who has `permission` and has signed in wholly, by these methods only.

    `opens` is (noun, URL argument): a successful answer is written to the access log, and if that cannot be
    written nothing is shown. Where the address has no such argument, the word itself is written ("own").
    `object_rule` names the query that narrows rows to what the user may see. `scope` is what an API token must
    carry as well. `step_up` asks for a second factor given within the last five minutes; what was typed is kept.
    `before_second_factor` is for the pages on which somebody sets one up or gives it. `lists` is the noun of a page
    that searches or lists: what was searched by and what was shown is written down. `begins_work` says that opening
    it is the user's work by itself, so that no reason is asked for. `unlogged` says why a look is not written down,
    of a view that neither `opens` nor `lists`.
    """
    return _declare(
        Access(
            str(permission),
            _methods(methods),
            opens,
            object_rule,
            scope,
            step_up,
            before_second_factor,
            lists,
            begins_work,
            unlogged,
        )
    )


def public(*, methods: Iterable[str] = ("GET",)) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let in anyone, by these methods only."""
    return _declare(Access(PUBLIC, _methods(methods)))


def declare(view: Callable[..., Any], permission: str, *methods: str) -> Callable[..., Any]:
    """Say for a library's view who may use it."""
    return _declare(Access(permission, _methods(methods or ("GET",))))(view)


def access_of(view: Any, method: str = "GET") -> Access | None:
    """What a view (of either kind) declared for a method, or None."""
    if found := getattr(view, "access", None):
        return cast(Access, found)
    owner = getattr(view, "cls", None) or getattr(view, "view_class", None)
    return getattr(getattr(owner, method.lower(), None), "access", None)


def require_access(request: Any, view: Any, arguments: dict[str, Any]) -> None:
    """Ask at an API method's door without entering: for an answer that is given without running the method.

    Raises, and notes the refusal, as the method itself would.
    """
    access = access_of(view)
    if access is None:
        raise ApiPermissionDenied
    if access.permission != PUBLIC:
        _refusal(request, access, arguments)


class AccessMiddleware:
    """Refuses a view that declared nothing, before it runs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        owner = getattr(view, "cls", None)
        if getattr(view, "access", None) is None and not _api_methods(owner):
            raise PermissionDenied("This page has no declared permission.")


def _api_methods(owner: Any) -> list[str]:
    names = ("get", "post", "put", "patch", "delete")
    return [name for name in names if getattr(getattr(owner, name, None), "access", None)]


def _methods(methods: Iterable[str]) -> frozenset[str]:
    given = frozenset(method.upper() for method in methods)
    return given | {"HEAD", "OPTIONS"} if "GET" in given else given | {"OPTIONS"}


def _declare(access: Access) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            request = args[0] if hasattr(args[0], "META") else args[1]
            web = isinstance(request, HttpRequest)
            if web and request.method not in access.methods:
                unknown = refuse(request, 405, "method_not_allowed", "This address does not take that method.")
                unknown["Allow"] = ", ".join(sorted(access.methods))
                return unknown
            if web and request.method == "OPTIONS":
                return HttpResponse(headers={"Allow": ", ".join(sorted(access.methods))})
            if access.permission != PUBLIC and (refused := _refusal(request, access, kwargs)) is not None:
                return refused
            if access.permission == PUBLIC:
                return view(*args, **kwargs)
            tenant = tenant_of(request.user)
            with acting(tenant=tenant):
                look = look_at(request, access, kwargs, tenant=tenant)
                if (asked := question(look)) is not None:
                    return asked
                response = view(*args, **kwargs)
            note(look, response)
            return response

        guarded.access = access  # type: ignore[attr-defined]
        return guarded

    return decorate


def _refusal(request: Any, access: Access, kwargs: dict[str, Any]) -> HttpResponseBase | None:
    """A redirect to sign in, or None when the door is open; raises when it stays shut."""
    web = isinstance(request, HttpRequest)
    if not request.user.is_authenticated:
        if not web:
            raise NotAuthenticated
        return _to_sign_in(request)
    if web and not access.before_second_factor and not sign_ins.is_whole(request):
        return _to_second_factor(request)
    scopes = str(getattr(getattr(request, "auth", None), "scope", "")).split()
    if can(request.user, access.permission) and (web or not access.scope or access.scope in scopes):
        return _asked_to_confirm(request) if web and access.step_up else None
    _record_refusal(request, access, kwargs)
    if web:
        raise PermissionDenied
    raise ApiPermissionDenied


def _asked_to_confirm(request: Any) -> HttpResponseBase | None:
    from kernel.web import confirming  # pages need the templates' environment, which needs this module

    return confirming.ask(request)


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    if request.method == "POST":
        from kernel.web import keeping  # pages need the templates' environment, which needs this module

        keeping.keep(request)
    return _redirect_and_back(request, settings.LOGIN_URL)


def _to_second_factor(request: HttpRequest) -> HttpResponseBase:
    """To the page that asks for the second factor; to the one that sets it up, where the account has none."""
    from kernel.queries import factors_of  # the door stands before the models are loaded

    has_one = factors_of(cast("User", request.user)).exists()
    return _redirect_and_back(request, "kernel:confirm" if has_one else "kernel:add_app")


def _redirect_and_back(request: HttpRequest, route: str) -> HttpResponseBase:
    """To a page that leads back here afterwards, if here is something to look at."""
    query = QueryDict(mutable=True)
    if request.method in ("GET", "HEAD"):
        query["next"] = request.get_full_path()
    address = reverse(route)
    return HttpResponseRedirect(f"{address}?{query.urlencode(safe='/')}" if query else address)


def _record_refusal(request: Any, access: Access, kwargs: dict[str, Any]) -> None:
    from kernel.actions import record_access  # the door stands before the models are loaded

    noun, argument = access.opens or (access.lists or access.permission, "")
    record_access(
        user_id=request.user.pk,
        permission=access.permission,
        noun=noun,
        reference=str(kwargs.get(argument, argument)),
        allowed=False,
    )
