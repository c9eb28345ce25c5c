"""Responses from paper, keyed by a second person, and settled where the two keyings differ."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from consultation.actions import keying as actions
from consultation.permissions import Permission
from consultation.queries import asked_by
from consultation.queries import keying as queries
from consultation.web.forms.entering import KeyedForm
from consultation.web.presenters import keying as present
from consultation.web.views.acting import OPENS, WAYS, found
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import sent

RULE = "consultations_for"


@requires(Permission.RESPONSE_ENTER, opens=OPENS, object_rule=RULE)
def progress(request: SignedInRequest, slug: str) -> HttpResponse:
    """How far the second keying is, and what is to be settled."""
    return render(request, "consultation/staff/keying.jinja", present.progress(found(request, slug)))


@requires(Permission.RESPONSE_ENTER, methods=WAYS, opens=OPENS, object_rule=RULE)
def key_again(request: SignedInRequest, slug: str) -> HttpResponse:
    """The next response of the sample that another person keyed; nothing that they typed is shown."""
    held = found(request, slug)
    form = KeyedForm(asked_by(consultation=held), sent(request))
    if form.is_bound:
        of_them = queries.papers_of(consultation=held)
        one = get_object_or_404(of_them, public_number=str(request.POST.get("number", "")))
        if form.is_valid():
            try:
                actions.key_again(response=one, by=request.user, at=timezone.now(), **form.cleaned_data)
            except ActionRefused as refusal:
                add_refusal(form, refusal)
            else:
                return redirect("consultation:key_again", slug)
    else:
        following = queries.next_to_key(consultation=held, user=request.user)
        if following is None:
            messages.success(request, "There is no further response for you to key again.")
            return redirect("consultation:keying", slug)
        one = following
    return render(request, "consultation/staff/key_again.jinja", present.paper(one) | {"form": form})


@requires(Permission.RESPONSE_ENTER, methods=WAYS, opens=("consultation.response", "number"), object_rule=RULE)
def settle(request: SignedInRequest, slug: str, number: str) -> HttpResponse:
    """What two people keyed otherwise, for somebody who looks at the paper."""
    held = found(request, slug)
    keying = get_object_or_404(queries.keyings_of(consultation=held), response__public_number=number)
    if not keying.differ or hasattr(keying, "settlement"):
        raise Http404
    form = present.settle_form(held, keying, sent(request))
    if form.is_bound and form.is_valid():
        try:
            actions.settle(keying=keying, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "It is settled, and every version is kept.")
            return redirect("consultation:keying", slug)
    return render(request, "consultation/staff/settle.jinja", present.paper(keying.response) | {"form": form})
