"""What managers may say of themselves, by the nine protected characteristics of the Equality Act 2010, section 4."""

from collections.abc import Mapping
from typing import Final, NamedTuple

PREFER_NOT: Final = "prefer_not"
NOT_GIVEN: Final = "not_given"
"""Nothing was said, or that one prefers not to: figures tell neither from the other."""


class Characteristic(NamedTuple):
    words: str
    question: str
    answers: tuple[tuple[str, str], ...]


_YES_NO: Final = (("yes", "Yes"), ("no", "No"))

CHARACTERISTICS: Final[Mapping[str, Characteristic]] = {
    "age": Characteristic(
        "Age",
        "How old are you?",
        (("under_35", "Under 35"), ("35_to_49", "35 to 49"), ("50_to_64", "50 to 64"), ("65_over", "65 or over")),
    ),
    "disability": Characteristic("Disability", "Do you consider yourself to be disabled?", _YES_NO),
    "gender_reassignment": Characteristic(
        "Gender reassignment", "Is your gender identity different from your sex registered at birth?", _YES_NO
    ),
    "partnership": Characteristic(
        "Marriage and civil partnership", "Are you married or in a civil partnership?", _YES_NO
    ),
    "pregnancy": Characteristic(
        "Pregnancy and maternity", "Have you been pregnant, or on leave to care for a baby, in the last year?", _YES_NO
    ),
    "race": Characteristic(
        "Race",
        "What is your ethnic group?",
        (
            ("asian", "Asian or Asian British"),
            ("black", "Black, Black British, Caribbean or African"),
            ("mixed", "Mixed or multiple ethnic groups"),
            ("white", "White"),
            ("another", "Another ethnic group"),
        ),
    ),
    "religion": Characteristic(
        "Religion or belief",
        "What is your religion or belief?",
        (
            ("none", "No religion"),
            ("buddhist", "Buddhist"),
            ("christian", "Christian"),
            ("hindu", "Hindu"),
            ("jewish", "Jewish"),
            ("muslim", "Muslim"),
            ("sikh", "Sikh"),
            ("another", "Another religion or belief"),
        ),
    ),
    "sex": Characteristic("Sex", "What is your sex?", (("female", "Female"), ("male", "Male"))),
    "orientation": Characteristic(
        "Sexual orientation",
        "Which of these describes your sexual orientation?",
        (
            ("heterosexual", "Heterosexual or straight"),
            ("gay", "Gay or lesbian"),
            ("bisexual", "Bisexual"),
            ("another", "Another sexual orientation"),
        ),
    ),
}


def known_answers(name: str) -> list[str]:
    """What may be said of a characteristic, that one prefers not to included."""
    return [PREFER_NOT, *(value for value, _ in CHARACTERISTICS[name].answers)]
