"""What courts do to an interim order: a challenge, how it ends, and an extension."""

from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone

from conduct import actions
from conduct.actions.interim_orders import Ruling
from conduct.permissions import Permission
from conduct.web.forms import interim_orders as forms
from conduct.web.presenters.interim_orders import extension_words
from conduct.web.views.interim_orders import (
    OPENS,
    WAYS,
    act_on_order,
    order_for,
    ruling_choices,
    ruling_so_far,
    seen_of_order,
)
from kernel.effect import take_effect
from kernel.permissions import requires
from kernel.web import SignedInRequest
from kernel.web.acting import StepPage, sent

CHALLENGE = StepPage(
    "Record a challenge in court",
    "Save challenge",
    "The order stays in force until the court decides. The manager is told that there is news.",
    done="The challenge is recorded. The order stays in force.",
)
OUTCOME = StepPage(
    "Record what the court did",
    "Save",
    "The register says so in the same moment, and the manager is told that there is news. The conditions and the last "
    "day are needed only where the court varied them.",
    done="Recorded. The register says what the court ordered.",
)
EXTENSION = StepPage(
    "Record that a court extended the order",
    "Save extension",
    "The register shows the new end in the same moment. What a court adds does not count to the longest time. The next "
    "review is counted from today.",
    done="The order lasts longer, and its next review is counted from today.",
)


@requires(Permission.INTERIM_SERVE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def challenge(request: SignedInRequest, reference: str, number: str) -> HttpResponse:
    """A challenge that was lodged."""
    found = order_for(request, reference, number)
    form = forms.ChallengeForm(sent(request), initial=seen_of_order(found))
    return act_on_order(request, found, form, partial(actions.record_interim_challenge, order=found), CHALLENGE)


@requires(Permission.INTERIM_SERVE, methods=WAYS, opens=OPENS, object_rule="cases_for", step_up=True)
def outcome(request: SignedInRequest, reference: str, number: str) -> HttpResponse:
    """How the challenge ended."""
    found = order_for(request, reference, number)
    initial = {name: value for name, value in ruling_so_far(found).items() if name not in ("kind", "basis")}
    form = forms.CourtOutcomeForm(sent(request), initial=initial, **ruling_choices(found))

    def act(*, at: Any, **given: Any) -> object:
        parts = {name: given.pop(name) for name in ("terms", "tiers", "organisation_classes", "until_on")}
        ruling = Ruling(
            kind=found.kind,
            terms=parts["terms"],
            tiers=tuple(parts["tiers"]),
            organisation_classes=tuple(parts["organisation_classes"]),
            until_on=parts["until_on"],
        )
        return take_effect(
            lambda instant: actions.record_interim_court(order=found, ruling=ruling, at=instant, **given)
        )

    return act_on_order(request, found, form, act, OUTCOME)


@requires(Permission.INTERIM_SERVE, methods=WAYS, opens=OPENS, object_rule="cases_for", step_up=True)
def extend(request: SignedInRequest, reference: str, number: str) -> HttpResponse:
    """That a court lets the order go on."""
    found = order_for(request, reference, number)
    if found.ends_at is None:
        raise Http404
    latest = extension_words(found, at=timezone.now())
    form = forms.ExtensionForm(sent(request), latest=latest, initial=seen_of_order(found))

    def act(*, at: Any, **given: Any) -> object:
        return take_effect(lambda instant: actions.extend_by_court(order=found, at=instant, **given))

    return act_on_order(request, found, form, act, EXTENSION)
