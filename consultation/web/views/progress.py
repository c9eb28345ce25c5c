"""How a consultation is going, for staff."""

from django.http import HttpResponse
from django.utils import timezone

from consultation.permissions import Permission
from consultation.web.presenters import progress as present
from consultation.web.views.acting import OPENS, found
from kernel.permissions import requires
from kernel.web import SignedInRequest, render
from kernel.web.downloads import made_file


@requires(Permission.RESPONSE_COUNT, opens=OPENS, object_rule="consultations_for")
def progress(request: SignedInRequest, slug: str) -> HttpResponse:
    """Responses by day, and what is to be done next."""
    shown = present.page(found(request, slug), user=request.user, at=timezone.now())
    return render(request, "consultation/staff/progress.jinja", shown)


@requires(Permission.RESPONSE_COUNT, opens=OPENS, object_rule="consultations_for")
def by_day(request: SignedInRequest, slug: str) -> HttpResponse:
    """Responses by day as a file."""
    return made_file(present.csv_of(found(request, slug), at=timezone.now()), name=f"{slug}-by-day.csv")
