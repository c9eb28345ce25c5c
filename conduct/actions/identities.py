"""Opening a sealed identity: one custodian asks, another decides, the first is shown it, once.

The web process can do none of it alone: it writes down who wants what, and the process that holds the custodians' key
opens, writes the opening down and tells the reporter, in one transaction.
"""

import base64
from datetime import datetime, timedelta

from django.db import transaction

from conduct.actions.messages import tell_reporter
from conduct.models import Concern, IdentityOpening, IdentityRequest, IdentityResealing, ReporterIdentity
from conduct.queries.identities import (
    custodians,
    had_a_part_in_concern,
    request_status,
    sealed_now,
    sealed_to_others,
)
from conduct.rules.identities import Identity, grounds_of, read_identity, told_of_opening
from conduct.workflow import IDENTITY, IdentityAction, IdentityStatus
from kernel import sealed_boxes
from kernel.errors import ActionRefused
from kernel.history import ALL, acting, recorded
from kernel.models import Box, User
from kernel.queries import system_user, system_user_id
from kernel.sealed_boxes import CannotOpen

CALLS_FOR = timedelta(minutes=10)
"""How long after a call its page is taken to be still open. A later one is never answered."""


class AlreadyAsked(ActionRefused):
    """A request about this identity waits already."""


class NotAGround(ActionRefused):
    """The reporter did not say that their name may be used."""


class HadAPart(ActionRefused):
    """Whoever works on a concern does not learn who raised it, and does not decide who does."""


class SecondCustodianNeeded(ActionRefused):
    """Who asked does not decide, and who decided is not shown anything."""


class NotOpened(ActionRefused):
    """Nothing to be shown: not opened yet, shown already, or called for from another page."""


def seal_identity(*, concern: Concern, identity: Identity, at: datetime) -> None:
    """Keep who raised a concern, in the caller's transaction. Refuses while there is no key to seal to."""
    sealed = sealed_boxes.close(box=Box.IDENTITIES, value=identity.as_text(), about=concern.receipt_digest)
    ReporterIdentity.objects.create(concern=concern, holds=identity.holds, sealed=sealed, at=at)


@recorded()
def ask_to_open(*, identity: ReporterIdentity, ground: str, reason: str, by: User, at: datetime) -> IdentityRequest:
    """Ask a second custodian to agree. Refuses whoever had a part in the concern, a ground that is none for how it was
    raised, and a second request meanwhile."""
    concern = Concern.objects.select_for_update().get(pk=identity.concern_id)
    if ground not in grounds_of(concern.mode):
        raise NotAGround("The concern was raised in confidence. That the case needs the name is no ground to open it.")
    _require_stranger(identity, by)
    for waiting in identity.requests.filter(status__in=[IdentityStatus.ASKED, IdentityStatus.APPROVED]):
        if request_status(request=waiting, at=at) == IdentityStatus.EXPIRED:
            waiting.status = IdentityStatus.EXPIRED
            waiting.save(update_fields=["status"])
            continue
        raise AlreadyAsked("A request to open this identity waits already. It must be dealt with first.")
    return IdentityRequest.objects.create(identity=identity, ground=ground, reason=reason, asked_by=by, asked_at=at)


@recorded()
def decide_on_opening(
    *, request: IdentityRequest, action: IdentityAction, reason: str, by: User, at: datetime
) -> IdentityRequest:
    """Approve or refuse, as another custodian than the one who asked, and with no part in the concern."""
    held = _locked(request)
    if by.pk == held.asked_by_id:
        raise SecondCustodianNeeded("You asked for this. Another custodian must decide on it.")
    _require_stranger(held.identity, by)
    held.status = IDENTITY.target(action, status=held.status)
    held.decided_by, held.decided_at, held.decision_reason = by, at, reason
    held.save(update_fields=["status", "decided_by", "decided_at", "decision_reason"])
    return held


