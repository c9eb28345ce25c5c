"""A manager's side of interim orders: from the service of the first notice on, also where no case shows yet."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms.interim_orders import SayForm
from conduct.web.presenters.interim_orders import own_orders
from kernel.errors import ActionRefused
from kernel.permissions import requires
from kernel.web import SignedInRequest, add_refusal, render
from kernel.web.acting import sent

OPENS = ("conduct.case", "reference")


@requires(Permission.OWN_CASE_VIEW, opens=OPENS, object_rule="own_interim_orders")
def orders(request: SignedInRequest, reference: str) -> HttpResponse:
    """What is asked for or in force in one case, why, and how to be heard."""
    at = timezone.now()
    found = list(queries.own_interim_orders(user=request.user, at=at).filter(case__reference=reference))
    if not found:
        raise Http404
    shown = {"reference": reference, "orders": own_orders(found, at=at)}
    return render(request, "conduct/own_cases/interim_orders.jinja", shown)


@requires(Permission.OWN_CASE_ANSWER, methods=("GET", "POST"), opens=OPENS, object_rule="own_interim_orders")
def say(request: SignedInRequest, reference: str, number: str) -> HttpResponse:
    """Say something for a hearing."""
    mine = queries.own_interim_orders(user=request.user, at=timezone.now()).filter(case__reference=reference)
    order = get_object_or_404(mine, reference=number)
    form = SayForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            actions.say_for_interim_hearing(order=order, by=request.user, at=timezone.now(), **form.cleaned_data)
        except ActionRefused as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, "We have received it, and whoever decides will read it.")
            return redirect("conduct:own_interim_orders", reference=reference)
    return render(request, "conduct/own_cases/interim_say.jinja", {"order": order, "form": form})
