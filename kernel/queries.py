"""Reads of the kernel's own tables."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, TypedDict

from django.db import connection
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from kernel.access_log import searched_by
from kernel.clocks import end_of_day, start_of_day
from kernel.models import (
    AccessEvent,
    ApiClient,
    Delivery,
    Invitation,
    KnownBrowser,
    Organisation,
    OrganisationClass,
    OutboxMessage,
    Record,
    RecoveryCode,
    RoleChange,
    RuleSet,
    RuleSetStep,
    SecondFactor,
    Session,
    User,
)
from kernel.models.outbox import Failure, Gateway, Outcome
from kernel.permissions import TRUST_ROLES, KernelPermission, Role, can
from kernel.rule_set_workflow import RuleSetAction, RuleSetStatus
from kernel.sign_ins import browser_digest

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class Attempted(TypedDict):
        """What `messages` adds to each."""

        attempts: int
        failure: str | None

    AttemptedMessage = WithAnnotations[OutboxMessage, Attempted]

SYSTEM_EMAIL = "system@manager-register.invalid"
ORGANISATION_CLASSES: list[tuple[str, str]] = [(kind.value, kind.label) for kind in OrganisationClass]

DELIVERY_WORDS: dict[str, str] = dict([*Gateway.choices, *Outcome.choices, *Failure.choices])


@dataclass(frozen=True)
class WorkItem:
    """One thing that waits for somebody: what, where to do it, by when, and why it takes longer. See `kernel.work`."""

    text: str
    href_name: str
    href_kwargs: Mapping[str, object] = field(default_factory=dict)
    due_at: datetime | None = None
    why: str = ""


@dataclass(frozen=True)
class Change:
    """One change of a record, from its history: who made it, when and why; by field, what it was and became.

    A record's first row is `made`, and has no fields.
    """

    at: datetime
    by: str
    reason: str
    made: bool
    fields: Mapping[str, tuple[Any, Any]]


def changes_of(record: Record) -> list[Change]:
    """The history of one record, newest first."""
    rows = list(record.history.select_related("history_user").order_by("-history_date", "-history_id"))
    return [_change(row, before) for row, before in zip(rows, [*rows[1:], None], strict=True)]


def _change(row: Any, before: Any) -> Change:
    differences = row.diff_against(before).changes if before is not None else []
    return Change(
        at=row.history_date,
        by=row.history_user.name,
        reason=row.history_change_reason or "",
        made=row.history_type == "+",
        fields={difference.field: (difference.old, difference.new) for difference in differences},
    )


@cache
def system_user_id() -> int:
    """The account in whose name the system itself acts."""
    return User.objects.values_list("pk", flat=True).get(is_system=True)


def system_user() -> User:
    """The system's own account."""
    return User.objects.get(is_system=True)


def users() -> QuerySet[User]:
    """Every person's account, with roles and organisation, by name. Not the system's, nor trusts' programs'."""
    people = User.objects.filter(is_system=False, is_service=False)
    return people.select_related("organisation").prefetch_related("granted").order_by("name", "pk")


def find_users(*, text: str = "", role: str = "") -> QuerySet[User]:
    """Accounts whose name, address or organisation contains `text`, with a role if given."""
    found = users()
    if text:
        found = found.filter(Q(name__icontains=text) | Q(email__icontains=text) | Q(organisation__name__icontains=text))
    return found.filter(granted__role=role) if role else found


def account_at(address: str) -> int | None:
    """The account of an address, in any case; of people and programs, never the system's own."""
    found = User.objects.filter(email=address.strip().lower(), is_system=False)
    return found.values_list("pk", flat=True).first()


def account_for_provider(addresses: Collection[str], *, organisation: str) -> User | None:
    """The open account that a provider may sign in: one of its organisation (a code), or of none where it is empty."""
    open_accounts = users().filter(email__in=addresses, is_active=True)
    own = Q(organisation__code=organisation) if organisation else Q(organisation=None)
    return open_accounts.filter(own).first()


def factors_of(user: User) -> QuerySet[SecondFactor]:
    """The second factors that an account has now, in the order in which they were added."""
    return SecondFactor.objects.filter(user=user, removed_at=None).order_by("added_at", "pk")


def recovery_codes_left(user: User) -> int:
    """How many recovery codes of an account are still good."""
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


def sessions_of(user: User, *, at: datetime) -> QuerySet[Session]:
    """Where an account is signed in at an instant, last used first."""
    return Session.objects.filter(user=user, expire_date__gt=at).order_by("-seen_at")


def browsers_of(user: User) -> QuerySet[KnownBrowser]:
    """The browsers in which an account signed in, last used first."""
    return KnownBrowser.objects.filter(user=user).order_by("-last_used_at")


def knows_browser(*, email: str, token: str) -> bool:
    """Whether the account of an address signed in before in the browser that holds a token."""
    return bool(token) and KnownBrowser.objects.filter(user__email=email, digest=browser_digest(token)).exists()


def trust_users_for(user: User) -> QuerySet[User]:
    """The accounts of the user's own organisation, for its administrator."""
    return users().filter(organisation__users=user, granted__role__in=list(TRUST_ROLES)).distinct()


