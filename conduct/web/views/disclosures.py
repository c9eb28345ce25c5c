"""The yearly report of a prescribed person on what workers told it."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from conduct import queries
from conduct.permissions import Permission
from conduct.rules.disclosures import year_of
from conduct.web.forms.disclosures import YearForm
from conduct.web.presenters import disclosures as presenters
from kernel.clocks import today
from kernel.permissions import requires
from kernel.web import render

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
    return _saved(content, "application/pdf", f"disclosures-{year}.pdf")


@requires(Permission.CONCERN_REPORT, unlogged=NUMBERS)
def table(request: HttpRequest) -> HttpResponse:
    """The same numbers as CSV."""
    year = _year(request).chosen
    return _saved(
        presenters.as_csv(queries.disclosures(year=year)), "text/csv; charset=utf-8", f"disclosures-{year}.csv"
    )


def _year(request: HttpRequest) -> YearForm:
    latest = year_of(today(timezone.now()))
    years = list(range(latest, queries.first_year(at_latest=latest) - 1, -1))
    return YearForm({"year": request.GET.get("year") or str(latest)}, years=years)


def _saved(content: bytes, kind: str, name: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
