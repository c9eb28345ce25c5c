"""Telling an employer of an open case: one proposes it, another decides, the employer reads it after signing in."""

from datetime import datetime

from conduct.actions.notices import tell_manager
from conduct.actions.participants import require_part_declared
from conduct.actions.steps import locked
from conduct.models import Case, EmployerNotice
from conduct.queries.employer_notices import employers_of, readers_at
from conduct.rules.employer_notices import (
    EMPLOYER_NOTICE,
    EmployerNoticeAction,
    EmployerNoticeStatus,
    ManagerKnows,
    NobodyToRead,
    NotTheirEmployer,
    NotTheirProposal,
    TellingWaits,
)
from conduct.rules.independence import require_stranger
from conduct.workflow import FINISHED
from kernel.errors import SecondPersonNeeded
from kernel.history import recorded
from kernel.models import Organisation, User
from kernel.outbox import send_mail
from kernel.workflow import NotAllowedNow

SUBJECT = "There is something confidential for your organisation to read"


@recorded()
def propose_telling(
    *,
    case: Case,
    organisation: Organisation,
    text: str,
    necessity: str,
    proportionality: str,
    manager_waits_because: str,
    by: User,
    at: datetime,
    seen: int | None = None,
) -> EmployerNotice:
    """Propose to tell an employer of an open case. Refuses an organisation at which the manager holds no post, one that
    nobody reads for, and a second proposal meanwhile."""
    held = locked(case=case, action=None, at=at, seen=seen)
    _require_open(held)
    require_stranger(user_id=by.pk, subject=held.person.user_id)
    require_part_declared(case=held, by=by)
    if not employers_of(case=held, at=at).filter(pk=organisation.pk).exists():
        raise NotTheirEmployer(f"The register has no post of the manager at {organisation.name} now.")
    if not readers_at(organisation=organisation).exists():
        raise NobodyToRead(
            f"Nobody at {organisation.name} has an administrator’s account to read it with. Write to it."
        )
    if held.employer_notices.filter(organisation=organisation, status=EmployerNoticeStatus.ASKED).exists():
        raise TellingWaits(f"A proposal to tell {organisation.name} waits already. It must be decided first.")
    return held.employer_notices.create(
        organisation=organisation,
        text=text,
        necessity=necessity,
        proportionality=proportionality,
        manager_waits_because=manager_waits_because,
        asked_by=by,
        asked_at=at,
    )


@recorded()
def decide_on_telling(
    *,
    notice: EmployerNotice,
    action: EmployerNoticeAction,
    reason: str,
    by: User,
    at: datetime,
    seen: int | None = None,
) -> EmployerNotice:
    """Tell the employer or refuse to, as somebody else than who proposed it; or withdraw one's own proposal.

    The manager is told at once, unless the proposal says how that would prejudice something.
    """
    case = locked(case=notice.case, action=None, at=at, seen=seen)
    held = _locked(notice)
    require_stranger(user_id=by.pk, subject=case.person.user_id)
    require_part_declared(case=case, by=by)
    if action != EmployerNoticeAction.WITHDRAW and by.pk == held.asked_by_id:
        raise SecondPersonNeeded("You proposed this. Somebody else must decide on it.")
    if action == EmployerNoticeAction.WITHDRAW and by.pk != held.asked_by_id:
        raise NotTheirProposal("Somebody else proposed this. Refuse it, if the employer should not be told.")
    held.status = EMPLOYER_NOTICE.target(action, status=held.status)
    held.decided_by, held.decided_at, held.decision_reason = by, at, reason
    if action == EmployerNoticeAction.TELL:
        _require_open(case)
        _write_to_employer(held)
        if not held.manager_waits_because:
            _write_to_manager(held, case, at=at)
    held.save(update_fields=["status", "decided_by", "decided_at", "decision_reason", "manager_told_at"])
    return held


@recorded()
def tell_manager_of_telling(
    *, notice: EmployerNotice, by: User, at: datetime, seen: int | None = None
) -> EmployerNotice:
    """Tell the manager what their employer was told, now that it prejudices nothing any more. Refuses a second time."""
    case = locked(case=notice.case, action=None, at=at, seen=seen)
    held = _locked(notice)
    require_stranger(user_id=by.pk, subject=case.person.user_id)
    require_part_declared(case=case, by=by)
    held.status = EMPLOYER_NOTICE.target(EmployerNoticeAction.TELL_MANAGER, status=held.status)
    if held.manager_told_at:
        raise ManagerKnows("The manager was told already.")
    _write_to_manager(held, case, at=at)
    held.save(update_fields=["status", "manager_told_at"])
    return held


def _locked(notice: EmployerNotice) -> EmployerNotice:
    found = EmployerNotice.objects.select_for_update(of=("self",)).select_related("organisation")
    return found.get(pk=notice.pk)


def _require_open(case: Case) -> None:
    if case.status in FINISHED:
        raise NotAllowedNow("The case has ended. There is no open case to tell an employer of.")


def _write_to_employer(notice: EmployerNotice) -> None:
    """E-mail says that there is something to read, and nothing of whom or what it is about."""
    for reader in readers_at(organisation=notice.organisation):
        send_mail(
            to=reader.email,
            subject=SUBJECT,
            template="conduct_employer_told",
            context={"number": notice.pk},
            about=("conduct.employer_notice", str(notice.pk)),
        )


def _write_to_manager(notice: EmployerNotice, case: Case, *, at: datetime) -> None:
    notice.manager_told_at = at
    tell_manager(
        case=case, template="conduct_manager_told", subject="We have written to your employer", with_copies=False
    )
