"""Where those who answer are, and in what organisation: of most of them, and of some places few."""

from collections.abc import Iterable
from typing import Any, Final

from consultation import actions
from consultation.models import Consultation
from consultation.rules.questionnaire import Kind, OrganisationType, Question, Region, RespondentType

WHERE: Final = "In which region are you?"
IN_WHAT: Final = "In what type of organisation do you work, or for which do you answer?"
REGIONS: Final = (
    *(Region.NORTH_WEST, Region.LONDON, Region.MIDLANDS, Region.LONDON, Region.NORTH_EAST, Region.SOUTH_EAST),
    *(Region.EAST, Region.NORTH_WEST, Region.LONDON, Region.SOUTH_WEST, Region.MIDLANDS, Region.NORTH_EAST),
)
TYPES: Final = (
    *(OrganisationType.TRUST, OrganisationType.TRUST, OrganisationType.PRIMARY, OrganisationType.TRUST),
    *(OrganisationType.BOARD, OrganisationType.SOCIAL, OrganisationType.TRUST, OrganisationType.INDEPENDENT),
)
OUTSIDE: Final = frozenset({RespondentType.PUBLIC, RespondentType.PATIENT})


def ask_whence(held: Consultation, by: dict[str, Any]) -> None:
    """A section with both questions, in which nobody must answer."""
    section = actions.add_section(consultation=held, title="Where you are", **by)
    actions.add_question(section=section, kind=Kind.REGION, text=WHERE, **by)
    actions.add_question(section=section, kind=Kind.ORGANISATION_TYPE, text=IN_WHAT, **by)


def region_of(number: int) -> Region | None:
    """That of the so-manieth, of whom one in seven says none."""
    return None if number % 7 == 6 else REGIONS[number % len(REGIONS)]


def type_of(number: int, respondent_type: str) -> OrganisationType:
    """That of the so-manieth; the public and patients work in none."""
    return OrganisationType.NONE if respondent_type in OUTSIDE else TYPES[number % len(TYPES)]


def whence(questions: Iterable[Question], number: int, respondent_type: str) -> dict[int, dict[str, Any]]:
    """The answers of the so-manieth to both, as pages give them."""
    said: dict[str, Region | OrganisationType | None] = {
        Kind.REGION: region_of(number),
        Kind.ORGANISATION_TYPE: type_of(number, respondent_type),
    }
    return {
        each.pk: {"wording": each.wording, "chosen": [key.value], "text": "", "number": "", "day": ""}
        for each in questions
        if (key := said.get(each.kind)) is not None
    }
