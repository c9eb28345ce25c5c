"""The access log: giving a reason for a look, and the auditor's page."""

from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.utils import timezone

from kernel import actions, queries
from kernel.access_log import note_shown
from kernel.clocks import today
from kernel.permissions import KernelPermission, requires
from kernel.web import SignedInRequest, render
from kernel.web.downloads import made_file
from kernel.web.forms.access import AccessSearchForm, GiveReasonForm
from kernel.web.presenters import access as present
from kernel.web.reasons import TEMPLATE, shown

PER_PAGE = 50


@requires(KernelPermission.STAFF_HOME, methods=("POST",), unlogged="the reason is written down itself")
def give_reason(request: SignedInRequest) -> HttpResponse:
    """Keep the reason, and go on to what was asked for."""
    form = GiveReasonForm(request.POST)
    if not form.is_valid():
        return render(request, TEMPLATE, shown(form, request.POST.get("noun", "")))
    given = form.cleaned_data
    actions.give_reason(
        user_id=request.user.pk, noun=given["noun"], reference=given["reference"], reason=given["reason"]
    )
    return HttpResponseRedirect(given["next"])


@requires(KernelPermission.ACCESS_VIEW, lists="kernel.access")
def access(request: SignedInRequest) -> HttpResponse:
    """Who looked at what, who was refused, and why, by filters that stay in the address."""
    form = AccessSearchForm(request.GET)
    form.is_valid()
    events = queries.access_events(wanted=form.wanted)
    page = Paginator(events, PER_PAGE).get_page(request.GET.get("page"))
    note_shown(request, [event.pk for event in page], count=page.paginator.count)
    context = {"search": form, "page": page, "rows": present.rows(page), "query": request.GET, "head": present.HEAD}
    return render(request, "kernel/access/list.jinja", context)


@requires(KernelPermission.ACCESS_VIEW, lists="kernel.access")
def download(request: SignedInRequest) -> HttpResponse:
    """What the same filters find, as a file; the download is in the log itself."""
    form = AccessSearchForm(request.GET)
    form.is_valid()
    events = queries.access_events(wanted=form.wanted)[: present.MOST_ROWS]
    content, count = present.as_csv(events)
    note_shown(request, [], count=count)
    return made_file(content, name=f"access-log-{today(timezone.now()).isoformat()}.csv")
