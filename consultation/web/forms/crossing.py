"""Which question is counted by what, of which responses."""

from collections.abc import Iterable
from typing import Any

from django.http import QueryDict

from consultation.rules.crossing import BY_CHANNEL, BY_TYPE, BY_WEEK
from consultation.rules.questionnaire import Question
from consultation.web.forms.finding import SoughtForm
from kernel.fields import SelectField

BY = [
    (BY_TYPE, "Kind of respondent"),
    (BY_CHANNEL, "How it came"),
    (BY_WEEK, "Week in which it was received"),
]


class CrossForm(SoughtForm):
    """The filter of the list of responses, and what is counted by what."""

    question = SelectField(label="Count the answers to", required=False)
    by = SelectField(label="By", required=False)
    field_order = ("question", "by")

    def __init__(self, query: QueryDict, *, questions: Iterable[Question], **kwargs: Any) -> None:
        listed, asked = list(questions), query.copy()
        asked.setdefault("question", str(listed[0].pk))
        asked.setdefault("by", BY_TYPE)
        super().__init__(asked, questions=listed, **kwargs)
        named = [(str(each.pk), f"{each.number}. {each.text}") for each in listed]
        self.fields["question"].choices = named  # type: ignore[attr-defined]
        self.fields["by"].choices = [*BY, *named]  # type: ignore[attr-defined]

    @property
    def crossed(self) -> tuple[int, str]:
        """The question and by what; the first question by kind of respondent where nothing was chosen."""
        self.is_valid()
        first = int(self.fields["question"].choices[0][0])  # type: ignore[attr-defined]
        return int(self.cleaned_data.get("question") or first), self.cleaned_data.get("by") or BY_TYPE
