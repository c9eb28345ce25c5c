"""Taking responses: saved on the way, sent, changed and withdrawn by whoever holds the code, and entered by staff."""

import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db import IntegrityError, transaction

from consultation.actions.addresses import forget_address, keep_address
from consultation.actions.inviting import answered_by_link
from consultation.actions.steps import closed_words, require_open, wait_for_others
from consultation.models import Answer, Consultation, EqualityForm, Response, ResponseVersion, SavedResponse
from consultation.queries.consultations import stage
from consultation.queries.responses import said_in
from consultation.rules.questionnaire import Answers
from consultation.rules.responding import Channel, Gone, NotOpen, Publish, Sender
from consultation.workflow import Status
from kernel import receipt_codes
from kernel.clocks import format_instant
from kernel.history import recorded
from kernel.keys import keyed_hash
from kernel.models import User
from kernel.outbox import sealed_address, send_mail

PUBLIC_LENGTH: Final = 10
IN_TIME: Final = "consultation_version_in_time"
EQUALITY: Final = "consultation-equality"


def send_response(
    *,
    consultation: Consultation,
    code: str,
    sender: Sender,
    answers: Answers,
    equality: Mapping[str, Any],
    copy: str = "",
    copy_to: str = "",
    outcome_to: str = "",
    invitation: str = "",
    at: datetime,
) -> None:
    """Take a response under its sender's code, or a further version of it. Sent twice alike, it counts once.

    PostgreSQL's clock says whether the consultation is open. Refuses (NotOpen) before and from the close on, and
    (Gone) what was withdrawn. `copy` goes to `copy_to`, an address that only the dispatcher reads and that is kept with
    nothing; `outcome_to` is one to keep until the outcome is published; of `invitation` it is noted that it was used,
    afterwards and by itself.
    """
    require_open(consultation=consultation, at=at)
    with refused_in_words(consultation), transaction.atomic():
        if outcome_to:
            keep_address(consultation=consultation, code=code, address=outcome_to, at=at)
        is_new = _take(consultation, code, sender=sender, answers=answers, equality=equality, at=at)
        if is_new and copy_to:
            _send_copy(consultation, copy, to=copy_to)
    if invitation:
        answered_by_link(consultation=consultation, key=invitation, at=at)


def _take(
    consultation: Consultation,
    code: str,
    *,
    sender: Sender,
    answers: Answers,
    equality: Mapping[str, Any],
    at: datetime,
) -> bool:
    digest = receipt_codes.digest(code)
    wait_for_others(about=digest)
    response = Response.objects.filter(consultation=consultation, code_digest=digest).first()
    if response is not None and _is_same(response, sender=sender, answers=answers):
        _keep_apart(response, equality)
        return False
    response = response or Response.objects.create(
        consultation=consultation, public_number=drawn_number(), channel=Channel.WEB, code_digest=digest
    )
    add_version(response=response, sender=sender, answers=answers, received_at=at)
    _keep_apart(response, equality)
    SavedResponse.objects.filter(code_digest=digest).delete()
    return True


def _send_copy(consultation: Consultation, copy: str, *, to: str) -> None:
    send_mail(
        sealed_to=sealed_address(to),
        subject="A copy of your response",
        template="consultation_copy",
        context={"title": consultation.title, "copy": copy},
    )


def withdraw_response(*, consultation: Consultation, code: str, at: datetime) -> None:
    """Take a response out of the count, for whoever holds its code, until the close; and tell them no outcome."""
    require_open(consultation=consultation, at=at)
    digest = receipt_codes.digest(receipt_codes.read(code))
    with refused_in_words(consultation), transaction.atomic():
        wait_for_others(about=digest)
        response = Response.objects.get(consultation=consultation, code_digest=digest)
        last = response.versions.order_by("number").last()
        assert last is not None
        ResponseVersion.objects.create(
            response=response,
            number=last.number + 1,
            received_at=at,
            is_withdrawal=True,
            respondent_type=last.respondent_type,
            publish=Publish.NOT,
        )
        _keep_apart(response, {}, is_withdrawn=True)
        forget_address(code=code)


