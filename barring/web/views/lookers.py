"""Who checked me, and who watches me: a manager's own page; and what staff do about it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from barring.actions import lookers as actions
from barring.permissions import Permission
from barring.queries import lookers as queries
from barring.web.forms.lookers import AnswerQuery, AskAboutCheck, AskDelay, DecideDelay
from barring.web.presenters import lookers as present
from kernel.access_log import note_shown
from kernel.errors import ActionRefused
from kernel.history import ALL, acting
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from register.queries import own_person

PAGE_LENGTH = 25
BOTH = ("GET", "POST")


@requires(Permission.OWN_CHECK_VIEW, object_rule="own_person", lists="barring.check")
def own_checks(request: SignedInRequest) -> HttpResponse:
    """Who checked the manager, when, why and with what answer; who watches them; how much is held back."""
    person, at = own_person(request.user), timezone.now()
    person_id = person.pk if person else 0  # an account that is not linked to an entry is shown nothing
    with acting(tenant=ALL):  # organisations' own rows, of which these are about the manager
        page = Paginator(queries.checks_about(person_id=person_id, at=at), PAGE_LENGTH).get_page(
            request.GET.get("page")
        )
        note_shown(request, [check.reference for check in page], count=page.paginator.count)
        context = {
            "page": page,
            "query": request.GET,
            "head": present.CHECK_HEAD,
            "rows": present.check_rows(page),
            "watch_head": present.WATCH_HEAD,
            "watches": present.watch_rows(queries.watches_about(person_id=person_id, at=at)),
            "not_shown": present.not_shown(queries.held_back_from(person_id=person_id, at=at)),
        }
    return render(request, "barring/me/checks.jinja", context)


@requires(Permission.OWN_CHECK_VIEW, methods=BOTH, object_rule="own_person", opens=("barring.check", "reference"))
def own_check(request: SignedInRequest, reference: str) -> HttpResponse:
    """One check of the manager, what they asked about it and were answered; ask."""
    person, at = own_person(request.user), timezone.now()
    if person is None:
        raise Http404
    form = AskAboutCheck(request.POST or None)
    with acting(tenant=ALL):
        check = get_object_or_404(queries.checks_about(person_id=person.pk, at=at), reference=reference)
        if form.is_valid():
            try:
                actions.ask_about_check(check=check, text=form.cleaned_data["text"], by=request.user, at=at)
            except ActionRefused as refusal:
                add_refusal(form, refusal)
            else:
                messages.success(request, "Your question was sent. We will answer here and tell you by email.")
                return redirect("barring:own_check", reference=reference)
        asked = present.query_events(queries.queries_about(check=check))
    context = {"form": form, "facts": present.check_facts(check), "asked": asked}
    return render(request, "barring/me/check.jinja", context)


@requires(Permission.CHECK_QUERY_VIEW, lists="barring.check_query")
def check_queries(request: SignedInRequest) -> HttpResponse:
    """What managers ask about checks: what waits, or what was answered."""
    is_open = request.GET.get("show") != "answered"
    page = Paginator(queries.check_queries(is_open=is_open), PAGE_LENGTH).get_page(request.GET.get("page"))
    note_shown(request, [query.pk for query in page], count=page.paginator.count)
    context = {"page": page, "query": request.GET, "is_open": is_open}
    context |= {"head": present.QUERY_HEAD, "rows": present.query_rows(page)}
    return render(request, "barring/lookers/queries.jinja", context)


@requires(Permission.CHECK_QUERY_ANSWER, methods=BOTH, opens=("barring.check_query", "pk"))
def check_query(request: SignedInRequest, pk: int) -> HttpResponse:
    """One query of a manager; answer it."""
    query = queries.check_query(pk)
    if query is None:
        raise Http404
    form = AnswerQuery(request.POST or None)
    if form.is_valid():
        try:
            answer = form.cleaned_data["answer"]
            actions.answer_check_query(query=query, answer=answer, by=request.user, at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The manager can read your answer, and is told by email.")
            return redirect("barring:check_queries")
    context = {"query": query, "form": form, "facts": present.query_facts(query)}
    return render(request, "barring/lookers/query.jinja", context)


@requires(Permission.CHECK_QUERY_VIEW, lists="barring.check_delay")
def check_delays(request: SignedInRequest) -> HttpResponse:
    """Checks held back from their subjects, and what waits for a second person."""
    page = Paginator(queries.check_delays(), PAGE_LENGTH).get_page(request.GET.get("page"))
    note_shown(request, [delay.pk for delay in page], count=page.paginator.count)
    context = {"page": page, "query": request.GET, "head": present.DELAY_HEAD, "rows": present.delay_rows(page)}
    return render(request, "barring/lookers/delays.jinja", context)


@requires(Permission.CHECK_DELAY, methods=BOTH, unlogged="a form that shows nobody")
def ask_delay(request: SignedInRequest) -> HttpResponse:
    """Ask that a check be held back from its subject for a time."""
    form = AskDelay(request.POST or None)
    if form.is_valid():
        given = form.cleaned_data
        check = queries.check_named(given["reference"])
        if check is None:
            form.add_error("reference", "There is no check of this reference")
            return render(request, "barring/lookers/ask_delay.jinja", {"form": form})
        try:
            actions.ask_delay(
                check=check, reason=given["reason"], until=given["until"], by=request.user, at=timezone.now()
            )
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "A second registrar decides. The check is shown until then.")
            return redirect("barring:check_delays")
    return render(request, "barring/lookers/ask_delay.jinja", {"form": form})


@requires(Permission.CHECK_DELAY, methods=BOTH, opens=("barring.check_delay", "pk"))
def check_delay(request: SignedInRequest, pk: int) -> HttpResponse:
    """One delay; a second person decides on it."""
    delay = get_object_or_404(queries.check_delays(), pk=pk)
    form = DecideDelay(request.POST or None)
    if form.is_valid():
        is_agreed = form.cleaned_data["decision"] == "approve"
        try:
            actions.decide_delay(delay=delay, is_agreed=is_agreed, by=request.user, at=timezone.now())
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "The check is held back." if is_agreed else "The check is not held back.")
            return redirect("barring:check_delays")
    context = {"delay": delay, "form": form, "facts": present.delay_facts(delay)}
    return render(request, "barring/lookers/delay.jinja", context)
