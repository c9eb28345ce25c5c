"""Whom a consultation hopes to reach, and whom it reaches."""

from functools import partial

from django.http import HttpResponse
from django.utils import timezone

from consultation.actions.reach import set_expectations
from consultation.permissions import Permission
from consultation.queries.reach import asks, expected_of
from consultation.rules.reach import By
from consultation.web.forms.reach import ExpectationsForm
from consultation.web.presenters import reach as present
from consultation.web.views.acting import OPENS, WAYS, act_on, found
from kernel.permissions import requires
from kernel.web import SignedInRequest, render
from kernel.web.acting import StepPage, sent
from kernel.web.downloads import made_file

RULE = "consultations_for"
EXPECT = StepPage(
    "How many responses do you hope for?",
    "Save",
    "While it is open a page shows where responses are missing. Leave out what you do not hope for; those who are "
    "invited are counted in any case. It is approved with the rest and does not change afterwards. For regions and "
    "types of organisation first add a question of that kind.",
    done="Saved.",
)


@requires(Permission.CONSULTATION_CHANGE, methods=WAYS, opens=OPENS, object_rule=RULE)
def expectations(request: SignedInRequest, slug: str) -> HttpResponse:
    """How many responses are hoped for, and from whom."""
    held = found(request, slug)
    sorts = [by for by in By if asks(consultation=held, by=by)]
    form = ExpectationsForm(sent(request), sorts=sorts, expected=expected_of(consultation=held))
    return act_on(request, held, form, partial(set_expectations, consultation=held), EXPECT)


@requires(Permission.RESPONSE_COUNT, opens=OPENS, object_rule=RULE)
def reach(request: SignedInRequest, slug: str) -> HttpResponse:
    """Responses so far against what was hoped for, and who was invited."""
    shown = present.reach_page(found(request, slug), at=timezone.now())
    return render(request, "consultation/staff/reach.jinja", shown)


@requires(Permission.RESPONSE_COUNT, opens=OPENS, object_rule=RULE)
def reach_csv(request: SignedInRequest, slug: str) -> HttpResponse:
    """The same as a file."""
    return made_file(present.reach_csv(found(request, slug), at=timezone.now()), name=f"{slug}-reach.csv")
