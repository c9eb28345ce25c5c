"""Answers to equality questions, without whose they are. No query here returns one person's answers with a name."""

from collections.abc import Sequence

from consultation.models import Consultation, EqualityForm, Wording
from consultation.queries.counting import EVERY
from consultation.queries.finding import sought_in
from consultation.rules.responding import Channel


def equality_answers(*, consultation: Consultation) -> list[dict[int, Sequence[str]]]:
    """By question what was chosen, of each form that counts: the last of its response, if that was not withdrawn."""
    of_wording = dict(
        Wording.objects.filter(question__section__consultation=consultation).values_list("pk", "question")
    )
    forms = EqualityForm.objects.filter(consultation=consultation).order_by("number")
    last = dict(forms.values_list("pseudonym", "answers"))
    return [
        {of_wording[int(wording)]: said["chosen"] for wording, said in answers.items() if int(wording) in of_wording}
        for answers in last.values()
        if answers
    ]


def asked_equality(*, consultation: Consultation) -> int:
    """How many responses could answer them: those that came over the pages, and count."""
    return sought_in(consultation=consultation, sought=EVERY).filter(response__channel=Channel.WEB).count()
