"""Responses as their senders come back to them."""

from typing import Any

from django.db.models import Prefetch

from consultation.models import Answer, Consultation, Response, ResponseVersion, SavedResponse
from kernel import receipt_codes


def response_by_code(*, consultation: Consultation, typed: str) -> Response | None:
    """The response to this consultation that a code, as somebody typed it, belongs to."""
    digest = receipt_codes.digest(receipt_codes.read(typed))
    return Response.objects.filter(consultation=consultation, code_digest=digest).first()


def saved_by_code(*, consultation: Consultation, typed: str) -> str | None:
    """What was saved under a code, sealed."""
    digest = receipt_codes.digest(receipt_codes.read(typed))
    found = SavedResponse.objects.filter(consultation=consultation, code_digest=digest).first()
    return found.sealed if found else None


def said_in(*, response: Response) -> tuple[ResponseVersion, dict[int, dict[str, Any]]]:
    """The latest version of a response, and its answers by question."""
    answers = Prefetch("answers", Answer.objects.select_related("wording"))
    version = response.versions.prefetch_related(answers).order_by("number").last()
    assert version is not None
    return version, {
        answer.wording.question_id: {
            "wording": answer.wording_id,
            "chosen": list(answer.chosen),
            "text": answer.text,
            "number": "" if answer.number is None else str(answer.number),
            "day": "" if answer.day is None else answer.day.isoformat(),
        }
        for answer in version.answers.all()
    }
