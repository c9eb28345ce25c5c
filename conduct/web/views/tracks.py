"""What goes on beside the stages of a case: one page to begin each, one to end it; and why a stage is late."""

from functools import partial

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.web.forms.gates import AbeyanceForm, BeginTrackForm, DelayForm, EndTrackForm
from conduct.web.views.acting import act_on_case, seen_of_case
from conduct.workflow import TRACKS, Track
from kernel.permissions import requires
from kernel.web import SignedInRequest
from kernel.web.acting import StepPage, sent

OPENS = ("conduct.case", "reference")
WAYS = ("GET", "POST")
DELAY = StepPage("Say why it is late", "Save reasons", done="The reasons are recorded.")
STOPS = "The clock of the stage stands still from now on. What runs for the manager is not stopped by it."


@requires(Permission.CASE_EXPLAIN, methods=WAYS, opens=OPENS, object_rule="cases_for")
def explain_delay(request: SignedInRequest, reference: str) -> HttpResponse:
    """Why a case takes longer in its stage than it should."""
    case = get_object_or_404(queries.cases_for(user=request.user), reference=reference)
    form = DelayForm(sent(request), initial=seen_of_case(case))
    return act_on_case(request, case, form, partial(actions.explain_delay, case=case), DELAY)


@requires(Permission.CASE_TRACK, methods=WAYS, opens=OPENS, object_rule="cases_for")
def begin(request: SignedInRequest, reference: str, track: str) -> HttpResponse:
    """Begin something beside the case."""
    case, chosen = get_object_or_404(queries.cases_for(user=request.user), reference=reference), _track(track)
    form_class = AbeyanceForm if chosen == Track.ABEYANCE else BeginTrackForm
    form = form_class(sent(request), initial=seen_of_case(case))
    page = StepPage(
        str(TRACKS[chosen][0].label), "Save", STOPS if chosen == Track.ABEYANCE else "", done="It is recorded."
    )
    return act_on_case(request, case, form, partial(actions.begin_track, case=case, track=chosen), page)


@requires(Permission.CASE_TRACK, methods=WAYS, opens=OPENS, object_rule="cases_for")
def end(request: SignedInRequest, reference: str, track: str) -> HttpResponse:
    """Say what came of it."""
    case, chosen = get_object_or_404(queries.cases_for(user=request.user), reference=reference), _track(track)
    form = EndTrackForm(sent(request), initial=seen_of_case(case))
    page = StepPage(str(TRACKS[chosen][1].label), "Save", done="It is recorded.")
    return act_on_case(request, case, form, partial(actions.end_track, case=case, track=chosen), page)


def _track(name: str) -> Track:
    if name not in Track.values:
        raise Http404
    return Track(name)
