"""The public register."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from kernel.limits import limited
from kernel.permissions import public
from kernel.web import render
from register import queries
from register.rules.numbers import InvalidNumber, parse
from register.web import presenters
from register.web.forms.search import RegisterSearchForm

PER_PAGE = 20


@public()
@limited
def search(request: HttpRequest) -> HttpResponse:
    """Entries by name, number and organisation. Nothing is listed before something is asked."""
    at = timezone.now()
    asked = any(request.GET.get(name, "").strip() for name in RegisterSearchForm.base_fields)
    form = RegisterSearchForm(request.GET if asked else None)
    context = {"search": form, "asked": asked and form.is_valid(), "query": request.GET, "rows": [], "page": None}
    if asked and form.is_valid():
        page = Paginator(queries.public_names(**form.cleaned_data, at=at), PER_PAGE).get_page(request.GET.get("page"))
        context |= {"page": page, "rows": presenters.entry_rows(queries.entries_of(page, at=at))}
    return render(request, "register/public/search.jinja", context)


@public()
@limited
def entry(request: HttpRequest, number: str) -> HttpResponse:
    """One entry, by its number however it is written."""
    try:
        found = queries.public_entry(number=parse(number), at=timezone.now())
    except InvalidNumber:
        found = None
    if found is None:
        raise Http404
    return render(request, "register/public/entry.jinja", presenters.entry_page(found))
