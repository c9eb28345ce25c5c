"""A manager asks about a check of theirs and is answered; a check is held back from its subject, by two people."""

from datetime import date, datetime

from django.db import transaction

from barring.models import Check, CheckDelay, CheckQuery
from kernel.clocks import end_of_day
from kernel.errors import ActionRefused
from kernel.history import ALL, acting
from kernel.models import User
from kernel.outbox import send_mail
from register.models import Person

MOST_OPEN = 5


class OwnMatter(ActionRefused):
    """Nobody decides about themselves, nor alone."""


@transaction.atomic
def ask_about_check(*, check: Check, text: str, by: User, at: datetime) -> CheckQuery:
    """Ask the regulator about a check that names oneself.

    Refuses a check that names another, and a sixth query while five wait.
    """
    with acting(tenant=ALL):  # the check is an organisation's own row
        person = (
            Person.objects.select_for_update(no_key=True).filter(pk=check.person_id or 0).first()
        )  # a check never changes
        if person is None or person.user_id != by.pk:
            raise OwnMatter("You can ask about checks of yourself only.")
        if CheckQuery.objects.filter(asked_by=by, answered_at=None).count() >= MOST_OPEN:
            raise ActionRefused("You have 5 questions that wait for an answer. Wait for one of them to be answered.")
        return CheckQuery.objects.create(check_asked=check, text=text, asked_by=by, asked_at=at)


@transaction.atomic
def answer_check_query(*, query: CheckQuery, answer: str, by: User, at: datetime) -> CheckQuery:
    """Answer what a manager asked about a check; they are told by e-mail. Refuses one's own, and one answered."""
    query = CheckQuery.objects.select_for_update(of=("self",)).select_related("asked_by").get(pk=query.pk)
    if query.asked_by_id == by.pk:
        raise OwnMatter("You asked this yourself. Another registrar must answer it.")
    if query.answered_at is not None:
        raise ActionRefused("Somebody has answered this already.")
    query.answer, query.answered_by, query.answered_at = answer, by, at
    query.save(update_fields=["answer", "answered_by", "answered_at"])
    send_mail(
        to=query.asked_by.email,
        subject="Your question about a check was answered",
        template="check_query_answered",
        context={"name": query.asked_by.name, "reference": query.check_asked.reference},
    )
    return query


@transaction.atomic
def ask_delay(*, check: Check, reason: str, until: date, by: User, at: datetime) -> CheckDelay:
    """Ask that a check be held back from its subject to the end of a London day. A second person decides.

    Refuses a check that names nobody or oneself, a day that is over, and a second request while one waits.
    UK GDPR articles 15(4) and 23; Data Protection Act 2018, schedule 2.
    """
    person = Person.objects.select_for_update(no_key=True).filter(pk=check.person_id or 0).first()
    if person is None:
        raise ActionRefused("This check named nobody, so nobody is shown it.")
    _require_not_about(person, by)
    if end_of_day(until) <= at:
        raise ActionRefused("The day until which it is held back must be today or later.")
    if CheckDelay.objects.filter(check_asked=check, approved=None).exists():
        raise ActionRefused("A delay of this check waits for a decision already.")
    return CheckDelay.objects.create(
        check_asked=check, reason=reason, until=end_of_day(until), asked_by=by, asked_at=at
    )


@transaction.atomic
def decide_delay(*, delay: CheckDelay, is_agreed: bool, by: User, at: datetime) -> CheckDelay:
    """A second person agrees to hold a check back, or does not. Refuses whoever asked, and one decided or over."""
    delay = CheckDelay.objects.select_for_update().get(pk=delay.pk)
    if delay.asked_by_id == by.pk:
        raise OwnMatter("You asked for this delay. Another registrar must decide on it.")
    _require_not_about(Person.objects.get(checks=delay.check_asked_id), by)
    if delay.approved is not None:
        raise ActionRefused("Somebody has decided on this already.")
    if is_agreed and delay.until <= at:
        raise ActionRefused("The day until which it was to be held back is over.")
    delay.approved, delay.decided_by, delay.decided_at = is_agreed, by, at
    delay.save(update_fields=["approved", "decided_by", "decided_at"])
    return delay


def _require_not_about(person: Person, by: User) -> None:
    if person.user_id == by.pk:
        raise OwnMatter("This check is about you. Another registrar must deal with it.")
