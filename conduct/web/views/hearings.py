"""The hearing of a case: its page, and what staff do to list it and serve its notice."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms import hearings as forms
from conduct.web.presenters import hearings as present
from conduct.web.views.acting import HEARING, act_on_case, act_on_hearing, seen_of_hearing
from kernel.permissions import requires
from kernel.web import SignedInRequest, render
from kernel.web.acting import StepPage, sent

OPENS = ("conduct.case", "reference")
WAYS = ("GET", "POST")

LIST = StepPage(
    "List the hearing",
    "List hearing",
    "The members have a part in the case from then on. Serve the notice of hearing next.",
    done="The hearing is listed. Serve the notice of hearing next.",
)
NOTICE = StepPage(
    "Serve the notice of hearing",
    "Serve notice",
    "It says when and where the hearing is, and asks the manager whether they attend and what they need.",
    done="The notice of hearing is served.",
)
CONSENT = StepPage(
    "Record consent to short notice",
    "Save",
    "The hearing may then begin though the notice was shorter than the rules say. Nobody else can waive that.",
    done="The consent is recorded.",
)
REPLY = StepPage("Enter a reply received on paper", "Save reply", done="The reply is saved.")
REPLACE = StepPage(
    "Replace a member of the panel",
    "Replace member",
    "Whoever is replaced has no further part in the case.",
    done="The member is replaced.",
)
POSTPONE = StepPage(
    "Postpone the hearing",
    "Postpone hearing",
    "The same panel sits on the new days. Tell the manager the same day.",
    done="The hearing is postponed.",
)
CANCEL = StepPage(
    "Cancel the hearing",
    "Cancel hearing",
    "Another hearing is listed before different people: nobody of this panel has a part in the case again.",
    "warning",
    "The hearing is cancelled.",
)


@requires(Permission.CASE_VIEW, opens=OPENS, object_rule="cases_for")
def hearing(request: SignedInRequest, reference: str) -> HttpResponse:
    """The hearings of a case, and what may be done next."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    shown = present.hearing_page(case, user=request.user, at=timezone.now())
    return render(request, "conduct/hearings/page.jinja", shown)


@requires(Permission.HEARING_LIST, methods=WAYS, opens=OPENS, object_rule="cases_for")
def list_one(request: SignedInRequest, reference: str) -> HttpResponse:
    """The days, the place and the panel."""
    case, now = get_object_or_404(queries.cases_for(user=request.user), reference=reference), timezone.now()
    candidates = present.candidates(case, at=now)
    form = forms.ListHearingForm(sent(request), candidates=candidates, initial=seen_of_hearing(case))
    act = partial(actions.list_hearing, case=case)
    return act_on_case(request, case, form, act, LIST, seen=seen_of_hearing, back=HEARING)


@requires(Permission.HEARING_LIST, methods=WAYS, opens=OPENS, object_rule="cases_for")
def notice(request: SignedInRequest, reference: str) -> HttpResponse:
    """How the manager gets the notice."""
    return act_on_hearing(request, reference, forms.NoticeForm, actions.give_notice_of_hearing, NOTICE)


@requires(Permission.HEARING_LIST, methods=WAYS, opens=OPENS, object_rule="cases_for")
def consent(request: SignedInRequest, reference: str) -> HttpResponse:
    """That the manager agrees to shorter notice."""
    return act_on_hearing(request, reference, forms.ConsentForm, actions.consent_to_short_notice, CONSENT)


@requires(Permission.HEARING_LIST, methods=WAYS, opens=OPENS, object_rule="cases_for")
def enter_reply(request: SignedInRequest, reference: str) -> HttpResponse:
    """What the manager replied by letter or telephone."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = forms.ReplyForm(sent(request), is_short=False, initial=seen_of_hearing(case))
    act = partial(actions.reply_to_notice, case=case)
    return act_on_case(request, case, form, act, REPLY, seen=seen_of_hearing, back=HEARING)


@requires(Permission.HEARING_LIST, methods=WAYS, opens=OPENS, object_rule="cases_for")
def replace(request: SignedInRequest, reference: str, seat: int) -> HttpResponse:
    """Somebody else for a seat."""
    case, now = get_object_or_404(queries.cases_for(user=request.user), reference=reference), timezone.now()
    people = [user for user, *_ in present.candidates(case, at=now)]
    form = forms.ReplaceForm(sent(request), people=people, initial=seen_of_hearing(case))
    act = partial(actions.replace_member, case=case, seat=seat)
    return act_on_case(request, case, form, act, REPLACE, seen=seen_of_hearing, back=HEARING)


@requires(Permission.HEARING_LIST, methods=WAYS, opens=OPENS, object_rule="cases_for")
def postpone(request: SignedInRequest, reference: str) -> HttpResponse:
    """Other days."""
    return act_on_hearing(request, reference, forms.PutOffForm, actions.postpone_hearing, POSTPONE)


@requires(Permission.HEARING_LIST, methods=WAYS, opens=OPENS, object_rule="cases_for")
def cancel(request: SignedInRequest, reference: str) -> HttpResponse:
    """No hearing before this panel."""
    return act_on_hearing(request, reference, forms.CancelForm, actions.cancel_hearing, CANCEL)


@requires(Permission.HEARING_LIST, opens=OPENS, object_rule="cases_for")
def letter(request: SignedInRequest, reference: str) -> HttpResponse:
    """The notice of hearing, to print and post. There is none before it is served."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    found = queries.noticed_hearing(case=case)
    if found is None:
        raise Http404
    return render(request, "letters/conduct_hearing.jinja", present.notice_letter(found, at=timezone.now()))