def role_changes() -> QuerySet[RoleChange]:
    """Changes of roles, waiting and decided, newest first."""
    return RoleChange.objects.select_related("user", "asked_by", "decided_by").order_by("-asked_at", "-pk")


def role_changes_of(user: User) -> QuerySet[RoleChange]:
    """The changes of one account's roles, newest first."""
    return role_changes().filter(user=user)


def open_role_changes() -> QuerySet[RoleChange]:
    """Role changes that wait for a second administrator, oldest first."""
    return role_changes().filter(state=RoleChange.State.ASKED).order_by("asked_at")


def open_invitations() -> QuerySet[Invitation]:
    """Invitations neither accepted nor withdrawn, newest first."""
    waiting = Invitation.objects.filter(accepted_at=None, withdrawn_at=None)
    return waiting.select_related("organisation", "invited_by", "approved_by").order_by("-invited_at")


def trust_invitations_for(user: User) -> QuerySet[Invitation]:
    """The open invitations of the user's own organisation, for its administrator."""
    return open_invitations().filter(organisation__users=user)


def invitation_of(user: User) -> Invitation | None:
    """The invitation by which somebody came to their account; None for the first accounts of an installation."""
    accepted = Invitation.objects.filter(email=user.email, accepted_at__isnull=False)
    return accepted.select_related("invited_by", "approved_by").order_by("-accepted_at").first()


def work_for(user: User) -> list[WorkItem]:
    """What waits for a second administrator, and may be decided by this one."""
    if not can(user, KernelPermission.ACCOUNT_DECIDE):
        return []
    submitted = rule_sets().filter(status=RuleSetStatus.SUBMITTED)
    changes = open_role_changes().exclude(asked_by=user).exclude(user=user)
    invitations = open_invitations().filter(approved_by=None).exclude(invited_by=user)
    return [
        *(WorkItem(f"Change of roles: {change.user}", "kernel:role_change", {"pk": change.pk}) for change in changes),
        *(
            WorkItem(f"Invitation: {invitation.name}", "kernel:invitation", {"pk": invitation.pk})
            for invitation in invitations
            if invitation.waits_for_approval
        ),
        *(
            WorkItem(f"Rule set to approve: {rules.version}", "kernel:rule_set", {"version": rules.version})
            for rules in submitted
            if user.pk not in rule_set_authors(rules)
        ),
    ]


def organisations(
    *, text: str = "", organisation_class: str = "", open_on: date | None = None, closed_before: date | None = None
) -> QuerySet[Organisation]:
    """Organisations by code or part of the name, of a class, open on a day, or closed before a day; by name."""
    found = Organisation.objects.all()
    if text:
        plain = text.strip().replace("’", "'")  # as the ODS files write it
        found = found.filter(Q(code=plain.upper()) | Q(name__icontains=plain))
    if organisation_class:
        found = found.filter(organisation_class=organisation_class)
    if open_on:
        found = found.filter(Q(closed_on=None) | Q(closed_on__gte=open_on))
    if closed_before:
        found = found.filter(closed_on__lt=closed_before)
    return found


def organisation_choices(*, open_on: date) -> list[tuple[str, str]]:
    """Code and name of every organisation open on a day, for a form to choose from."""
    return list(organisations(open_on=open_on).values_list("code", "name"))


def organisation_by_code(code: str) -> Organisation | None:
    """The organisation of an ODS code, in any case; None if there is none."""
    return Organisation.objects.filter(code=code.strip().upper()).first()


