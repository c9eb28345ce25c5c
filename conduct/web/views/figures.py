"""The figures of casework."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from conduct import queries
from conduct.permissions import Permission
from conduct.rules.disclosures import year_span
from conduct.rules.figures import Period
from conduct.web.forms.years import YearForm
from conduct.web.presenters import figures as presenters
from kernel.permissions import requires
from kernel.web import render
from kernel.web.downloads import made_file

NUMBERS = "numbers that name nobody"


@requires(Permission.CASE_FIGURES, unlogged=NUMBERS)
def figures(request: HttpRequest) -> HttpResponse:
    """How long cases take, where they end and how old the open ones are, in one year."""
    form, found = _asked(request)
    shown = {**presenters.page(found), "form": form, "chosen": form.chosen}
    return render(request, "conduct/cases/figures.jinja", shown)


@requires(Permission.CASE_FIGURES, unlogged=NUMBERS)
def table(request: HttpRequest) -> HttpResponse:
    """The same figures as CSV."""
    form, found = _asked(request)
    return made_file(presenters.as_csv(found), name=f"casework-{form.chosen}.csv")


def _asked(request: HttpRequest) -> tuple[YearForm, queries.Figures]:
    now = timezone.now()
    form = YearForm(request.GET, first=queries.first_year(), at=now)
    return form, queries.figures(period=Period(*year_span(form.chosen)), at=now)
