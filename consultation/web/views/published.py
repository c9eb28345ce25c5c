"""What everybody reads once the outcome of a consultation is published."""

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from consultation.queries import publishing as queries
from consultation.queries import shown_to_public
from consultation.queries.deciding import changes_by_consultations, themes_in_version, themes_of
from consultation.web.presenters import open_data
from consultation.web.presenters import publishing as present
from consultation.web.presenters import report as presenters
from consultation.workflow import Status
from kernel.limits import limited
from kernel.permissions import public
from kernel.web import render
from kernel.web.downloads import made_file

if TYPE_CHECKING:
    from consultation.models import Consultation


def _published(slug: str) -> "Consultation":
    return get_object_or_404(shown_to_public(slug=slug), status=Status.PUBLISHED)


def _unkept(response: HttpResponse) -> HttpResponse:
    """Search engines keep no copy of what may be taken down, and nobody a page for longer than it is published."""
    response["X-Robots-Tag"] = "noarchive"
    response["Cache-Control"] = "no-store"
    return response


@public()
@limited
def responses(request: HttpRequest, slug: str) -> HttpResponse:
    """The responses whose senders let us publish them, and that two people have read."""
    held = _published(slug)
    asked = request.GET.get("theme", "")
    theme = next((each for each in themes_of(consultation=held) if str(each.pk) == asked), None)
    shown = present.public_list(held, request.GET, theme=theme)
    return _unkept(render(request, "consultation/public/responses.jinja", shown))


@public()
@limited
def response(request: HttpRequest, slug: str, number: str) -> HttpResponse:
    """One of them."""
    held = _published(slug)
    version = get_object_or_404(queries.published_responses(consultation=held), response__public_number=number)
    shown = {"consultation": held, "read": present.read_by_everybody(version)}
    shown["themes"] = themes_in_version(version=version)
    return _unkept(render(request, "consultation/public/response.jinja", shown))


@public()
@limited
def you_said(request: HttpRequest, slug: str) -> HttpResponse:
    """What was done about each theme of what people said."""
    shown = presenters.you_said(_published(slug))
    return _unkept(render(request, "consultation/public/you_said.jinja", shown))


@public()
@limited
def report_document(request: HttpRequest, slug: str) -> HttpResponse:
    """The report as a PDF, with the same charts."""
    return _unkept(made_file(presenters.as_pdf(_published(slug)), name=f"{slug}-report.pdf"))


@public()
@limited
def data(request: HttpRequest, slug: str) -> HttpResponse:
    """The open data: every file with its digest, and how to check the signature."""
    held = _published(slug)
    shown = {"consultation": held, "rows": open_data.rows(held), "manifest": open_data.MANIFEST}
    return _unkept(render(request, "consultation/public/data.jinja", shown))


@public()
@limited
def data_file(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One file of it, or all in one with the signed list of them."""
    held = _published(slug)
    content = open_data.file_of(held, name)
    if content is None:
        raise Http404
    return _unkept(made_file(content, name=f"{slug}-{name}"))


@public()
@limited
def led_to(request: HttpRequest) -> HttpResponse:
    """Every clause and set of rules that a consultation led to a change of."""
    rows = presenters.change_rows(list(changes_by_consultations()))
    return render(request, "consultation/public/led_to.jinja", {"rows": rows})
