"""Who signed in, who tried to in vain, and who was refused: the auditor's page."""

from django.core.paginator import Paginator
from django.http import HttpResponse

from kernel.access_log import note_shown
from kernel.permissions import KernelPermission, requires
from kernel.sign_in_log import sign_ins
from kernel.web import SignedInRequest, render
from kernel.web.forms.sign_in_log import SignInSearchForm
from kernel.web.presenters import sign_in_log as present

PER_PAGE = 50


@requires(KernelPermission.ACCESS_VIEW, lists="kernel.sign_in")
def sign_in_log(request: SignedInRequest) -> HttpResponse:
    """Sign-ins and what became of them, by filters that stay in the address."""
    form = SignInSearchForm(request.GET)
    form.is_valid()
    page = Paginator(sign_ins(wanted=form.wanted), PER_PAGE).get_page(request.GET.get("page"))
    events = list(page)
    note_shown(request, [event["pk"] for event in events], count=page.paginator.count)
    context = {"search": form, "page": page, "rows": present.rows(events), "query": request.GET, "head": present.HEAD}
    return render(request, "kernel/access/sign_ins.jinja", context)
