"""Files that people send with their responses, in words."""

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from consultation.queries.files import files_of
from consultation.rules.languages import tag_of
from consultation.rules.questionnaire import Kind, Questionnaire
from consultation.web.forms.files import ResponseFileForm

if TYPE_CHECKING:
    from consultation.models import Response


def file_questions(
    response: "Response", asked: Questionnaire, sending: "tuple[int, ResponseFileForm] | None"
) -> list[dict[str, Any]]:
    """For whoever sent a response: each question that asks for a file, what was sent, and a form for one more."""
    names: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for each in files_of(response=response):
        names[each.question_id].append({"name": each.file.name, "number": each.number})
    return [
        {
            "pk": each.pk,
            "text": f"{each.number}. {each.text}",
            "lang": tag_of(each.language),
            "help_text": each.help_text,
            "files": names[each.pk],
            "form": sending[1] if sending and sending[0] == each.pk else ResponseFileForm(auto_id=f"q{each.pk}-%s"),
        }
        for section in asked
        for each in section.questions
        if each.kind == Kind.FILE
    ]


def files_to_read(response: "Response") -> list[dict[str, str]]:
    """For staff: each file with its address, and that at which they take it back if they added it."""
    slug, number = response.consultation.slug, response.public_number
    return [
        {
            "name": each.file.name,
            "href": reverse("consultation:response_file", args=[slug, number, each.number]),
            "take_back": reverse("consultation:take_paper_file_back", args=[slug, number, each.number])
            if each.added_by_id
            else "",
        }
        for each in files_of(response=response)
    ]
