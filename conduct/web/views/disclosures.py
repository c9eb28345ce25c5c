"""The yearly report of a prescribed person on what workers told it."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from conduct import queries
from conduct.permissions import Permission
from conduct.web.forms.years import YearForm
from conduct.web.presenters import disclosures as presenters
from kernel.permissions import requires
from kernel.web import render
from kernel.web.downloads import made_file

NUMBERS = "numbers that name nobody"


@requires(Permission.CONCERN_REPORT, unlogged=NUMBERS)
def report(request: HttpRequest) -> HttpResponse:
    """The numbers of one year, with the document and the table to save."""
    form = _year(request)
    year = form.chosen
    shown = presenters.report(queries.disclosures(year=year))
    return render(request, "conduct/concerns/report.jinja", {**shown, "form": form, "chosen": year})


@requires(Permission.CONCERN_REPORT, unlogged=NUMBERS)
def document(request: HttpRequest) -> HttpResponse:
    """The report as a PDF, to be published."""
    year = _year(request).chosen
    content = presenters.as_pdf(queries.disclosures(year=year), at=timezone.now())
    return made_file(content, name=f"disclosures-{year}.pdf")


@requires(Permission.CONCERN_REPORT, unlogged=NUMBERS)
def table(request: HttpRequest) -> HttpResponse:
    """The same numbers as CSV."""
    year = _year(request).chosen
    return made_file(presenters.as_csv(queries.disclosures(year=year)), name=f"disclosures-{year}.csv")


def _year(request: HttpRequest) -> YearForm:
    return YearForm(request.GET, first=queries.first_year(), at=timezone.now())