@recorded()
def call_for_identity(*, request: IdentityRequest, by: User, at: datetime) -> str:
    """Have an approved identity opened, before the approval runs out. Returns the private key of this one page, which
    is kept nowhere here."""
    held = _locked(request)
    if by.pk != held.asked_by_id:
        raise SecondCustodianNeeded("It is shown only to the custodian who asked for it.")
    if request_status(request=held, at=at) == IdentityStatus.EXPIRED:
        raise NotOpened("The approval has run out. Ask again: a second custodian decides anew.")
    private, public = sealed_boxes.fresh_pair()
    held.status = IDENTITY.target(IdentityAction.OPEN, status=held.status)
    held.called_at, held.viewer_key = at, base64.b64encode(public).decode("ascii")
    held.save(update_fields=["status", "called_at", "viewer_key"])
    return base64.b64encode(private).decode("ascii")


def open_called(*, at: datetime) -> int:
    """Open what was called for; how many. Only the process with the custodians' key can (else CannotOpen).

    It trusts nothing but the rows: approved by a second custodian, both custodians still, the call minutes old.
    """
    with acting(user=system_user_id(), tenant=ALL):
        calls = IdentityRequest.objects.filter(status=IdentityStatus.CALLED, opening=None, called_at__gt=at - CALLS_FOR)
        return sum(_open(request, at=at) for request in calls.order_by("pk"))


def reseal_identities(*, at: datetime) -> int:
    """Seal to the newest key what is sealed to an earlier one; how many. Only the process with the keys can.

    It may be stopped and begun again: each identity is done in a transaction of its own.
    """
    newest, done = sealed_boxes.newest_key(box=Box.IDENTITIES), 0
    with acting(user=system_user_id(), tenant=ALL):
        for identity in sealed_to_others(key_id=newest).select_related("concern").order_by("pk"):
            with transaction.atomic():
                about = identity.concern.receipt_digest
                text = sealed_boxes.open_box(box=Box.IDENTITIES, sealed=sealed_now(identity=identity), about=about)
                sealed = sealed_boxes.close(box=Box.IDENTITIES, value=text, about=about)
                IdentityResealing.objects.create(identity=identity, sealed=sealed, at=at)
            done += 1
    return done


@transaction.atomic
def _open(request: IdentityRequest, *, at: datetime) -> bool:
    held = _locked(request)
    agreed = {held.asked_by_id, held.decided_by_id or 0}
    if IdentityOpening.objects.filter(request=held).exists() or custodians(among=agreed) != agreed:
        return False
    concern = held.identity.concern
    text = sealed_boxes.open_box(
        box=Box.IDENTITIES, sealed=sealed_now(identity=held.identity), about=concern.receipt_digest
    )
    answer = sealed_boxes.to_public_key(public=base64.b64decode(held.viewer_key), value=text, about=str(held.pk))
    IdentityOpening.objects.create(request=held, at=at, sealed_answer=answer)
    tell_reporter(concern=concern, text=told_of_opening(held.ground), by=system_user(), at=at)
    return True


@recorded()
def take_identity(*, request: IdentityRequest, key: str, by: User, at: datetime) -> Identity | None:
    """What was opened, once, for the page that has the key of its call. None: it is not opened yet, try again.

    Refuses another custodian, a second look, and another page's key.
    """
    held = _locked(request)
    if by.pk != held.asked_by_id:
        raise SecondCustodianNeeded("It is shown only to the custodian who asked for it.")
    opening = IdentityOpening.objects.select_for_update().filter(request=held).first()
    if opening is None and held.status == IdentityStatus.CALLED:
        return None
    if opening is None or opening.shown_at:
        raise NotOpened("This was shown already, and is shown only once. Ask again if you must see it again.")
    try:
        private = base64.b64decode(key, validate=True)
        text = sealed_boxes.with_private_key(private=private, sealed=opening.sealed_answer, about=str(held.pk))
    except (CannotOpen, ValueError):
        raise NotOpened("This page is not the one that it was opened for. Ask again.") from None
    opening.sealed_answer, opening.shown_at = "", at
    opening.save(update_fields=["sealed_answer", "shown_at"])
    return read_identity(text)


def _locked(request: IdentityRequest) -> IdentityRequest:
    found = IdentityRequest.objects.select_for_update(of=("self",)).select_related("identity__concern")
    return found.get(pk=request.pk)


def _require_stranger(identity: ReporterIdentity, by: User) -> None:
    if had_a_part_in_concern(concern=identity.concern, user=by):
        raise HadAPart("You had a part in this concern or its case, so you may not open who raised it.")
