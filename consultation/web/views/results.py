"""What people answered, counted."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from consultation.permissions import Permission
from consultation.queries import shown_to_public, stage
from consultation.rules.equality import are_equality_answers_final
from consultation.web.presenters import crossing
from consultation.web.presenters import equality as apart
from consultation.web.presenters import results as present
from consultation.web.presenters.finding import sought_form
from consultation.web.views.acting import OPENS, found
from consultation.workflow import Status
from kernel.limits import limited
from kernel.permissions import public, requires
from kernel.web import SignedInRequest, render
from kernel.web.downloads import made_file


@requires(Permission.RESPONSE_COUNT, opens=OPENS, object_rule="consultations_for")
def results(request: SignedInRequest, slug: str) -> HttpResponse:
    """Sums that add up, campaigns, and every question with its base; of all or of what is sought, campaigns or not."""
    shown = present.results(found(request, slug), request.GET)
    return render(request, "consultation/staff/results.jinja", shown)


@requires(Permission.RESPONSE_COUNT, opens=OPENS, object_rule="consultations_for")
def counts(request: SignedInRequest, slug: str) -> HttpResponse:
    """The counts of what is sought as a file."""
    held = found(request, slug)
    return made_file(present.csv_of(held, sought=sought_form(held, request.GET).sought), name=f"{slug}-counts.csv")


@requires(Permission.RESPONSE_COUNT, opens=OPENS, object_rule="consultations_for")
def equality(request: SignedInRequest, slug: str) -> HttpResponse:
    """What people said to equality questions, from the close on, without small groups."""
    shown = apart.equality_page(found(request, slug), at=timezone.now())
    return render(request, "consultation/staff/equality.jinja", shown)


@requires(Permission.RESPONSE_COUNT, opens=OPENS, object_rule="consultations_for")
def equality_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    """The same as a file, from the close on."""
    held = found(request, slug)
    if not are_equality_answers_final(stage(consultation=held, at=timezone.now())):
        raise Http404
    return made_file(apart.equality_csv(held), name=f"{slug}-equality.csv")


@requires(Permission.RESPONSE_COUNT, opens=OPENS, object_rule="consultations_for")
def crossed(request: SignedInRequest, slug: str) -> HttpResponse:
    """One question by kind of respondent, way, week or another question, of what is sought."""
    return render(request, "consultation/staff/crossed.jinja", crossing.cross_page(found(request, slug), request.GET))


@requires(Permission.RESPONSE_COUNT, opens=OPENS, object_rule="consultations_for")
def crossed_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    """The same as a file."""
    return made_file(crossing.cross_csv(found(request, slug), request.GET), name=f"{slug}-by-group.csv")


@public()
@limited
def public_counts(request: HttpRequest, slug: str) -> HttpResponse:
    """The counts of a published outcome as a file, for anybody."""
    held = get_object_or_404(shown_to_public(slug=slug), status=Status.PUBLISHED)
    return made_file(present.csv_of(held), name=f"{slug}-counts.csv")
