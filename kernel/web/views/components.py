"""The development page that shows every component."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse

from kernel.permissions import public
from kernel.web import render
from kernel.web.components import samples


@public()
def components(request: HttpRequest) -> HttpResponse:
    """Every component in its states; not there on an installation without demonstration data."""
    if not settings.DEMO:
        raise Http404
    return render(request, "kernel/components_page.jinja", samples())