@recorded()
def enter_response(
    *,
    consultation: Consultation,
    channel: str,
    sender: Sender,
    answers: Answers,
    received_at: datetime,
    late_reason: str = "",
    by: User,
    at: datetime,
) -> Response:
    """Take a response that came on paper, by email or by telephone. One from after the close needs a reason."""
    require_enterable(consultation=consultation, at=at)
    if received_at > at:
        raise NotOpen("A response is entered after it was received.")
    if received_at < consultation.opens_at:
        raise NotOpen(f"This consultation opened on {format_instant(consultation.opens_at)}, after this response came.")
    if received_at >= consultation.closes_at and not late_reason:
        raise NotOpen(
            f"This consultation closed on {format_instant(consultation.closes_at)}, before this response came. "
            "Give the reason for which it is taken all the same."
        )
    with refused_in_words(consultation), transaction.atomic():
        response = Response.objects.create(consultation=consultation, public_number=drawn_number(), channel=channel)
        add_version(
            response=response,
            sender=sender,
            answers=answers,
            received_at=received_at,
            late_reason=late_reason,
            entered_by=by,
        )
    return response


def require_enterable(*, consultation: Consultation, at: datetime) -> None:
    """Refuse (NotOpen) to enter responses before the opening, and once the analysis is finished."""
    if stage(consultation=consultation, at=at) not in (Status.OPEN, Status.CLOSED):
        raise NotOpen("Responses are entered from the opening until the analysis is finished.")


class refused_in_words:
    """Turn PostgreSQL's refusals of a response into ours."""

    def __init__(self, consultation: Consultation) -> None:
        self.consultation = consultation

    def __enter__(self) -> None:
        """Nothing to prepare."""

    def __exit__(self, kind: object, fault: BaseException | None, trace: object) -> None:
        name = getattr(getattr(fault.__cause__, "diag", None), "constraint_name", "") if fault else ""
        if isinstance(fault, IntegrityError) and name == IN_TIME:
            raise NotOpen(closed_words(consultation=self.consultation)) from fault
        if isinstance(fault, IntegrityError) and name == "consultation_version_of_a_response_that_stands":
            raise Gone("This response was withdrawn. You can start a new one.") from fault


def drawn_number() -> str:
    """A public number, by lot."""
    return "".join(secrets.choice(receipt_codes.ALPHABET) for _ in range(PUBLIC_LENGTH))


def _is_same(response: Response, *, sender: Sender, answers: Answers) -> bool:
    version, said = said_in(response=response)
    as_before = all(getattr(version, name) == getattr(sender, name) for name in Sender.__dataclass_fields__)
    return (
        not version.is_withdrawal
        and as_before
        and said == {pk: {"language": "", **each} for pk, each in answers.items()}
    )


def add_version(
    *,
    response: Response,
    sender: Sender,
    answers: Answers,
    received_at: datetime,
    late_reason: str = "",
    entered_by: User | None = None,
) -> ResponseVersion:
    """A further version of a response, or its first one, with what it answers."""
    version = ResponseVersion.objects.create(
        response=response,
        number=response.versions.count() + 1,
        respondent_type=sender.respondent_type,
        publish=sender.publish,
        name=sender.name,
        organisation=sender.organisation,
        may_pass_on=sender.may_pass_on,
        received_at=received_at,
        late_reason=late_reason,
        entered_by=entered_by,
    )
    Answer.objects.bulk_create(answer_of(version=version, said=answer) for answer in answers.values())
    return version


def answer_of(*, version: ResponseVersion, said: Mapping[str, Any]) -> Answer:
    """An answer, in the form in which pages and files give it, as a row."""
    return Answer(
        version=version,
        wording_id=said["wording"],
        chosen=list(said.get("chosen", ())),
        text=said.get("text", ""),
        number=int(said["number"]) if said.get("number") else None,
        day=date.fromisoformat(said["day"]) if said.get("day") else None,
        language=said.get("language", ""),
    )


def _keep_apart(response: Response, equality: Mapping[str, Any], *, is_withdrawn: bool = False) -> None:
    """Without a time, a name or a key that the database has. Nothing in it is what a withdrawal leaves.

    Who answers none now leaves those of before as they are, since they are not shown to who comes back.
    """
    pseudonym = keyed_hash(purpose=EQUALITY, value=response.public_number)
    last = EqualityForm.objects.filter(pseudonym=pseudonym).order_by("number").last()
    if is_withdrawn or (equality and (last is None or last.answers != dict(equality))):
        number = last.number + 1 if last else 1
        EqualityForm.objects.create(
            consultation_id=response.consultation_id, pseudonym=pseudonym, number=number, answers=dict(equality)
        )
