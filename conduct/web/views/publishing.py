"""Published decisions and hearings to come, for anybody; and the pages on which staff prepare a publication."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from conduct import actions, queries
from conduct.permissions import Permission
from conduct.queries import published
from conduct.web.forms import publishing as forms
from conduct.web.presenters import publishing as present
from conduct.web.views.acting import act_on_case
from kernel.limits import limited
from kernel.permissions import public, requires
from kernel.web import SignedInRequest, render
from kernel.web.acting import StepPage, sent

if TYPE_CHECKING:
    from conduct.models import Case

OPENS = ("conduct.case", "reference")
WAYS = ("GET", "POST")

PREPARE = StepPage(
    "Prepare the publication",
    "Prepare",
    "Nothing is published yet. Say what is left out next; then somebody else checks it and publishes it.",
    done="Say what is left out. Then somebody else checks it.",
)
LEAVE_OUT = StepPage("Leave something out", "Leave it out", done="It is left out.")
PUT_BACK = StepPage("Publish these words after all", "Publish them after all", done="It is not left out any more.")
PUBLISH = StepPage(
    "Check and publish the decision",
    "I have checked it: publish",
    "Read all of it first. Nothing may point to who raised a concern, or say more about anybody’s health or private "
    "life than the reasons need. The register links to it from now on.",
    done="The decision is published.",
)
TAKE_DOWN = StepPage(
    "Take the decision down",
    "Take it down",
    "Nobody can read it from now on, and the register does not link to it. The order itself stays on the register.",
    "warning",
    "The decision is taken down.",
)


@public()
@limited
def hearings(request: HttpRequest) -> HttpResponse:
    """The hearings to come and going on."""
    rows = present.hearing_rows(published.public_hearings(at=timezone.now()))
    return _unkept(render(request, "conduct/published/hearings.jinja", {"rows": rows}))


@public()
@limited
def decision(request: HttpRequest, reference: str) -> HttpResponse:
    """One decision, from its publication to its end."""
    now = timezone.now()
    found = published.published_decision(reference=reference, at=now)
    if found is None:
        raise Http404
    return _unkept(render(request, "conduct/published/decision.jinja", present.decision_page(found, at=now)))


def _unkept(response: HttpResponse) -> HttpResponse:
    """Search engines keep no copy, and nobody a page for longer than it is published."""
    response["X-Robots-Tag"] = "noarchive"
    response["Cache-Control"] = "no-store"
    return response


@requires(Permission.DECISION_PUBLISH, opens=OPENS, object_rule="cases_for")
def publication(request: SignedInRequest, reference: str) -> HttpResponse:
    """How far the publication is, and the decision as it would be read."""
    case = _case(request, reference)
    shown = present.publication_page(case, user=request.user, at=timezone.now())
    return render(request, "conduct/published/publication.jinja", shown)


@requires(Permission.DECISION_PUBLISH, methods=WAYS, opens=OPENS, object_rule="cases_for")
def prepare(request: SignedInRequest, reference: str) -> HttpResponse:
    """Begin to prepare it."""
    return _act(request, reference, forms.SeenForm, actions.prepare_publication, PREPARE)


@requires(Permission.DECISION_PUBLISH, methods=WAYS, opens=OPENS, object_rule="cases_for")
def leave_out(request: SignedInRequest, reference: str) -> HttpResponse:
    """Leave words out, for a reason."""
    return _act(request, reference, forms.LeaveOutForm, actions.leave_out, LEAVE_OUT)


@requires(Permission.DECISION_PUBLISH, methods=WAYS, opens=OPENS, object_rule="cases_for")
def put_back(request: SignedInRequest, reference: str, left_out: int) -> HttpResponse:
    """Publish them after all."""
    return _act(request, reference, forms.SeenForm, actions.put_back, PUT_BACK, left_out=left_out)


@requires(Permission.DECISION_PUBLISH, methods=WAYS, opens=OPENS, object_rule="cases_for", step_up=True)
def publish(request: SignedInRequest, reference: str) -> HttpResponse:
    """Check it and publish it."""
    return _act(request, reference, forms.SeenForm, actions.publish_decision, PUBLISH)


@requires(Permission.DECISION_PUBLISH, methods=WAYS, opens=OPENS, object_rule="cases_for")
def take_down(request: SignedInRequest, reference: str) -> HttpResponse:
    """Take it down at once."""
    return _act(request, reference, forms.TakeDownForm, actions.take_decision_down, TAKE_DOWN)


def _case(request: SignedInRequest, reference: str) -> "Case":
    return get_object_or_404(queries.cases_for(user=request.user), reference=reference)


def _seen(case: "Case") -> dict[str, int]:
    found = published.publication_of(case=case)
    return {"seen": found.version if found else 0}


def _act(
    request: SignedInRequest, reference: str, form_class: Any, action: Callable[..., Any], page: StepPage, **more: Any
) -> HttpResponse:
    case = _case(request, reference)
    form = form_class(sent(request), initial=_seen(case))

    def act(**given: Any) -> object:
        return action(case=case, **given, **more)

    return act_on_case(request, case, form, act, page, back=present.PUBLICATION, seen=_seen)
