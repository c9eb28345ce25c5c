"""Learning across cases: wider causes and recommendations of a year, and what became of each."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from conduct import queries
from conduct.permissions import Permission
from conduct.web.forms.years import YearForm
from conduct.web.presenters import learning as presenters
from kernel.permissions import requires
from kernel.web import render
from kernel.web.downloads import made_file

NOBODY = "what organisations were asked to change; it names nobody"


@requires(Permission.CASE_FIGURES, unlogged=NOBODY)
def learning(request: HttpRequest) -> HttpResponse:
    """Each theme, each organisation, and each recommendation with its answer."""
    now = timezone.now()
    form, found = _asked(request, now)
    shown = {**presenters.page(found, at=now), "form": form, "chosen": form.chosen}
    return render(request, "conduct/cases/learning.jinja", shown)


@requires(Permission.CASE_FIGURES, unlogged=NOBODY)
def document(request: HttpRequest) -> HttpResponse:
    """The yearly document, to be published once somebody has read it."""
    now = timezone.now()
    form, found = _asked(request, now)
    return made_file(presenters.as_pdf(found, at=now), name=f"learning-{form.chosen}.pdf")


@requires(Permission.CASE_FIGURES, unlogged=NOBODY)
def table(request: HttpRequest) -> HttpResponse:
    """Every recommendation of the year as CSV."""
    now = timezone.now()
    form, found = _asked(request, now)
    return made_file(presenters.as_csv(found, at=now), name=f"learning-{form.chosen}.csv")


def _asked(request: HttpRequest, now: datetime) -> tuple[YearForm, queries.Learning]:
    form = YearForm(request.GET, first=queries.first_year(), at=now)
    return form, queries.learning(year=form.chosen, at=now)