def organisation_class_seen(*, organisation: Organisation, snapshot: str) -> str:
    """The class that an organisation had for whoever looked under a snapshot (`pg_current_snapshot()` as text)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT organisation_class FROM kernel_historicalorganisation"
            " WHERE id = %s AND pg_visible_in_snapshot(ledger_xid, %s::pg_snapshot) ORDER BY history_id DESC LIMIT 1",
            [organisation.pk, snapshot],
        )
        return str(cursor.fetchone()[0])


def organisation_name(pk: int) -> str:
    """The name of one organisation."""
    return Organisation.objects.values_list("name", flat=True).get(pk=pk)


def organisation_names(*, codes: Collection[str]) -> dict[str, str]:
    """By code, the names of organisations, closed ones included."""
    return dict(Organisation.objects.filter(code__in=codes).values_list("code", "name"))


def api_clients() -> QuerySet[ApiClient]:
    """The programs of organisations, by organisation, with whether they may still sign in."""
    return ApiClient.objects.select_related("organisation", "user", "granted_to").order_by("organisation__code", "pk")


def account_of_client(client_id: str, *, code: str = "") -> int | None:
    """The account in whose name a program acts, by its identifier; with a code, for the organisation that let it."""
    found = ApiClient.objects.filter(client_id=client_id)
    if code:
        found = ApiClient.objects.filter(granted_to__client_id=client_id, organisation__code=code, revoked_at=None)
    return found.values_list("user_id", flat=True).first()


def rule_sets() -> QuerySet[RuleSet]:
    """Every version, drafts and withdrawn ones too, the one that begins last first."""
    return RuleSet.objects.select_related("drafted_by", "approved_by").order_by("-effective_from", "-pk")


def rule_set_before(rules: RuleSet) -> RuleSet | None:
    """The approved version in force just before another begins, or would begin; None before the first."""
    earlier = RuleSet.objects.filter(status=RuleSetStatus.APPROVED, effective_from__lt=rules.effective_from)
    return earlier.exclude(pk=rules.pk).order_by("-effective_from").first()


def rule_set_authors(rules: RuleSet) -> frozenset[int]:
    """Everybody who wrote a part of a version: none of them may approve it."""
    written = rules.steps.filter(action__in=[RuleSetAction.DRAFT, RuleSetAction.REVISE])
    return frozenset(written.values_list("by_id", flat=True))


def rule_set_steps(rules: RuleSet) -> QuerySet[RuleSetStep]:
    """What was done to a version and by whom, in order."""
    return rules.steps.select_related("by").order_by("pk")


@dataclass(frozen=True)
class Waiting:
    """How many messages wait to be sent, and since when the oldest does."""

    count: int
    since: datetime | None


def messages_waiting() -> Waiting:
    """Messages neither sent nor given up."""
    waiting = OutboxMessage.objects.filter(sent_at=None, dead_at=None)
    return Waiting(waiting.count(), waiting.order_by("written_at").values_list("written_at", flat=True).first())


def messages() -> QuerySet["AttemptedMessage"]:
    """Every message, with its number of `attempts` and the class of its last `failure`."""
    last = Delivery.objects.filter(message=OuterRef("pk")).order_by("-pk")
    failure = Subquery(last.values("failure")[:1])
    return OutboxMessage.objects.annotate(attempts=Count("deliveries"), failure=failure)


def dead_messages() -> QuerySet["AttemptedMessage"]:
    """Messages that were given up, the latest first."""
    return messages().filter(dead_at__isnull=False).order_by("-dead_at", "pk")


def undelivered_about(*, noun: str, reference: str) -> QuerySet["AttemptedMessage"]:
    """Messages about one thing that were given up, the latest first."""
    return dead_messages().filter(noun=noun, reference=reference)


def dead_of(failure: str) -> QuerySet["AttemptedMessage"]:
    """Messages that were given up for one failure."""
    return dead_messages().filter(failure=failure)


def dead_by_failure() -> list[tuple[str, int]]:
    """The failures for which messages were given up, with how many, the most frequent first."""
    counted = dead_messages().order_by().values("failure").annotate(count=Count("pk", distinct=True))
    return [(row["failure"] or "", row["count"]) for row in counted.order_by("-count", "failure")]


def roles_by_address(addresses: Iterable[str]) -> dict[str, frozenset[Role]]:
    """The roles of the accounts that have these addresses; an address without an account is left out."""
    accounts = User.objects.filter(email__in=set(addresses)).prefetch_related("granted")
    return {account.email: account.roles for account in accounts}


@dataclass(frozen=True, kw_only=True)
class AccessFilter:
    """What an auditor looks for in the access log. `searched` is a text that a list was searched by."""

    person: str = ""
    noun: str = ""
    reference: str = ""
    searched: str = ""
    since: date | None = None
    until: date | None = None
    refused: bool = False
    with_reason: bool = False


def access_events(*, wanted: AccessFilter) -> QuerySet[AccessEvent]:
    """Looks and refusals, newest first: by who looked (name or address), what, whom they searched for, London days.

    A reference finds what was opened by it and every list that showed it.
    """
    found = AccessEvent.objects.select_related("user").order_by("-at", "-pk")
    if wanted.person:
        found = found.filter(Q(user__name__icontains=wanted.person) | Q(user__email__icontains=wanted.person))
    if wanted.noun:
        found = found.filter(noun=wanted.noun)
    if wanted.reference:
        found = found.filter(Q(reference=wanted.reference) | Q(act="listed", found__contains=[wanted.reference]))
    if wanted.searched:
        either = Q(pk__in=[])
        for hashed in searched_by(wanted.searched):
            either |= Q(act="listed", asked__contains=hashed)
        found = found.filter(either)
    if wanted.since:
        found = found.filter(at__gte=start_of_day(wanted.since))
    if wanted.until:
        found = found.filter(at__lt=end_of_day(wanted.until))
    if wanted.refused:
        found = found.filter(allowed=False)
    return found.exclude(reason="") if wanted.with_reason else found


def reason_for(*, user_id: int, thing: tuple[str, str], since: datetime) -> str:
    """The reason that a user last gave for looking at one thing (noun, reference) since an instant; empty if none."""
    noun, reference = thing
    given = AccessEvent.objects.filter(user_id=user_id, act="reason", noun=noun, reference=reference, at__gte=since)
    return given.order_by("-at", "-pk").values_list("reason", flat=True).first() or ""


def looks_from_outside(*, noun: str) -> QuerySet[AccessEvent]:
    """Who opened things of a kind without a part in them, newest first."""
    found = AccessEvent.objects.filter(noun=noun, outside_work=True, allowed=True).exclude(act="reason")
    return found.select_related("user").order_by("-at", "-pk")
