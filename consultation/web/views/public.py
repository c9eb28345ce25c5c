"""Consultations for everybody: which there are, and what each is about."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from consultation.queries import asked_by, corrections_of, public_consultations, shown_to_public
from consultation.web.forms.subscribing import StageForm
from consultation.web.presenters import public as present
from consultation.web.presenters.languages import chosen_language, spoken_page
from consultation.web.presenters.report import report, was_read
from kernel.limits import limited
from kernel.permissions import public
from kernel.web import render


@public()
@limited
def consultations(request: HttpRequest) -> HttpResponse:
    """Those that are open, will be, and were."""
    form = StageForm(request.GET)
    shown = present.list_page(public_consultations(at=timezone.now()), form.stages, request.GET)
    return render(request, "consultation/public/list.jinja", shown | {"form": form})


@public()
@limited
def consultation(request: HttpRequest, slug: str) -> HttpResponse:
    """One: what it is about, until when it can be answered, and every change since it opened."""
    held = get_object_or_404(shown_to_public(slug=slug))
    language = chosen_language(held, request.GET.get("language", ""))
    asked = asked_by(consultation=held, language=language)
    shown = present.page(held, asked=asked, at=timezone.now()) | spoken_page(held, language)
    shown["changes"] = present.changes(held, corrections_of(consultation=held))
    if shown["is_published"]:
        return render(request, "consultation/public/outcome.jinja", shown | report(held) | {"was_read": was_read(held)})
    return render(request, "consultation/public/page.jinja", shown)
