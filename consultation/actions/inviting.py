"""Inviting people and organisations to answer: the list of them, the e-mails, and what staff note of each.

By the link of an invitation somebody says that they answered, and no more: which response is theirs is written nowhere,
and staff are told of all such answers together, when reminders go or after the close.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse

from consultation.actions.steps import require_open, wait_for_others
from consultation.models import Consultation, Consultee, InvitationUsed, StoppedAddress
from consultation.queries.consultations import stage
from consultation.queries.inviting import last_reminder, may_be_invited, may_be_reminded
from consultation.rules.inviting import (
    CONSULTEE,
    AnsweredBy,
    InviteAction,
    Invitee,
    Listed,
    NotInvited,
    Standing,
    soonest,
)
from consultation.workflow import Status
from kernel.clocks import format_instant
from kernel.history import acting, recorded
from kernel.keys import keyed_hash
from kernel.models import User
from kernel.outbox import send_mail
from kernel.queries import system_user_id
from kernel.rulesets import rules_of

PURPOSE: Final = "consultation-invitation"
INVITED: Final = "You are invited to answer a consultation"
REMINDED: Final = "A consultation to which you are invited is still open"
LISTED_UNTIL: Final = frozenset({Status.DRAFT, Status.SUBMITTED, Status.APPROVED, Status.OPEN})
NOTED_UNTIL: Final = frozenset({*LISTED_UNTIL, Status.CLOSED})


@recorded()
def add_consultee(*, consultation: Consultation, invitee: Invitee, by: User, at: datetime) -> Consultee:
    """Put somebody on the list. Refuses (NotInvited) from the close on, and whose name or address is on it."""
    held = _held(consultation, LISTED_UNTIL, at=at)
    _require_new(held, invitee)
    return Consultee.objects.create(consultation=held, **_fields(invitee))


@recorded()
def change_consultee(*, consultee: Consultee, invitee: Invitee, by: User, at: datetime) -> Consultee:
    """Put right what the list says of somebody, such as an address that no e-mail reached."""
    held = _held(consultee.consultation, NOTED_UNTIL, at=at)
    _require_new(held, invitee, but=consultee.pk)
    changed = Consultee.objects.select_for_update().get(pk=consultee.pk)
    fields = _fields(invitee)
    for name, value in fields.items():
        setattr(changed, name, value)
    changed.save(update_fields=[*fields])
    return changed


@recorded()
def add_list(*, consultation: Consultation, listed: Listed, by: User, at: datetime) -> int:
    """Put everybody of a list on ours who is not on it yet; how many. Refuses (NotInvited) one with faults."""
    held = _held(consultation, LISTED_UNTIL, at=at)
    if listed.faults:
        raise NotInvited("Nobody was added: some rows cannot be read.")
    names = {name.casefold() for name in held.consultees.values_list("name", flat=True)}
    hashes = set(held.consultees.exclude(email="").values_list("email_hash", flat=True))
    fresh = [
        fields
        for fields in map(_fields, listed.invitees)
        if fields["name"].casefold() not in names and fields["email_hash"] not in hashes
    ]
    Consultee.objects.bulk_create(Consultee(consultation=held, **fields) for fields in fresh)
    return len(fresh)


@recorded()
def remove_consultee(*, consultee: Consultee, by: User, at: datetime) -> None:
    """Take off the list who was put there in error. Refuses (NotInvited) who was written to or has answered."""
    _held(consultee.consultation, NOTED_UNTIL, at=at)
    held = Consultee.objects.select_for_update().get(pk=consultee.pk)
    if held.standing != Standing.LISTED:
        raise NotInvited("Who was written to or answered stays on the list. Note that they will not answer instead.")
    held.delete()


@recorded()
def note_consultee(
    *,
    consultee: Consultee,
    action: InviteAction,
    answered_by: str = "",
    note: str = "",
    by: User,
    at: datetime,
) -> Consultee:
    """Note that somebody answered otherwise than by the link, or will not answer; or take back what was noted."""
    _held(consultee.consultation, NOTED_UNTIL, at=at)
    return _moved(consultee, action, answered_by=answered_by, note=note)


@recorded()
def invite(*, consultation: Consultation, by: User, at: datetime) -> int:
    """Write to everybody on the list who was not written to and may be; to how many."""
    held = _open(consultation, at=at)
    waiting = list(may_be_invited(consultation=held).select_for_update(of=("self",)))
    if not waiting:
        raise NotInvited("There is nobody to write to: add somebody with an email address first.")
    _rows(waiting).update(standing=Standing.INVITED, invited_at=at)
    _write(held, waiting, subject=INVITED, template="consultation_invitation")
    return len(waiting)


@recorded()
def remind(*, consultation: Consultation, by: User, at: datetime) -> int:
    """Write to everybody who was invited so long ago and has not answered; to how many. First staff are told who did.

    Refuses (NotInvited) where the last reminders went fewer days ago than the rule set says.
    """
    held = _open(consultation, at=at)
    days = rules_of(held.rule_set).consultation_reminder_days
    last = last_reminder(consultation=held)
    if last is not None and at < soonest(last=last, days=days):
        raise NotInvited(
            f"Reminders went on {format_instant(last)}. The next ones may go {days} days later, "
            f"from {format_instant(soonest(last=last, days=days))}."
        )
    _tell_who_answered(held)
    waiting = list(may_be_reminded(consultation=held, days=days, at=at).select_for_update(of=("self",)))
    if not waiting:
        raise NotInvited(
            f"There is nobody to remind: nobody was invited {days} days ago or longer and has not answered."
        )
    _rows(waiting).update(reminded_at=at, reminders=F("reminders") + 1)
    _write(held, waiting, subject=REMINDED, template="consultation_reminder")
    return len(waiting)


def _write(held: Consultation, waiting: Sequence[Consultee], *, subject: str, template: str) -> None:
    for each in waiting:
        send_mail(
            to=each.email,
            subject=subject,
            template=template,
            context={
                "title": held.title,
                "summary": held.summary,
                "slug": held.slug,
                "key": str(each.key),
                "closes_at": held.closes_at,
            },
            about=("consultation.consultee", str(each.pk)),
            unsubscribe=reverse("consultation:invitation", args=[held.slug, each.key]),
        )


def answered_by_link(*, consultation: Consultation, key: str, at: datetime) -> None:
    """Note, apart from every response, that the holder of an invitation answered. Done twice it is done.

    It is done in a transaction of its own, once the response is taken: nothing that is written together ties the two.
    """
    require_open(consultation=consultation, at=at)
    with transaction.atomic():
        found = Consultee.objects.filter(consultation=consultation, key=UUID(key)).first()
        if found is not None and found.standing != Standing.ANSWERED:
            InvitationUsed.objects.get_or_create(consultee=found)


def decline_by_link(*, consultee: Consultee, at: datetime) -> None:
    """Note that the holder of an invitation will not answer."""
    require_open(consultation=consultee.consultation, at=at)
    with _unnamed(), transaction.atomic():
        if CONSULTEE.moves[InviteAction.DECLINE].sources & {consultee.standing}:
            _moved(consultee, InviteAction.DECLINE)


def stop_by_link(*, consultee: Consultee) -> None:
    """Write to an address no more, about this consultation or another. Done twice it is done."""
    if consultee.email_hash:
        StoppedAddress.objects.get_or_create(email_hash=consultee.email_hash)


def tell_who_answered(*, at: datetime) -> int:
    """After the close, tell staff who answered by their links; of how many consultations."""
    closed = Consultation.objects.filter(status=Status.APPROVED, closes_at__lte=at)
    found = list(closed.filter(pk__in=InvitationUsed.objects.values("consultee__consultation")))
    for held in found:
        with _unnamed(), transaction.atomic():
            wait_for_others(about=f"invitations {held.slug}")
            _tell_who_answered(held)
    return len(found)


def _tell_who_answered(held: Consultation) -> None:
    used = InvitationUsed.objects.filter(consultee__consultation=held)
    answered = Consultee.objects.filter(pk__in=used.values("pk")).exclude(standing=Standing.ANSWERED)
    answered.update(standing=Standing.ANSWERED, answered_by=AnsweredBy.LINK)
    used.delete()


def _moved(consultee: Consultee, action: InviteAction, *, answered_by: str = "", note: str = "") -> Consultee:
    held = Consultee.objects.select_for_update().get(pk=consultee.pk)
    target = CONSULTEE.target(action, status=held.standing)
    is_unwritten = target == Standing.INVITED and held.invited_at is None
    held.standing = Standing.LISTED if is_unwritten else target
    held.answered_by, held.note = answered_by, note
    held.save(update_fields=["standing", "answered_by", "note"])
    return held


def _held(consultation: Consultation, during: frozenset[Status], *, at: datetime) -> Consultation:
    held = Consultation.objects.select_for_update(of=("self",)).select_related("rule_set").get(pk=consultation.pk)
    if stage(consultation=held, at=at) not in during:
        when = "until the close" if during == LISTED_UNTIL else "until the analysis is finished"
        raise NotInvited(f"The list of those who are invited changes {when}.")
    return held


def _open(consultation: Consultation, *, at: datetime) -> Consultation:
    held = Consultation.objects.select_for_update(of=("self",)).select_related("rule_set").get(pk=consultation.pk)
    if stage(consultation=held, at=at) != Status.OPEN:
        raise NotInvited("Invitations and reminders go while the consultation is open.")
    return held


def _require_new(held: Consultation, invitee: Invitee, *, but: int = 0) -> None:
    others, fields = held.consultees.exclude(pk=but), _fields(invitee)
    if others.filter(name__iexact=fields["name"]).exists():
        raise NotInvited(
            "Somebody of this name is on the list. If they are another, add to the name what tells them apart."
        )
    if fields["email"] and others.filter(email_hash=fields["email_hash"]).exists():
        raise NotInvited("This email address is on the list. Each invitation goes to an address of its own.")


def _fields(invitee: Invitee) -> dict[str, Any]:
    address = invitee.email.strip().lower()
    return {
        "name": invitee.name.strip(),
        "respondent_type": invitee.respondent_type,
        "organisation_type": invitee.organisation_type,
        "region": invitee.region,
        "email": address,
        "email_hash": keyed_hash(purpose=PURPOSE, value=address) if address else "",
    }


def _rows(listed: Sequence[Consultee]) -> QuerySet[Consultee]:
    return Consultee.objects.filter(pk__in=[each.pk for each in listed])


def _unnamed() -> Any:
    return acting(user=system_user_id(), reason="", on_behalf_of=None, request_id="")
