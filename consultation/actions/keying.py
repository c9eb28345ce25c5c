"""Keying a response from paper a second time, and settling where the two keyings differ."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from consultation.actions.responses import add_version, require_enterable
from consultation.models import Consultation, Response, SecondKeying, Settlement
from consultation.queries.consultations import asked_by
from consultation.queries.keying import keyed_first, keyed_second
from consultation.rules.keying import Keyed, NotKeyable, compared
from consultation.rules.questionnaire import Answers, Question
from consultation.rules.responding import Channel, Sender
from kernel.models import User


@transaction.atomic
def key_again(*, response: Response, sender: Sender, answers: Answers, by: User, at: datetime) -> SecondKeying:
    """Keep what a second person keyed, beside what the first one did. Refuses the first one, and a third keying."""
    held = _locked(response, at=at)
    if response.channel != Channel.PAPER:
        raise NotKeyable("Only responses from paper are keyed again.")
    if response.versions.filter(entered_by=by).exists():
        raise NotKeyable("You keyed this response, so somebody else must key it again.")
    if SecondKeying.objects.filter(response=response).exists():
        raise NotKeyable("Somebody keyed this response again meanwhile. Nothing was saved; go on with the next.")
    second = Keyed(sender=sender, answers=answers)
    found = compared(keyed_first(response=response), second, _questions(held))
    return SecondKeying.objects.create(
        response=response,
        **asdict(sender),
        answers={str(pk): dict(said) for pk, said in answers.items()},
        compared=len(found),
        differ=sum(each.differs for each in found),
        by=by,
        at=at,
    )


@transaction.atomic
def settle(*, keying: SecondKeying, sender: Sender, answers: Answers, by: User, at: datetime) -> Settlement:
    """Say what the paper says where two keyings differ. What counts gets a further version if it says otherwise."""
    response = keying.response
    held = _locked(response, at=at)
    if Settlement.objects.filter(keying=keying).exists():
        raise NotKeyable("Somebody settled this response meanwhile. Nothing was saved.")
    if not keying.differ:
        raise NotKeyable("The two keyings of this response do not differ.")
    first, right = keyed_first(response=response), Keyed(sender=sender, answers=answers)
    _require_only_differences(held, first, keyed_second(keying=keying), right)
    last = response.versions.order_by("number").last()
    assert last is not None
    if any(each.differs for each in compared(first, right, _questions(held))):
        last = add_version(
            response=response,
            sender=sender,
            answers=answers,
            received_at=last.received_at,
            late_reason=last.late_reason,
            entered_by=by,
        )
    return Settlement.objects.create(keying=keying, version=last, by=by, at=at)


def _require_only_differences(held: Consultation, first: Keyed, second: Keyed, right: Keyed) -> None:
    questions = _questions(held)
    open_ = {each.field for each in compared(first, second, questions) if each.differs}
    if {each.field for each in compared(first, right, questions) if each.differs} - open_:
        raise NotKeyable("Only what two people keyed otherwise is settled here.")


def _locked(response: Response, *, at: datetime) -> Consultation:
    """The consultation, kept from being analysed, and the response from being keyed by another, meanwhile."""
    held = Consultation.objects.select_for_update(of=("self",)).get(pk=response.consultation_id)
    require_enterable(consultation=held, at=at)
    return held


def _questions(held: Consultation) -> list[Question]:
    return [each for section in asked_by(consultation=held) if not section.is_equality for each in section.questions]
