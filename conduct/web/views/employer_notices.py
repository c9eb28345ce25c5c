"""Telling an employer of an open case; and reading it, at the employer and as the manager."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms.employer_notices import DecideForm, ProposeForm
from conduct.web.forms.steps import StepForm
from conduct.web.presenters import employer_notices as presenters
from conduct.web.presenters.sections import sections_of
from conduct.web.views.acting import act_on_case, seen_of_case
from kernel.access_log import note_shown
from kernel.history import ALL, acting
from kernel.permissions import can, requires
from kernel.web import SignedInRequest, render
from kernel.web.acting import StepPage, sent

OPENS, RULE, WAYS = ("conduct.case", "reference"), "cases_for", ("GET", "POST")
TOLD = ("conduct.employer_notice", "number")
PER_PAGE = 25


@requires(Permission.CASE_VIEW, opens=OPENS, object_rule=RULE)
def employer_notices(request: SignedInRequest, reference: str) -> HttpResponse:
    """What employers were told of a case, and what waits for a decision."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    shown = {
        "case": case,
        "heading": "Telling employers",
        "sections": sections_of(case, user=request.user, current="conduct:employer_notices"),
        "rows": presenters.case_rows(queries.employer_notices(case=case)),
        "may_propose": can(request.user, Permission.EMPLOYER_NOTICE_CHANGE),
    }
    return render(request, "conduct/employer_notices/list.jinja", shown)


@requires(Permission.EMPLOYER_NOTICE_CHANGE, methods=WAYS, opens=OPENS, object_rule=RULE)
def propose(request: SignedInRequest, reference: str) -> HttpResponse:
    """Propose to tell an employer."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    employers = queries.employers_of(case=case, at=timezone.now())
    form = ProposeForm(sent(request), employers=employers, initial=seen_of_case(case))
    page = StepPage("Propose to tell an employer", "Propose", done="Somebody else must decide on it now.")
    template = "conduct/employer_notices/propose.jinja"
    return act_on_case(request, case, form, lambda **given: actions.propose_telling(case=case, **given), page, template)


@requires(Permission.CASE_VIEW, opens=OPENS, object_rule=RULE)
def employer_notice(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """One proposal, what became of it, and whether the manager knows."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    notice = get_object_or_404(queries.employer_notices(case=case), pk=number)
    shown = {
        "case": case,
        "notice": notice,
        "facts": presenters.facts(notice),
        "may_decide": can(request.user, Permission.EMPLOYER_NOTICE_CHANGE),
    }
    return render(request, "conduct/employer_notices/page.jinja", shown)


@requires(Permission.EMPLOYER_NOTICE_CHANGE, methods=WAYS, opens=OPENS, object_rule=RULE)
def decide(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Tell the employer, refuse to, or withdraw one's own proposal."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    notice = get_object_or_404(queries.employer_notices(case=case), pk=number)
    is_own = notice.asked_by_id == request.user.pk
    form = DecideForm(sent(request), is_own=is_own, initial=seen_of_case(case))
    page = StepPage(f"Tell {notice.organisation.name}?", "Decide", done="The decision was recorded.", asked=notice.text)
    return act_on_case(request, case, form, lambda **given: actions.decide_on_telling(notice=notice, **given), page)


@requires(Permission.EMPLOYER_NOTICE_CHANGE, methods=WAYS, opens=OPENS, object_rule=RULE)
def tell_manager(request: SignedInRequest, reference: str, number: int) -> HttpResponse:
    """Tell the manager what their employer was told, where that had to wait."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    notice = get_object_or_404(queries.employer_notices(case=case), pk=number)
    form = StepForm(sent(request), initial=seen_of_case(case))
    page = StepPage(
        "Tell the manager what their employer was told",
        "Tell the manager",
        text="They can read word for word what the employer was told, from now on.",
        done="The manager was told.",
    )
    return act_on_case(
        request, case, form, lambda **given: actions.tell_manager_of_telling(notice=notice, **given), page
    )


@requires(Permission.EMPLOYER_NOTICE_READ, object_rule="notices_to", lists="conduct.employer_notice")
def told_list(request: SignedInRequest) -> HttpResponse:
    """What the regulator told this organisation in confidence."""
    page = Paginator(queries.notices_to(user=request.user), PER_PAGE).get_page(request.GET.get("page"))
    note_shown(request, [each.pk for each in page], count=page.paginator.count)
    shown = {"rows": presenters.told_rows(page), "page": page, "query": request.GET}
    return render(request, "conduct/employer_notices/told_list.jinja", shown)


@requires(Permission.EMPLOYER_NOTICE_READ, opens=TOLD, object_rule="notices_to")
def told(request: SignedInRequest, number: int) -> HttpResponse:
    """One notice, as this organisation reads it."""
    notice = get_object_or_404(queries.notices_to(user=request.user), pk=number)
    names = queries.names_of(person_ids=[notice.case.person_id], at=timezone.now())
    shown = {"notice": notice, "name": names.get(notice.case.person_id, ""), "person": notice.case.person}
    return render(request, "conduct/employer_notices/told.jinja", shown)


@requires(Permission.OWN_CASE_VIEW, object_rule="notices_about", lists="conduct.employer_notice")
def own_notices(request: SignedInRequest) -> HttpResponse:
    """What the manager's employers were told of them, word for word."""
    with acting(tenant=ALL):  # organisations' own rows, of which these are about the manager
        found = list(queries.notices_about(user=request.user))
    note_shown(request, [each.pk for each in found], count=len(found))
    return render(request, "conduct/employer_notices/own.jinja", {"notices": found})
