"""Bars for staff: the list, the page of one, and its letters."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from barring.permissions import Permission
from barring.queries import bars as queries
from barring.queries import proposals
from barring.web.forms.bars import FindBars
from barring.web.presenters import bars as present
from barring.web.presenters import letters as letters_of
from barring.web.presenters.referrals import referral_rows
from kernel.access_log import note_shown
from kernel.permissions import can, requires
from kernel.web import SignedInRequest, render
from kernel.web.presenters.messages import not_arrived

PAGE_LENGTH = 25


@requires(Permission.BAR_VIEW, object_rule="bars_for", lists="barring.bar")
def bars(request: SignedInRequest) -> HttpResponse:
    """Every bar that the user may see, by status, reference, number or name."""
    form = FindBars(request.GET or None)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = queries.find_bars(user=request.user, **wanted)
    page = Paginator(found, PAGE_LENGTH).get_page(request.GET.get("page"))
    note_shown(request, [bar.reference for bar in page], count=page.paginator.count)
    now = timezone.now()
    to_check = proposals.referrals_for(user=request.user, at=now) if can(request.user, Permission.BAR_APPROVE) else []
    context = {
        "form": form,
        "page": page,
        "rows": present.list_rows(page.object_list, at=now),
        "referrals": referral_rows(to_check),
    }
    return render(request, "barring/bars/list.jinja", context)


@requires(Permission.BAR_VIEW, opens=("barring.bar", "reference"), object_rule="bars_for")
def bar(request: SignedInRequest, reference: str) -> HttpResponse:
    """One bar: its facts, reasons, representations, what may be done next, and what was."""
    bar = get_object_or_404(queries.bar_for(user=request.user, reference=reference))
    now = timezone.now()
    context = {
        "bar": bar,
        "rows": present.staff_rows(bar, at=now),
        "undelivered": not_arrived(noun="barring.bar", reference=bar.reference),
        "is_published": bar.served_decision(at=now) is not None,
        "next_steps": present.next_steps(bar, user=request.user, at=now),
        "representations": queries.representations_to(bar),
        "timeline": present.timeline(queries.steps_of(bar)),
        "letters": letters_of.letters(bar, was_noticed=queries.was_noticed(bar)),
    }
    return render(request, "barring/bars/detail.jinja", context)


@requires(Permission.BAR_VIEW, opens=("barring.bar", "reference"), object_rule="bars_for")
def letter(request: SignedInRequest, reference: str, kind: str) -> HttpResponse:
    """A letter to print, for somebody who is written to by post or by hand."""
    bar = get_object_or_404(queries.bar_for(user=request.user, reference=reference))
    letters = letters_of.letters(bar, was_noticed=queries.was_noticed(bar))
    if kind not in letters:
        raise Http404
    context = {"bar": bar, "title": letters[kind], "text": letters_of.letter_text(bar, kind)}
    return render(request, "letters/barring.jinja", context)
