"""The days of a hearing, as its chair records them."""

from django.http import HttpResponse

from conduct import actions
from conduct.permissions import Permission
from conduct.web.forms import hearings as forms
from conduct.web.forms.steps import StepForm
from conduct.web.views.acting import act_on_hearing
from kernel.permissions import requires
from kernel.web import SignedInRequest
from kernel.web.acting import StepPage

OPENS = ("conduct.case", "reference")
WAYS = ("GET", "POST")

BEGIN = StepPage("Begin the hearing", "Begin hearing", done="The hearing has begun.")
ADJOURN = StepPage(
    "Adjourn the hearing",
    "Adjourn hearing",
    "The case is part heard: the same panel goes on with it on the new days.",
    done="The hearing is adjourned.",
)
RESUME = StepPage("Resume the hearing", "Resume hearing", done="The hearing goes on.")
PRIVATE = StepPage(
    "Hear a part in private",
    "Save ruling",
    "Nothing of that part is published.",
    done="The ruling is recorded.",
)
CONCLUDE = StepPage(
    "Conclude the hearing",
    "Conclude hearing",
    "All evidence and argument is heard. The panel deliberates next.",
    done="The hearing is concluded. Put a determination to the panel next.",
)


@requires(Permission.CASE_DETERMINE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def begin(request: SignedInRequest, reference: str) -> HttpResponse:
    """Who attends, and why the panel goes on where nobody does."""
    return act_on_hearing(request, reference, forms.BeginForm, actions.begin_hearing, BEGIN)


@requires(Permission.CASE_DETERMINE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def adjourn(request: SignedInRequest, reference: str) -> HttpResponse:
    """Until when, and why."""
    return act_on_hearing(request, reference, forms.PutOffForm, actions.adjourn_hearing, ADJOURN)


@requires(Permission.CASE_DETERMINE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def resume(request: SignedInRequest, reference: str) -> HttpResponse:
    """Go on."""
    return act_on_hearing(request, reference, StepForm, actions.resume_hearing, RESUME)


@requires(Permission.CASE_DETERMINE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def private(request: SignedInRequest, reference: str) -> HttpResponse:
    """Which part nobody else hears, and why."""
    return act_on_hearing(request, reference, forms.PrivateForm, actions.sit_in_private, PRIVATE)


@requires(Permission.CASE_DETERMINE, methods=WAYS, opens=OPENS, object_rule="cases_for")
def conclude(request: SignedInRequest, reference: str) -> HttpResponse:
    """No more evidence."""
    return act_on_hearing(request, reference, StepForm, actions.conclude_hearing, CONCLUDE)
