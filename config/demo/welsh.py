"""The open consultation in Welsh, and what is attached to it."""

from datetime import datetime
from typing import Any, Final

from consultation import actions
from consultation.models import Consultation, Response
from consultation.queries.translating import parts_of
from consultation.rules.languages import Language, words_of
from consultation.rules.responding import Sender
from kernel import receipt_codes
from kernel.files.examining import examine

WELSH: Final = {
    "One code of practice for managers": "Un cod ymarfer i reolwyr",
    "We propose one national code of practice for everybody who manages in the health service.": "Rydym yn cynnig un "
    "cod ymarfer cenedlaethol i bawb sy’n rheoli yn y gwasanaeth iechyd.",
    "The code": "Y cod",
    "Should there be one code?": "A ddylid cael un cod?",
    "Please explain your answer": "Esboniwch eich ateb",
    "Strongly agree": "Cytuno’n gryf",
    "Agree": "Cytuno",
    "Neither agree nor disagree": "Ddim yn cytuno nac yn anghytuno",
    "Disagree": "Anghytuno",
    "Strongly disagree": "Anghytuno’n gryf",
    "Don’t know": "Ddim yn gwybod",
    "Its reach": "I bwy y mae’n berthnasol",
    "To whom should it apply?": "I bwy y dylai fod yn berthnasol?",
    "Board directors": "Cyfarwyddwyr bwrdd",
    "Those who report to them": "Y rhai sy’n atebol iddynt",
    "Every other manager": "Pob rheolwr arall",
    "What is missing from it?": "Beth sydd ar goll ohono?",
    "Should there be one national code of practice for managers?": "A ddylid cael un cod ymarfer cenedlaethol i "
    "reolwyr?",
}
CODE: Final = "DEMONSTRATIONCYMRAEG"
PRIVACY: Final = "Mae’r rheoleiddiwr yn cadw’r ymatebion er mwyn penderfynu ar yr hyn y gofynnodd amdano."
PROPOSALS: Final = (
    b"One code of practice for managers\n\nWe propose that one national code takes the place of the many."
)


def put_into_welsh(held: Consultation, by: dict[str, Any]) -> None:
    """All words there are; the question from when it should apply has none, so that it falls back."""
    words = {}
    for part in parts_of(consultation=held, language=Language.WELSH, at=by["at"]):
        found = {
            name: PRIVACY if name == "privacy_notice" else WELSH.get(original, "")
            for name, original in words_of(part.held).items()
        }
        words[part.key] = {name: text for name, text in found.items() if text}
    actions.translate(consultation=held, language=Language.WELSH, words=words, **by)


def attach(held: Consultation, by: dict[str, Any]) -> None:
    """What is proposed, to read."""
    file = examine(name="proposals.txt", content=PROPOSALS)
    actions.add_document(consultation=held, title="The proposals in full", language="", file=file, **by)


def answer_in_welsh(held: Consultation, said: dict[int, dict[str, Any]], *, sender: Sender, at: datetime) -> Response:
    """A response read and written in Welsh, which tells of wrongdoing."""
    text = "Dywedwyd wrthyf am newid y cofnod cyn yr arolygiad."
    answers = {pk: each | {"language": Language.WELSH, "text": text} for pk, each in said.items()}
    actions.send_response(consultation=held, code=CODE, sender=sender, answers=answers, equality={}, at=at)
    return Response.objects.get(code_digest=receipt_codes.digest(CODE))
