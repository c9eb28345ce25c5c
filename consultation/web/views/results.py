"""What people answered, counted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from consultation.permissions import Permission
from consultation.queries import shown_to_public
from consultation.web.forms.finding import SoughtForm
from consultation.web.presenters import results as present
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
    form = SoughtForm(request.GET, questions=present.questions_of(held))
    return made_file(present.csv_of(held, sought=form.sought), name=f"{slug}-counts.csv")


@public()
@limited
def public_counts(request: HttpRequest, slug: str) -> HttpResponse:
    """The counts of a published outcome as a file, for anybody."""
    held = get_object_or_404(shown_to_public(slug=slug), status=Status.PUBLISHED)
    return made_file(present.csv_of(held), name=f"{slug}-counts.csv")
