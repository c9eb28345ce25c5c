"""A consultation in a further language."""

from functools import partial

from django.http import Http404, HttpResponse
from django.utils import timezone

from consultation import actions
from consultation.permissions import Permission
from consultation.queries.translating import parts_of
from consultation.rules.languages import CALLED, Language
from consultation.web.forms.languages import TranslationForm
from consultation.web.views.acting import OPENS, WAYS, act_on, found
from kernel.permissions import requires
from kernel.web import SignedInRequest
from kernel.web.acting import StepPage, sent


@requires(Permission.CONSULTATION_CHANGE, methods=WAYS, opens=OPENS, object_rule="consultations_for")
def translate(request: SignedInRequest, slug: str, language: str) -> HttpResponse:
    """All its words in one language, on one page."""
    if language not in Language.values:
        raise Http404
    held, chosen = found(request, slug), Language(language)
    parts = parts_of(consultation=held, language=chosen, at=timezone.now())
    form = TranslationForm(sent(request), parts=parts, language=chosen)
    page = StepPage(
        f"The consultation in {CALLED[chosen]}",
        "Save",
        "Everybody who reads this language answers the same questions, and is counted once with all others. It is "
        "offered once the title, what it is about and the privacy notice are there. A question whose words are not "
        "all there is shown in English, and says so.",
        done="Saved.",
    )
    return act_on(request, held, form, partial(actions.translate, consultation=held, language=chosen), page)
