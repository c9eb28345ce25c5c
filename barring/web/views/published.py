"""Published decisions, for anybody."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from barring.queries import published as queries
from barring.web.forms.bars import FindPublished
from barring.web.presenters import bars as present
from kernel.limits import limited
from kernel.permissions import public
from kernel.web import render

PAGE_LENGTH = 20


@public()
@limited
def published_bars(request: HttpRequest) -> HttpResponse:
    """Decisions that are not over, or those that are; by name and number."""
    now = timezone.now()
    form = FindPublished(request.GET if "name" in request.GET or "number" in request.GET else None)
    wanted = form.cleaned_data if form.is_valid() else {"name": "", "number": "", "show": "current"}
    is_past = wanted["show"] == "past"
    found = queries.published_bars(name=wanted["name"], number=wanted["number"], past=is_past, at=now)
    page = Paginator(found, PAGE_LENGTH).get_page(request.GET.get("page"))
    rows = present.published_list_rows(queries.as_published(page.object_list, at=now))
    context = {"form": form, "page": page, "rows": rows, "is_past": is_past}
    return render(request, "barring/published/list.jinja", context)


@public()
@limited
def published_bar(request: HttpRequest, reference: str) -> HttpResponse:
    """One decision: whom it bars from what, from when until when, why, and whether it still holds."""
    now = timezone.now()
    row = get_object_or_404(queries.published_bar(reference=reference, at=now))
    (bar,) = queries.as_published([row], at=now)
    return render(request, "barring/published/detail.jinja", {"bar": bar, "rows": present.published_rows(bar)})
