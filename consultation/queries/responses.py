"""Responses as their senders come back to them."""

from typing import Any, Final

from django.db.models import Prefetch

from consultation.models import Answer, Consultation, OutcomeAddress, Response, ResponseVersion, SavedResponse
from kernel import receipt_codes
from kernel.clocks import today
from kernel.deadlines import Deadline, deadline
from kernel.keys import keyed_hash

OUTCOME: Final = "consultation-outcome"


def response_by_code(*, consultation: Consultation, typed: str) -> Response | None:
    """The response to this consultation that a code, as somebody typed it, belongs to."""
    digest = receipt_codes.digest(receipt_codes.read(typed))
    return Response.objects.filter(consultation=consultation, code_digest=digest).first()


def saved_by_code(*, consultation: Consultation, typed: str) -> str | None:
    """What was saved under a code, sealed."""
    digest = receipt_codes.digest(receipt_codes.read(typed))
    found = SavedResponse.objects.filter(consultation=consultation, code_digest=digest).first()
    return found.sealed if found else None


def saved_by_link(*, consultation: Consultation, secret: str) -> str | None:
    """What was saved, sealed, for whoever has the link to it."""
    found = SavedResponse.objects.filter(consultation=consultation, link_digest=receipt_codes.digest(secret)).first()
    return found.sealed if found else None


def kept_until(*, consultation: Consultation) -> Deadline:
    """For how long after the close what was saved and not sent is kept."""
    return deadline(
        rule_set=consultation.rule_set,
        parameter="consultation_drafts_days",
        beginning="the close",
        begins_on=today(consultation.closes_at),
    )


def holder_of(*, code: str) -> str:
    """What stands for the holder of a code beside their address. It is made of the code, which is in no table."""
    return keyed_hash(purpose=OUTCOME, value=receipt_codes.read(code))


def waits_for_outcome(*, code: str) -> bool:
    """Whether the holder of a code asked to be told the outcome."""
    return OutcomeAddress.objects.filter(holder=holder_of(code=code)).exists()


def said_in(*, response: Response) -> tuple[ResponseVersion, dict[int, dict[str, Any]]]:
    """The latest version of a response, and its answers by question."""
    answers = Prefetch("answers", Answer.objects.select_related("wording"))
    version = response.versions.prefetch_related(answers).order_by("number").last()
    assert version is not None
    return version, {
        answer.wording.question_id: {
            "wording": answer.wording_id,
            "language": answer.language,
            "chosen": list(answer.chosen),
            "text": answer.text,
            "number": "" if answer.number is None else str(answer.number),
            "day": "" if answer.day is None else answer.day.isoformat(),
        }
        for answer in version.answers.all()
    }
